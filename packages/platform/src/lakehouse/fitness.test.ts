import { describe, expect, it } from 'vitest';
import path from 'node:path';
import { ohlcSeries, walkSeries } from '../../../quant/src/market/testing/index.ts';
import { temporaryFolder } from '../settings/testing/index.ts';
import { checkSelectionFit, isFit } from './fitness.ts';
import { openLakehouse } from './lakehouse.ts';
import { publishDataset } from './publish.ts';
import { sourcedSeries, testProvenance } from './testing/index.ts';

describe('checkSelectionFit', () => {
  it('S2-04, S2-09: refuses a toxic series by name and leaves the others of its dataset usable', async () => {
    const lake = openLakehouse(path.join(temporaryFolder(), 'lake'), { threads: 1 });
    try {
      const toxic = (id: string, close: number) =>
        sourcedSeries(ohlcSeries({ close: [10, 10.1, close, close, close] }, { instrument: { id } }));
      const good = sourcedSeries(walkSeries('good', 60, { instrument: { id: 'GOOD' } }));
      const series = [good, toxic('UP', 70.7), toxic('DOWN', 0.01)];
      const request = { name: 'mixed', provenance: testProvenance(good), createdAt: 0 };
      const { manifest } = await publishDataset(lake, { ...request, series, acceptUnfit: true });
      expect(manifest.series.map((entry) => [entry.instrument.id, isFit(entry)])).toEqual([
        ['DOWN', false],
        ['GOOD', true],
        ['UP', false],
      ]);
      expect(() => checkSelectionFit(manifest, { instruments: ['GOOD'], timeframe: '1d' })).not.toThrow();
      expect(() => checkSelectionFit(manifest, { instruments: ['GOOD', 'UP'] })).toThrow(
        /a series that is not fit for use:\n {2}- UP 1d: toxic-return \(1 of 5 bars\)$/u,
      );
      expect(() => checkSelectionFit(manifest, {})).toThrow(/2 series that are not fit .*\n.*DOWN 1d: .*\n.*UP 1d: /u);
      expect(() => checkSelectionFit(manifest, {}, true)).not.toThrow();
      expect(() => checkSelectionFit(manifest, { instruments: ['NONE'] })).toThrow(/NONE/u);
    } finally {
      await lake.close();
    }
  });
});
