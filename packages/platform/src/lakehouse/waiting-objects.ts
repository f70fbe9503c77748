/**
 * Objects of one publication that are not in place yet: files in `incoming/` under names that no reader knows. An object
 * that the lake holds already is linked there too, so that no collection takes it away before its manifest is in place.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { copyFile, link, mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ensureDirectory, hasErrorCode, sha256File, syncDirectory, temporaryPathFor } from '../settings/index.ts';
import type { Lakehouse } from './lakehouse.ts';
import { objectFile } from './paths.ts';

/** An object that waits. */
export interface WaitingObject {
  readonly sha256: string;
  readonly waiting: string;
}

export class WaitingObjects {
  private readonly lake: Lakehouse;
  private readonly known: ReadonlyMap<string, string>;
  private readonly files = new Set<string>();

  /** @param known - objects of earlier versions by the hash of their content. */
  constructor(lake: Lakehouse, known: ReadonlyMap<string, string>) {
    this.lake = lake;
    this.known = known;
  }

  connect(): Promise<DuckDBConnection> {
    return this.lake.database.connect();
  }

  /** The object of an earlier version that holds this content, linked; undefined if there is none or it is damaged. */
  async linkKnown(contentHash: string): Promise<WaitingObject | undefined> {
    const sha256 = this.known.get(contentHash);
    if (sha256 === undefined) return undefined;
    const waiting = await this.nextPlace();
    if ((await linked(objectFile(this.lake.paths, sha256), waiting)) && (await sha256File(waiting)) === sha256)
      return { sha256, waiting };
    await this.discard(waiting);
    return undefined;
  }

  /** Lets `produce` write an object. */
  async write(produce: (target: string) => Promise<void>): Promise<WaitingObject> {
    const waiting = await this.nextPlace();
    await produce(waiting);
    return { sha256: await sha256File(waiting), waiting };
  }

  /** Puts an object in place. Over one of the same name too: its content is the same, or damaged. */
  async place({ sha256, waiting }: WaitingObject): Promise<void> {
    const target = objectFile(this.lake.paths, sha256);
    await mkdir(path.dirname(target), { recursive: true });
    await rename(waiting, target);
    await syncDirectory(path.dirname(target));
    // Two links of one file are both left by a rename.
    await this.discard(waiting);
  }

  /** Is the object of an earlier version in place? */
  async isThere(sha256: string): Promise<boolean> {
    try {
      return (await stat(objectFile(this.lake.paths, sha256))).isFile();
    } catch (error) {
      if (hasErrorCode(error, 'ENOENT')) return false;
      throw error;
    }
  }

  /** Removes one object that waits, or all of them. */
  async discard(...files: readonly string[]): Promise<void> {
    for (const file of files.length === 0 ? [...this.files] : files) {
      await rm(file, { force: true });
      this.files.delete(file);
    }
  }

  private async nextPlace(): Promise<string> {
    await ensureDirectory(this.lake.paths.incoming);
    const waiting = temporaryPathFor(path.join(this.lake.paths.incoming, 'object.parquet'));
    this.files.add(waiting);
    return waiting;
  }
}

async function linked(source: string, target: string): Promise<boolean> {
  try {
    await link(source, target);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return false;
    if (!hasErrorCode(error, 'EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
  }
  try {
    await copyFile(source, target);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return false;
    throw error;
  }
}
