/** The order in which files, rows, parameters and blocks of a config come decides nothing that is published. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
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
const MARKETS = randomWalk({ seed: 11, bars: 420, instruments: ['AAA', 'BBB'] }).series.map((bars) => ({
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
  { class: 'time-series-momentum', sweep: { lookback: [500, 600] } },
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
  const experiment = { walkForward: { trainSize: 150, testSize: 120 }, stress };
  return JSON.stringify({ name: 'order', packs, strategies, experiment, evaluation: { leakTest: { cuts: 1 } } });
}

/** One run in a process of its own, whose hash tables are salted by `seed`. */
async function runSalted(
  workspace: TestWorkspace,
  config: string,
  { seed, workers }: { seed: number; workers: number },
): Promise<void> {
  const file = workspace.write('order.json.yaml', config);
  const salt = [`--hash-seed=${seed}`, `--random-seed=${seed}`];
  const flags = [...salt, '--conditions=source', '--disable-warning=ExperimentalWarning'];
  const words = [...flags, RUNNER, workspace.root, file, String(workers)];
  expect(await promisify(execFile)(process.execPath, words)).toEqual({ stdout: '', stderr: '' });
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

/** The rows of a file in another order. */
function shuffled(bars: BarSeries): readonly string[] {
  const rng = createRng('rows');
  return lines(bars)
    .map((line) => ({ line, key: rng.nextFloat() }))
    .sort((a, b) => a.key - b.key)
    .map(({ line }) => line);
}

/** The same config with every list and every sweep written from its end. */
function reversedConfig(): string {
  const packs = PACKS.toReversed().map((pack) => ({ ...pack, symbols: pack.symbols.toReversed() }));
  const strategies = STRATEGIES.toReversed().map(({ sweep, ...strategy }) => {
    const entries = Object.entries(sweep).toReversed();
    return { sweep: Object.fromEntries(entries.map(([name, values]) => [name, values.toReversed()])), ...strategy };
  });
  return configOf(packs, strategies);
}

describe('what is published', () => {
  const made: TestWorkspace[] = [];
  const [FIRST, FILED, WRITTEN] = [0, 1, 2] as const;
  const of = (index: number): TestWorkspace => made[index] as TestWorkspace;
  beforeAll(async () => {
    made.push(await imported([0, 1, 2]), await imported([2, 0, 1]), await imported([1, 2, 0], shuffled));
    await Promise.all([
      runSalted(of(FIRST), configOf(PACKS, STRATEGIES), { seed: 1, workers: 1 }),
      runSalted(of(FILED), configOf(PACKS, STRATEGIES), { seed: 987_654, workers: 2 }),
      runSalted(of(WRITTEN), reversedConfig(), { seed: 3, workers: 1 }),
    ]);
  }, 240_000);
  afterAll(() => made.forEach((workspace) => workspace.remove()));

  it('S4-26, X-09: is the same to the byte from files written and named in another order, in a process with other hash seeds', () => {
    expect(comparableBytes(of(FILED), 'order')).toEqual(comparableBytes(of(FIRST), 'order'));
  });

  it('S4-26: names, chooses and ranks the same where rows of files and lists of a config stand in another order', () => {
    expect(judged(rankings(of(WRITTEN)))).toEqual(judged(rankings(of(FIRST))));
  });

  it('S4-26: has the same contents, but another version of the data, where the rows of the files stand in another order', () => {
    const [first, written] = [rankings(of(FIRST)), rankings(of(WRITTEN))];
    expect(written.datasetVersion).not.toBe(first.datasetVersion);
    const contents = ({ config }: Rankings): unknown => {
      const { accounts } = config as { accounts: { id: string; content: string }[] };
      return new Map(accounts.map(({ id, content }) => [id, content]));
    };
    expect(contents(written)).toEqual(contents(first));
  });

  it('S4-26: ranks rows of equal score by id', () => {
    const { rows } = rankings(of(FIRST));
    const pairs = rows.filter(({ id }) => id.includes('.BBB') && !id.startsWith('random-entry')); // draws by names
    expect(pairs).toHaveLength(3);
    for (const { id, score } of pairs) {
      const twin = rows.findIndex((row) => row.id === id.replace('.BBB', '.CCC'));
      expect(rows[twin]?.score).toBe(score);
      expect(rows[twin - 1]?.id).toBe(id);
    }
  });
});
