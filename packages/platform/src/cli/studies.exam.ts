import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RankingRow } from '@assay/contracts/schemas';
import { fixedClock } from '@assay/core/time';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runProgram } from './program.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const STUDIES = path.join(ROOT, 'examples/studies');
const DATA = path.join(ROOT, '../shared/data');
const NAMES = readdirSync(STUDIES).map((file) => path.basename(file, '.yaml'));

const PERIODS: Readonly<Record<string, { readonly start: string; readonly end: string }>> = {
  'equities-daily': { start: '2014-01-02', end: '2021-03-31' },
  'fx-daily': { start: '2016-01-04', end: '2023-09-11' },
  'crypto-daily': { start: '2019-01-17', end: '2023-09-10' },
};

const ON_SYNTHETIC: Readonly<Record<string, Pinned>> = {
  'crypto-daily': {
    'channel-breakout': [14, -0.0523, 'killed'],
    'day-of-week': [194, -0.160087, 'killed'],
    'mean-reversion': [48, -0.058189, 'killed'],
    'moving-average-crossover': [15, -0.061335, 'killed'],
    'random-entry': [47, -0.053367, 'killed'],
    'time-series-momentum': [22, -0.103877, 'killed'],
  },
  'crypto-hourly': {
    'channel-breakout': [3, 0.01037, 'insufficient'],
    'mean-reversion': [2, -0.008264, 'killed'],
    'moving-average-crossover': [3, 0.016426, 'insufficient'],
    'random-entry': [24, -0.009282, 'killed'],
    'time-series-momentum': [5, 0.00897, 'insufficient'],
  },
  'equities-daily': {
    'channel-breakout': [14, -0.032538, 'killed'],
    'day-of-week': [194, -0.053469, 'killed'],
    'mean-reversion': [48, -0.025022, 'killed'],
    'moving-average-crossover': [9, -0.028016, 'killed'],
    'random-entry': [47, -0.021961, 'killed'],
    'time-series-momentum': [12, -0.047249, 'killed'],
  },
  'fx-daily': {
    'channel-breakout': [37, -0.07907, 'killed'],
    'mean-reversion': [133, -0.014488, 'killed'],
    'moving-average-crossover': [23, -0.11385, 'killed'],
    'random-entry': [49, -0.001882, 'killed'],
    'time-series-momentum': [20, -0.097888, 'killed'],
  },
  'fx-hourly': {
    'channel-breakout': [7, 0.059681, 'killed'],
    'mean-reversion': [6, -0.046359, 'killed'],
    'moving-average-crossover': [3, 0.104785, 'killed'],
    'random-entry': [23, -0.016337, 'killed'],
    'time-series-momentum': [16, 0.052266, 'insufficient'],
  },
};

const ON_REAL: Readonly<Record<string, Pinned>> = {
  'crypto-daily': {
    'channel-breakout': [77, 5.455358, 'killed'],
    'day-of-week': [850, -0.46912, 'killed'],
    'mean-reversion': [279, -0.085385, 'killed'],
    'moving-average-crossover': [82, 7.992758, 'killed'],
    'random-entry': [267, 0.121419, 'killed'],
    'time-series-momentum': [86, 8.4957, 'killed'],
  },
  'equities-daily': {
    'channel-breakout': [171, 0.476259, 'killed'],
    'day-of-week': [1799, 0.723199, 'killed'],
    'mean-reversion': [449, -0.001016, 'killed'],
    'moving-average-crossover': [68, 0.794022, 'killed'],
    'random-entry': [349, -0.087319, 'killed'],
    'time-series-momentum': [70, 0.757344, 'killed'],
  },
  'fx-daily': {
    'channel-breakout': [125, -0.081651, 'killed'],
    'mean-reversion': [590, 0.006743, 'killed'],
    'moving-average-crossover': [93, 0.023808, 'killed'],
    'random-entry': [317, 0.016312, 'killed'],
    'time-series-momentum': [91, 0.03151, 'killed'],
  },
};

interface StudyConfig {
  name: string;
  packs: { dataset: string; timeframe: string; symbols?: string[]; start?: string; end?: string }[];
  strategies: { class: string; sweep: Record<string, unknown[]> }[];
  experiment: { currency?: string; walkForward: Record<string, unknown> };
}

/** What a row is pinned to: trades, total return after costs, verdict. */
type Pinned = Readonly<Record<string, readonly [trades: number, totalReturn: number, verdict: string]>>;

const workspace = mkdtempSync(path.join(tmpdir(), 'assay-studies-'));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

async function cli(...args: readonly string[]): Promise<string> {
  const told = { stdout: '', stderr: '' };
  const sink = (name: keyof typeof told): { write(text: string): void } => ({
    write: (text) => void (told[name] += text),
  });
  const clock = fixedClock(Date.UTC(2024, 0, 2, 12));
  const surroundings = { stdout: sink('stdout'), stderr: sink('stderr'), env: {}, cwd: workspace, clock };
  const code = await runProgram(args, surroundings, '1.2.3');
  expect({ args, code, stderr: code === 0 ? '' : told.stderr }).toEqual({ args, code: 0, stderr: '' });
  return told.stdout;
}

function studyConfig(name: string): StudyConfig {
  return parse(readFileSync(path.join(STUDIES, `${name}.yaml`), 'utf8')) as StudyConfig;
}

/** The first two values of every swept parameter, shorter windows. */
function reduced(config: StudyConfig): StudyConfig {
  const strategies = config.strategies.map((strategy) => ({
    ...strategy,
    sweep: Object.fromEntries(Object.entries(strategy.sweep).map(([key, values]) => [key, values.slice(0, 2)])),
  }));
  const walkForward = { ...config.experiment.walkForward, trainSize: 500, testSize: 500 };
  return { ...config, strategies, experiment: { ...config.experiment, walkForward } };
}

async function run(config: StudyConfig): Promise<Pinned> {
  writeFileSync(path.join(workspace, `${config.name}.yaml`), JSON.stringify(config));
  await cli('research', 'run', '--config', `${config.name}.yaml`, '--once', '--quiet', '--workers', '1');
  const file = path.join(workspace, 'assay-workspace/published/research', config.name, 'rankings.json');
  const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { readonly rows: readonly RankingRow[] };
  const byStrategy = rows.toSorted((a, b) => (a.strategy < b.strategy ? -1 : 1));
  return Object.fromEntries(
    byStrategy.map(({ strategy, trades, metrics, verdict }) => [
      strategy,
      [trades, Number((metrics['totalReturn'] ?? NaN).toFixed(6)), verdict] as const,
    ]),
  );
}

describe('the studies of examples/studies on synthetic data', () => {
  beforeAll(async () => {
    const common = ['data', 'synthetic', '--kind', 'random-walk', '--seed', '11', '--instruments', '2'];
    await cli(...common, '--name', 'made-1d', '--bars', '1010');
    await cli(...common, '--name', 'made-1h', '--bars', '1010', '--timeframe', '1h', '--calendar', 'continuous');
  });

  it.each(NAMES)('X-13: %s gives its pinned rows', async (name) => {
    const config = reduced(studyConfig(name));
    const packs = config.packs.map(({ timeframe }) => ({
      dataset: `made-${timeframe}`,
      timeframe,
      mode: 'universe',
    }));
    const experiment = { ...config.experiment, currency: 'USD' };
    expect(await run({ ...config, name: `${name}-made`, packs, experiment })).toEqual(ON_SYNTHETIC[name]);
  });
});

describe('the studies of examples/studies on real data', () => {
  const isThere = existsSync(DATA);
  if (!isThere) console.warn('skipped: the studies on real data, which need ../shared/data');

  it.skipIf(!isThere).each(Object.keys(ON_REAL))('X-13, S4-18: %s gives its pinned rows', async (name) => {
    const { start, end } = PERIODS[name] as { readonly start: string; readonly end: string };
    for (const line of importsOf(name)) await cli(...line);
    const config = reduced(studyConfig(name));
    const packs = config.packs.map((pack) => ({ ...pack, start, end }));
    expect(await run({ ...config, name: `${name}-real`, packs })).toEqual(ON_REAL[name]);
  });
});

/** The commands of docs/studies/README.md that import what a study reads. */
function importsOf(name: string): readonly (readonly string[])[] {
  const page = readFileSync(path.join(ROOT, 'docs/studies/README.md'), 'utf8');
  const block = new RegExp(`^\`\`\`sh title=${name}\\n([\\s\\S]*?)^\`\`\`$`, 'mu').exec(page)?.[1] ?? '';
  const lines = block.replaceAll('\\\n', ' ').split('\n');
  const commands = lines.filter((line) => line.startsWith('assay data '));
  expect(commands.length).toBeGreaterThan(0);
  return commands.map((line) => line.replaceAll('"', '').replaceAll('$DATA', DATA).split(/\s+/u).slice(1));
}
