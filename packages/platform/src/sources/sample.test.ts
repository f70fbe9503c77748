import path from 'node:path';
import { calendarById } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditSeries, openLakehouse, publishDataset, readSeries } from '../lakehouse/index.ts';
import { temporaryFolder } from '../settings/testing/index.ts';
import type { DatasetContent } from './dataset-content.ts';
import { SAMPLE_DATASET, sampleDataset } from './sample.ts';

let sample: DatasetContent;
beforeAll(async () => void (sample = await sampleDataset()));

const seriesOf = (id: string): BarSeries => sample.series.find((one) => one.instrument.id === id) as BarSeries;

/** Index of the bar that closes with a session. */
function barOn(series: BarSeries, date: string): number {
  return series.eventTime.indexOf(calendarById('us-equity').sessionOn(date)?.close as number);
}

describe('sampleDataset', () => {
  it('holds every bar of the index on the cent', () => {
    const index = seriesOf('SP500');
    expect(index).toMatchObject({ length: 5105, timeframe: '1d', shape: 'ohlc', synthetic: false, adjustment: 'raw' });
    const at = barOn(index, '2006-01-03');
    expect([index.open[at], index.high[at], index.low[at], index.close[at], index.volume[at]]).toEqual([
      1248.29, 1270.22, 1245.74, 1268.8, 2_554_570_000,
    ]);
    expect(index.source.row[at]).toBe(1509);
    expect([index.open[0], index.close[5104]]).toEqual([1469.25, 2874.56]);
    expect(barOn(index, '2020-04-17')).toBe(5104);
    for (const column of [index.open, index.high, index.low, index.close]) {
      expect(column.every((price) => Math.round(price * 100) / 100 === price)).toBe(true);
    }
  });

  it('ruling 11a: holds the monthly closes as known at the end of each month', () => {
    expect(sample.series.map(({ instrument, length }) => [instrument.id, length])).toEqual([
      ['SP500', 5105],
      ['AAPL', 122],
      ['AMZN', 122],
      ['GOOG', 67],
      ['IBM', 122],
      ['MSFT', 122],
    ]);
    const google = seriesOf('GOOG');
    expect(google).toMatchObject({ shape: 'close-only', timeframe: '1mo', adjustment: 'split-and-dividend' });
    expect([google.close[0], google.availableAt[0]]).toEqual([102.37, Date.parse('2004-08-31T20:00Z')]);
    const apple = seriesOf('AAPL');
    expect([apple.close[0], apple.close.at(-1), apple.source.row[0]]).toEqual([25.94, 204.62, 438]);
    expect(new Date(apple.eventTime.at(-1) as number).toISOString()).toBe('2010-02-26T21:00:00.000Z');
    expect(sample.provenance.notes.join(' ')).toMatch(/March 2010 was left out/);
  });

  it('has a session for every bar and a bar for every session', () => {
    for (const series of sample.series) {
      const kinds = auditSeries(series, calendarById('us-equity')).findings.map(({ kind }) => kind);
      expect(kinds).not.toContain('missing-session');
      expect(kinds).not.toContain('bar-off-session');
    }
  });

  it('ruling 11: shows its made-up opens to the audit, and no error', () => {
    const { findings } = auditSeries(seriesOf('SP500'), calendarById('us-equity'));
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const opens = findings.find(({ kind }) => kind === 'open-equals-previous-close');
    expect(opens).toMatchObject({ severity: 'warning', count: 1760 });
    expect(opens?.shareByYear?.['2003']).toBeCloseTo(0.98, 2);
    expect(opens?.shareByYear?.['2010']).toBeLessThan(0.02);
  });

  it('S4-08: goes through the lakehouse bit by bit under the same version each time', async () => {
    const publish = async () => {
      const lake = openLakehouse(path.join(temporaryFolder(), 'lake'), { threads: 1 });
      const { manifest } = await publishDataset(lake, { name: SAMPLE_DATASET, ...sample, createdAt: 0 });
      const read = await readSeries(lake, manifest, { timeframe: '1d', verify: true });
      await lake.close();
      return { manifest, index: read[0] as BarSeries };
    };
    const [first, second] = [await publish(), await publish()];
    expect(second.manifest.version).toBe(first.manifest.version);
    expect(first.index.close).toEqual(seriesOf('SP500').close);
    expect(first.index.source.row).toEqual(seriesOf('SP500').source.row);
    expect(first.index.source.files).toEqual([sample.provenance.sources[0]?.sha256]);
  });

  it('X-08: says which package is missing where it is not installed, and what to do', async () => {
    await expect(sampleDataset('no-such-package')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: "the npm package of the sample 'no-such-package' was not found",
      hint: expect.stringContaining('npm ci') as string,
    });
  });
});
