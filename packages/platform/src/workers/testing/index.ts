export { attempt, decideOnce, fail, measure, summaryOf } from './tasks.ts';
