import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TestedStrategy } from '../../research/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { runCli } from '../testing/index.ts';
import { testedStrategyText } from './tested-strategy-text.ts';

const LIMIT = { timeout: 240_000 };

/** A strategy that is long where its column is above 0. */
function moduleOf(value: string): string {
  return `export const strategy = {
  name: 'unseen', summary: 'Long where a column is above nought.', source: 'a test', parameters: [], terms: () => [],
  columns: ({ close, length }) => ({ own: Float64Array.from({ length }, (_, i) => ${value}) }),
  create: () => ({
    decide: (view) => view.updated.flatMap((instrument) => {
      const wanted = view.column(instrument, 'own') > 0 ? 1 : 0;
      if (wanted === Math.sign(view.position(instrument))) return [];
      return [{ legs: [{ instrument, target: { kind: 'exposure', value: wanted } }], allOrNone: false, reason: 'own' }];
    }),
  }),
};
function calm(now, before) { if (now > 1.5 * before) throw new Error('no price jumps so far'); return now - before; }
`;
}

async function tested(value: string, ...more: readonly string[]): ReturnType<typeof runCli> {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'unseen.mjs'), moduleOf(value));
  return runCli(['prove', 'leaks', '--strategy', './unseen.mjs', ...more], { cwd });
}

describe('assay prove leaks --strategy', () => {
  it(
    'X-01: names the leak of a module it has never seen, the first record, and its path from the file to the fill',
    LIMIT,
    async () => {
      const { code, stdout } = await tested('(close[i + 1] ?? close[i]) - close[i]');
      expect(code).toBe(1);
      expect(stdout).toMatch(/^unseen on leak-market@[0-9a-f]{16}: LEAK/u);
      expect(stdout).toMatch(/First record that changed: decision of (LEAD|OTHER) at 20/u);
      for (const room of ['source     row ', 'lakehouse  leak-market@', 'panel      bar ', "column     'own' is "])
        expect(stdout).toContain(`  ${room}`);
      expect(stdout).toMatch(/ {2}fill {7}(buy|sell) \d+ lots/u);
    },
  );

  it('X-01: ends with 0 where nothing leaks, and says what was covered and what was not', LIMIT, async () => {
    const { code, stdout } = await tested('close[i] - (close[i - 1] ?? close[i])', '--cuts', '4', '--json');
    const found = JSON.parse(stdout) as TestedStrategy;
    expect(code).toBe(0);
    expect(found).toMatchObject({
      strategy: 'unseen',
      path: null,
      report: { outcome: 'clean', columns: [], replays: 9 },
    });
    expect(found.report.cuts.length).toBe(4);
    expect(testedStrategyText(found)).toMatch(
      /Covered: 4 cuts, 9 replays, 0 of the cuts differed; \d+ % of the periods/u,
    );
    expect(testedStrategyText(found)).toContain('Not covered:');
  });

  it('X-01: a module that fails on poison is leak_test_failed, in its own words', LIMIT, async () => {
    const { code, stdout } = await tested('i === 0 ? 0 : calm(close[i], close[i - 1])');
    expect(code).toBe(4);
    expect(stdout).toContain('leak_test_failed');
    expect(stdout).toContain('no price jumps so far');
  });

  it('X-01: says that it is nondeterministic where it is', () => {
    const report = {
      ...{
        outcome: 'nondeterministic' as const,
        cuts: [],
        coverage: 0,
        replays: 1,
        differing: 0,
        columns: [],
        error: null,
      },
      firstDifference: {
        kind: 'rerun',
        cut: null,
        time: '2010',
        instrument: 'A',
        what: 'fill',
        full: 'buy',
        replayed: null,
      },
    } as const;
    const text = testedStrategyText({
      strategy: 'coin',
      params: {},
      dataset: 'd@1',
      report: { ...report, cuts: [], columns: [] },
      path: null,
    });
    expect(text).toMatch(/^coin on d@1: nondeterministic/u);
    expect(text).toContain('in the replay: nothing   (the same data once more)');
  });

  it('refuses options that would change nothing, and cuts that are none', async () => {
    const refused = async (...words: readonly string[]): Promise<string> =>
      (await runCli(['prove', 'leaks', ...words], { cwd: '/' })).stderr;
    expect(await refused('--cuts', '3')).toContain("'--cuts' goes with --strategy or --feature or --config");
    expect(await refused('--strategy', 'channel-breakout', '--cuts', '0')).toContain("invalid '--cuts'");
    expect(await refused('--strategy', 'channel-breakout', '--full')).toContain("'--full' is for planted leaks");
  });
});
