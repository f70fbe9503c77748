export { rowEvidence, stressFigures, tradelessEvidence } from './row-evidence-builder.ts';
export type { EvidenceChanges } from './row-evidence-builder.ts';
export { describeSplitter } from './splitter-conformance.ts';
export type { Splitter } from './splitter-conformance.ts';
