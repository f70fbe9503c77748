export { testFill } from './fill.ts';
