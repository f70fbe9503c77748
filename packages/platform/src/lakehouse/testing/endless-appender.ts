/** Appends to one dataset for ever, restating a bar each time, and says what version is in place. */
import { sliceSeries } from '@assay/quant/market';
import { openLakehouse, publishDataset } from '../index.ts';
import { hourSeries, pickedBars, testProvenance } from './index.ts';

const [root = '', first = '0'] = process.argv.slice(2);
const lake = openLakehouse(root, { threads: 1 });
const bars = hourSeries(Date.UTC(2019, 11), 20_000);
if (first === '0') {
  const series = [sliceSeries(bars, 0, 500)];
  await publishDataset(lake, { name: 'endless', series, provenance: testProvenance(bars), createdAt: 0 });
}
for (let round = Number(first); ; round++) {
  const fresh = sliceSeries(bars, 500 + round * 20, 520 + round * 20);
  const restated = pickedBars(bars, [round], { volume: (value) => value + 1 });
  for (const piece of [fresh, restated]) {
    const { manifest } = await publishDataset(lake, {
      name: 'endless',
      series: [{ ...piece, source: { ...piece.source, files: [String(round).padStart(64, 'a')] } }],
      provenance: testProvenance(bars),
      createdAt: Date.UTC(2030, 0) + round * 1000,
      append: true,
      receivedAt: Date.UTC(2030, 0) + round * 1000,
    });
    process.stdout.write(`${manifest.version}\n`);
  }
}
