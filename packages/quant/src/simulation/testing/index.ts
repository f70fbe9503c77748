export { byBar, COST_FREE, optionsOver, runOver, strategyOf, want, wantLots, wholeSegment } from './run.ts';
