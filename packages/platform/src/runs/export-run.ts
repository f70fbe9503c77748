/** A finished run as one archive, which can be verified and replayed anywhere. */
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { Pack } from 'tar-stream';
import { DataError } from '@assay/core/errors';
import { produceFileAtomic, removeAbandonedTemporaries, sha256File } from '../settings/index.ts';
import { readFinishedRun } from './finished-run.ts';
import type { RunPaths } from './run-paths.ts';
import { verifyRun } from './verify/verify-run.ts';

/** An archive that was written. */
export interface ExportedRun {
  readonly runId: string;
  readonly archive: string;
  /** Folder that unpacking makes. */
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** A run to export. */
export interface ExportRunOptions {
  readonly paths: RunPaths;
  readonly workspace: string | undefined;
  /** Where the archive goes; what stands there is replaced once the new one is whole. */
  readonly archive: string;
}

/**
 * Writes a finished run as a `.tar.gz`. It is verified first: an archive of a damaged run would carry the damage further.
 *
 * @throws {PlatformError} ILLEGAL_STATE if the run has not finished; {DataError} if it is not as it was written.
 */
export async function exportRun({ paths, workspace, archive }: ExportRunOptions): Promise<ExportedRun> {
  const { manifest, files } = await readFinishedRun(paths);
  const { problems } = await verifyRun({ paths, workspace });
  const [problem] = problems.filter(({ where }) => !where.startsWith('published/'));
  if (problem !== undefined) {
    throw new DataError(`run '${manifest.runId}' is not as it was written: ${problem.where} ${problem.what}`, {
      context: { ...problem },
      hint: '`assay runs verify` lists everything. Restore the run, or run its config again.',
    });
  }
  const folder = `assay-run-${manifest.runId}`;
  const names = [...Object.keys(files), 'audit.jsonl', 'finished.json'].sort();
  const entries = await Promise.all(names.map((name) => entryOf(paths.folder, name, folder)));
  await removeAbandonedTemporaries(path.dirname(archive)); // nobody else cleans a folder that is not ours
  await produceFileAtomic(archive, async (temporary) => {
    const packing = pack();
    const written = pipeline(packing, createGzip({ level: 9 }), anySystem(), createWriteStream(temporary));
    await Promise.all([written, packAll(packing, entries)]);
  });
  const { size } = await stat(archive);
  return {
    runId: manifest.runId,
    archive,
    folder,
    files: entries.length,
    bytes: size,
    sha256: await sha256File(archive),
  };
}

interface ArchivedFile {
  /** Path in the archive. */
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly mode: number;
}

/** Puts files into an archive one after the other; nothing of the machine goes in, so that equal files make an equal archive. */
async function packAll(packing: Pack, entries: readonly ArchivedFile[]): Promise<void> {
  try {
    for (const { name, file, bytes, mode } of entries) {
      const header = { name, size: bytes, mode, mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' };
      await pipeline(createReadStream(file), packing.entry(header));
    }
    packing.finalize();
  } catch (error) {
    packing.destroy(error as Error);
    throw error;
  }
}

async function entryOf(runFolder: string, name: string, folder: string): Promise<ArchivedFile> {
  const file = path.join(runFolder, ...name.split('/'));
  const mode = name.startsWith('inputs/') ? 0o444 : 0o644; // not what the file happens to have here
  return { name: `${folder}/${name}`, file, bytes: (await stat(file)).size, mode };
}

/** Byte of the gzip header that names the system that packed. */
const SYSTEM_BYTE = 9;
const UNKNOWN_SYSTEM = 255;

/** The same archive on every system: the byte that tells them apart says nothing. */
function anySystem(): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const place = SYSTEM_BYTE - seen;
      const reached = place >= 0 && place < chunk.length;
      seen += chunk.length;
      if (!reached) return done(null, chunk);
      const changed = Buffer.from(chunk);
      changed[place] = UNKNOWN_SYSTEM;
      done(null, changed);
    },
  });
}
