import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { DatasetManifest } from '../../lakehouse/index.ts';
import { runPaths } from '../../runs/index.ts';
import type { RunManifest } from '../../runs/index.ts';
import { hasErrorCode, readJsonFile } from '../../settings/index.ts';

/** What a run keeps of a dataset that it has read. */
export type KeptDataset = Pick<DatasetManifest, 'name' | 'version' | 'provenance'>;

/** Where the bars and gates of an account of a run were read. */
export interface AccountOrigins {
  /** As name@version. */
  readonly bars: string;
  /** Dataset of the gates by instrument; without those that have none. */
  readonly gates: ReadonlyMap<string, string>;
  /** The datasets as the run keeps them, by name@version. */
  readonly datasets: ReadonlyMap<string, KeptDataset>;
}

interface ManifestAccount {
  readonly id: string;
  readonly dataset: string;
  readonly gates?: readonly { readonly dataset: string; readonly instrument: string }[];
}

/** Where the bars and gates of an account were read, from the folder of its run: the lakehouse may have moved away. */
export async function accountOrigins(
  workspace: string,
  { runId, config }: Pick<RunManifest, 'runId' | 'config'>,
  accountId: string,
): Promise<AccountOrigins> {
  const { accounts } = config as unknown as { readonly accounts: readonly ManifestAccount[] };
  const own = accounts.find(({ id }) => id === accountId);
  const gates = (own?.gates ?? []).map(({ instrument, dataset }) => [instrument, dataset] as const);
  return {
    bars: own?.dataset ?? '',
    gates: new Map(gates),
    datasets: await keptDatasets(path.join(runPaths(workspace, runId).inputs, 'datasets')),
  };
}

async function keptDatasets(folder: string): Promise<ReadonlyMap<string, KeptDataset>> {
  const files = await readdir(folder).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) return [];
    throw error;
  });
  const kept = await Promise.all(files.map((name) => readJsonFile(path.join(folder, name))));
  return new Map((kept as KeptDataset[]).map((one) => [`${one.name}@${one.version}`, one]));
}

/** Names of source files by hash. */
export function sourceNames({ datasets }: AccountOrigins): ReadonlyMap<string, string> {
  const sources = [...datasets.values()].flatMap(({ provenance }) => provenance.sources);
  return new Map(sources.map(({ sha256, name }) => [sha256, name]));
}
