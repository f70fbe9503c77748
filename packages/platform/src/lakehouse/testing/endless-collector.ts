/** Publishes a version, removes the one before it and collects, for ever; says when a round is done. */
import { collectGarbage, openLakehouse, publishDataset, removeDatasetVersion } from '../index.ts';
import { hourSeries, testProvenance } from './index.ts';

const [root = '', first = '0'] = process.argv.slice(2);
const lake = openLakehouse(root, { threads: 1 });
for (let round = Number(first); ; round++) {
  const versions: string[] = [];
  for (const start of [0, 1]) {
    // Two parts, so that there is something to collect.
    const series = hourSeries(Date.UTC(2000 + 2 * ((2 * round + start) % 6), 6), 6_000, { id: `ROUND${round}` });
    const request = { name: 'passing', series: [series], provenance: testProvenance(series), createdAt: round * 1000 };
    versions.push((await publishDataset(lake, request)).manifest.version);
  }
  await removeDatasetVersion(lake, `passing@${versions[0]}`);
  await collectGarbage(lake);
  process.stdout.write(`${versions[1]}\n`);
}
