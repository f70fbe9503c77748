import type { BarSeries, RecordTable } from '@assay/quant/market';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLakehouse, publishDataset, readSeries, readTable } from '../../lakehouse/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { inMemory } from './generated.ts';
import { syntheticDataset } from './kinds.ts';
import type { GeneratedDataset } from './generated.ts';

describe('generated datasets in the lakehouse', () => {
  it.each<[string, GeneratedDataset]>([
    ['fx', syntheticDataset('fx', { seed: 1, bars: 40_000, timeframe: '1m', start: '2019-12-23' })],
    ['option-chain', syntheticDataset('option-chain', { seed: 1, bars: 35, start: '2019-02-01' })],
    ['jumps', syntheticDataset('jumps', { seed: 1, bars: 200, instruments: 2, jumpRate: 0.3 })],
  ])(
    'X-09: give the same version of %s from chunks and from memory, and come back as they were',
    async (name, source) => {
      const lake = openLakehouse(temporaryFolder());
      onTestFinished(() => lake.close());
      const whole = inMemory(source);
      const { manifest } = await publishDataset(lake, { ...source, name, createdAt: 0 });
      const again = await publishDataset(lake, { ...whole, name, createdAt: 0 });
      expect(again.isNew).toBe(false);
      expect(again.manifest.version).toBe(manifest.version);
      const read = await readSeries(lake, manifest, {});
      for (const [index, series] of read.entries()) {
        const made = whole.series[index] as BarSeries;
        expect(series.close).toEqual(made.close);
        expect(series.ask).toEqual(made.ask);
        expect(series.side ?? 'trade').toBe(made.side ?? 'trade');
        expect(series.source.row).toEqual(made.source.row);
      }
      for (const made of whole.tables) {
        const table: RecordTable = await readTable(lake, manifest, made.kind, made.id, { vintage: 'last' });
        expect(table.eventTime).toEqual(made.eventTime);
        expect(table.numbers).toEqual(made.numbers);
      }
    },
  );
});
