import { nearestName } from '@assay/core/checks';
import type { ConfigProblem } from '@assay/core/errors';

/** Reads the keys of an object that came from a file and notes every problem instead of stopping at the first. */
export interface ObjectReader {
  /** True if `key` is there. */
  has(key: string): boolean;
  /** A text; undefined, and a problem if it is required, where it is missing. */
  text(key: string, rule?: TextRule): string | undefined;
  /** One of `allowed`. */
  choice<T extends string>(key: string, allowed: readonly T[], fallback?: T): T | undefined;
  flag(key: string, fallback: boolean): boolean;
  positive(key: string, fallback: number): number;
  /** A whole number >= 0. */
  whole(key: string, fallback: number): number;
  /** A list of texts; empty where it is missing. */
  texts(key: string): readonly string[];
  /** The names under `key`, whatever they are; none where it is missing. */
  names(key: string): readonly string[];
  /** The value as it is. */
  value(key: string): unknown;
  /** A reader of the object under `key`; of an empty one where it is missing. */
  object(key: string, known: readonly string[], isRequired?: boolean): ObjectReader;
  /** Notes a problem at `key`, or at the object itself. */
  problem(key: string, message: string): void;
}

/** What a text must be. */
export interface TextRule {
  readonly isRequired?: boolean;
  /** What is wrong with the text, if anything. */
  readonly fault?: (text: string) => string | undefined;
  /** Accept numbers, as YAML reads 0.01. */
  readonly acceptsNumber?: boolean;
}

/** A reader of `value`, with every problem going to `problems`; keys other than `known` are problems. */
export function objectReader(
  value: unknown,
  at: string,
  known: readonly string[],
  problems: ConfigProblem[],
): ObjectReader {
  const source = isObject(value) ? value : {};
  const pathOf = (key: string): string => (at === '' ? key : key === '' ? at : `${at}.${key}`);
  const problem = (key: string, message: string): void => void problems.push({ path: pathOf(key), message });
  if (!isObject(value)) problem('', `must be an object, was ${describe(value)}`);
  for (const key of Object.keys(source)) {
    if (known.includes(key)) continue;
    const nearest = nearestName(key, known);
    problem(
      key,
      `unknown key${nearest === undefined ? `; known are ${known.join(', ')}` : `; did you mean '${nearest}'?`}`,
    );
  }
  const read = <T>(key: string, fallback: T, rule: string, accepts: (value: unknown) => value is T): T => {
    const found = source[key];
    if (found === undefined || found === null) return fallback;
    if (accepts(found)) return found;
    problem(key, `must be ${rule}, was ${describe(found)}`);
    return fallback;
  };
  const has = (key: string): boolean => source[key] !== undefined && source[key] !== null;
  return {
    has,
    problem,
    value: (key) => source[key],
    text: (key, rule = {}) => {
      if (!has(key) && rule.isRequired === true) problem(key, 'is missing');
      const found = source[key];
      const given = rule.acceptsNumber === true && typeof found === 'number' ? String(found) : found;
      if (!has(key)) return undefined;
      const fault =
        typeof given !== 'string' || given === '' ? `must be a text, was ${describe(found)}` : rule.fault?.(given);
      if (fault !== undefined) problem(key, fault);
      return fault === undefined ? (given as string) : undefined;
    },
    choice: <T extends string>(key: string, allowed: readonly T[], fallback?: T) => {
      if (!has(key) && fallback === undefined) problem(key, `is missing; one of ${allowed.join(', ')}`);
      const isAllowed = (found: unknown): found is T => (allowed as readonly unknown[]).includes(found);
      return read<T | undefined>(key, fallback, `one of ${allowed.join(', ')}`, isAllowed);
    },
    flag: (key, fallback) => read(key, fallback, 'true or false', (found) => typeof found === 'boolean'),
    positive: (key, fallback) => read(key, fallback, 'a number > 0', isPositive),
    whole: (key, fallback) => read(key, fallback, 'a whole number >= 0', isWhole),
    texts: (key) => read<readonly string[]>(key, [], 'a list of texts', isTexts),
    names: (key) => (isObject(source[key]) ? Object.keys(source[key]) : []),
    object: (key, children, isRequired = false) => {
      if (!has(key) && isRequired) problem(key, 'is missing');
      return objectReader(has(key) ? source[key] : {}, pathOf(key), children, problems);
    },
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < Infinity;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
