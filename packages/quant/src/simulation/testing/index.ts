export { action, actionsOf } from './actions.ts';
export { randomActions } from './random-actions.ts';
export { contiguousSeries, timedSeries } from './bars.ts';
export { hasLean, leanActions, leanDaily } from './lean.ts';
export type { TimedBar } from './bars.ts';
export { byBar, COST_FREE, optionsOver, order, runOver, strategyOf, want, wantLots, wholeSegment } from './run.ts';
export { sp500Series } from './sp500.ts';
export { randomOrderStrategy } from './random-orders.ts';
export type { RandomOrderTerms } from './random-orders.ts';
export {
  contractOf,
  FREE_BASE,
  marketOf,
  randomOptions,
  randomRuns,
  randomStrategy,
  segmentsOf,
} from './random-run.ts';
export type { RandomRun } from './random-run.ts';
export { quotesOf } from './quotes.ts';
export type { TestQuote } from './quotes.ts';
