import { nearestName } from '@assay/core/checks';
import type { ConfigProblem } from '@assay/core/errors';
import type { z } from 'zod';
import { toJSONSchema } from 'zod';

type Issue = z.core.$ZodIssue;
type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * Turns what a schema found into problems a person can act on: the path, what is wrong, and the name most likely meant.
 *
 * @param schema - the schema that was applied, to know the keys that exist at each place.
 */
export function configProblems(schema: z.ZodType, issues: readonly Issue[]): readonly ConfigProblem[] {
  const root = toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return issues.flatMap((issue) => problemsOf(root, issue));
}

function problemsOf(root: JsonSchema, issue: Issue): readonly ConfigProblem[] {
  const path = pathText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(root, issue.path);
    return issue.keys.map((key) => ({ path: joined(path, key), message: `unknown key${suggestion(key, known)}` }));
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    const was = typeof issue.input === 'string' ? issue.input : '';
    return [
      {
        path,
        message: `must be one of ${values.join(', ')}${was === '' ? '' : `, was '${was}'`}${suggestion(was, values)}`,
      },
    ];
  }
  if (issue.code === 'invalid_type' && issue.input === undefined && issue.path.length > 0) {
    return [{ path, message: `is required: ${withArticle(issue.expected)} is missing` }];
  }
  if (issue.code === 'invalid_union') return unionProblems(root, issue, path);
  return [{ path, message: lowerFirst(issue.message.replace(/^Invalid input: /, '')) }];
}

// The alternative that came closest is the one that complains of the fewest things at the deepest place.
function unionProblems(
  root: JsonSchema,
  issue: Issue & { code: 'invalid_union' },
  path: string,
): readonly ConfigProblem[] {
  const alternatives = issue.errors.filter((errors) => errors.length > 0);
  const specific = alternatives.find((errors) =>
    errors.every((error) => error.path.length > 0 || error.code !== 'invalid_type'),
  );
  if (specific === undefined)
    return [
      {
        path,
        message:
          alternatives.map((errors) => lowerFirst(errors[0]?.message ?? '')).join(', or ') || 'is not allowed here',
      },
    ];
  return specific.flatMap((error) => problemsOf(root, { ...error, path: [...issue.path, ...error.path] }));
}

function suggestion(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  if (nearest !== undefined) return `; did you mean '${nearest}'?`;
  return known.length > 0 && known.length <= 12 ? `; known are ${known.join(', ')}` : '';
}

/** The property names a JSON Schema allows at a path; empty where they cannot be told. */
function keysAt(root: JsonSchema, path: readonly PropertyKey[]): readonly string[] {
  let places: readonly JsonSchema[] = [root];
  for (const step of path) {
    places = alternativesOf(places).flatMap((place) => {
      const next =
        typeof step === 'number' ? place.items : (place.properties?.[String(step)] ?? place.additionalProperties);
      return typeof next === 'object' && !Array.isArray(next) ? [next] : [];
    });
  }
  return [...new Set(alternativesOf(places).flatMap((place) => Object.keys(place.properties ?? {})))];
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

function withArticle(noun: string): string {
  return `${/^[aeiou]/u.test(noun) ? 'an' : 'a'} ${noun}`;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
