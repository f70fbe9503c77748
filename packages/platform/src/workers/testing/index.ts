export { attempt, fail, measure, summaryOf } from './tasks.ts';
