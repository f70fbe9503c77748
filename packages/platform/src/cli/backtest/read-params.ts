import path from 'node:path';
import { ConfigError, PlatformError } from '@assay/core/errors';
import { readYaml } from '../../research/index.ts';

/** Values of a strategy's parameters as they were given. */
export type GivenParams = Readonly<Record<string, string | number | boolean>>;

const FILE = /\.(ya?ml|json)$/iu;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/iu;
const SHAPES =
  "Write key=value,key=value, a JSON object in quotes, or the path of a YAML file: --params 'fast=20,slow=100'.";

/**
 * Parameters out of every `--params` of a command line; what stands later wins.
 *
 * @param folder - that paths of files are relative to.
 * @throws {PlatformError} USAGE if a text is none of the shapes; {ConfigError} if a file cannot be read.
 */
export function readParams(texts: readonly string[], folder: string): GivenParams {
  return texts.reduce((params: GivenParams, text) => ({ ...params, ...paramsOf(text.trim(), folder) }), {});
}

function paramsOf(text: string, folder: string): GivenParams {
  if (text.startsWith('{')) return checked(jsonOf(text), '--params');
  if (FILE.test(text)) return checked(readYaml(path.resolve(folder, text), text, { missing: SHAPES }), text);
  return Object.fromEntries(text.split(',').map(pairOf));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new PlatformError('USAGE', `invalid '--params': not JSON: ${(error as Error).message}`, { hint: SHAPES });
  }
}

function pairOf(pair: string): readonly [string, string | number | boolean] {
  const [, name = '', value = ''] = /^\s*([^\s=]+)\s*=\s*(.*?)\s*$/u.exec(pair) ?? [];
  if (name !== '' && value !== '') return [name, valueOf(value)];
  throw new PlatformError('USAGE', `invalid '--params': must be key=value, was '${pair}'`, { hint: SHAPES });
}

function valueOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return NUMBER.test(text) ? Number(text) : text;
}

function checked(value: unknown, where: string): GivenParams {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = isObject ? Object.entries(value) : [];
  const wrong = entries.filter(([, one]) => !['string', 'number', 'boolean'].includes(typeof one));
  if (isObject && wrong.length === 0) return Object.fromEntries(entries);
  const problems = isObject
    ? wrong.map(([name]) => ({ path: name, message: 'must be a number, a text, true or false' }))
    : [{ path: '', message: 'must hold one value for each parameter, as fast: 20' }];
  throw new ConfigError(where, problems, { hint: SHAPES });
}
