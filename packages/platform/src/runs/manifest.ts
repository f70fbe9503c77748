import type { JsonSafe } from '@assay/core/errors';
import { experimentId, priorTrialsDigest, runId } from './identity.ts';

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

/** Whether a manifest and the prior trials beside it are what the run's id is made of. */
export function isFounding(manifest: RunManifest, trials: readonly KeyedRecord[]): boolean {
  const digest = priorTrialsDigest(trials.map((trial) => trial.key));
  const { datasetVersions, moduleHashes, codeVersion, seed, config, killPolicy } = manifest;
  const experiment = experimentId({ datasetVersions, moduleHashes, codeVersion, seed, scientificConfig: config });
  const id = runId({ experimentId: experiment, killPolicy, priorTrialsDigest: digest });
  return digest === manifest.priorTrialsDigest && id === manifest.runId;
}
