import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { nearestName } from '@assay/core/checks';
import { ConfigError, NotFoundError } from '@assay/core/errors';
import { parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { hasErrorCode } from '../../settings/index.ts';
import { BUILT_IN_LAYOUTS, LAYOUT_SOURCES } from './built-in.ts';
import { checkLayout } from './check-layout.ts';
import type { Layout } from './layout.ts';

/** Parts of a layout whose keys are taken one by one where a file extends a built-in layout; others are taken whole. */
const MERGED = ['columns', 'time', 'rows', 'instrument', 'subject', 'contract', 'units', 'terms', 'overrides'];

/**
 * Finds a layout: a built-in one by its name, else a YAML or JSON file. A file may begin with `extends` and the name of a
 * built-in layout, and say only what differs; null takes a key away.
 *
 * @throws {NotFoundError} naming the nearest built-in layout; {ConfigError} listing every problem of the file.
 */
export async function resolveLayout(nameOrFile: string): Promise<Layout> {
  if (Object.hasOwn(BUILT_IN_LAYOUTS, nameOrFile)) return BUILT_IN_LAYOUTS[nameOrFile] as Layout;
  let text: string;
  try {
    text = await readFile(nameOrFile, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'EISDIR', 'ENOTDIR')) throw unknownLayout(nameOrFile, error);
    throw error;
  }
  return parseLayout(text, path.basename(nameOrFile));
}

/**
 * Takes a layout written as YAML or JSON.
 *
 * @param where - what errors call it.
 * @throws {ConfigError} listing every problem.
 */
export function parseLayout(text: string, where: string): Layout {
  const document = parseDocument(text, { prettyErrors: true, logLevel: 'error' });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({ path: '', message: error.message.split('\n')[0] ?? '' }));
    throw new ConfigError(`layout '${where}'`, problems);
  }
  return checkLayout(extended(plainValue(document, where), where), where);
}

/** What the YAML says; a reference to nothing, or to far too much, shows only when it is followed. */
function plainValue(document: Document, where: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new ConfigError(`layout '${where}'`, [{ path: '', message: error.message }]);
  }
}

function extended(value: unknown, where: string): unknown {
  const name = (value as { extends?: unknown } | null)?.extends;
  if (name === undefined || name === null) return value;
  const base = typeof name === 'string' && Object.hasOwn(LAYOUT_SOURCES, name) ? LAYOUT_SOURCES[name] : undefined;
  if (base === undefined) {
    const nearest = typeof name === 'string' ? nearestName(name, Object.keys(LAYOUT_SOURCES)) : undefined;
    const hint =
      nearest === undefined ? `one of ${Object.keys(LAYOUT_SOURCES).join(', ')}` : `did you mean '${nearest}'?`;
    throw new ConfigError(`layout '${where}'`, [
      {
        path: 'extends',
        message: `must be a built-in layout, was ${typeof name === 'string' ? `'${name}'` : 'no text'}; ${hint}`,
      },
    ]);
  }
  return merged(base, { ...(value as Readonly<Record<string, unknown>>), extends: null });
}

function merged(base: Readonly<Record<string, unknown>>, own: Readonly<Record<string, unknown>>): unknown {
  const entries = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(own)) {
    const before = entries.get(key);
    if (value === null) entries.delete(key);
    else entries.set(key, MERGED.includes(key) && isObject(before) && isObject(value) ? merged(before, value) : value);
  }
  return Object.fromEntries(entries);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownLayout(name: string, cause: unknown): NotFoundError {
  const known = Object.keys(BUILT_IN_LAYOUTS);
  const nearest = nearestName(name, known);
  const hint =
    nearest === undefined
      ? `Built in: ${known.join(', ')}; or give the path of a YAML file.`
      : `Did you mean '${nearest}'?`;
  return new NotFoundError('layout', name, { cause, hint });
}
