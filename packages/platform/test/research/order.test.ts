/** The order in which files, rows, parameters and blocks of a config come decides nothing that is published. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RankingRow, Rankings } from '@assay/contracts/schemas';
import { createRng } from '@assay/core/random';
import { formatIsoDate } from '@assay/core/time';
import type { BarSeries } from '@assay/quant/market';
import { runCli } from '../../src/cli/testing/index.ts';
import { randomWalk } from '../../src/sources/index.ts';
import { comparableBytes, testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

const RUNNER = fileURLToPath(new URL('./run-once.ts', import.meta.url));

/** Three markets; the third has the second one's prices, so that their rows score the same. */
const MARKETS = randomWalk({ seed: 11, bars: 700, instruments: ['AAA', 'BBB'] }).series.map((bars) => ({
  ...bars,
  volume: Float64Array.from(bars.volume, (_, i) => 1000 + (i % 13)),
}));
const [, SECOND] = MARKETS as [BarSeries, BarSeries];
const FILES: readonly (readonly [string, BarSeries])[] = [
  ['AAA.csv', MARKETS[0] as BarSeries],
  ['BBB.csv', SECOND],
  ['CCC.csv', { ...SECOND, volume: SECOND.volume.map((value, i) => (i === 3 ? value + 1 : value)) }],
];

function lines(bars: BarSeries): readonly string[] {
  return Array.from({ length: bars.length }, (_, i) => {
    const prices = [bars.open, bars.high, bars.low, bars.close].map((column) => (column[i] as number).toFixed(2));
    return [formatIsoDate(bars.eventTime[i] as number), ...prices, bars.volume[i]].join(',');
  });
}

/** A workspace whose dataset was imported from files that were written in a certain order. */
async function imported(order: readonly number[], rowsOf = lines): Promise<TestWorkspace> {
  const workspace = testWorkspace();
  const folder = path.join(workspace.root, 'files');
  mkdirSync(folder);
  const names = order.map((index) => {
    const [name, bars] = FILES[index] as (typeof FILES)[number];
    writeFileSync(path.join(folder, name), ['date,open,high,low,close,volume', ...rowsOf(bars), ''].join('\n'));
    return path.join('files', name);
  });
  const words = [
    'data',
    'import',
    ...names,
    '--layout',
    'ohlcv-daily',
    '--name',
    'made',
    '--workspace',
    '.',
    '--quiet',
  ];
  expect(await runCli(words, { cwd: workspace.root })).toMatchObject({ code: 0, stderr: '' });
  return workspace;
}

const STRATEGIES = [
  { class: 'time-series-momentum', params: { rebalanceBars: 1 }, sweep: { lookback: [1, 5, 20] } },
  { class: 'moving-average-crossover', sweep: { fast: [5, 10], slow: [20, 40] } },
  // Never has bars enough to trade: no set scores, and the declared order decides.
  { class: 'time-series-momentum', sweep: { lookback: [1500, 2000] } },
  { class: 'random-entry', sweep: { seed: [1, 2] } },
  { class: 'random-entry', sweep: { seed: [3] } },
];
const SYMBOLS = ['AAA', 'BBB', 'CCC'];
const PACKS = [
  { name: 'each', dataset: 'made', timeframe: '1d', symbols: SYMBOLS },
  { name: 'all', dataset: 'made', timeframe: '1d', symbols: SYMBOLS, mode: 'universe' },
];

function configOf(packs: readonly object[], strategies: readonly object[]): string {
  const stress = { monteCarlo: { paths: 100 }, startDates: { starts: 5 }, regimes: { shuffles: 1 } };
  const experiment = { walkForward: { trainSize: 250, testSize: 200 }, stress };
  return JSON.stringify({ name: 'order', packs, strategies, experiment });
}

/** One run in a process of its own, whose hash tables are salted by `seed`. */
function runSalted(
  workspace: TestWorkspace,
  config: string,
  { seed, workers }: { seed: number; workers: number },
): void {
  const file = workspace.write('order.json.yaml', config);
  const flags = [
    `--hash-seed=${seed}`,
    `--random-seed=${seed}`,
    '--conditions=source',
    '--disable-warning=ExperimentalWarning',
  ];
  const words = [...flags, RUNNER, workspace.root, file, String(workers)];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}

const rankings = (workspace: TestWorkspace): Rankings =>
  JSON.parse(workspace.read('order', 'rankings.json')) as Rankings;

/** What must be the same in any run of the same market and config, however it was written down. */
function judged({ rows }: Rankings): unknown {
  return rows.map(
    ({ id, strategy, params, verdict, score, metrics, nulls, reasons, trades, selections }: RankingRow) => {
      return { id, strategy, params, verdict, score, metrics, nulls, reasons, trades, selections };
    },
  );
}

describe('what is published', { timeout: 120_000 }, () => {
  let first: TestWorkspace;
  const made: TestWorkspace[] = [];
  const keep = async (workspace: Promise<TestWorkspace>): Promise<TestWorkspace> => {
    const ready = await workspace;
    made.push(ready);
    return ready;
  };
  beforeAll(async () => {
    first = await keep(imported([0, 1, 2]));
    runSalted(first, configOf(PACKS, STRATEGIES), { seed: 1, workers: 1 });
  }, 120_000);
  afterAll(() => made.forEach((workspace) => workspace.remove()));

  it('S4-26, X-09: is the same to the byte from files written and named in another order, in a process with other hash seeds', async () => {
    const other = await keep(imported([2, 0, 1]));
    runSalted(other, configOf(PACKS, STRATEGIES), { seed: 987_654, workers: 2 });
    expect(comparableBytes(other, 'order')).toEqual(comparableBytes(first, 'order'));
  });

  it('S4-26: is the same but for the version of the data where the rows of the files stand in another order', async () => {
    const shuffled = (bars: BarSeries): readonly string[] => {
      const rng = createRng('rows');
      return lines(bars)
        .map((line) => ({ line, key: rng.nextFloat() }))
        .sort((a, b) => a.key - b.key)
        .map(({ line }) => line);
    };
    const other = await keep(imported([1, 2, 0], shuffled));
    runSalted(other, configOf(PACKS, STRATEGIES), { seed: 3, workers: 1 });
    expect(rankings(other).datasetVersion).not.toBe(rankings(first).datasetVersion);
    expect(judged(rankings(other))).toEqual(judged(rankings(first)));
    const contents = (workspace: TestWorkspace): unknown =>
      (rankings(workspace).config as { accounts: { content: string }[] }).accounts.map(({ content }) => content);
    expect(contents(other)).toEqual(contents(first));
  });

  it('S4-26: ranks rows of equal score by id, and names and chooses the same, in whatever order a config lists things', async () => {
    const { rows } = rankings(first);
    const ofTwins = rows.filter(({ id }) => /\.(BBB|CCC)/u.test(id));
    const pairs = ofTwins.filter(({ id }) => id.includes('.BBB'));
    expect(pairs.length).toBeGreaterThanOrEqual(3);
    for (const { id, score } of pairs) {
      const twin = rows.findIndex((row) => row.id === id.replace('.BBB', '.CCC'));
      if (id.startsWith('random-entry')) continue; // draws for each instrument by its name
      expect(rows[twin]?.score).toBe(score);
      expect(rows[twin - 1]?.id).toBe(id);
    }
    const other = await keep(imported([0, 1, 2]));
    const packs = PACKS.toReversed().map((pack) => ({ ...pack, symbols: pack.symbols.toReversed() }));
    const strategies = STRATEGIES.toReversed().map(({ sweep, ...strategy }) => ({
      sweep: Object.fromEntries(
        Object.entries(sweep)
          .toReversed()
          .map(([name, values]) => [name, values.toReversed()]),
      ),
      ...strategy,
    }));
    runSalted(other, configOf(packs, strategies), { seed: 5, workers: 2 });
    expect(judged(rankings(other))).toEqual(judged(rankings(first)));
  });
});
