export { contiguousSeries, timedSeries } from './bars.ts';
export type { TimedBar } from './bars.ts';
export { byBar, COST_FREE, optionsOver, runOver, strategyOf, want, wantLots, wholeSegment } from './run.ts';
export { sp500Series } from './sp500.ts';
