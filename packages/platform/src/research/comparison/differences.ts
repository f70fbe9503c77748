import type { Difference } from '@assay/contracts/schemas';

type Plain = Difference['first'];

/** Leaves of a JSON value by their path: `a.b[0]`. An empty object or list is a leaf of its own. */
function leavesOf(value: unknown, path: string, into: Map<string, Plain>): Map<string, Plain> {
  if (typeof value !== 'object' || value === null) return into.set(path, (value ?? null) as Plain);
  const entries = Array.isArray(value)
    ? value.map((item, index) => [`${path}[${index}]`, item as unknown] as const)
    : Object.entries(value).map(([key, item]) => [path === '' ? key : `${path}.${key}`, item as unknown] as const);
  if (entries.length === 0) into.set(path, Array.isArray(value) ? '[]' : '{}');
  for (const [at, item] of entries) leavesOf(item, at, into);
  return into;
}

/** Every leaf in which two JSON values differ, sorted by path; a leaf that one side lacks is null there. */
export function differencesOf(first: unknown, second: unknown): readonly Difference[] {
  const [one, other] = [leavesOf(first, '', new Map()), leavesOf(second, '', new Map())];
  const paths = [...new Set([...one.keys(), ...other.keys()])].sort();
  return paths
    .map((path) => ({ path, first: one.get(path) ?? null, second: other.get(path) ?? null }))
    .filter((difference) => difference.first !== difference.second);
}
