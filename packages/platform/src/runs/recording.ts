/** What an open run writes into its folder: each file with a line of the audit before it is there, and one after. */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { listNames, sha256File, sha256Hex, strictJson, writeFileAtomic } from '../settings/index.ts';
import type { Audit, AuditDetails } from './audit.ts';
import { finishedText, TRIALS_ARTEFACT } from './finished.ts';
import { keepInputs, keepText } from './inputs.ts';
import type { PlacedInput, RunInput, TextInput } from './inputs.ts';
import { ARTEFACT_WRITTEN, INPUTS_LISTED, STEP_DROPPED } from './known-files.ts';
import type { KnownFiles } from './known-files.ts';
import { appendFinishedRun } from './ledger.ts';
import type { KeyedRecord, RunManifest } from './manifest.ts';
import { publicationFacts, publishResults } from './publish.ts';
import type { Publication, PublishedResults } from './publish.ts';
import { checkedFileName } from './run-paths.ts';
import type { RunPaths } from './run-paths.ts';

/** What writing into a run's folder needs. */
export interface Recording {
  readonly options: { readonly workspace: string; readonly now?: (() => number) | undefined };
  readonly paths: RunPaths;
  readonly manifest: RunManifest;
  readonly audit: Audit;
  readonly known: KnownFiles;
  /** Results of steps, and the steps that were asked for. */
  readonly finished: ReadonlyMap<string, string>;
  readonly asked: ReadonlySet<string>;
}

/** The audit, whose every new line is told to what follows it. */
export function following(audit: Audit, known: KnownFiles): Audit {
  return {
    ...audit,
    append: async (event, details) => {
      const entry = await audit.append(event, details);
      known.take(entry);
      return entry;
    },
  };
}

/** Keeps inputs. */
export async function recordInputs(
  inputs: readonly RunInput[],
  { paths, audit }: Recording,
): Promise<readonly PlacedInput[]> {
  if (inputs.length === 0) return [];
  await audit.append('inputs-started', { count: inputs.length, first: inputs[0]?.name });
  const kept = await keepInputs(paths, inputs);
  for (const { name, sha256, bytes, restored } of kept) {
    if (restored) await audit.append('input-restored', { name, reason: 'its file was gone' });
    await audit.append('input-kept', { name, sha256, bytes });
  }
  await audit.append(INPUTS_LISTED, { sha256: await sha256File(paths.inputList) });
  return kept;
}

/** Keeps a text among the inputs; returns the one that the run goes by. */
export async function recordText(input: TextInput, { paths, audit }: Recording): Promise<string> {
  const { name, sha256, bytes, text } = await keepText(paths, input);
  await audit.append('input-kept', { name, sha256, bytes });
  await audit.append(INPUTS_LISTED, { sha256: await sha256File(paths.inputList) });
  return text;
}

/** Writes an artefact; returns its path. */
export async function recordArtefact(
  name: string,
  data: string | Uint8Array,
  { paths, audit }: Recording,
): Promise<string> {
  const file = path.join(paths.artefacts, checkedFileName('name', name));
  const [sha256, bytes] = [sha256Hex(data), Buffer.byteLength(data)];
  await audit.append('artefact-started', { name, sha256 });
  await writeFileAtomic(file, data);
  await audit.append(ARTEFACT_WRITTEN, { name, sha256, bytes });
  return file;
}

/** Marks the run as finished; returns the audit's head after it. */
export async function finishRun(
  recording: Recording,
  details: AuditDetails,
  trials: readonly KeyedRecord[],
): Promise<string> {
  const { paths, manifest, audit, known } = recording;
  await recordArtefact(TRIALS_ARTEFACT, `${strictJson(byKey(trials), { indent: 2 })}\n`, recording);
  await dropUnasked(recording);
  const text = finishedText(manifest, known.hashes, trials);
  // The audit first: who finds `finished.json` finds the line that vouches for it.
  await audit.append('run-finished', { ...details, finishedHash: sha256Hex(text) });
  await audit.sync();
  await writeFileAtomic(paths.finished, text);
  return audit.head();
}

/** Results that nothing asked for belong to an earlier name or hypothesis: a finished run holds what it stands on, no more. */
async function dropUnasked({ paths, audit, finished, asked }: Recording): Promise<void> {
  for (const file of await listNames(paths.steps)) {
    const key = file.split('.')[0] ?? '';
    if (asked.has(key)) continue;
    if (finished.has(key)) await audit.append(STEP_DROPPED, { key });
    await rm(path.join(paths.steps, file), { force: true });
  }
}

/** Publishes results of a finished run. */
export async function publishFromRun(
  { area, name, files, symbolicLinks }: Omit<Publication, 'workspace' | 'runId'>,
  { options, paths, manifest, audit }: Recording,
): Promise<PublishedResults> {
  const { workspace, now } = options;
  const { runId, experimentId } = manifest;
  await audit.append('publish-started', publicationFacts({ area, name, files }));
  const results = await publishResults({ workspace, area, name, files, runId, symbolicLinks });
  await audit.append('results-published', { area, name, cycle: results.cycle });
  const finishedHash = sha256Hex(await readFile(paths.finished));
  await audit.append('run-finished', { finishedHash, after: 'results-published' });
  await audit.sync();
  await appendFinishedRun(workspace, { experimentId, name, auditHead: audit.head() }, { runId, now });
  return results;
}

/** Records in the order of their keys. */
export function byKey<Prior extends KeyedRecord>(priors: readonly Prior[]): readonly Prior[] {
  return [...priors].sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
}
