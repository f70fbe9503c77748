/** Every key of the published JSON Schema, fed to the loader with wrong types and misspelt. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '@assay/core/errors';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../settings/testing/index.ts';
import { researchJsonSchema } from './example-config.ts';
import { loadConfig } from './load-config.ts';

interface Node {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly items?: Node;
  readonly prefixItems?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Node | boolean;
}

/** A key of the schema: how a document comes to hold it, and what it may hold. */
interface Key {
  readonly path: string;
  readonly name: string;
  readonly node: Node;
  /** False where any name may stand, as a symbol. */
  readonly isFixed: boolean;
  /** A whole document with these keys at the place of this one's siblings. */
  readonly document: (change: (siblings: Readonly<Record<string, unknown>>) => object) => object;
}

const SAMPLES = [
  'name',
  'USD',
  '2020-01-31',
  '2020-01-31T08:00:00Z',
  '3y',
  '30m',
  '5bars',
  'https://a.example/',
  '05:00',
];

/** Rules between keys, which the least document of one of them breaks. */
const RULES = /^must set (missedBars, tradingHours, or both|either maxWeight or maxAmount)$/u;

/** What both keys of a rule that the JSON Schema cannot tell must hold, by the place they stand in. */
const TOGETHER: readonly (readonly [where: RegExp, kind: RegExp, object])[] = [
  [/\.freshness$/, /^$/, { missedBars: 2 }],
  [/\.caps\[0\]$/, /^(instrument|currency|group|gross|net|order-notional)$/, { maxAmount: 1 }],
];

function alternatives(node: Node): readonly Node[] {
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return inner.length === 0 ? [node] : inner.flatMap(alternatives);
}

/** The least value that a schema takes. */
function sampleOf(node: Node): unknown {
  const [first = node] = alternatives(node);
  if (first !== node) return sampleOf(first);
  if (node.const !== undefined) return node.const;
  if (node.enum !== undefined) return node.enum[0];
  if (node.properties !== undefined || node.type === 'object') return objectOf(node);
  if (node.type === 'array') return listOf(node);
  if (node.type === 'string') return SAMPLES.find((text) => new RegExp(node.pattern ?? '').test(text));
  if (node.type === 'boolean') return true;
  return node.exclusiveMinimum === undefined ? (node.minimum ?? 1) : node.exclusiveMinimum + 0.25;
}

function listOf({ prefixItems, minItems = 0, items = {} }: Node): readonly unknown[] {
  return prefixItems?.map(sampleOf) ?? Array.from({ length: minItems }, () => sampleOf(items));
}

function objectOf({ required = [], properties = {} }: Node): Readonly<Record<string, unknown>> {
  return Object.fromEntries(required.map((name) => [name, sampleOf(properties[name] ?? {})]));
}

/** A sound object of this form at this place. */
function baseOf(node: Node, at: string): Readonly<Record<string, unknown>> {
  const base = objectOf(node);
  const more = TOGETHER.find(([where, kind]) => where.test(at) && kind.test((base['kind'] ?? '') as string));
  return { ...base, ...more?.[2] };
}

type Place = (inner: unknown) => object;

/** Every key at and below a node, alternative by alternative. */
function keysOf(node: Node, at: string, place: Place): readonly Key[] {
  return alternatives(node).flatMap((one): readonly Key[] => {
    if (one.type === 'array') {
      const items = one.prefixItems ?? [one.items ?? {}];
      return items.flatMap((item, index) => {
        const around = items.map((sibling) => sampleOf(sibling));
        return keysOf(item, `${at}[${index}]`, (inner) => place(around.map((own, i) => (i === index ? inner : own))));
      });
    }
    const base = baseOf(one, at);
    const fixed = Object.entries(one.properties ?? {}).map(([name, inner]) => ({ name, inner, isFixed: true }));
    const free = typeof one.additionalProperties === 'object' ? one.additionalProperties : undefined;
    const all = [...fixed, ...(free === undefined ? [] : [{ name: 'USD', inner: free, isFixed: false }])];
    return all.flatMap(({ name, inner, isFixed }) => {
      const own = at === '' ? name : `${at}.${name}`;
      const key = {
        path: own,
        name,
        node: inner,
        isFixed,
        document: (change: Parameters<Key['document']>[0]) => place(change(base)),
      };
      return [key, ...keysOf(inner, own, (value) => place({ ...base, [name]: value }))];
    });
  });
}

const SCHEMA = researchJsonSchema() as Node;
const KEYS = keysOf(SCHEMA, '', (document) => document as object);

const WRONG: Readonly<Record<string, unknown>> = {
  string: 'no such word',
  number: 0.5,
  boolean: true,
  array: [],
  object: { wrong: 1 },
  null: null,
};

function typesOf(node: Node): readonly string[] {
  return alternatives(node).flatMap(({ type, const: constant, enum: words }) => {
    if (Array.isArray(type)) return type as string[];
    if (type !== undefined) return [type];
    return [constant, ...(words ?? [])].filter((one) => one !== undefined).map((one) => typeof one);
  });
}

let folder = '';
beforeEach(() => void (folder = temporaryFolder()));

function problemsOf(document: object): readonly { readonly path: string; readonly message: string }[] {
  const file = path.join(folder, 'research.yaml');
  writeFileSync(file, JSON.stringify(document));
  try {
    loadConfig(file);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** Another writing of a name that is one letter away from it. */
function misspelt(name: string): string {
  return `${name}${name.at(-1)}`;
}

describe('every key of research.schema.json', () => {
  it('S4-01: stands in a document that loads', () => {
    expect(KEYS.length).toBeGreaterThan(300);
    const unsound = KEYS.filter(({ path: own, document, name, node }) => {
      const value = name === 'cron' ? '30 22 * * 1-5' : sampleOf(node);
      const problems = problemsOf(document((siblings) => ({ ...siblings, [name]: siblings[name] ?? value })));
      const isRule =
        /^packs\[0\]\.freshness$|caps\[0\]\.maxWeight$/u.test(own) && RULES.test(problems[0]?.message ?? '');
      return problems.length > 0 && !isRule;
    });
    expect(unsound.map((key) => key.path)).toEqual([]);
  });

  it('S4-01: refuses each wrong type, and names the key with its path', () => {
    const accepted: string[] = [];
    let tried = 0;
    for (const { path: own, name, node, document } of KEYS) {
      const types = typesOf(node);
      for (const [type, value] of Object.entries(WRONG)) {
        if (types.includes(type)) continue;
        tried += 1;
        const problems = problemsOf(document((siblings) => ({ ...siblings, [name]: value })));
        const told = problems.filter((problem) => problem.path === own);
        if (told.length === 0 || /\b(undefined|\[object|received|expected)\b/u.test(told[0]?.message ?? ''))
          accepted.push(`${own} with ${type}: ${JSON.stringify(problems)}`);
      }
    }
    expect(accepted).toEqual([]);
    expect(tried).toBeGreaterThan(1200);
  });

  it('S4-01: refuses each misspelt key, and names it with its path and the key that was meant', () => {
    const unnamed: string[] = [];
    for (const { path: own, name, isFixed, document, node } of KEYS) {
      if (!isFixed) continue;
      const problems = problemsOf(
        document(({ [name]: value, ...siblings }) => ({ ...siblings, [misspelt(name)]: value ?? sampleOf(node) })),
      );
      const told = problems.find((problem) => problem.path === misspelt(own));
      if (told?.message !== `unknown key; did you mean '${name}'?`) unnamed.push(`${own}: ${JSON.stringify(problems)}`);
    }
    expect(unnamed).toEqual([]);
  });
});
