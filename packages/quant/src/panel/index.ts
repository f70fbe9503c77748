export { alignInner, simpleReturns } from './align.ts';
export type { ClosePanel, ReturnPanel } from './align.ts';
export { asOf, resolveRestatements } from './as-of.ts';
export type { VersionedRow } from './as-of.ts';
export { joinLosses } from './join-losses.ts';
export type { JoinLoss } from './join-losses.ts';
export { createResampler, resample } from './resample.ts';
export type { ResampledSeries, Resampler } from './resample.ts';
