import { readFile } from 'node:fs/promises';
import { nearestName } from '@assay/core/checks';
import { InvalidArgumentError, NotFoundError } from '@assay/core/errors';
import { hasErrorCode, listNames, readJsonFile } from '../settings/index.ts';
import type { Lakehouse } from './lakehouse.ts';
import { checkedManifest } from './manifest.ts';
import type { DatasetManifest } from './manifest.ts';
import { latestFile, manifestFile, versionsFolder } from './paths.ts';

const VERSION = /^[0-9a-f]{16}$/u;
const VERSION_FILE = /^([0-9a-f]{16})\.json$/u;

/** A dataset and its versions, oldest first. */
export interface DatasetListing {
  readonly name: string;
  /** The version that the bare name stands for. */
  readonly latest: string;
  readonly versions: readonly DatasetManifest[];
}

/** Every dataset of the lakehouse with its versions, sorted by name; empty where nothing was published. */
export async function listDatasets(lake: Lakehouse): Promise<DatasetListing[]> {
  const listings: DatasetListing[] = [];
  for (const name of await datasetNames(lake)) {
    const versions = await allVersions(lake, name);
    const latest = await latestOf(lake, name, versions);
    if (latest !== undefined) listings.push({ name, latest: latest.version, versions });
  }
  return listings;
}

/**
 * Finds a version of a dataset.
 *
 * @param reference - `name` for the one published last, or `name@version`; a version may be shortened to 6 digits or
 *   more as long as one version begins so.
 * @throws {NotFoundError} with the nearest names or the versions there are.
 */
export async function resolveDataset(lake: Lakehouse, reference: string): Promise<DatasetManifest> {
  const [name = '', wanted, ...rest] = reference.split('@');
  if (rest.length > 0 || name === '' || wanted === '')
    throw new InvalidArgumentError('dataset', 'name or name@version', reference);
  const names = await datasetNames(lake);
  if (!names.includes(name)) throw unknownDataset(lake, name, names);
  const versions = await allVersions(lake, name);
  const found = wanted === undefined ? await latestOf(lake, name, versions) : matching(versions, wanted, reference);
  if (found !== undefined) return found;
  const known = versions.map((one) => one.version).join(', ');
  throw new NotFoundError('dataset version', reference, {
    hint: known === '' ? 'The dataset has no version: import it again.' : `Versions of '${name}': ${known}.`,
  });
}

/** The manifest of a version, or of the latest one; undefined where there is none. */
export async function findManifest(
  lake: Lakehouse,
  name: string,
  version?: string,
): Promise<DatasetManifest | undefined> {
  if (version === undefined) return latestOf(lake, name, await allVersions(lake, name));
  return readManifest(manifestFile(lake.paths, name, version));
}

/** Every manifest of the lakehouse. */
export async function allManifests(lake: Lakehouse): Promise<DatasetManifest[]> {
  const names = await datasetNames(lake);
  return (await Promise.all(names.map((name) => allVersions(lake, name)))).flat();
}

/** Names of the datasets, sorted. */
export async function datasetNames(lake: Lakehouse): Promise<string[]> {
  return (await listNames(lake.paths.datasets)).filter((name) => !name.startsWith('.'));
}

async function allVersions(lake: Lakehouse, name: string): Promise<DatasetManifest[]> {
  const found: DatasetManifest[] = [];
  for (const file of await listNames(versionsFolder(lake.paths, name))) {
    const version = VERSION_FILE.exec(file)?.[1];
    const manifest = version === undefined ? undefined : await readManifest(manifestFile(lake.paths, name, version));
    if (manifest !== undefined) found.push(manifest);
  }
  return found.sort((a, b) => compare(a.createdAt, b.createdAt) || compare(a.version, b.version));
}

/** What `latest` names; the newest version where a killed writer or a removal left it without a manifest. */
async function latestOf(
  lake: Lakehouse,
  name: string,
  versions: readonly DatasetManifest[],
): Promise<DatasetManifest | undefined> {
  const pointer = await readPointer(latestFile(lake.paths, name));
  return versions.find((one) => one.version === pointer) ?? versions.at(-1);
}

function matching(
  versions: readonly DatasetManifest[],
  wanted: string,
  reference: string,
): DatasetManifest | undefined {
  if (VERSION.test(wanted)) return versions.find((one) => one.version === wanted);
  if (!/^[0-9a-f]{6,15}$/u.test(wanted)) throw new InvalidArgumentError('version', '6 to 16 hex digits', wanted);
  const candidates = versions.filter((one) => one.version.startsWith(wanted));
  if (candidates.length > 1) {
    throw new InvalidArgumentError(
      'dataset',
      `unambiguous (${candidates.map((one) => one.version).join(', ')})`,
      reference,
    );
  }
  return candidates[0];
}

async function readManifest(file: string): Promise<DatasetManifest | undefined> {
  try {
    return checkedManifest(await readJsonFile(file), file);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

async function readPointer(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function unknownDataset(lake: Lakehouse, name: string, names: readonly string[]): NotFoundError {
  const nearest = nearestName(name, names);
  if (nearest !== undefined) return new NotFoundError('dataset', name, { hint: `Did you mean '${nearest}'?` });
  const hint =
    names.length === 0
      ? `The lakehouse '${lake.root}' is empty: run \`assay demo\` or \`assay data import\`.`
      : `There are ${names.join(', ')}.`;
  return new NotFoundError('dataset', name, { hint });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
