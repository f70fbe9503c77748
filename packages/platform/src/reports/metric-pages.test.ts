import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stressSchema } from '@assay/contracts/schemas';
import { describe, expect, it } from 'vitest';
import { METRIC_NAMES } from './metric-catalogue.ts';
import { RULE_NAMES } from './rule-words.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../../docs/methods');
const PAGES = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.md'))
    .map((file) => [file, readFileSync(path.join(FOLDER, file), 'utf8')]),
);

/** Names in code on a page: a word of prose is no definition. */
function namesOn(page: string): ReadonlySet<string> {
  return new Set([...page.matchAll(/`([^`]+)`/gu)].map(([, name]) => name as string));
}

const LIST = PAGES.get('row-figures.md') ?? '';
const DEFINED = new Set(['measures.md', 'row-figures.md'].flatMap((page) => [...namesOn(PAGES.get(page) ?? '')]));
const LINKED = new Set([...LIST.matchAll(/\]\(([a-z-]+\.md)\)/gu)].map(([, file]) => file as string));

describe('docs/methods', () => {
  it('S4-17, S4-18: defines every figure that a row shows', () => {
    expect(METRIC_NAMES.filter((name) => !DEFINED.has(name))).toEqual([]);
    const ofStress = Object.keys(stressSchema.shape).filter(
      (name) => !['state', 'reason', 'costs', 'model'].includes(name),
    );
    expect(ofStress.filter((name) => !DEFINED.has(name))).toEqual([]);
  });

  it('S4-18: names every rule of the verdict', () => {
    expect(RULE_NAMES.filter((rule) => !(PAGES.get('verdicts.md') ?? '').includes(rule))).toEqual([]);
  });

  it('has a page behind every figure, which says when it fails and where it comes from', () => {
    expect(LINKED.size).toBeGreaterThan(15);
    for (const file of LINKED) {
      const page = PAGES.get(file);
      expect(page, file).toBeDefined();
      expect(page, file).toMatch(/\b(fails?|cannot|assumes?|unrealistic|undefined|refused|wrong)\b/iu);
      expect(page, file).toMatch(/\bSources?:/u);
    }
  });
});
