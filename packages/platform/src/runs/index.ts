export { amendRun, noteEnd, publishAmended, readAmendments } from './amend-run.ts';
export type { Amendment, AmendRunOptions } from './amend-run.ts';
export { amendmentFiles, readAmended, writeAmendment } from './amendment-files.ts';
export type { AmendedFiles } from './amendment-files.ts';
export { GENESIS_HASH, openAudit, readAudit } from './audit.ts';
export type { Audit, AuditDetails, AuditEntry, OpenAuditOptions } from './audit.ts';
export { listRuns, pinnedObjects, removeRun, showRun } from './catalogue.ts';
export type { RemoveRunOptions, RunDetails, RunFile, RunSummary } from './catalogue.ts';
export { decodeColumns, encodeColumns } from './columns.ts';
export type { Column, Columns, ColumnsContent, DecodeOptions } from './columns.ts';
export { findResumableRun, resolveRunId } from './find-runs.ts';
export { exportRun } from './export-run.ts';
export type { ExportedRun, ExportRunOptions } from './export-run.ts';
export { readFinishedRun } from './finished-run.ts';
export type { FinishedRunFiles } from './finished-run.ts';
export { experimentId, killPolicyHash, priorTrialsDigest, runId, stepKey, trialKey } from './identity.ts';
export type { ExperimentParts, RunParts, TrialParts } from './identity.ts';
export type { KeptInput, KeptInputs, PlacedInput, RunInput, TextInput } from './inputs.ts';
export {
  appendFinishedRun,
  appendTrials,
  checkLedger,
  priorTrials,
  readLedger,
  readTrials,
  registerPlan,
  withdrawPlan,
} from './ledger.ts';
export type { AppendOptions, AppendResult, PriorTrialsOptions } from './ledger.ts';
export { ledgerFile } from './ledger-chain.ts';
export type {
  FinishedRun,
  FinishedRunEntry,
  LedgerEntry,
  LedgerRebuilt,
  LedgerRebuiltEntry,
  PlanEntry,
  PlanWithdrawnEntry,
  RunBegunAnewEntry,
  TrialEntry,
} from './ledger-entries.ts';
export type { KeyedRecord, RunManifest } from './manifest.ts';
export { listPublished, publishedFolder, publishError, publishResults, readPublished } from './publish.ts';
export type { Publication, PublicationPlace, PublishedError, PublishedResults } from './publish.ts';
export { ownCycles } from './own-cycles.ts';
export type { OwnCycle } from './own-cycles.ts';
export { rebuildLedger } from './rebuild-ledger.ts';
export type { RebuildResult } from './rebuild-ledger.ts';
export { openRun } from './run.ts';
export type { OpenRunOptions, Run, RunFailure, RunOrigin } from './run.ts';
export { readStepBytes, readStepColumns } from './read-step.ts';
export { runPaths, runPathsIn } from './run-paths.ts';
export type { RunPaths } from './run-paths.ts';
export type { RunProblem, RunState } from './run-state.ts';
export type { StepOutput, StepRequest, StepResult } from './steps.ts';
export type { VerificationProblem } from './verify/problems.ts';
export { verifyRun } from './verify/verify-run.ts';
export type { RunVerification, VerifyRunOptions } from './verify/verify-run.ts';
