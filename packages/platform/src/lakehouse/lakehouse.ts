import { PlatformError } from '@assay/core/errors';
import { temporaryPathFor } from '../settings/index.ts';
import { Database } from './database.ts';
import { lakePaths, objectFile } from './paths.ts';
import type { LakePaths } from './paths.ts';

/** How a lakehouse is opened. */
export interface LakehouseOptions {
  /** Bytes that the database may hold. @default 80 % of the machine's memory */
  readonly memoryBytes?: number | undefined;
  /** Threads of the database. @default one per core */
  readonly threads?: number | undefined;
  /** Refuse every write, as evaluation does. @default false */
  readonly readOnly?: boolean | undefined;
}

/** A folder of immutable Parquet objects and dataset manifests, with the database that reads and writes them. */
export interface Lakehouse {
  /** Absolute path of its folder. */
  readonly root: string;
  readonly paths: LakePaths;
  readonly readOnly: boolean;
  readonly database: Database;
  /** Ends the database if it was started. */
  close(): Promise<void>;
}

/**
 * Opens the lakehouse in `root`. Nothing is made or loaded until something is published or read, so this costs nothing.
 *
 * @param root - folder of the lakehouse, as `<workspace>/lake`; every file it ever writes lies below it.
 */
export function openLakehouse(root: string, options: LakehouseOptions = {}): Lakehouse {
  const paths = lakePaths(root);
  const { memoryBytes, threads } = options;
  // Every database gives its files the same names, so two in one folder would overwrite each other's.
  const database = new Database({ memoryBytes, threads, spillFolder: temporaryPathFor(paths.spill) });
  return {
    root: paths.root,
    paths,
    readOnly: options.readOnly ?? false,
    database,
    close: () => database.close(),
  };
}

/** Absolute path of the object with this hash, whether it exists or not. */
export function objectPath(lake: Lakehouse, sha256: string): string {
  return objectFile(lake.paths, sha256);
}

/** Throws if the lakehouse was opened for reading. */
export function checkWritable(lake: Lakehouse): void {
  if (!lake.readOnly) return;
  throw new PlatformError('ILLEGAL_STATE', `lakehouse '${lake.root}' was opened for reading only`, {
    context: { root: lake.root },
    hint: 'Only data steps write to the lakehouse: use `assay data import`.',
  });
}
