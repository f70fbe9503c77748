/**
 * Names made of content: equal content has the same name on every machine and under every path, changed content another
 * one. Nothing of where, when, with how many workers or in how much memory a run was made goes in.
 */
import { canonicalJson, sha256Hex } from '../settings/index.ts';

/** What decides the results of an experiment. */
export interface ExperimentParts {
  /** Versions of the datasets, named by their content; the order does not matter. */
  readonly datasetVersions: readonly string[];
  /** The configuration without paths, workspace, workers and memory; user modules by content, not by path. */
  readonly scientificConfig: unknown;
  readonly codeVersion: string;
  /** Content hashes of the user's modules with their imports; the order does not matter. */
  readonly moduleHashes: readonly string[];
  readonly seed: number | string;
}

/** What decides the verdicts of a run of an experiment. */
export interface RunParts {
  readonly experimentId: string;
  readonly killPolicy: unknown;
  /** Digest of the prior trials: see `priorTrialsDigest`. */
  readonly priorTrialsDigest: string;
}

/** What makes a trial another one. Everything that is not listed, the end date above all, leaves it the same. */
export interface TrialParts {
  readonly strategy: string;
  /** Content hash of a user's module with its imports; null for a strategy of Assay's own. */
  readonly moduleHash: string | null;
  readonly params: unknown;
  readonly instruments: readonly string[];
  readonly timeframe: string;
  /** Start of the data asked for. */
  readonly start: number | string;
  readonly walkForward: unknown;
  /** Costs and the rules by which orders are filled. */
  readonly execution: unknown;
}

/** Length of every identity, in hex characters. */
export const IDENTITY_LENGTH = 16;

/** Experiment id: 16 hex characters over dataset versions, scientific configuration, code, user modules and seed. */
export function experimentId(parts: ExperimentParts): string {
  return identity('experiment', {
    datasetVersions: [...parts.datasetVersions].sort(),
    scientificConfig: parts.scientificConfig,
    codeVersion: parts.codeVersion,
    moduleHashes: [...parts.moduleHashes].sort(),
    seed: parts.seed,
  });
}

/** Run id: 16 hex characters over experiment, kill policy and the trials that came before. */
export function runId(parts: RunParts): string {
  const { experimentId: experiment, killPolicy, priorTrialsDigest: priors } = parts;
  return identity('run', { experimentId: experiment, killPolicy, priorTrialsDigest: priors });
}

/** Key of a trial: 16 hex characters. Repeats, resumes, replays and appended bars have the key that is there already. */
export function trialKey(parts: TrialParts): string {
  const { strategy, moduleHash, params, instruments, timeframe, start, walkForward, execution } = parts;
  return identity('trial', { strategy, moduleHash, params, instruments, timeframe, start, walkForward, execution });
}

/** Hash of a kill policy: 16 hex characters. */
export function killPolicyHash(killPolicy: unknown): string {
  return identity('kill-policy', killPolicy);
}

/** Digest of a set of trial keys; order and repeats do not matter. */
export function priorTrialsDigest(keys: Iterable<string>): string {
  return identity('prior-trials', [...new Set(keys)].sort());
}

/** Key of a step of a run: 16 hex characters over its name, what it reads, and the code. */
export function stepKey(name: string, inputs: unknown, codeVersion: string): string {
  return identity('step', { name, inputs, codeVersion });
}

/** True for the form that every identity has. */
export function isIdentity(text: string): boolean {
  return /^[0-9a-f]{16}$/u.test(text);
}

function identity(kind: string, parts: unknown): string {
  return sha256Hex(canonicalJson({ kind, parts })).slice(0, IDENTITY_LENGTH);
}
