import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

// packages/platform in a checkout, node_modules/@assay/platform where installed.
const platformRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The folders that hold Assay's own code and its dependencies: what the evaluator may read beside its inputs. */
export function productFolders(): readonly string[] {
  return withoutNested([
    packagesFolder(),
    ...ancestors()
      .map((folder) => join(folder, 'node_modules'))
      .filter(exists),
  ]);
}

/**
 * The folders that hold Assay's own code alone: what a user's module may read beside its own folder.
 *
 * Dependencies are left out on purpose: one of them ships the sample's prices, which are some run's future.
 */
export function ownFolders(): readonly string[] {
  const scopes = ancestors().map((folder) => join(folder, 'node_modules', '@assay'));
  return withoutNested([packagesFolder(), ...scopes.filter(exists)]);
}

function packagesFolder(): string {
  return dirname(realpathSync(platformRoot));
}

function ancestors(): readonly string[] {
  const folders = [platformRoot];
  for (let folder = platformRoot; dirname(folder) !== folder; folder = dirname(folder)) {
    if (exists(join(folder, 'package-lock.json'))) break;
    folders.push(dirname(folder));
  }
  return folders;
}

// Where one granted folder lies inside another, Node's permission model loses the outer one itself.
function withoutNested(folders: readonly string[]): readonly string[] {
  return folders.filter((folder) => !folders.some((other) => folder.startsWith(other + sep)));
}

// Inside the evaluator a path that may not be read is as good as absent.
function exists(path: string): boolean {
  try {
    return existsSync(path);
  } catch {
    return false;
  }
}

/** True when this code runs from TypeScript sources, which need the `source` condition. */
export function runsFromSource(): boolean {
  return import.meta.url.endsWith('.ts');
}

/** Node flags that every process and thread of the product shares. */
export function productFlags(): readonly string[] {
  const flags = ['--disable-warning=ExperimentalWarning', '--disable-warning=PERM0001', '--disable-warning=PERM0006'];
  return runsFromSource() ? ['--conditions=source', ...flags] : flags;
}
