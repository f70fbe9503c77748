export { chunkedSeries } from './chunked-series.ts';
export { pickedBars } from './changed-bars.ts';
export { hourSeries } from './hour-series.ts';
export { sourcedSeries, testProvenance } from './sourced-series.ts';
