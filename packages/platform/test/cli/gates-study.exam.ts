/** docs/studies/gates.md: its commands on the real files, and every row of its tables held against what comes out. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gridResultSchema, rosterSchema } from '@assay/contracts/schemas';
import type { GridResult } from '@assay/contracts/schemas';
import { fixedClock } from '@assay/core/time';
import type { BarSeries } from '@assay/quant/market';
import { codecGates } from '@assay/quant/regimes';
import { afterAll, describe, expect, it } from 'vitest';
import type { NoiseRates } from '../../src/cli/gates/noise-rates.ts';
import { runCli } from '../../src/cli/testing/index.ts';
import type { CliResult } from '../../src/cli/testing/index.ts';
import { openLakehouse, readSeries, resolveDataset } from '../../src/lakehouse/index.ts';
import { builtRow, followedRow, followingRow, gridRow, readRosterLines, rosterLines } from './gates-study-rows.ts';
import { rosterRow, tableRows, tradedRow } from './gates-study-rows.ts';
import type { RosterLines, StudiedCell, TradedSummary } from './gates-study-rows.ts';
import { blocksOf, ROOT } from './pages.ts';

const PAGE = 'docs/studies/gates.md';
const TEXT = readFileSync(path.join(ROOT, PAGE), 'utf8');
const FLAT = TEXT.replaceAll(/\s+/gu, ' ');
const DATA = path.join(ROOT, '../shared/data');
/** Weeks of each roster that are archived anew, of the year that the page has; those of minutes take longer. */
const WEEKS = 8;
const WEEKS_OF_MINUTES = 3;

interface Study {
  readonly dataset: string;
  /** What the tables call an instrument of it. */
  readonly label: (instrument: string) => string;
}

const STUDIES: Readonly<Record<string, Study>> = {
  oanda: { dataset: 'oanda-hourly', label: (instrument) => `${instrument}, OANDA` },
  fxcm: { dataset: 'fxcm-hourly', label: (instrument) => `${instrument}, FXCM` },
  minutes: { dataset: 'gbpusd-minutes', label: (instrument) => `${instrument}, minutes` },
  ejtrader: { dataset: 'ejtrader-hourly', label: (instrument) => `${instrument}, ejtrader` },
};
const ROSTERS: Readonly<Record<string, string>> = {
  ...{ oanda: 'EURUSD, OANDA', fxcm: 'EURUSD, FXCM', minutes: 'GBPUSD, minutes', ejtrader: 'five pairs, ejtrader' },
  derived: 'five pairs, derived',
};

const cwd = mkdtempSync(path.join(tmpdir(), 'assay-gates-study-'));
symlinkSync(path.join(ROOT, 'examples'), path.join(cwd, 'examples'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const clock = fixedClock(Date.UTC(2024, 0, 2, 12));

/** Runs a line of the page: `assay` in this process, with one document for machines, anything else in a shell. */
async function follow(line: string): Promise<CliResult | undefined> {
  if (!line.startsWith('assay ')) {
    const { status, stderr } = spawnSync('sh', ['-euc', line], { cwd, encoding: 'utf8' });
    expect({ line, status, stderr }).toEqual({ line, status: 0, stderr: '' });
    return undefined;
  }
  const words = line.replaceAll('"', '').replaceAll('$DATA', DATA).trim().split(/ +/u).slice(1);
  const result = await runCli([...words, '--json'], { cwd, clock });
  const isGrid = words[1] === 'grid';
  expect({ line, code: result.code, told: result.code === 0 ? '' : result.stderr }).toEqual({
    ...{ line, code: isGrid ? expect.toBeOneOf([0, 4]) : 0, told: isGrid ? expect.any(String) : '' },
  });
  return result;
}

function blockOf(title: string): string {
  return blocksOf(PAGE).find((block) => block.title === title)?.text ?? '';
}

/** Follows the block of a title; what each command printed, by its two words. */
async function followBlock(title: string): Promise<ReadonlyMap<string, CliResult>> {
  const told = new Map<string, CliResult>();
  for (const line of blockOf(title).replaceAll('\\\n', ' ').trim().split('\n')) {
    const result = await follow(line);
    if (result !== undefined) told.set(line.split(' ').slice(1, 3).join(' '), result);
  }
  return told;
}

/** The rows of a section of the page that begin with a label. */
function rowsOf(section: string, label: string): readonly string[] {
  const [, text = ''] = TEXT.split(`\n## ${section}\n`);
  return tableRows(text.split('\n## ')[0] ?? '').filter((row) => row.startsWith(`| ${label} |`));
}

/** Share of gates with a hazard of at most 0.1, as the codec reads the bars, and without their spreads and volumes. */
async function lowHazard(dataset: string): Promise<ReadonlyMap<string, readonly [low: number, plain: number]>> {
  const lake = openLakehouse(path.join(cwd, 'assay-workspace/lake'), { threads: 1 });
  const found = new Map<string, readonly [number, number]>();
  try {
    const manifest = await resolveDataset(lake, dataset);
    for (const { instrument, timeframe } of manifest.series) {
      const [bars] = await readSeries(lake, manifest, { instruments: [instrument.id], timeframe });
      if (bars === undefined) continue;
      const plain = { ...bars, ask: undefined, volume: bars.volume.map(() => NaN) };
      found.set(instrument.id, [lowShare(bars), lowShare(plain)]);
    }
  } finally {
    await lake.close();
  }
  return found;
}

function lowShare(bars: BarSeries): number {
  const gates = codecGates(bars);
  return gates.filter(({ measures }) => (measures.hazard ?? NaN) <= 0.1).length / gates.length;
}

/** The groups of a cell that survive adjustment, by name. */
function survivorsOf(instrument: string, { horizon, groups }: StudiedCell): readonly string[] {
  return Object.entries(groups).flatMap(([group, { test }]) => [
    ...(test.adjustedP < 0.05 ? [`${instrument}, ${horizon}, ${group}`] : []),
    ...((test.adjustedNetP ?? 1) < 0.05 ? [`${instrument}, ${horizon}, ${group}, after costs`] : []),
  ]);
}

function rejectedOf({ groups }: StudiedCell): string {
  const { meanBp, test } = groups.rejected;
  return `${meanBp.toFixed(2)} bp|(${test.lowBp.toFixed(2)} to ${test.highBp.toFixed(2)})`;
}

/** What the page says of the gates that the guards reject, from their mean to its interval. */
const ON_REJECTED: Readonly<Record<string, string>> = {
  oanda: "on OANDA's hours of the same pair",
  fxcm: "an hour later on FXCM's hours",
};

/** What the page calls the feeds where it says how often gates are in force. */
const IN_FORCE: Readonly<Record<string, string>> = {
  ...{ oanda: 'OANDA', fxcm: 'FXCM', minutes: 'minutes', ejtrader: 'ejtrader' },
};

/** What the page says of noise, by what its candles have. */
const ON_NOISE: Readonly<Record<string, string>> = {
  'range, spread and volume': 'where these have range, spread and volume',
  range: 'with range alone',
  'a close alone': 'with a close alone',
};

const isThere = existsSync(DATA);
if (!isThere) console.warn(`skipped: ${PAGE}, which needs ../shared/data`);

describe.skipIf(!isThere)(PAGE, () => {
  let nTests = 0;
  let nAreas = 0;
  const survivors: string[] = [];

  describe.each(Object.entries(STUDIES))('%s', (title, { dataset, label }) => {
    let told: ReadonlyMap<string, CliResult> = new Map();
    const json = (command: string): unknown => told.get(command)?.json();

    it('S0-07, S1-01, S1-06: the commands run', async () => {
      told = await followBlock(title);
      expect([...told.keys()]).toEqual([
        ...['data import', 'gates build', 'gates metrics', 'gates outcomes', 'backtest run', 'backtest grid'],
      ]);
    });

    it('ruling 16: gates, their hazard and what is admitted are those of the page', async () => {
      const shares = await lowHazard(dataset);
      const { instruments, noise } = json('gates metrics') as {
        readonly instruments: readonly { instrument: string; count: number; admitted: number }[];
        readonly noise: NoiseRates;
      };
      for (const { candles, share } of noise.randomWalk)
        expect(FLAT).toContain(`${(100 * share).toFixed(1)} % ${ON_NOISE[candles]}`);
      const rows = instruments.map(({ instrument, count, admitted }) => {
        const [low = NaN, plain = NaN] = shares.get(instrument) ?? [];
        const random = noise.ownBars.find((one) => one.instrument === instrument)?.share ?? NaN;
        return builtRow(label(instrument), { gates: count, admitted }, { low, plain, random });
      });
      expect(instruments.flatMap(({ instrument }) => rowsOf('Admitted', label(instrument)))).toEqual(rows);
    });

    it('S0-10: what followed is what the page says', () => {
      const { cells, tests: nOfDataset } = json('gates outcomes') as {
        readonly cells: readonly StudiedCell[];
        readonly tests: number;
      };
      const rows = cells.map((cell) => followedRow(label(cell.instrument), cell));
      const named = [...new Set(cells.map(({ instrument }) => label(instrument)))];
      expect(named.flatMap((one) => rowsOf('What followed', one))).toEqual(rows);
      nTests += nOfDataset;
      survivors.push(...cells.flatMap((cell) => survivorsOf(label(cell.instrument), cell)));
      for (const { hazardArea } of cells) if (hazardArea.low > 0.5 || hazardArea.high < 0.5) nAreas++;
      const where = ON_REJECTED[title];
      if (where !== undefined) expect(FLAT).toContain(rejectedOf(cells[0] as StudiedCell).replace('|', ` ${where} `));
    });

    it('S1-01: trading the profile came to what the page says', () => {
      const name = ROSTERS[title] ?? '';
      const traded = json('backtest run') as TradedSummary & {
        readonly gates: { readonly fractions: { gate: number } };
      };
      expect(rowsOf('Traded', name)).toEqual([tradedRow(name, traded)]);
      expect(FLAT).toMatch(
        new RegExp(`${(100 * traded.gates.fractions.gate).toFixed(1)} % (?:of the bars )?\\(${IN_FORCE[title]}`, 'u'),
      );
    });

    it('S1-06, X-15: the best cells are those of the page, each with its trials', () => {
      const file = path.join(cwd, 'assay-workspace/published/grids', title, 'grid.json');
      const { instruments }: GridResult = gridResultSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      expect(instruments.flatMap(({ instrument }) => rowsOf('Grids', label(instrument)))).toEqual(
        instruments.map((one) => gridRow(label(one.instrument), one)),
      );
      expect(instruments.filter(({ evidence }) => evidence?.verdict === 'unproven')).toEqual([]);
    });
  });

  it('S0-10: of as many tests as the page says none survives adjustment, and three areas leave out a half', () => {
    expect(FLAT).toContain(`Of ${nTests} tests of what followed a gate none survives the adjustment`);
    expect(survivors).toEqual([]);
    expect(FLAT).toContain('Three of the 24 intervals of the AUROC leave out 0.5');
    expect(nAreas).toBe(3);
  });

  describe.each(Object.entries(ROSTERS))('roster %s', (name, label) => {
    const lines: readonly RosterLines[] = readRosterLines(
      blocksOf(PAGE).find((block) => block.title === `weeks-${name}`)?.text ?? '',
    );

    const count = name === 'minutes' ? WEEKS_OF_MINUTES : WEEKS;

    it(`S1-14: its first ${count} weeks say what the page says`, async () => {
      const block = blockOf(`rosters-${name}`);
      const [, first = '', last = '', inner = ''] =
        /^for week in \$\(seq -w (\d+) (\d+)\); do\n([\s\S]*?)^done$/mu.exec(block) ?? [];
      for (const line of block.slice(0, block.indexOf('for week')).trim().split('\n'))
        if (line !== '') await follow(line);
      const rest = block.slice(block.lastIndexOf('\ndone') + 5).trim();
      const until = Math.min(Number(last), Number(first) + count - 1);
      for (let week = Number(first); week <= until; week++)
        await follow(inner.replaceAll('\\\n', ' ').trim().replace('$week', String(week).padStart(2, '0')));
      if (rest !== '') await follow(rest);
      const shown = await follow(`assay roster show ${name}`);
      const made = rosterLines(rosterSchema.parse(shown?.json()));
      expect(made.length).toBeGreaterThan(0);
      expect(
        lines.map((one) => ({ ...one, said: one.said.slice(0, count), states: one.states.slice(0, count) })),
      ).toEqual(made);
      expect(lines.every(({ said }) => said.length === Number(last) - Number(first) + 1)).toBe(true);
    });

    it('S1-14: its tables follow from its weeks', () => {
      expect(rowsOf('Rosters', label).filter((row) => row.split('|').length === 12)).toEqual([rosterRow(label, lines)]);
      const followed = [1, 13].map((apart) => followingRow(label, lines, apart));
      const hasPassed = lines.some(({ said }) => said.includes('p'));
      expect(rowsOf('Rosters', label).filter((row) => row.split('|').length === 6)).toEqual(hasPassed ? followed : []);
    });
  });
});
