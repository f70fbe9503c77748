/** Changed files and layouts, as people, exports and transfers change them; `npm run exams` takes many more. */
import { describe, expect, it } from 'vitest';
import { openLakehouse } from '../../src/lakehouse/index.ts';
import { temporaryFolder } from '../../src/settings/testing/index.ts';
import { generatedSpecimens } from './fuzz/generated-specimens.ts';
import { runCase } from './fuzz/import-case.ts';
import type { Outcome } from './fuzz/import-case.ts';
import { plainRows } from './fuzz/oracle.ts';
import { hasSharedData, sharedSpecimens } from './fuzz/shared-specimens.ts';
import { watchFuzz } from './fuzz/watch-fuzz.ts';

const SEED = 20_240_601;

if (!hasSharedData) console.log('without real files: only generated ones are changed');

describe('hostile files', () => {
  it('X-08: 500 changed files are refused by name or published as they stand, with every row accounted for', async () => {
    const { counts, faults } = await watchFuzz({ program: 'fuzz-imports.ts', seed: SEED, cases: 500, processes: 2 });
    expect(faults).toEqual([]);
    expect(counts['wrong']).toBe(0);
    expect((counts['refused'] ?? 0) + (counts['unfit'] ?? 0) + (counts['published'] ?? 0)).toBe(500);
    expect(counts['refused']).toBeGreaterThan(160);
    expect(counts['published']).toBeGreaterThan(80);
  });

  it('X-08: 300 changed layouts are refused by name, or used', async () => {
    const { counts, faults } = await watchFuzz({ program: 'fuzz-layouts.ts', seed: SEED, cases: 300, processes: 1 });
    expect(faults).toEqual([]);
    expect(counts['wrong']).toBe(0);
    expect(Math.min(counts['refused'] ?? 0, counts['published'] ?? 0)).toBeGreaterThan(20);
  });
});

describe('the files that are changed', () => {
  it('are published while they are whole, else no change of them could show anything', async () => {
    const folder = temporaryFolder();
    const lake = openLakehouse(`${folder}/lake`, { threads: 1, memoryBytes: 2 ** 28 });
    const outcomes: (readonly [string, Outcome])[] = [];
    const specimens = [...generatedSpecimens(), ...(await sharedSpecimens())];
    for (const { name, layout, table, write, pack, otherRows } of specimens) {
      const member = Buffer.from(write(table));
      const members = [plainRows(member, layout), ...(otherRows === 0 ? [] : [plainRows(member, layout)])];
      const given = { name, layout, members, bytes: await pack(member), isStaged: false, acceptUnfit: false };
      outcomes.push([name, await runCase(lake, folder, given)]);
    }
    await lake.close();
    expect(outcomes).toEqual(specimens.map(({ name }) => [name, 'published']));
  });

  it('are read a second time with every row', () => {
    for (const { name, layout, table, write } of generatedSpecimens())
      expect([name, plainRows(Buffer.from(write(table)), layout)?.count]).toEqual([name, table.rows.length]);
  });
});
