export { alignInner, simpleReturns } from './align.ts';
export type { ClosePanel, ReturnPanel } from './align.ts';
export { asOf, resolveRestatements } from './as-of.ts';
export type { VersionedRow } from './as-of.ts';
