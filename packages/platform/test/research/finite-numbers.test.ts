/** Whole runs on markets and strategies that leave figures undefined. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rankingsSchema, summarySchema } from '@assay/contracts/schemas';
import type { BarSeries } from '@assay/quant/market';
import { sliceSeries } from '@assay/quant/market';
import { runCli } from '../../src/cli/testing/index.ts';
import { randomWalk } from '../../src/sources/index.ts';
import type { DatasetContent } from '../../src/sources/index.ts';
import { publishedRows, testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

const BARS = 760;
/** Prices by bar, in cents: one that only rises, one that stands still. */
const COURSES: Readonly<Record<string, (bar: number) => number>> = {
  RISING: (bar) => 10_000 + 20 * bar,
  STILL: () => 10_000,
};

function market(ids: readonly string[], bars = BARS): DatasetContent {
  const content = randomWalk({ seed: 2, bars: BARS, instruments: ids });
  const series = content.series.map((walk): BarSeries => {
    const course = COURSES[walk.instrument.id] as (bar: number) => number;
    const at = (shift: number): Float64Array => Float64Array.from(walk.close, (_, bar) => (course(bar) + shift) / 100);
    const step = walk.instrument.id === 'RISING' ? 10 : 0;
    return sliceSeries({ ...walk, open: at(0), low: at(0), high: at(step), close: at(step) }, 0, bars);
  });
  return { ...content, series };
}

const NEVER = { class: 'time-series-momentum', params: { lookback: 2, threshold: 0.5 } };
const ALWAYS = { class: 'random-entry', params: { entryProbability: 0.5, holdBars: 3, direction: 'long-only' } };

const config = (name: string, dataset: string): object => ({
  name,
  packs: [{ name: 'lab', dataset, timeframe: '1d', acceptUnfit: true, walkForward: { trainSize: 250, testSize: 250 } }],
  strategies: [ALWAYS, NEVER],
  experiment: {
    costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 },
    stress: { regimes: { window: 300, minHistory: 100 }, monteCarlo: { paths: 20 }, startDates: { starts: 3 } },
  },
  evaluation: { leakTest: { cuts: 1 } },
});

/** Every file below a folder that ends so, once where links lead to it. */
function filesBelow(folder: string, ending: RegExp): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => ending.test(name)).map((name) => path.join(folder, name));
}

/** Paths of a document's numbers that no reader can use, and of its nulls. */
function oddValues(
  value: unknown,
  at: string,
): { readonly nulls: readonly string[]; readonly wrong: readonly string[] } {
  if (value === null) return { nulls: [at], wrong: [] };
  if (typeof value === 'number') return { nulls: [], wrong: Number.isFinite(value) ? [] : [at] };
  if (typeof value === 'string')
    return { nulls: [], wrong: /\bNaN\b|\bInfinity\b|\bundefined\b/u.test(value) ? [at] : [] };
  if (typeof value !== 'object') return { nulls: [], wrong: [] };
  const inner = Object.entries(value).map(([key, one]) => oddValues(one, at === '' ? key : `${at}.${key}`));
  return { nulls: inner.flatMap(({ nulls }) => nulls), wrong: inner.flatMap(({ wrong }) => wrong) };
}

/** Every figure of a document, written as a value and a reason, that has no value. */
function figuresIn(value: unknown): readonly { readonly reason?: unknown }[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'value' in value && 'reason' in value && value.value === null ? [value] : [];
  return [...own, ...Object.values(value).flatMap(figuresIn)];
}

describe('whole runs that leave figures undefined', () => {
  let workspace: TestWorkspace;
  beforeAll(async () => {
    workspace = testWorkspace();
    await workspace.publish('odd', market(['RISING', 'STILL']));
    await workspace.publish('one', market(['RISING'], 1));
    await workspace.run(workspace.write('odd.yaml', JSON.stringify(config('odd', 'odd'))), 2);
    const backtest = [
      'backtest',
      'run',
      '--dataset',
      'odd',
      '--accept-unfit',
      '--quiet',
      '--workspace',
      workspace.root,
    ];
    for (const [strategy, instrument, params] of [
      ['random-entry', 'RISING', 'entryProbability=0.5,direction=long-only'],
      ['random-entry', 'STILL', 'entryProbability=0.5,direction=long-only'],
      ['time-series-momentum', 'RISING', 'threshold=0.5'],
    ] as const) {
      const name = `${strategy}-${instrument}`.toLowerCase();
      const told = await runCli(
        [...backtest, '--strategy', strategy, '--instruments', instrument, '--params', params, '--name', name],
        { cwd: workspace.root },
      );
      expect({ code: told.code, stderr: told.stderr }).toEqual({ code: 0, stderr: '' });
      expect(told.stdout).not.toMatch(/\bNaN\b|\bInfinity\b|\bundefined\b/u);
    }
  }, 180_000);
  afterAll(() => workspace.remove());

  it('X-04: there are rows without trades, with wins only and with an equity that stands still', () => {
    const rows = publishedRows(workspace, 'odd', 'rankings');
    const row = (id: string): (typeof rows)[number] => rows.find((one) => one.id === id) as (typeof rows)[number];
    expect(row('time-series-momentum.lab.RISING').trades).toBe(0);
    expect(row('random-entry.lab.RISING').trades).toBeGreaterThan(20);
    expect(row('random-entry.lab.RISING').metrics['winRate']).toBe(1);
    expect(row('random-entry.lab.RISING').nulls['profitFactor']).toBeTypeOf('string');
    expect(row('random-entry.lab.STILL').trades).toBeGreaterThan(20);
    expect(row('random-entry.lab.STILL').metrics['totalReturn']).toBe(0);
    expect(row('random-entry.lab.STILL').metrics['sharpeRatio']).toBeNull();
  });

  it('X-04: every metric of every row is finite, or null with its reason, and no reason is without its null', () => {
    rankingsSchema.parse(JSON.parse(workspace.read('odd', 'rankings.json')));
    summarySchema.parse(JSON.parse(workspace.read('odd', 'summary.json')));
    const lists = ['rankings', 'killed', 'held', 'candidates'].flatMap((list) => publishedRows(workspace, 'odd', list));
    expect(lists).toHaveLength(8);
    for (const { id, metrics, nulls, score } of lists) {
      const without = Object.entries({ ...metrics, score }).flatMap(([name, value]) => (value === null ? [name] : []));
      expect([id, ...without.sort()]).toEqual([id, ...Object.keys(nulls).sort()]);
      expect(Object.values(nulls).every((reason) => /^[a-z][a-z0-9-]+$/u.test(reason))).toBe(true);
    }
  });

  it('X-04: no document of the run or of what is published holds a number that is none, nor the word for it', () => {
    // Steps are kept for Assay alone, in a form that brings back the very same numbers.
    const files = filesBelow(workspace.root, /\.jsonl?$/u).filter((file) => !file.includes('/steps/'));
    expect(files.length).toBeGreaterThan(30);
    for (const file of files) {
      const text = readFileSync(file, 'utf8');
      const documents = file.endsWith('l') ? text.trim().split('\n') : [text];
      const wrong = documents.flatMap((one) => oddValues(JSON.parse(one), '').wrong);
      expect([file, ...wrong]).toEqual([file]);
    }
  });

  it('X-04: a figure beside the metrics that is null has its reason beside it', () => {
    const files = filesBelow(path.join(workspace.root, 'published'), /\.json$/u);
    const figures = files.flatMap((file) => figuresIn(JSON.parse(readFileSync(file, 'utf8'))));
    expect(figures.length).toBeGreaterThan(50);
    expect(figures.filter(({ reason }) => typeof reason !== 'string' || reason === '')).toEqual([]);
  });

  it('X-04: no page shows a number that is none', () => {
    const pages = filesBelow(path.join(workspace.root, 'published'), /\.html$/u);
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages) {
      const shown = readFileSync(page, 'utf8').replaceAll(/<(script|style)\b[^]*?<\/\1>/gu, '');
      expect([path.basename(page), /\b(NaN|Infinity)\b.{0,40}|[:>(] ?undefined\b.{0,40}/u.exec(shown)?.[0]]).toEqual([
        path.basename(page),
        undefined,
      ]);
    }
  });

  it('X-04: one bar is refused with a reason, by a run and by a backtest, and no number is made up', async () => {
    await expect(
      workspace.run(workspace.write('one.yaml', JSON.stringify(config('one', 'one')))),
    ).rejects.toMatchObject({ code: 'DATA_UNFIT' });
    const error = JSON.parse(workspace.read('one', 'error.json')) as { error: { message: string } };
    expect(error.error.message.length).toBeGreaterThan(20);
    expect(oddValues(error, '').wrong).toEqual([]);
    const backtest = [
      'backtest',
      'run',
      '--dataset',
      'one',
      '--accept-unfit',
      '--strategy',
      'random-entry',
      '--workspace',
      workspace.root,
    ];
    const told = await runCli(backtest, { cwd: workspace.root });
    expect(told.code).toBe(3);
    expect(told.stdout).not.toMatch(/\bNaN\b|\bInfinity\b|\bundefined\b/u);
    expect(told.stderr).toMatch(/bars?/u);
  });
});
