export { contiguousSeries, timedSeries } from './bars.ts';
export type { TimedBar } from './bars.ts';
export { byBar, COST_FREE, optionsOver, runOver, strategyOf, want, wantLots, wholeSegment } from './run.ts';
export { sp500Series } from './sp500.ts';
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
