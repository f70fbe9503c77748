import type { JsonSafe } from '@assay/core/errors';

/** Any record that has an identity, such as a trial. */
export interface KeyedRecord {
  readonly key: string;
}

/** What went into a run: `run.json`. It holds nothing of where, when or with how many workers the run was made. */
export interface RunManifest {
  readonly format: 1;
  readonly runId: string;
  readonly experimentId: string;
  readonly killPolicyHash: string;
  readonly priorTrialsDigest: string;
  readonly name: string;
  readonly codeVersion: string;
  readonly seed: number | string;
  /** Sorted. */
  readonly datasetVersions: readonly string[];
  /** Sorted. */
  readonly moduleHashes: readonly string[];
  /** The scientific configuration. */
  readonly config: JsonSafe;
  readonly killPolicy: JsonSafe;
}
