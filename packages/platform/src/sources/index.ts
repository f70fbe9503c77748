export type { DatasetContent } from './dataset-content.ts';
export { importFiles } from './import/import-files.ts';
export type { ImportedFiles } from './import/import-files.ts';
export type { ImportCounts, ImportOptions } from './import/import-options.ts';
export { importInMemory } from './import/import-in-memory.ts';
export type { ImportResult } from './import/import-in-memory.ts';
export { memoryStaging } from './import/memory-staging.ts';
export { BUILT_IN_LAYOUTS } from './layouts/built-in.ts';
export { checkLayout } from './layouts/check-layout.ts';
export { guessLayout } from './layouts/guess/guess-layout.ts';
export type { LayoutGuess } from './layouts/guess/guess-layout.ts';
export type { Doubt } from './layouts/guess/doubts.ts';
export type { UnderstoodRow } from './layouts/guess/understand.ts';
export type {
  AvailabilityRule,
  BarsLayout,
  CellRule,
  ColumnReference,
  ContractRule,
  Layout,
  LayoutInstrument,
  LayoutKind,
  LayoutShared,
  NameRule,
  RecordsLayout,
  RowPolicies,
  RowPolicy,
  SharedTerms,
  TimeRule,
  ZoneSpan,
} from './layouts/layout.ts';
export { parseLayout, resolveLayout } from './layouts/resolve-layout.ts';
export { TIME_FORMATS } from './layouts/time-formats.ts';
export type { TimeFormat } from './layouts/time-formats.ts';
export { SAMPLE_DATASET, sampleDataset } from './sample.ts';
export { correlatedPanel } from './synthetic/correlated-panel.ts';
export { fx } from './synthetic/fx.ts';
export { hourOfWeek, weeklySpreads } from './synthetic/fx-spreads.ts';
export { inMemory } from './synthetic/generated.ts';
export type { GeneratedContent, GeneratedDataset, GeneratedSeries, GeneratedTable } from './synthetic/generated.ts';
export { jumps } from './synthetic/jumps.ts';
export { SYNTHETIC_KINDS, syntheticDataset } from './synthetic/kinds.ts';
export type { SyntheticKind, SyntheticKinds } from './synthetic/kinds.ts';
export { optionChain } from './synthetic/option-chain.ts';
export { SYNTHETIC_DEFAULTS } from './synthetic/options.ts';
export type { SyntheticMarketOptions } from './synthetic/options.ts';
export { panelCorrelation, resolvePanel } from './synthetic/panel-options.ts';
export { plantedEdge, plantedSignal } from './synthetic/planted-edge.ts';
export type { PlantedEdgeOptions } from './synthetic/planted-edge.ts';
export { randomWalk } from './synthetic/random-walk.ts';
export { regimeSwitching } from './synthetic/regime-switching.ts';
