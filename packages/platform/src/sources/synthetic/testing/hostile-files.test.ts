import { formatIsoDate } from '@assay/core/time';
import { calendarById } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { randomWalk } from '../random-walk.ts';
import { hostileCase } from './hostile-files.ts';
import { HOSTILE_KINDS } from './hostile-kinds.ts';
import type { HostileKind } from './hostile-kinds.ts';
import { dailyLines } from './rows.ts';
import { weeklyArchive } from './weekly-archive.ts';

const SEED = 5;
const clean = dailyLines(
  randomWalk({ seed: SEED, bars: 120, instruments: ['ABC'], start: '2019-01-02' }).series[0] as never,
);

const rowsOf = (text: string): readonly string[] => text.split('\n').slice(1, -1);
const cellsOf = (line: string | undefined): readonly number[] => (line ?? '').split(',').slice(1).map(Number);
const rowOf = (kind: HostileKind, row: number): string =>
  rowsOf(hostileCase(kind, { seed: SEED }).files[0]?.text ?? '')[row - 1] ?? '';

/** Data rows of the first file that are not the clean file's rows in the same place. */
function changedRows(kind: HostileKind): readonly number[] {
  const lines = rowsOf(hostileCase(kind, { seed: SEED }).files[0]?.text ?? '');
  return lines.flatMap((line, index) => (line === clean[index] ? [] : [index + 1]));
}

describe('hostileCase', () => {
  it.each(HOSTILE_KINDS.map((kind) => [kind] as const))(
    'fixture 7: gives %s the same way again, and otherwise for another seed',
    (kind) => {
      expect(hostileCase(kind, { seed: SEED })).toEqual(hostileCase(kind, { seed: SEED }));
      if (kind === 'empty-file' || kind === 'zero-rows') return;
      expect(hostileCase(kind, { seed: 6 }).files[0]?.text).not.toBe(hostileCase(kind, { seed: SEED }).files[0]?.text);
    },
  );

  it.each<[HostileKind]>([
    ...(['all-nan-column', 'string-column', 'infinities', 'corrupt-line'] as const).map((kind): [HostileKind] => [
      kind,
    ]),
    ...(['hundredfold', 'ten-thousandfold', 'stale-run', 'made-up-opens'] as const).map((kind): [HostileKind] => [
      kind,
    ]),
  ])('fixture 7: of %s names exactly the rows that are not as they were', (kind) => {
    expect(changedRows(kind)).toEqual(hostileCase(kind, { seed: SEED }).files[0]?.rows);
  });

  it('fixture 7: breaks what it says it breaks', () => {
    expect(rowOf('hundredfold', 41)).toBe(
      clean[40]
        ?.split(',')
        .map((text, cell) => (cell % 5 === 0 ? text : String(Math.round(Number(text) * 1e4) / 100)))
        .join(),
    );
    expect(cellsOf(rowOf('ten-thousandfold', 50))[3]).toBeCloseTo((cellsOf(clean[49])[3] as number) * 1e4, 3);
    expect(cellsOf(rowOf('split-like-jump', 31))[0]).toBeCloseTo((cellsOf(clean[30])[0] as number) / 2, 2);
    expect(rowOf('split-like-jump', 30)).toBe(clean[29]);
    for (const row of [22, 28]) expect(cellsOf(rowOf('stale-run', row))).toEqual(cellsOf(clean[20]));
    expect(cellsOf(rowOf('stale-run', 29))).not.toEqual(cellsOf(clean[20]));
    expect(cellsOf(rowOf('made-up-opens', 50))[0]).toBe(cellsOf(rowOf('made-up-opens', 49))[3]);
    expect(rowOf('duplicate', 21)).toBe(clean[19]);
    expect(cellsOf(rowOf('conflicting-duplicate', 21))[4]).toBe((cellsOf(clean[19])[4] as number) + 1);
    expect([rowOf('disorder', 31), rowOf('disorder', 32)]).toEqual([clean[31], clean[30]]);
    expect(rowOf('infinities', 20)).toContain(',-inf,');
    expect(hostileCase('zero-rows', { seed: 1 }).files[0]?.text).toBe('date,open,high,low,close,volume\n');
    expect(hostileCase('empty-file', { seed: 1 }).files[0]?.text).toBe('');
  });

  it('fixture 7: leaves out the sessions of a gap, and repeats those of an overlap', () => {
    const { files, missing } = hostileCase('gap', { seed: SEED });
    expect(rowsOf(files[0]?.text ?? '').length).toBe(115);
    expect(missing).toEqual(clean.slice(35, 40).map((line) => line.slice(0, 10)));
    for (const date of missing) expect(calendarById('us-equity').sessionOn(date)).toBeDefined();
    const [first = [], second = []] = hostileCase('overlap', { seed: SEED }).files.map(({ text }) => rowsOf(text));
    expect(first.slice(-5)).toEqual(second.slice(0, 5));
    expect([...first, ...second.slice(5)]).toEqual(clean);
  });

  it('fixture 7: crosses both sides in the rows named, and drops the zone in the rows named', () => {
    const [crossed] = hostileCase('crossed-quotes', { seed: SEED }).files;
    const wrong = rowsOf(crossed?.text ?? '').flatMap((line, index) => {
      const [bid = 0, ...rest] = cellsOf(line);
      return bid > (rest[3] as number) ? [index + 1] : [];
    });
    expect(wrong).toEqual(crossed?.rows);
    const [mixed] = hostileCase('mixed-zones', { seed: SEED }).files;
    const naive = rowsOf(mixed?.text ?? '').flatMap((line, index) => (/Z,/.test(line) ? [] : [index + 1]));
    expect(naive).toEqual(mixed?.rows);
    expect(naive).toHaveLength(60);
  });
});

describe('weeklyArchive', () => {
  const archive = weeklyArchive({ seed: 3 });
  const linesOf = (file: string): readonly string[] =>
    rowsOf(archive.files.find(({ name }) => name === file)?.text ?? '');

  it('fixture 5: has one overlap, one gap, one corrupt line and one week without drift', () => {
    const before = linesOf(archive.files[0]?.name ?? '');
    expect(linesOf(archive.overlap.file).slice(0, 6)).toEqual(before.slice(-6));
    expect(linesOf(archive.overlap.file)).toHaveLength(126);
    expect(linesOf(archive.gap.file)).toHaveLength(115);
    for (const stamp of archive.gap.missing) expect(linesOf(archive.gap.file).join()).not.toContain(stamp);
    expect(linesOf(archive.corrupt.file)[archive.corrupt.row - 1]?.split(',').length).toBe(2);
    const driftOf = (file: string): number => {
      const cells = linesOf(file).map(cellsOf);
      return (cells.at(-1)?.[3] as number) - (cells[0]?.[0] as number);
    };
    expect(archive.files.map(({ name }) => name).filter((name) => driftOf(name) === 0)).toEqual([
      archive.zeroDrift.file,
    ]);
    for (const [open, high, low, close] of linesOf(archive.zeroDrift.file).map(cellsOf) as [
      number,
      number,
      number,
      number,
    ][]) {
      expect(low <= Math.min(open, close) && high >= Math.max(open, close)).toBe(true);
    }
    expect(archive.files.map(({ name }) => name).slice(0, 2)).toEqual([
      'EURUSD-2019-01-07.csv',
      'EURUSD-2019-01-14.csv',
    ]);
    expect(formatIsoDate(Date.parse(archive.gap.missing[0] ?? ''))).toBe('2019-01-23');
  });
});
