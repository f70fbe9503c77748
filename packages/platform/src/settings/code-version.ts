import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvariantError } from '@assay/core/errors';
import { canonicalJson } from './canonical-json.ts';
import { sha256Hex } from './hashing.ts';

/** The packages whose code can change a result. */
const PRODUCT_PACKAGES = ['contracts', 'core', 'platform', 'quant'];

interface PackageManifest {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

let known: string | undefined;

/**
 * Names the product's code: `<package version>+<12 hex>`, where the hex is a hash over the relative paths and contents of
 * the product's own source files (`src` in the checkout, `dist` as published; tests apart) and the versions of the
 * libraries they use. Two commands with the same code version compute the same results. Read once per process.
 */
export function codeVersion(): string {
  known ??= versionOf(
    fileURLToPath(new URL('../..', import.meta.url)),
    import.meta.url.endsWith('.ts') ? 'src' : 'dist',
  );
  return known;
}

/**
 * Code version of the packages that stand around the platform package at `platformFolder`.
 *
 * @param form - folder that holds the code: `src` with TypeScript or `dist` with JavaScript.
 */
export function versionOf(platformFolder: string, form: 'src' | 'dist'): string {
  const digests = PRODUCT_PACKAGES.map((name) => {
    const folder = findPackage(platformFolder, name);
    const { dependencies = {} } = readManifest(folder) ?? {};
    const files = sourceFiles(path.join(folder, form), form).map((file) => [
      file,
      sha256Hex(readFileSync(path.join(folder, form, file))),
    ]);
    return { name, files, dependencies };
  });
  const { version = '0.0.0' } = readManifest(platformFolder) ?? {};
  return `${version}+${sha256Hex(canonicalJson(digests)).slice(0, 12)}`;
}

/** Packages stand side by side in the checkout and in a flat installation, else below the platform package. */
function findPackage(platformFolder: string, name: string): string {
  const scoped = `@assay/${name}`;
  const candidates = [
    path.resolve(platformFolder, '..', name),
    path.resolve(platformFolder, 'node_modules', scoped),
    path.resolve(platformFolder, '..', 'node_modules', scoped),
    path.resolve(platformFolder, '..', scoped),
  ];
  if (name === 'platform') return path.resolve(platformFolder);
  const found = candidates.find((folder) => readManifest(folder)?.name === scoped);
  if (found === undefined) throw new InvariantError(`package '${scoped}' is not beside the platform package`);
  return found;
}

function sourceFiles(folder: string, form: 'src' | 'dist'): string[] {
  const extension = form === 'src' ? '.ts' : '.js';
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith(extension) && !isTestFile(file))
    .sort();
}

function isTestFile(file: string): boolean {
  return /\.(?:test|test-d|bench|exam)\.[jt]s$/u.test(file) || file.split('/').includes('testing');
}

function readManifest(folder: string): PackageManifest | undefined {
  try {
    return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageManifest;
  } catch {
    return undefined;
  }
}
