/**
 * Steps of a run, each computed once.
 *
 * 1. A step's key is a hash over its name, what it reads and the code. Its result is one file named after the key.
 * 2. Where that file is there and valid, it is the result: the step is not computed again. Valid means: it reads, it says
 *    the key, and it has the hash that the audit holds for it, if the audit holds one.
 * 3. Else the step is computed, its file put in place at once, and then the audit says so. A run that is killed between
 *    the two finds the file when it is resumed and says so then (`step-recovered`).
 * 4. What the caller gets is always read back from the file's bytes, so that a computed and a reused result are the same.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import { canonicalJson, hasErrorCode, sha256Hex, writeFileAtomic } from '../settings/index.ts';
import type { Audit, AuditEntry } from './audit.ts';
import { decodeColumns, encodeColumns } from './columns.ts';
import type { Columns } from './columns.ts';
import { stepKey } from './identity.ts';
import { STEP_DROPPED } from './known-files.ts';

/** What a step hands back: JSON, columns, or both. */
export interface StepOutput {
  /** @default null */
  readonly json?: unknown;
  /** @default none */
  readonly columns?: Columns | undefined;
  /** Who did the work, for the audit. */
  readonly workerId?: string | undefined;
}

/** A step of a run. */
export interface StepRequest {
  /** Says what kind of step it is, as the audit shows it. */
  readonly name: string;
  /** All that the result depends on, as JSON; content by its hash. */
  readonly inputs: unknown;
  compute(): Promise<StepOutput> | StepOutput;
}

/** A step's result. */
export interface StepResult {
  readonly key: string;
  readonly json: unknown;
  readonly columns: Columns;
  /** Sha-256 of the result's file. */
  readonly hash: string;
  /** The result's file: JSON, or columns with the JSON in `meta.json`. */
  readonly file: string;
  /** False if it was computed now. */
  readonly reused: boolean;
}

/** The steps of one open run. */
export interface StepStore {
  step(request: StepRequest): Promise<StepResult>;
}

/** What a step store needs of its run. */
export interface StepStoreOptions {
  readonly folder: string;
  readonly codeVersion: string;
  readonly audit: Audit;
  /** Hash of each step's result as far as the audit knows it; see `rememberStep`. */
  readonly finished: Map<string, string>;
  /** Keys of the steps that were asked for; what is not among them when the run finishes belongs to nothing. */
  readonly asked?: Set<string> | undefined;
}

/** Events after which a step's result is known. */
const RESULT_EVENTS: readonly string[] = ['step-finished', 'step-recovered'];

/** Takes from a line of the audit which result a step had. */
export function rememberStep(finished: Map<string, string>, entry: AuditEntry): void {
  const { event } = entry;
  const key = entry['key'];
  const resultHash = entry['resultHash'];
  if (typeof key !== 'string') return;
  if (RESULT_EVENTS.includes(event) && typeof resultHash === 'string') finished.set(key, resultHash);
  if (event === 'step-invalid' || event === STEP_DROPPED) finished.delete(key);
}

/** The steps of the run that `options` describes. Steps may overlap; two with the same key are computed once. */
export function stepStore(options: StepStoreOptions): StepStore {
  const running = new Map<string, Promise<StepResult>>();
  return {
    step: (request) => {
      const key = stepKey(request.name, request.inputs, options.codeVersion);
      options.asked?.add(key);
      const present = running.get(key);
      if (present !== undefined) return present;
      const result = runStep(request, key, options).finally(() => running.delete(key));
      running.set(key, result);
      return result;
    },
  };
}

async function runStep(request: StepRequest, key: string, options: StepStoreOptions): Promise<StepResult> {
  const { audit, finished } = options;
  const step = request.name;
  const stored = await loadStored(key, options);
  if (stored !== undefined && 'result' in stored) {
    const { hash } = stored.result;
    if (finished.has(key)) await audit.append('step-reused', { step, key });
    else await audit.append('step-recovered', { step, key, file: placeOf(stored.result.file), resultHash: hash });
    finished.set(key, hash);
    return stored.result;
  }
  if (stored !== undefined) {
    finished.delete(key);
    await audit.append('step-invalid', { step, key, reason: stored.fault });
  }
  return computeStep(request, key, options);
}

async function computeStep(request: StepRequest, key: string, options: StepStoreOptions): Promise<StepResult> {
  const { audit, finished } = options;
  const step = request.name;
  await audit.append('step-started', { step, key, inputsHash: sha256Hex(canonicalJson(request.inputs)) });
  let output: StepOutput;
  try {
    output = await request.compute();
  } catch (error) {
    const code = PlatformError.is(error) ? error.code : null;
    await audit.append('step-failed', {
      step,
      key,
      code,
      message: error instanceof Error ? error.message : String(error),
    });
    throw atStep(error, step);
  }
  const file = path.join(options.folder, `${key}${output.columns === undefined ? '.json' : '.cols'}`);
  const bytes = encodeResult(key, step, output);
  await writeFileAtomic(file, bytes);
  const resultHash = sha256Hex(bytes);
  const place = { file: placeOf(file), resultHash, bytes: bytes.length };
  await audit.append('step-finished', { step, key, ...place, workerId: output.workerId });
  finished.set(key, resultHash);
  return { ...decodeResult(key, bytes, file), key, hash: resultHash, file, reused: false };
}

/** Failures that say nothing of what was being done. */
const OF_THE_MACHINE: readonly string[] = ['MEMORY_LIMIT', 'EXTERNAL_FAILURE'];

/** What failed for want of memory or from outside, with the step at which it did: its name holds that of the row. */
function atStep(error: unknown, step: string): unknown {
  if (!PlatformError.is(error) || !OF_THE_MACHINE.includes(error.code)) return error;
  const { code, message, hint, context } = error;
  const options = { cause: error, context: { ...context, step } };
  return new PlatformError(code, `${message} (at step '${step}')`, hint === undefined ? options : { ...options, hint });
}

/** A step's file as the audit names it. */
function placeOf(file: string): string {
  return `steps/${path.basename(file)}`;
}

type Stored = { readonly result: StepResult } | { readonly fault: string };

async function loadStored(key: string, options: StepStoreOptions): Promise<Stored | undefined> {
  const stem = path.join(options.folder, key);
  for (const file of [`${stem}.json`, `${stem}.cols`]) {
    const bytes = await readIfThere(file);
    if (bytes === undefined) continue;
    const hash = sha256Hex(bytes);
    if ((options.finished.get(key) ?? hash) !== hash) return { fault: 'its hash is not the one in the audit' };
    try {
      return { result: { ...decodeResult(key, bytes, file), key, hash, file, reused: true } };
    } catch (error) {
      return { fault: (error as Error).message };
    }
  }
  return options.finished.has(key) ? { fault: 'its file is missing' } : undefined;
}

interface JsonResult {
  readonly key: string;
  readonly name: string;
  readonly contentHash: string;
  readonly json: unknown;
}

function encodeResult(key: string, name: string, output: StepOutput): Uint8Array {
  const json = output.json ?? null;
  if (output.columns !== undefined) return encodeColumns({ meta: { key, name, json }, columns: output.columns });
  const contentHash = sha256Hex(canonicalJson(json));
  return new TextEncoder().encode(`${canonicalJson({ key, name, contentHash, json } satisfies JsonResult)}\n`);
}

function decodeResult(key: string, bytes: Uint8Array, file: string): Pick<StepResult, 'json' | 'columns'> {
  if (file.endsWith('.cols')) {
    const { meta, columns } = decodeColumns(bytes);
    const { json, key: said } = meta as Pick<JsonResult, 'json' | 'key'>;
    if (said !== key) throw new Error('it is the result of another step');
    return { json, columns };
  }
  const stored = JSON.parse(new TextDecoder().decode(bytes)) as JsonResult;
  if (stored.key !== key) throw new Error('it is the result of another step');
  if (sha256Hex(canonicalJson(stored.json)) !== stored.contentHash) throw new Error('its content hash does not match');
  return { json: stored.json, columns: {} };
}

async function readIfThere(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
