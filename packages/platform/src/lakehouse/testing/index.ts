export { sourcedSeries, testProvenance } from './sourced-series.ts';
