import { InvalidArgumentError } from '@assay/core/errors';
import { BAR_FIELDS, call, MAX_DEPTH, numberLiteral, SESSION_FIELDS } from './expression.ts';
import type { Expression } from './expression.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/u;
const FUNCTION = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/u;
const SIGNS = ['+', '-', '*', '/', '<', '<=', '>', '>=', '==', '!='];
const CHAINS = ['and', 'or'];
const PREFIXES = ['not', 'negate'];
const WORDS = ['true', 'false'];

/**
 * An expression from JSON of any origin, as a fresh tree. Names of functions are not looked at: `checkExpression` does.
 *
 * @param value - what `JSON.parse` gave.
 * @throws {InvalidArgumentError} naming the place, as `expression.arguments[1]`, if it is no expression.
 *
 * @remarks
 * Source: this project.
 */
export function expressionFromJson(value: unknown): Expression {
  return nodeFrom(value, 'expression', 1);
}

function nodeFrom(value: unknown, path: string, depth: number): Expression {
  if (depth > MAX_DEPTH) throw new InvalidArgumentError(path, `nested at most ${MAX_DEPTH} deep`, value);
  const node = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  switch (node['kind']) {
    case 'number':
      if (!Number.isFinite(node['value']))
        throw new InvalidArgumentError(`${path}.value`, 'a finite number', node['value']);
      return numberLiteral(node['value'] as number);
    case 'boolean':
      if (typeof node['value'] !== 'boolean')
        throw new InvalidArgumentError(`${path}.value`, 'true or false', node['value']);
      return { kind: 'boolean', value: node['value'] };
    case 'parameter':
      return { kind: 'parameter', name: nameFrom(node['name'], NAME, path) };
    case 'field': {
      const fields = [...BAR_FIELDS, ...SESSION_FIELDS];
      const name = fields.find((field) => field === node['name']);
      if (name === undefined)
        throw new InvalidArgumentError(`${path}.name`, `one of ${fields.join(', ')}`, node['name']);
      return { kind: 'field', name };
    }
    case 'call':
      return callFrom(node, path, depth);
    default:
      throw new InvalidArgumentError(`${path}.kind`, 'number, boolean, parameter, field or call', node['kind']);
  }
}

function callFrom(node: Readonly<Record<string, unknown>>, path: string, depth: number): Expression {
  const { arguments: args } = node;
  const isSign = typeof node['name'] === 'string' && SIGNS.includes(node['name']);
  const name = isSign ? (node['name'] as string) : nameFrom(node['name'], FUNCTION, path);
  if (!Array.isArray(args)) throw new InvalidArgumentError(`${path}.arguments`, 'an array', args);
  const rule = countRule(name, args.length);
  if (rule !== undefined) throw new InvalidArgumentError(`${path}.arguments`, rule, args);
  return call(name, ...args.map((one, i) => nodeFrom(one, `${path}.arguments[${i}]`, depth + 1)));
}

/** The number of arguments that a sign needs to be written; undefined where it has them. */
function countRule(name: string, count: number): string | undefined {
  if (SIGNS.includes(name)) return count === 2 ? undefined : 'of length 2';
  if (PREFIXES.includes(name)) return count === 1 ? undefined : 'of length 1';
  return CHAINS.includes(name) && count < 2 ? 'of length 2 or more' : undefined;
}

function nameFrom(value: unknown, pattern: RegExp, path: string): string {
  if (typeof value === 'string' && pattern.test(value) && value.length <= 100 && !WORDS.includes(value)) return value;
  throw new InvalidArgumentError(`${path}.name`, 'a name', value);
}
