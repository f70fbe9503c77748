import { createRng } from '@assay/core/random';
import { MS_PER_DAY, MS_PER_HOUR } from '@assay/core/time';
import { calendarById, RECORD_COLUMNS } from '@assay/quant/market';
import type { RecordKind, RecordTable } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { walkSeries } from '../../../../quant/src/market/testing/index.ts';
import { headOfSeries } from '../row-shape.ts';
import { sourcedSeries } from '../testing/index.ts';
import { auditAcross } from './audit-across.ts';
import { auditSeries } from './audit-series.ts';
import { auditTable, createTableAudit } from './audit-table.ts';
import type { AuditedExtent, AuditFinding, FindingKind } from './report.ts';

type Row = Readonly<Record<string, number | string>> & { readonly eventTime: number };

const found = (report: AuditedExtent, kind: FindingKind): AuditFinding | undefined =>
  report.findings.find((one) => one.kind === kind);

/** Records of a kind; numbers that a row does not have are unknown. */
function tableOf(kind: RecordKind, rows: readonly Row[], firstRow = 1): RecordTable {
  const column = (name: string, missing = NaN): Float64Array =>
    Float64Array.from(rows, (row) => (typeof row[name] === 'number' ? row[name] : missing));
  const numbers = RECORD_COLUMNS[kind]
    .filter(({ type }) => type !== 'text')
    .map(({ name }) => [name, column(name)] as const);
  const texts = RECORD_COLUMNS[kind]
    .filter(({ type }) => type === 'text')
    .map(({ name }) => {
      const words = [...new Set(rows.map((row) => row[name]).filter((word) => typeof word === 'string'))].sort();
      return [name, { words, index: Int32Array.from(rows, (row) => words.indexOf(String(row[name]))) }] as const;
    });
  const eventTime = column('eventTime');
  return {
    ...{ kind, id: 'X', unit: 'USD', synthetic: false, length: rows.length, eventTime },
    availableAt: Float64Array.from(rows, (row) => (row['availableAt'] as number | undefined) ?? row.eventTime),
    numbers: Object.fromEntries(numbers),
    texts: Object.fromEntries(texts),
    source: { files: ['f'], file: new Int32Array(rows.length), row: Int32Array.from(rows, (_, i) => firstRow + i) },
  };
}

const day = (date: string): number => Date.parse(`${date}T21:00Z`);

/** A chain of strikes 90 to 110 on each of the days, every contract for the same expiry. */
function chainRows(dates: readonly string[], more: (row: Row, index: number) => object = () => ({})): Row[] {
  const strikes = [90, 95, 100, 105, 110];
  return dates.flatMap((date, at) =>
    strikes.flatMap((strike, place) =>
      ['call', 'put'].map((right, side) => {
        const terms = { root: 'X', expiry: day('2024-03-15'), strike, right, underlyingPrice: 100 };
        const row = {
          eventTime: day(date),
          ...terms,
          bid: 1 + place / 10 + at / 100,
          ask: 1.2 + place / 10 + at / 100,
          impliedVolatility: 0.2,
        };
        return { ...row, ...more(row, at * 10 + place * 2 + side) };
      }),
    ),
  );
}

const TWO_WEEKS = ['02', '03', '04', '05', '08', '09', '10', '11', '12', '16'].map((one) => `2024-01-${one}`);

describe('auditTable', () => {
  it('finds nothing in a clean chain', () => {
    expect(auditTable(tableOf('chain', chainRows(TWO_WEEKS)))).toMatchObject({
      ...{ kind: 'chain', id: 'X', rows: 100, findings: [], levels: { '2024': 100 } },
      ...{ expectedBars: 10, missingSessions: 0, missingDates: [] },
    });
  });

  it('counts crossed, one-sided and zero quotes, and volatilities that were not solved', () => {
    const changes: Readonly<Record<number, object>> = {
      3: { bid: 2, ask: 1.5 },
      4: { bid: 0 },
      5: { bid: 0, ask: 0 },
      6: { impliedVolatility: NaN },
      7: { impliedVolatility: 0, bid: NaN, ask: NaN },
      8: { ask: NaN },
    };
    const report = auditTable(
      tableOf(
        'chain',
        chainRows(TWO_WEEKS, (_, index) => changes[index] ?? {}),
      ),
    );
    expect(report.findings.map(({ kind, severity, count }) => [kind, severity, count])).toEqual([
      ['crossed-quote', 'warning', 1],
      ['no-ask', 'warning', 2],
      ['unsolved-volatility', 'info', 2],
      ['zero-bid', 'info', 2],
    ]);
    expect(found(report, 'crossed-quote')).toMatchObject({
      examples: [{ sourceRow: 4, detail: 'ask 1.5 below bid 2: X 2024-03-15 95 put' }],
      shareByYear: { '2024': 0.01 },
    });
  });

  it('counts mids that nobody could tell, if the file has mids at all', () => {
    const mids = chainRows(TWO_WEEKS, (row, index) => ({ mid: index === 7 || index === 12 ? 0 : row['bid'] }));
    expect(found(auditTable(tableOf('chain', mids)), 'unknown-price')).toMatchObject({
      ...{ severity: 'info', count: 2, shareByYear: { '2024': 0.02 } },
      examples: [{ sourceRow: 8, detail: 'no price: X 2024-03-15 105 put' }, { sourceRow: 13 }],
    });
    expect(found(auditTable(tableOf('chain', chainRows(TWO_WEEKS))), 'unknown-price')).toBeUndefined();
  });

  it('S3-01: names missing days, days without a session, and snapshots that are partial', () => {
    const dates = [...TWO_WEEKS.slice(0, 8), '2024-01-15', '2024-01-16'];
    const rows = chainRows(dates).filter((row, index) => !(row.eventTime === day('2024-01-04') && index % 5 > 1));
    const report = auditTable(tableOf('chain', rows));
    expect(report).toMatchObject({ missingSessions: 1, missingDates: ['2024-01-12'] });
    expect(found(report, 'off-session')).toMatchObject({ severity: 'warning', count: 10 });
    expect(found(report, 'partial-snapshot')).toMatchObject({
      count: 1,
      examples: [{ detail: '4 records, usually 10' }],
    });
    // A holiday whose quotes are those of the day before.
    const stale = auditTable(
      tableOf(
        'chain',
        chainRows(['2024-01-11', '2024-01-12', '2024-01-15'], () => ({ bid: 1, ask: 2 })),
      ),
    );
    expect(found(stale, 'off-session')?.examples[0]?.detail).toBe(
      '10 quotes of 2024-01-15, a day without a session; 10 are those of the snapshot before',
    );
  });

  it('counts contracts that are seen on few days, and rows of contracts that ended', () => {
    const rows = chainRows(TWO_WEEKS).filter(({ strike, eventTime }) => strike !== 90 || eventTime < day('2024-01-05'));
    expect(found(auditTable(tableOf('chain', rows)), 'seldom-seen-contract')).toMatchObject({
      severity: 'info',
      count: 2,
    });
    const ended = chainRows(['2024-03-14', '2024-03-15', '2024-03-18']);
    expect(found(auditTable(tableOf('chain', ended)), 'expired-row')).toMatchObject({ severity: 'warning', count: 10 });
    expect(found(auditTable(tableOf('chain', ended)), 'seldom-seen-contract')).toBeUndefined();
  });

  it('X-03: suspects another unit where strikes are no prices of the underlying', () => {
    const thousandfold = chainRows(TWO_WEEKS, ({ strike }) => ({ strike: Number(strike) * 1000 }));
    expect(found(auditTable(tableOf('chain', thousandfold)), 'unit-suspicion')).toMatchObject({
      severity: 'error',
      count: 100,
    });
  });

  it('reports records that stand twice, out of order, too early or in the future', () => {
    const rows = [1, 2, 3, 4, 5].map((hour): Row => ({ eventTime: hour * MS_PER_HOUR, bid: 1, ask: 1.1 }));
    const [a, b, c, d, e] = rows as [Row, Row, Row, Row, Row];
    const restated = { ...b, availableAt: b.eventTime + 1, bid: 1.05 };
    const report = auditTable(tableOf('quotes', [a, b, restated, d, c, d, d, { ...e, availableAt: 1 }]), {
      readAt: d.eventTime,
    });
    expect(report.findings.map(({ kind, count }) => [kind, count])).toEqual([
      ['available-early', 1],
      ['disorder', 1],
      ['duplicate-time', 1],
      ['future-row', 1],
    ]);
    expect(report.rows).toBe(7);
  });

  it('compares quotes with the calendar of their instrument', () => {
    const rows = ['2024-01-11', '2024-01-13', '2024-01-16'].map((date) => ({ eventTime: day(date), bid: 1, ask: 1.1 }));
    const table = tableOf('quotes', rows);
    expect(auditTable(table).findings).toEqual([]);
    const report = auditTable(table, {}, calendarById('us-equity'));
    expect(found(report, 'off-session')).toMatchObject({ count: 1 });
    expect(report.missingDates).toEqual(['2024-01-12']);
    const wide = Array.from({ length: 300 }, (_, i) => ({ eventTime: i, bid: 1, ask: i === 200 ? 1.5 : 1.01 }));
    expect(found(auditTable(tableOf('quotes', wide)), 'spread-outlier')).toMatchObject({
      count: 1,
      examples: [{ sourceRow: 201 }],
    });
  });

  it('finds values that are filled forward, gaps between values, and terms that cannot be', () => {
    const daily = Array.from({ length: 400 }, (_, i) => ({
      eventTime: (i < 300 ? i : i + 30) * MS_PER_DAY,
      value: Math.floor(i / 60),
    }));
    const report = auditTable(tableOf('values', [...daily, { eventTime: 500 * MS_PER_DAY, value: Infinity }]));
    expect(found(report, 'forward-filled')).toMatchObject({ severity: 'warning', count: 393 });
    expect(found(report, 'value-gap')).toMatchObject({
      count: 1,
      examples: [{ sourceRow: 301, detail: '31 days after the value before, usually 1 days' }],
    });
    expect(found(report, 'bad-value')).toMatchObject({ severity: 'error', count: 1 });
    const changes = Array.from({ length: 120 }, (_, i) => ({ eventTime: i * i * MS_PER_DAY, value: i }));
    expect(auditTable(tableOf('values', changes)).findings).toEqual([]);
    const actions = [
      { eventTime: 1, type: 'split', value: 0 },
      { eventTime: 2, type: 'split', value: 2 },
      { eventTime: 3, type: 'cash-dividend', value: -1 },
    ];
    expect(found(auditTable(tableOf('actions', actions)), 'bad-value')).toMatchObject({ count: 2 });
    const terms = [
      { eventTime: 1, listedAt: MS_PER_DAY, delistedAt: 0 },
      { eventTime: 2, listedAt: 0 },
    ];
    expect(found(auditTable(tableOf('instruments', terms)), 'bad-value')).toMatchObject({ count: 1 });
  });

  it.each([1, 2, 3])('S2-08: says the same however the records are cut into chunks (seed %i)', (seed) => {
    const rng = createRng(seed);
    const noise = (): object =>
      rng.nextFloat() < 0.2
        ? { bid: [0, NaN, 5][rng.nextInt(3)], ask: [0, NaN, 1][rng.nextInt(3)], impliedVolatility: 0 }
        : {};
    const rows = chainRows([...TWO_WEEKS, '2024-01-15', '2024-01-19', '2024-03-18'].sort(), noise);
    rows.splice(rng.nextInt(rows.length), 0, rows[rng.nextInt(rows.length)] as Row);
    const cut = (cuts: readonly number[]) => {
      const audit = createTableAudit(tableOf('chain', []));
      const ends = [...cuts.toSorted((a, b) => a - b), rows.length];
      ends.forEach((end, i) => audit.add(tableOf('chain', rows.slice(ends[i - 1] ?? 0, end), 1 + (ends[i - 1] ?? 0))));
      return { report: audit.finish(), parts: audit.partFindings() };
    };
    const whole = cut([]);
    expect(whole.report.findings.length).toBeGreaterThan(5);
    expect([...whole.parts.keys()]).toContain('2024-01');
    for (let i = 0; i < 5; i++) expect(cut(Array.from({ length: 7 }, () => rng.nextInt(rows.length)))).toEqual(whole);
    expect(cut(rows.map((_, i) => i))).toEqual(whole);
  });
});

describe('auditAcross', () => {
  const audited = (id: string, length: number, change: object = {}) => {
    const series = { ...sourcedSeries(walkSeries(id, length, { instrument: { id } })), ...change };
    return { head: headOfSeries(series), report: auditSeries(series, calendarById('us-equity')) };
  };

  it('ruling 6: hints at survivorship where many series all go on to the end', () => {
    const many = Array.from({ length: 12 }, (_, i) => audited(`S${i}`, 300));
    expect(auditAcross(many, [])).toMatchObject([{ kind: 'survivorship-hint', severity: 'warning', count: 12 }]);
    expect(auditAcross(many.slice(0, 9), [])).toEqual([]);
    const [hint] = auditAcross([...many, audited('ENDED', 200)], []);
    expect(hint).toMatchObject({ kind: 'stale-end', severity: 'info', count: 1 });
    expect(hint?.examples[0]?.detail).toMatch(/^ENDED 1d ends on 2006-10-17, others go on to 2007-03-14$/u);
  });

  it('X-03: finds the unit of one timeframe, or of a chain, to be that of no other', () => {
    const series = sourcedSeries(walkSeries('unit', 300));
    const scaled = series.close.map((value) => value * 1e4);
    const other = audited('unit', 300, { timeframe: '1w', close: scaled, open: scaled, high: scaled, low: scaled });
    const [one] = auditAcross([audited('unit', 300), other], []);
    expect(one).toMatchObject({ kind: 'unit-suspicion', severity: 'error', count: 1 });
    const chain = {
      ...auditTable(
        tableOf(
          'chain',
          chainRows(['2006-01-03'], () => ({ underlyingPrice: 1e6 })),
        ),
      ),
      id: 'unit',
    };
    expect(auditAcross([audited('unit', 300)], [chain])).toMatchObject([{ kind: 'unit-suspicion', count: 1 }]);
    expect(auditAcross([audited('unit', 300), audited('other', 300, { close: scaled })], [])).toEqual([]);
  });
});
