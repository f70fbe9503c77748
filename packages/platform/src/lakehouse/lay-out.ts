/** Makes a lakehouse out of files that lie elsewhere, as those that a run has kept. */
import { constants } from 'node:fs';
import { copyFile, link } from 'node:fs/promises';
import path from 'node:path';
import { ensureDirectory, hasErrorCode, writeFileAtomic } from '../settings/index.ts';
import { checkedManifest } from './check-manifest.ts';
import { lakePaths, latestFile, manifestFile, objectFile } from './paths.ts';

/** An object and where its bytes are. */
export interface LaidOutFile {
  readonly sha256: string;
  readonly file: string;
}

/** What a lakehouse is made of. */
export interface LakeLayout {
  /** Texts of manifests; each is checked. The last one of a name is what the bare name stands for. */
  readonly manifests: readonly { readonly text: string; readonly where: string }[];
  readonly objects: readonly LaidOutFile[];
}

/**
 * Lays out a lakehouse in an empty folder; objects are linked, or copied across file systems.
 *
 * @throws {DataError} if a manifest is not what was published.
 */
export async function layOutLake(root: string, { manifests, objects }: LakeLayout): Promise<void> {
  const paths = lakePaths(root);
  for (const { sha256, file } of objects) {
    const place = objectFile(paths, sha256);
    await ensureDirectory(path.dirname(place));
    await linkOrCopy(file, place);
  }
  for (const { text, where } of manifests) {
    const { name, version } = checkedManifest(JSON.parse(text), where);
    await writeFileAtomic(manifestFile(paths, name, version), text);
    await writeFileAtomic(latestFile(paths, name), `${version}\n`);
  }
}

async function linkOrCopy(source: string, place: string): Promise<void> {
  try {
    await link(source, place);
  } catch (error) {
    if (!hasErrorCode(error, 'EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EROFS')) throw error;
    await copyFile(source, place, constants.COPYFILE_EXCL);
  }
}
