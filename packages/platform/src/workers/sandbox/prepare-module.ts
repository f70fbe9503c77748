/**
 * Makes a user's strategy module ready for the sandbox: finds everything it imports, names it by content, copies it.
 *
 * 1. From the entry file, follow relative imports, static and dynamic (`es-module-lexer`; imports of types are left out).
 * 2. Refuse what cannot be followed: packages, built-in modules, computed imports, files outside the module's folder,
 *    links that lead out of it.
 * 3. Hash the sorted (relative path, content) pairs, copy the files to `<store>/<hash>/`, read-only.
 * A sandbox is given that copy alone, so a module can read nothing that its hash does not cover.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { init, parse } from 'es-module-lexer';
import { ConfigError, PlatformError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import { canonicalJson, sha256Hex } from '../../settings/index.ts';

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs'];

/** A user's module, copied under the name of its content. */
export interface PreparedModule {
  /** First 16 hexadecimal digits of the SHA-256 over paths and contents of the module and all its imports. */
  readonly hash: string;
  /** Absolute path of the copy's folder and of the entry file in it. */
  readonly folder: string;
  readonly entry: string;
  /** Paths below `folder`, sorted. */
  readonly files: readonly string[];
}

/** True if the text of `class` names a file rather than a built-in strategy. */
export function isModulePath(text: string): boolean {
  return EXTENSIONS.includes(extname(text)) || text.includes('/') || text.includes(sep);
}

/**
 * Copies the module at `path`, with everything it imports, into `store`.
 *
 * @throws {ConfigError} listing every import that cannot be followed, or the file that does not exist.
 */
export async function prepareModule(path: string, store: string): Promise<PreparedModule> {
  await init();
  const sources = collectSources(resolve(path));
  const root = commonFolder([...sources.keys()]);
  const files = [...sources].map(([file, text]) => ({ path: relative(root, file).split(sep).join('/'), text }));
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const hash = sha256Hex(canonicalJson(files)).slice(0, 16);
  const folder = join(resolve(store), hash);
  if (!existsSync(folder)) copyInto(folder, files);
  return { hash, folder, entry: join(folder, relative(root, resolve(path))), files: files.map((file) => file.path) };
}

function collectSources(entry: string): Map<string, string> {
  const base = dirname(entry);
  const sources = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (sources.has(file)) continue;
    const name = relative(base, file) || file;
    const text = readSource(file, name, problems);
    sources.set(file, text);
    for (const specifier of importsOf(text, name, problems)) {
      const target = followImport(specifier, file, base);
      if (typeof target === 'string') waiting.push(target);
      else problems.push({ path: name, message: target.message });
    }
  }
  if (problems.length > 0) {
    throw new ConfigError(`strategy module ${entry}`, problems, {
      hint: 'A strategy module may import its own files by relative paths, and types of Assay, nothing else.',
    });
  }
  return sources;
}

function readSource(file: string, name: string, problems: ConfigProblem[]): string {
  if (!EXTENSIONS.includes(extname(file))) {
    problems.push({ path: name, message: `must end in one of ${EXTENSIONS.join(', ')}` });
    return '';
  }
  if (!existsSync(file) || !statSync(file).isFile()) {
    problems.push({ path: name, message: 'does not exist' });
    return '';
  }
  return readFileSync(file, 'utf8');
}

function importsOf(text: string, name: string, problems: ConfigProblem[]): readonly string[] {
  try {
    const [imports] = parse(text);
    return imports.flatMap((found) => {
      if (found.type === 'import-meta' || (found.type !== 'dynamic' && found.typeOnly)) return [];
      if (found.specifier !== undefined && !(found.type === 'dynamic' && found.glob)) return [found.specifier];
      problems.push({ path: name, message: 'imports a module whose name is computed; write it as a text' });
      return [];
    });
  } catch (error) {
    problems.push({
      path: name,
      message: `cannot be read as a module: ${(error as Error).message.split('\n')[0] ?? ''}`,
    });
    return [];
  }
}

function followImport(specifier: string, from: string, base: string): string | { readonly message: string } {
  if (!specifier.startsWith('./') && !specifier.startsWith('../')) {
    return { message: `imports '${specifier}', which is not one of its own files` };
  }
  const target = fileOf(specifier, from);
  if (target === undefined) return { message: `imports '${specifier}', which is no path of a file` };
  if (relative(base, target).startsWith('..')) {
    return { message: `imports '${specifier}', which lies outside the folder of the module` };
  }
  if (existsSync(target) && relative(realpathSync(base), realpathSync(target)).startsWith('..')) {
    return { message: `imports '${specifier}', a link to a file outside the folder of the module` };
  }
  return target;
}

// As Node reads it: a specifier is a URL, in which %20 is a space.
function fileOf(specifier: string, from: string): string | undefined {
  try {
    return fileURLToPath(new URL(specifier, pathToFileURL(from)));
  } catch {
    return undefined;
  }
}

function commonFolder(files: readonly string[]): string {
  return files.map((file) => dirname(file)).reduce((a, b) => (a.length <= b.length ? a : b));
}

function copyInto(folder: string, files: readonly { readonly path: string; readonly text: string }[]): void {
  const partial = `${folder}.partial-${process.pid}`;
  for (const file of files) {
    const target = join(partial, file.path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, file.text);
    chmodSync(target, 0o444);
  }
  writeFileSync(join(partial, 'package.json'), '{"type":"module"}\n');
  try {
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(folder)) {
      throw new PlatformError('EXTERNAL_FAILURE', `cannot copy the strategy module to ${folder}`, { cause: error });
    }
  }
}
