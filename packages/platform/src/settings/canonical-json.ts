import { InvalidArgumentError } from '@assay/core/errors';

/** Layout of `strictJson`. */
export interface StrictJsonOptions {
  /** Spaces per level; 0 writes one line. @default 0 */
  readonly indent?: number;
}

/**
 * JSON text that is the same for equal values: keys sorted by code unit, no white space, -0 written as 0.
 *
 * Properties that are `undefined` are left out, as JSON has no word for them.
 *
 * @throws {InvalidArgumentError} naming the path, for NaN, ±infinity, `undefined` inside an array or at the top, and
 *   whatever is not plain JSON (functions, symbols, big integers, dates, maps, typed arrays, cycles).
 */
export function canonicalJson(value: unknown): string {
  return write(value, { sorted: true, indent: '', stack: [], path: [] });
}

/**
 * JSON text for people and other programs: keys in their own order, same refusals as `canonicalJson`, so that no file
 * ever holds NaN or infinity.
 */
export function strictJson(value: unknown, options: StrictJsonOptions = {}): string {
  return write(value, { sorted: false, indent: ' '.repeat(options.indent ?? 0), stack: [], path: [] });
}

interface WriterState {
  readonly sorted: boolean;
  readonly indent: string;
  readonly stack: object[];
  readonly path: (string | number)[];
}

function write(value: unknown, state: WriterState): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return writeNumber(value, state);
  if (typeof value === 'boolean' || value === null) return String(value);
  if (typeof value !== 'object') throw refusal(state, 'a JSON value', value);
  if (state.stack.includes(value)) throw refusal(state, 'free of cycles', value);
  state.stack.push(value);
  const text = Array.isArray(value) ? writeArray(value, state) : writeObject(value, state);
  state.stack.pop();
  return text;
}

function writeNumber(value: number, state: WriterState): string {
  if (!Number.isFinite(value)) throw refusal(state, 'finite (null with a reason stands for undefined)', value);
  return String(value); // the shortest text that reads back to the same number; -0 becomes 0
}

function writeArray(values: readonly unknown[], state: WriterState): string {
  const parts: string[] = [];
  for (let index = 0; index < values.length; index++) {
    state.path.push(index);
    parts.push(write(values[index], state));
    state.path.pop();
  }
  return enclose('[', parts, ']', state);
}

function writeObject(value: object, state: WriterState): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw refusal(state, 'a plain object or array', value);
  const keys = Object.keys(value);
  if (state.sorted) keys.sort();
  const colon = state.indent === '' ? ':' : ': ';
  const parts: string[] = [];
  for (const key of keys) {
    const item = (value as Readonly<Record<string, unknown>>)[key];
    if (item === undefined) continue;
    state.path.push(key);
    parts.push(`${JSON.stringify(key)}${colon}${write(item, state)}`);
    state.path.pop();
  }
  return enclose('{', parts, '}', state);
}

function enclose(open: string, parts: readonly string[], close: string, state: WriterState): string {
  if (state.indent === '' || parts.length === 0) return `${open}${parts.join(',')}${close}`;
  const outer = state.indent.repeat(state.stack.length - 1);
  const separator = `,\n${outer}${state.indent}`;
  return `${open}\n${outer}${state.indent}${parts.join(separator)}\n${outer}${close}`;
}

function refusal(state: WriterState, rule: string, value: unknown): InvalidArgumentError {
  const where = state.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return new InvalidArgumentError(where === '' ? 'value' : where.replace(/^\./u, ''), rule, value);
}
