/**
 * Hours of a currency as two brokers saw them. Bars of a copy are taken out or falsified, and repaired from the whole file
 * or from the other broker; what must come of it is told by a plain reading of the files.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MS_PER_HOUR } from '@assay/core/time';
import type { BarSeries } from '@assay/quant/market';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli, treeHash } from '../../src/cli/testing/index.ts';
import { openLakehouse, readSeries, resolveDataset } from '../../src/lakehouse/index.ts';
import { sha256Hex } from '../../src/settings/index.ts';
import { temporaryFolder } from '../../src/settings/testing/index.ts';
import { allRows, isThere } from './shared-audit-files.ts';

type Row = readonly string[];

/** Two years in which the clocks of both brokers agree. */
const isTaken = ([time = '']: Row): boolean => time >= '20100104' && time < '20120101';
const PRICES = [1, 2, 3, 4, 6, 7, 8, 9];
const BID_CLOSE = 4;

const rowsOfBroker = (name: string): readonly Row[] =>
  allRows(`QuantConnect__Lean/Data/forex/${name}/hour/eurusd.zip`, { skip: 0 }).filter(isTaken);

/** When the bar of a row closes. @param offset - hours that its clock is behind UTC. */
function closeOf([time = '']: Row, offset = 0): number {
  const iso = `${time.slice(0, 4)}-${time.slice(4, 6)}-${time.slice(6, 8)}T${time.slice(9)}Z`;
  return Date.parse(iso) + (1 + offset) * MS_PER_HOUR;
}

const textOf = (rows: readonly Row[]): string => `${rows.map((row) => row.join(',')).join('\n')}\n`;
const isMidweek = (row: Row): boolean => [2, 3, 4].includes(new Date(closeOf(row) - 1).getUTCDay());
const isLost = (row: Row, index: number): boolean => isMidweek(row) && index % 97 < 2;
const isFalse = (row: Row, index: number): boolean => isMidweek(row) && index % 1009 === 500;

/** The rows without those that are lost, and a hundred times the price where they are false. */
function damaged(rows: readonly Row[]): readonly Row[] {
  return rows
    .map((row, index) =>
      isFalse(row, index)
        ? row.map((field, place) => (PRICES.includes(place) ? (Number(field) * 100).toFixed(3) : field))
        : row,
    )
    .filter((row, index) => !isLost(row, index));
}

async function importRows(cwd: string, name: string, rows: readonly Row[], layout: string): Promise<void> {
  mkdirSync(path.join(cwd, name));
  writeFileSync(path.join(cwd, name, 'eurusd.csv'), textOf(rows));
  const args = ['data', 'import', `${name}/eurusd.csv`, '--layout', layout, '--name', name, '--accept-unfit'];
  const { code, stderr } = await runCli(args, { cwd });
  if (code !== 0) throw new Error(stderr);
}

async function seriesOf(cwd: string, reference: string): Promise<BarSeries> {
  const lake = openLakehouse(path.join(cwd, 'assay-workspace', 'lake'), { threads: 1 });
  try {
    return (await readSeries(lake, await resolveDataset(lake, reference)))[0] as BarSeries;
  } finally {
    await lake.close();
  }
}

const fileOf = ({ source }: BarSeries, index: number): string | undefined => source.files[source.file[index] as number];

describe.skipIf(!isThere)('repair of a currency from a second source', () => {
  let [oanda, fxcm]: [readonly Row[], readonly Row[]] = [[], []];
  beforeAll(() => {
    [oanda, fxcm] = [rowsOfBroker('oanda'), rowsOfBroker('fxcm')];
  });

  it('S2-08: gives back a damaged copy bar by bar, says from which file and row, and has nothing to do again', async () => {
    const cwd = temporaryFolder();
    const rows = damaged(oanda);
    await importRows(cwd, 'copy', rows, 'lean-forex-hour');
    await importRows(cwd, 'whole', oanda, 'lean-forex-hour');
    const before = treeHash(cwd);
    const repair = ['data', 'repair', 'copy', '--from', 'whole', '--json'];
    const dry = (await runCli([...repair, '--dry-run'], { cwd })).json();
    expect(treeHash(cwd)).toBe(before);
    const done = (await runCli(repair, { cwd })).json();
    expect(done.series).toEqual(dry.series);

    const [lost, wrong] = [oanda.filter(isLost), oanda.filter((row, i) => isFalse(row, i) && !isLost(row, i))];
    expect([lost.length > 100, wrong.length > 3]).toEqual([true, true]);
    const stamps = (some: readonly Row[]): string[] => some.map((row) => new Date(closeOf(row)).toISOString());
    expect(done.series[0]).toMatchObject({ filled: stamps(lost), replaced: stamps(wrong), undecided: { count: 0 } });

    const mended = await seriesOf(cwd, 'copy');
    expect(Array.from(mended.eventTime)).toEqual(oanda.map((row) => closeOf(row)));
    expect(Array.from(mended.close)).toEqual(oanda.map((row) => Number(row[BID_CLOSE])));
    const [copied, second] = [sha256Hex(textOf(rows)), sha256Hex(textOf(oanda))];
    const taken = new Set([...lost, ...wrong]);
    const places = new Map(damaged(oanda).map(([time], index) => [time, index + 1]));
    for (const [index, row] of oanda.entries()) {
      expect(fileOf(mended, index)).toBe(taken.has(row) ? second : copied);
      expect(mended.source.row[index]).toBe(taken.has(row) ? index + 1 : places.get(row[0]));
    }
    // What was published first stays what it was.
    const first = await seriesOf(cwd, done.repaired);
    expect(Array.from(first.close)).toEqual(rows.map((row) => Number(row[BID_CLOSE])));
    const after = treeHash(cwd);
    const again = (await runCli(repair, { cwd })).json();
    expect(again).toMatchObject({ version: null, series: [{ filled: [], replaced: [] }] });
    expect(treeHash(cwd)).toBe(after);
  });

  it('S2-08: takes what another broker has, as it has it, and keeps all that was there', async () => {
    const cwd = temporaryFolder();
    const rows = oanda.filter((row, index) => !isLost(row, index));
    await importRows(cwd, 'copy', rows, 'lean-forex-hour');
    await importRows(cwd, 'other', fxcm, 'lean-forex-hour-fxcm');
    const done = (await runCli(['data', 'repair', 'copy', '--from', 'other', '--json'], { cwd })).json();
    const closes = new Map(fxcm.map((row) => [closeOf(row, 5), Number(row[BID_CLOSE])]));
    const mended = await seriesOf(cwd, 'copy');
    const kept = new Map(rows.map((row) => [closeOf(row), Number(row[BID_CLOSE])]));
    const filled = new Set((done.series[0].filled as readonly string[]).map((time) => Date.parse(time)));
    const refilled = oanda.filter((row, i) => isLost(row, i) && filled.has(closeOf(row)));
    expect(refilled.length).toBeGreaterThan(0.9 * oanda.filter(isLost).length);
    expect(done.series[0].replaced).toEqual([]);
    expect(mended.length).toBe(rows.length + filled.size);
    for (const [index, time] of mended.eventTime.entries())
      expect(mended.close[index]).toBe((filled.has(time) ? closes : kept).get(time));
  });

  it('S2-08: refuses the same prices on a clock that is five hours off, and writes nothing', async () => {
    const cwd = temporaryFolder();
    await importRows(cwd, 'copy', damaged(oanda), 'lean-forex-hour');
    await importRows(cwd, 'late', oanda, 'lean-forex-hour-fxcm');
    const before = treeHash(cwd);
    const { code, stderr } = await runCli(['data', 'repair', 'copy', '--from', 'late'], { cwd });
    expect(code).toBe(3);
    expect(stderr).toMatch(/EURUSD 1h: their closes usually differ by .* bp, and a bar usually moves/u);
    expect(treeHash(cwd)).toBe(before);
  });
});
