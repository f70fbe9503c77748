export { auditDataset, auditTables } from './audit-dataset.ts';
export type { AuditedSeries } from './audit/audit-across.ts';
export { auditContents } from './audit/audit-contents.ts';
export type { ContentsAudit, ContentsAuditOptions } from './audit/audit-contents.ts';
export { completenessOf } from './audit/completeness.ts';
export { createAudit } from './audit/create-audit.ts';
export type { SeriesAudit } from './audit/create-audit.ts';
export { auditSeries } from './audit/audit-series.ts';
export { DEFAULT_AUDIT_OPTIONS, FINDING_KINDS } from './audit/report.ts';
export type {
  AuditExample,
  AuditFinding,
  AuditOptions,
  AuditReport,
  AuditedExtent,
  Completeness,
  FindingKind,
  Severity,
  TableReport,
} from './audit/report.ts';
export { checkedManifest, withoutMoment } from './check-manifest.ts';
export { completeTerms } from './complete-terms.ts';
export { derivedProvenance } from './derived-provenance.ts';
export type { Derivation } from './derived-provenance.ts';
export { deriveOutcomes, parseHorizon } from './outcomes/derive-outcomes.ts';
export type { DerivedOutcomes, OutcomesRequest } from './outcomes/derive-outcomes.ts';
export { diffDatasets } from './diff-datasets.ts';
export type { Change, DatasetDiff, DiffOptions, EntryDiff, PartDiff } from './diff-datasets.ts';
export type { RowChange, RowCounts, RowValues } from './diff-rows.ts';
export { checkSelectionFit, faultsOf, isFit } from './fitness.ts';
export { collectGarbage, removeDatasetVersion } from './garbage.ts';
export type { CollectOptions, Collection, RemoveVersionOptions } from './garbage.ts';
export { layOutLake } from './lay-out.ts';
export type { LaidOutFile, LakeLayout } from './lay-out.ts';
export { objectPath, openLakehouse } from './lakehouse.ts';
export type { Lakehouse, LakehouseOptions } from './lakehouse.ts';
export { entryObjects, MANIFEST_SCHEMA_VERSION, manifestObjects } from './manifest.ts';
export type {
  DatasetManifest,
  FindingCount,
  PartEntry,
  PartFacts,
  Provenance,
  RowExtent,
  SeriesEntry,
  SeriesHead,
  SourceFile,
  TableEntry,
  TableHead,
} from './manifest.ts';
export { checkedName } from './paths.ts';
export { publishDataset } from './publish.ts';
export type {
  AppendNews,
  PublishRequest,
  PublishResult,
  Sequence,
  SeriesSource,
  TableSource,
} from './publish-request.ts';
export type { RowSelection } from './read-parts.ts';
export { readChunks, readSeries, selectEntries } from './read-series.ts';
export type { ReadChunksOptions, ReadSeriesOptions } from './read-series.ts';
export { readTable, readTableChunks } from './read-table.ts';
export type { ReadTableOptions } from './read-table.ts';
export type { Agreement } from './repair/agreement.ts';
export type { BarPlace } from './repair/bar-rows.ts';
export type { SeriesRepair } from './repair/plan-repair.ts';
export { checkAgreed, planRepairs, publishRepairs } from './repair/repair-dataset.ts';
export type { RepairRequest } from './repair/repair-dataset.ts';
export { findManifest, listDatasets, resolveDataset } from './resolve.ts';
export type { DamagedVersion, DatasetListing, DatasetVersions } from './resolve.ts';
export type { Vintage } from './row-collector.ts';
export { headOfSeries } from './row-shape.ts';
export type { Stretches, StretchUnit } from './audit/stretches.ts';
export { openStaging } from './staging.ts';
export type { StagedRows, Staging, StagingOptions } from './staging.ts';
export { verifyDataset } from './verify.ts';
export type { Verification, VerificationProblem } from './verify.ts';
