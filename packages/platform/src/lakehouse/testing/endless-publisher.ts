/** Publishes one new version after another for ever, and says when each is in place. */
import { ohlcSeries } from '../../../../quant/src/market/testing/index.ts';
import { openLakehouse, publishDataset } from '../index.ts';
import { sourcedSeries, testProvenance } from './index.ts';

const [root = '', first = '0'] = process.argv.slice(2);
const lake = openLakehouse(root, { threads: 1 });
for (let round = Number(first); ; round++) {
  const series = sourcedSeries(ohlcSeries({ close: Array.from({ length: 5000 }, (_, i) => 100 + ((i + round) % 17)) }));
  const { manifest } = await publishDataset(lake, {
    name: 'endless',
    series: [series],
    provenance: testProvenance(series),
    createdAt: round * 1000,
  });
  process.stdout.write(`${manifest.version}\n`);
}
