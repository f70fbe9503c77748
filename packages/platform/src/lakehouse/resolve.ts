import { readFile } from 'node:fs/promises';
import { nearestName } from '@assay/core/checks';
import { DataError, InvalidArgumentError, NotFoundError, PlatformError } from '@assay/core/errors';
import { hasErrorCode, listNames, readJsonFile } from '../settings/index.ts';
import type { Lakehouse } from './lakehouse.ts';
import { checkedManifest } from './check-manifest.ts';
import type { DatasetManifest } from './manifest.ts';
import { latestFile, manifestFile, versionsFolder } from './paths.ts';

const VERSION = /^[0-9a-f]{16}$/u;
const VERSION_FILE = /^([0-9a-f]{16})\.json$/u;

/** A manifest that cannot be used. */
export interface DamagedVersion {
  readonly version: string;
  readonly file: string;
  /** What is wrong with it. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

/** The versions of a dataset. */
export interface DatasetVersions {
  /** Oldest first. */
  readonly manifests: readonly DatasetManifest[];
  readonly damaged: readonly DamagedVersion[];
}

/** A dataset and its versions, oldest first. */
export interface DatasetListing {
  readonly name: string;
  /** The version that the bare name stands for; it may be a damaged one. */
  readonly latest: string;
  readonly versions: readonly DatasetManifest[];
  /** Versions whose manifest cannot be used; they do not keep the others from being used. */
  readonly damaged: readonly DamagedVersion[];
}

/** Every dataset of the lakehouse with its versions, sorted by name; empty where nothing was published. */
export async function listDatasets(lake: Lakehouse): Promise<DatasetListing[]> {
  const listings: DatasetListing[] = [];
  for (const name of await datasetNames(lake)) {
    const versions = await readVersions(lake, name);
    const latest = await latestVersion(lake, name, versions);
    if (latest === undefined) continue;
    listings.push({ name, latest, versions: versions.manifests, damaged: versions.damaged });
  }
  return listings;
}

/**
 * Finds a version of a dataset.
 *
 * @param reference - `name` for the one published last, or `name@version`; a version may be shortened to 6 digits or
 *   more as long as one version begins so.
 * @throws {NotFoundError} with the nearest names or the versions there are.
 * @throws {DataError} if the manifest of that version is damaged or was changed.
 */
export async function resolveDataset(lake: Lakehouse, reference: string): Promise<DatasetManifest> {
  const direct = await readDirectly(lake, reference);
  if (direct !== undefined) return direct;
  const { version, versions } = await findVersion(lake, reference);
  const damaged = versions.damaged.find((one) => one.version === version);
  if (damaged !== undefined) throw damagedError(damaged);
  return versions.manifests.find((one) => one.version === version) as DatasetManifest;
}

/** The manifest of a reference that says where it lies, so that the other versions need not be read. */
async function readDirectly(lake: Lakehouse, reference: string): Promise<DatasetManifest | undefined> {
  const [name = '', wanted, ...rest] = reference.split('@');
  if (rest.length > 0 || !(await datasetNames(lake)).includes(name)) return undefined;
  const version = wanted ?? (await readPointer(latestFile(lake.paths, name)));
  return version !== undefined && VERSION.test(version) ? readVersion(lake, name, version) : undefined;
}

/** A version by its reference, whether its manifest can be used or not. */
export async function findVersion(
  lake: Lakehouse,
  reference: string,
): Promise<{ readonly name: string; readonly version: string; readonly versions: DatasetVersions }> {
  const [name = '', wanted, ...rest] = reference.split('@');
  if (rest.length > 0 || name === '' || wanted === '')
    throw new InvalidArgumentError('dataset', 'name or name@version', reference);
  const names = await datasetNames(lake);
  if (!names.includes(name)) throw unknownDataset(lake, name, names);
  const versions = await readVersions(lake, name);
  const known = [...versions.manifests, ...versions.damaged].map(({ version }) => version);
  const version = wanted === undefined ? await latestVersion(lake, name, versions) : matching(known, wanted, reference);
  if (version !== undefined) return { name, version, versions };
  throw new NotFoundError('dataset version', reference, {
    hint:
      known.length === 0
        ? 'The dataset has no version: import it again.'
        : `Versions of '${name}': ${known.join(', ')}.`,
  });
}

/**
 * The manifest of a version, or of the latest one; undefined where there is none.
 *
 * @throws {DataError} if it is damaged or was changed.
 */
export async function findManifest(
  lake: Lakehouse,
  name: string,
  version?: string,
): Promise<DatasetManifest | undefined> {
  const wanted = version ?? (await readPointer(latestFile(lake.paths, name)));
  const direct = wanted === undefined ? undefined : await readVersion(lake, name, wanted);
  if (direct !== undefined || version !== undefined) return direct;
  const versions = await readVersions(lake, name);
  const latest = await latestVersion(lake, name, versions);
  return versions.manifests.find((one) => one.version === latest);
}

/** As `findManifest`, but undefined for a manifest that is damaged. */
export async function findUsable(
  lake: Lakehouse,
  name: string,
  version?: string,
): Promise<DatasetManifest | undefined> {
  try {
    return await findManifest(lake, name, version);
  } catch (error) {
    if (PlatformError.is(error, 'DATA_INVALID')) return undefined;
    throw error;
  }
}

/** Every manifest of the lakehouse, by dataset. */
export async function allVersions(lake: Lakehouse): Promise<readonly (DatasetVersions & { readonly name: string })[]> {
  const names = await datasetNames(lake);
  return Promise.all(names.map(async (name) => ({ name, ...(await readVersions(lake, name)) })));
}

/** Names of the datasets, sorted. */
export async function datasetNames(lake: Lakehouse): Promise<string[]> {
  return (await listNames(lake.paths.datasets)).filter((name) => !name.startsWith('.'));
}

/** The versions of a dataset, those whose manifest is damaged apart. */
export async function readVersions(lake: Lakehouse, name: string): Promise<DatasetVersions> {
  const manifests: DatasetManifest[] = [];
  const damaged: DamagedVersion[] = [];
  for (const entry of await listNames(versionsFolder(lake.paths, name))) {
    const version = VERSION_FILE.exec(entry)?.[1];
    if (version === undefined) continue;
    const file = manifestFile(lake.paths, name, version);
    try {
      const manifest = await readVersion(lake, name, version);
      if (manifest !== undefined) manifests.push(manifest);
    } catch (error) {
      if (!PlatformError.is(error, 'DATA_INVALID')) throw error;
      damaged.push({ version, file, message: error.message, hint: error.hint ?? RESTORE });
    }
  }
  return { manifests: manifests.sort(byAge), damaged };
}

const RESTORE = 'Publish the same source files again, or take the version out with `assay data remove NAME@VERSION`.';

function byAge(a: DatasetManifest, b: DatasetManifest): number {
  return compare(a.createdAt, b.createdAt) || compare(a.version, b.version);
}

function damagedError({ version, file, message, hint }: DamagedVersion): DataError {
  return new DataError(message, { context: { version, file }, hint });
}

/** What `latest` names; the newest version where a killed writer or a removal left it without a manifest. */
async function latestVersion(
  lake: Lakehouse,
  name: string,
  { manifests, damaged }: DatasetVersions,
): Promise<string | undefined> {
  const pointer = await readPointer(latestFile(lake.paths, name));
  const known = [...manifests, ...damaged].some(({ version }) => version === pointer);
  return known ? pointer : (manifests.at(-1) ?? damaged.at(-1))?.version;
}

function matching(versions: readonly string[], wanted: string, reference: string): string | undefined {
  if (VERSION.test(wanted)) return versions.find((one) => one === wanted);
  if (!/^[0-9a-f]{6,15}$/u.test(wanted)) throw new InvalidArgumentError('version', '6 to 16 hex digits', wanted);
  const candidates = versions.filter((one) => one.startsWith(wanted));
  if (candidates.length > 1)
    throw new InvalidArgumentError('dataset', `unambiguous (${candidates.join(', ')})`, reference);
  return candidates[0];
}

/** The manifest of a version; undefined if there is none. @throws {DataError} if it is damaged. */
async function readVersion(lake: Lakehouse, name: string, version: string): Promise<DatasetManifest | undefined> {
  const file = manifestFile(lake.paths, name, version);
  let value: unknown;
  try {
    value = await readJsonFile(file);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    if (!PlatformError.is(error, 'DATA_INVALID')) throw error;
    throw new DataError(error.message, { cause: error, context: error.context, hint: RESTORE });
  }
  const manifest = checkedManifest(value, file);
  if (manifest.name === name && manifest.version === version) return manifest;
  throw new DataError(`manifest '${file}' is that of ${manifest.name}@${manifest.version}`, {
    context: { file },
    hint: RESTORE,
  });
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
