/**
 * Removing what nobody can reach: objects that no manifest and no pin names, and what killed writers left. It holds the
 * lake's lock, which a publication holds while its objects and its manifest are put in place.
 */
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { DataError, PlatformError } from '@assay/core/errors';
import { listNames, removeAbandonedTemporaries, withFileLock } from '../settings/index.ts';
import { checkWritable } from './lakehouse.ts';
import type { Lakehouse } from './lakehouse.ts';
import { manifestObjects } from './manifest.ts';
import { manifestFile, versionsFolder } from './paths.ts';
import { allVersions, datasetNames, findVersion } from './resolve.ts';
import type { DamagedVersion } from './resolve.ts';

/** What must stay. */
export interface CollectOptions {
  /** Hashes of objects that runs hold. */
  readonly pinned?: Iterable<string> | undefined;
  /** Report only. @default false */
  readonly dryRun?: boolean | undefined;
}

/** What a collection removed, or would remove. */
export interface Collection {
  /** Objects and leftovers removed. */
  readonly removed: number;
  /** Objects kept. */
  readonly kept: number;
  /** Bytes of the objects removed. */
  readonly bytes: number;
}

const OBJECT = /^([0-9a-f]{64})\.parquet$/u;

/**
 * Removes objects that neither a manifest nor `pinned` names, and leftovers of writers that are gone.
 *
 * @throws {DataError} if a manifest is damaged: which objects are its own cannot be told, so none is removed.
 */
export async function collectGarbage(lake: Lakehouse, options: CollectOptions = {}): Promise<Collection> {
  checkWritable(lake);
  return withFileLock(lake.paths.lock, async () => {
    const keep = new Set(options.pinned ?? []);
    for (const { name, manifests, damaged } of await allVersions(lake)) {
      if (damaged.length > 0) throw unknownObjects(name, damaged);
      for (const sha256 of manifests.flatMap(manifestObjects)) keep.add(sha256);
    }
    const objects = await collectObjects(lake, keep, options.dryRun ?? false);
    const leftovers = options.dryRun === true ? 0 : await removeLeftovers(lake);
    return { ...objects, removed: objects.removed + leftovers };
  });
}

/** What removing a version asks for. */
export interface RemoveVersionOptions {
  /** Hashes of objects that runs hold; a version that holds one of them stays. */
  readonly pinned?: Iterable<string> | undefined;
}

/**
 * Takes one version out of the catalogue; `collectGarbage` then frees its objects.
 *
 * @param reference - `name@version`, or `name` for the one published last.
 * @returns the reference in full.
 * @throws {PlatformError} CONFLICT if a run holds one of its objects.
 */
export async function removeDatasetVersion(
  lake: Lakehouse,
  reference: string,
  options: RemoveVersionOptions = {},
): Promise<string> {
  checkWritable(lake);
  const pinned = new Set(options.pinned ?? []);
  return withFileLock(lake.paths.lock, async () => {
    const { name, version, versions } = await findVersion(lake, reference);
    const full = `${name}@${version}`;
    const manifest = versions.manifests.find((one) => one.version === version);
    // A damaged manifest holds nothing that could be read, so no run can need it.
    if (manifest !== undefined && manifestObjects(manifest).some((sha256) => pinned.has(sha256))) {
      throw new PlatformError('CONFLICT', `dataset ${full} is used by a run`, {
        context: { dataset: full },
        hint: 'Remove the runs that read it first: `assay runs list` names them.',
      });
    }
    await rm(manifestFile(lake.paths, name, version));
    return full;
  });
}

function unknownObjects(name: string, damaged: readonly DamagedVersion[]): DataError {
  const [first] = damaged as readonly [DamagedVersion, ...DamagedVersion[]];
  return new DataError(`nothing was collected: ${name}@${first.version} is damaged, its objects are unknown`, {
    context: { dataset: name, versions: damaged.map(({ version }) => version), why: first.message },
    hint: `Publish its source files again, or take it out with \`assay data remove ${name}@${first.version}\`.`,
  });
}

async function collectObjects(lake: Lakehouse, keep: ReadonlySet<string>, dryRun: boolean): Promise<Collection> {
  let [removed, kept, bytes] = [0, 0, 0];
  for (const file of await objectFiles(lake)) {
    const sha256 = OBJECT.exec(path.basename(file))?.[1];
    if (sha256 === undefined) continue;
    if (keep.has(sha256)) {
      kept++;
      continue;
    }
    bytes += (await stat(file)).size;
    removed++;
    if (!dryRun) await rm(file, { force: true });
  }
  return { removed, kept, bytes };
}

async function objectFiles(lake: Lakehouse): Promise<string[]> {
  const folders = (await listNames(lake.paths.objects)).map((name) => path.join(lake.paths.objects, name));
  const files = await Promise.all(
    folders.map(async (folder) => (await listNames(folder)).map((name) => path.join(folder, name))),
  );
  return files.flat();
}

async function removeLeftovers(lake: Lakehouse): Promise<number> {
  const names = await datasetNames(lake);
  const versions = names.map((name) => versionsFolder(lake.paths, name));
  const folders = [lake.root, lake.paths.incoming, ...versions, ...versions.map((folder) => path.dirname(folder))];
  const removed = await Promise.all(folders.map((folder) => removeAbandonedTemporaries(folder)));
  return removed.flat().length;
}
