import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { researchConfigSchema } from '@assay/contracts/schemas';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder } from '../settings/testing/index.ts';
import { EXAMPLE_CONFIG, researchJsonSchema, writeExampleConfig } from './example-config.ts';
import { loadConfig } from './load-config.ts';

const PUBLISHED = new URL('../../../../docs/schemas/research.schema.json', import.meta.url);

/** The least that a config must say, with everything that the example does not leave at its default. */
const LEAST = {
  name: 'example',
  packs: [{ dataset: 'sample', timeframe: '1d', name: 'sp500', symbols: ['SP500'], start: '2006-01-01' }],
  strategies: [
    {
      class: 'moving-average-crossover',
      params: { direction: 'long-only' },
      sweep: { fast: [10, 20, 50], slow: { min: 100, max: 200, step: 50 } },
      packs: ['sp500'],
    },
    { class: 'mean-reversion', sweep: { window: [10, 20], entryZ: [1.5, 2] } },
  ],
};

/** Names of the properties anywhere in a JSON Schema. */
function propertyNames(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {} } = schema as { readonly properties?: object };
  return [...Object.keys(properties), ...Object.values(schema).flatMap(propertyNames)];
}

describe('EXAMPLE_CONFIG', () => {
  it('S4-01: states every default, and nothing but defaults: a round trip changes nothing', () => {
    const written: unknown = parse(EXAMPLE_CONFIG);
    expect(researchConfigSchema.parse(written)).toEqual(researchConfigSchema.parse(LEAST));
    expect(written).toEqual(researchConfigSchema.parse(written));
  });

  it('S4-01: mentions every key that there is, or the guide that it names does', () => {
    const guide = '../../../../docs/how-to/accounts-costs-risk.md';
    expect(EXAMPLE_CONFIG).toContain(path.basename(guide));
    const text = EXAMPLE_CONFIG + readFileSync(new URL(guide, import.meta.url), 'utf8');
    for (const name of propertyNames(researchJsonSchema())) {
      expect(text, name).toMatch(new RegExp(`\\b${name}\\b`));
    }
  });
});

describe('writeExampleConfig', () => {
  it('S4-01: writes a config that loads, with a schema that its first line names', async () => {
    const folder = temporaryFolder();
    const { config, schema } = await writeExampleConfig(path.join(folder, 'a/research.yaml'), false);
    expect(loadConfig(config).config.name).toBe('example');
    const [first = ''] = readFileSync(config, 'utf8').split('\n');
    const named = /^# yaml-language-server: \$schema=(.*)$/.exec(first)?.[1] ?? '';
    expect(path.join(path.dirname(config), named)).toBe(schema);
    expect(JSON.parse(readFileSync(schema, 'utf8'))).toEqual(researchJsonSchema());
  });

  it('replaces a schema of its own, of whatever version, and nothing else', async () => {
    const folder = temporaryFolder();
    const schema = path.join(folder, 'research.schema.json');
    writeFileSync(schema, JSON.stringify({ title: 'Assay research config', of: 'an older version' }));
    await writeExampleConfig(path.join(folder, 'one.yaml'), false);
    expect(JSON.parse(readFileSync(schema, 'utf8'))).toEqual(researchJsonSchema());
    writeFileSync(schema, 'mine');
    await expect(writeExampleConfig(path.join(folder, 'two.yaml'), false)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(writeExampleConfig(path.join(folder, 'one.yaml'), false)).rejects.toMatchObject({ code: 'CONFLICT' });
    await writeExampleConfig(path.join(folder, 'one.yaml'), true);
    expect(JSON.parse(readFileSync(schema, 'utf8'))).toEqual(researchJsonSchema());
  });
});

describe('docs/schemas/research.schema.json', () => {
  it('S4-01: is the schema that configs are checked with', () => {
    // Made by: npm run --silent assay -- research schema > docs/schemas/research.schema.json && npm run format
    expect(JSON.parse(readFileSync(PUBLISHED, 'utf8'))).toEqual(researchJsonSchema());
  });
});
