import path from 'node:path';
import { MS_PER_DAY } from '@assay/core/time';
import { RECORD_COLUMNS } from '@assay/quant/market';
import type { RecordTable } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { openLakehouse } from '../lakehouse.ts';
import { publishDataset } from '../publish.ts';
import { hourSeries, testProvenance } from '../testing/index.ts';
import { auditContents } from './audit-contents.ts';
import type { ContentsAudit } from './audit-contents.ts';

const START = Date.UTC(2019, 0);
const HOURS = 500;
const bars = hourSeries(START, HOURS, { id: 'AAA' });
const timeOf = (index: number): number => bars.eventTime[index] as number;

/** A table with one record, known when it holds. */
function record(kind: 'actions' | 'instruments', eventTime: number, values: Readonly<Record<string, number | string>>) {
  const named = (isText: boolean) => RECORD_COLUMNS[kind].filter(({ type }) => (type === 'text') === isText);
  const numbers = named(false).map(({ name }) => [name, Float64Array.of(Number(values[name] ?? NaN))]);
  const texts = named(true).map(({ name }) => {
    const words = values[name] === undefined ? [] : [String(values[name])];
    return [name, { words, index: Int32Array.of(words.length - 1) }];
  });
  return {
    ...{ kind, id: 'AAA', unit: 'USD', synthetic: false, length: 1 },
    ...{ eventTime: Float64Array.of(eventTime), availableAt: Float64Array.of(eventTime) },
    numbers: Object.fromEntries(numbers) as RecordTable['numbers'],
    texts: Object.fromEntries(texts) as RecordTable['texts'],
    source: { ...bars.source, file: new Int32Array(1), row: Int32Array.of(1) },
  };
}

async function auditOf(series: typeof bars, tables: readonly RecordTable[]): Promise<ContentsAudit> {
  const lake = openLakehouse(path.join(temporaryFolder(), 'lake'), { threads: 1 });
  try {
    const request = { name: 'one', series: [series], tables, provenance: testProvenance(series), createdAt: 0 };
    const { manifest } = await publishDataset(lake, { ...request, acceptUnfit: true });
    return await auditContents(lake, manifest);
  } finally {
    await lake.close();
  }
}

const kindsOf = ({ series }: ContentsAudit): readonly (readonly [string, number])[] =>
  (series[0]?.report.findings ?? []).map(({ kind, count }) => [kind, count] as const);

describe('auditContents', () => {
  it('X-08: finds bars from outside the listing that a table of the dataset names', async () => {
    expect(kindsOf(await auditOf(bars, []))).toEqual([]);
    const life = { listedAt: timeOf(9), delistedAt: timeOf(HOURS - 6) };
    expect(kindsOf(await auditOf(bars, [record('instruments', START, life)]))).toEqual([
      ['after-delisting', 5],
      ['before-listing', 10],
    ]);
    // What the series states of itself comes first.
    const stated = { ...bars, instrument: { ...bars.instrument, listedAt: START - MS_PER_DAY } };
    expect(kindsOf(await auditOf(stated, [record('instruments', START, life)]))).toEqual([['after-delisting', 5]]);
  });

  it('S2-04: takes a split that a table of the dataset names for no jump of raw prices', async () => {
    const split = (column: Float64Array): Float64Array => column.map((price, i) => (i < 250 ? price * 10 : price));
    const raw = {
      ...bars,
      open: split(bars.open),
      high: split(bars.high),
      low: split(bars.low),
      close: split(bars.close),
    };
    expect(kindsOf(await auditOf(raw, []))).toContainEqual(['toxic-return', 1]);
    const known = record('actions', timeOf(249), { type: 'split', value: 10 });
    expect(kindsOf(await auditOf(raw, [{ ...known, eventTime: known.eventTime.map((time) => time + 1) }]))).toEqual([]);
  });
});
