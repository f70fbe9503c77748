import path from 'node:path';
import { InvalidArgumentError } from '@assay/core/errors';

const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/u;
const SHA256 = /^[0-9a-f]{64}$/u;

/** The folders of a lakehouse: the only place that knows them. */
export interface LakePaths {
  readonly root: string;
  readonly objects: string;
  /** Files that are being written. */
  readonly incoming: string;
  readonly datasets: string;
  /** What the names of the folders begin with that databases spill to. */
  readonly spill: string;
  /** Held while objects and manifests are put in place or collected. */
  readonly lock: string;
}

export function lakePaths(root: string): LakePaths {
  const absolute = path.resolve(root);
  return {
    root: absolute,
    objects: path.join(absolute, 'objects'),
    incoming: path.join(absolute, 'incoming'),
    datasets: path.join(absolute, 'datasets'),
    spill: path.join(absolute, 'spill'),
    lock: path.join(absolute, '.lock'),
  };
}

export function objectFile(paths: LakePaths, sha256: string): string {
  if (!SHA256.test(sha256)) throw new InvalidArgumentError('sha256', '64 lower-case hex digits', sha256);
  return path.join(paths.objects, sha256.slice(0, 2), `${sha256}.parquet`);
}

export function versionsFolder(paths: LakePaths, name: string): string {
  return path.join(paths.datasets, checkedName(name), 'versions');
}

export function manifestFile(paths: LakePaths, name: string, version: string): string {
  return path.join(versionsFolder(paths, name), `${version}.json`);
}

export function latestFile(paths: LakePaths, name: string): string {
  return path.join(paths.datasets, checkedName(name), 'latest');
}

/** Throws unless `name` can name a dataset: it becomes a folder, on every system. */
export function checkedName(name: string): string {
  if (NAME.test(name)) return name;
  throw new InvalidArgumentError(
    'name',
    'lower-case letters, digits, dots, dashes or underscores, starting with a letter or digit',
    name,
  );
}
