import { nearestName } from '@assay/core/checks';
import type { ConfigProblem } from '@assay/core/errors';
import type { z } from 'zod';
import { toJSONSchema } from 'zod';

type Issue = z.core.$ZodIssue;
type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Schemas in the form in which their keys can be looked up. */
const ROOTS = new WeakMap<z.ZodType, JsonSchema>();

/**
 * Turns what a schema found into problems a person can act on: the path, what is wrong, and the name most likely meant.
 *
 * @param schema - the schema that was applied, to know the keys that exist at each place.
 */
export function configProblems(schema: z.ZodType, issues: readonly Issue[]): readonly ConfigProblem[] {
  let root = ROOTS.get(schema);
  if (root === undefined) ROOTS.set(schema, (root = toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })));
  const known = root;
  return issues.flatMap((issue) => problemsOf(known, issue));
}

function problemsOf(root: JsonSchema, issue: Issue): readonly ConfigProblem[] {
  const path = pathText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(root, issue.path, issue.input);
    return issue.keys.map((key) => ({ path: joined(path, key), message: `unknown key${suggestion(key, known)}` }));
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    if (issue.input === undefined) return [{ path, message: `is required: one of ${values.join(', ')}` }];
    const near = typeof issue.input === 'string' ? nearestTo(issue.input, values) : '';
    return [{ path, message: `must be one of ${values.join(', ')}${received(issue.input)}${near}` }];
  }
  if (issue.code === 'invalid_type' && issue.input === undefined && issue.path.length > 0) {
    return [{ path, message: `is required: ${typeWords(issue.expected)} is missing` }];
  }
  if (issue.code === 'invalid_type') return [{ path, message: typeText(issue) }];
  if (issue.code === 'too_big' || issue.code === 'too_small') return [{ path, message: boundText(issue) }];
  if (issue.code === 'invalid_union') return unionProblems(root, issue, path);
  return [{ path, message: lowerFirst(issue.message.replace(/^Invalid input: /, '')) }];
}

function unionProblems(
  root: JsonSchema,
  issue: Issue & { code: 'invalid_union' },
  path: string,
): readonly ConfigProblem[] {
  if (issue.input === undefined && issue.path.length > 0) return [{ path, message: 'is required: a value is missing' }];
  const alternatives = issue.errors.filter((errors) => errors.length > 0);
  if (alternatives.length === 0) return noAlternative(issue, path);
  const closest = closestAlternative(alternatives);
  if (closest !== undefined) {
    return closest.flatMap((error) => problemsOf(root, { ...error, path: [...issue.path, ...error.path] }));
  }
  const messages = alternatives.flatMap((errors) => problemsOf(root, { ...(errors[0] as Issue), path: issue.path }));
  const texts = messages.map(({ message }) => withoutReceived(message.replace(/^must be /, ''), issue.input));
  return [{ path, message: `must be ${[...new Set(texts)].join(', or ')}${received(issue.input)}` }];
}

/**
 * The alternative that was meant: among those of the right type the one that complains of the fewest things; else, where
 * a word is not in its set, the set of words. Undefined where nothing tells.
 */
function closestAlternative(alternatives: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const isOther = ({ code, path }: Issue): boolean =>
    path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
  const [closest] = alternatives
    .filter((errors) => !errors.some(isOther))
    .sort((one, other) => one.length - other.length);
  if (closest !== undefined) return closest;
  return alternatives.find(([error]) => error?.code === 'invalid_value' && typeof error.input === 'string');
}

/** What to say where the word that chooses between alternatives is none of theirs. */
function noAlternative(issue: Issue & { code: 'invalid_union' }, path: string): readonly ConfigProblem[] {
  const { discriminator, options = [] } = issue as {
    readonly discriminator?: string;
    readonly options?: readonly unknown[];
  };
  if (discriminator === undefined) return [{ path, message: 'is not allowed here' }];
  const words = options.map(String);
  const given = (issue.input ?? {}) as Readonly<Record<string, unknown>>;
  const was = given[discriminator];
  const meant = Object.keys(given).filter((key) => nearestName(key, [discriminator]) !== undefined);
  const around = path.slice(0, -discriminator.length);
  if (was === undefined && meant.length > 0)
    return meant.map((key) => ({ path: `${around}${key}`, message: `unknown key; did you mean '${discriminator}'?` }));
  const near = typeof was === 'string' ? nearestTo(was, words) : '';
  return [{ path, message: `must be one of ${words.join(', ')}${received(was)}${near}` }];
}

function constantOf(schema: JsonSchema | boolean | undefined): readonly string[] {
  if (typeof schema !== 'object') return [];
  return schema.const === undefined ? (schema.enum ?? []).map(String) : [String(schema.const)];
}

function nearestTo(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? '' : `; did you mean '${nearest}'?`;
}

/** A bound in words, unless the schema has its own. */
function boundText(issue: Issue & { readonly code: 'too_big' | 'too_small' }): string {
  if (!/^Too (big|small): expected (number|int) to be/.test(issue.message)) return lowerFirst(issue.message);
  const [limit, side] = issue.code === 'too_big' ? [issue.maximum, '<'] : [issue.minimum, '>'];
  return `must be ${side}${issue.inclusive === true ? '=' : ''} ${limit}, was ${String(issue.input)}`;
}

function suggestion(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  if (nearest !== undefined) return `; did you mean '${nearest}'?`;
  return known.length > 0 && known.length <= 12 ? `; known are ${known.join(', ')}` : '';
}

/** The property names a JSON Schema allows at a path, of the alternatives that fit what stands there. */
function keysAt(root: JsonSchema, path: readonly PropertyKey[], input: unknown): readonly string[] {
  const places = placesAt(root, path);
  const fitting = places.filter((place) => fits(place, input));
  const chosen = fitting.length > 0 ? fitting : places;
  return [...new Set(chosen.flatMap((place) => Object.keys(place.properties ?? {})))];
}

/** True unless a property that has one value only has another one. */
function fits({ properties = {} }: JsonSchema, input: unknown): boolean {
  if (typeof input !== 'object' || input === null) return true;
  return Object.entries(properties).every(([name, schema]) => {
    const words = constantOf(schema);
    const value = (input as Readonly<Record<string, unknown>>)[name];
    return name !== 'kind' || words.length === 0 || words.includes(String(value));
  });
}

/** The schemas that hold at a path. */
function placesAt(root: JsonSchema, path: readonly PropertyKey[]): readonly JsonSchema[] {
  let places: readonly JsonSchema[] = [root];
  for (const step of path) {
    places = alternativesOf(places).flatMap((place) => {
      const next =
        typeof step === 'number' ? place.items : (place.properties?.[String(step)] ?? place.additionalProperties);
      return typeof next === 'object' && !Array.isArray(next) ? [next] : [];
    });
  }
  return alternativesOf(places);
}

function alternativesOf(places: readonly JsonSchema[]): readonly JsonSchema[] {
  return places.flatMap((place) => {
    const inner = [...(place.anyOf ?? []), ...(place.oneOf ?? [])];
    return inner.length > 0 ? alternativesOf(inner) : [place];
  });
}

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : joined(text, String(step))),
    '',
  );
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

/** Types as a person who writes YAML calls them. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
};

function typeWords(type: string): string {
  return TYPE_WORDS[type] ?? type;
}

function typeText(issue: Issue & { readonly code: 'invalid_type' }): string {
  // Infinity is of the right type.
  const rule =
    issue.expected === 'number' && typeof issue.input === 'number' ? 'a finite number' : typeWords(issue.expected);
  return `must be ${rule}${received(issue.input)}`;
}

/** `, was 'many'` */
function received(value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return ', was nothing';
  if (Array.isArray(value)) return ', was a list';
  if (typeof value === 'object') return ', was keys with values';
  if (typeof value === 'number' || typeof value === 'boolean') return `, was ${value}`;
  const text = value as string;
  return `, was '${text.length > 60 ? `${text.slice(0, 57)}...` : text}'`;
}

function withoutReceived(text: string, value: unknown): string {
  const end = received(value);
  return end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
