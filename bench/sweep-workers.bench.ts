/**
 * One research run with a large sweep, with one worker and with two, in turn; the ratio pair by pair.
 *
 * Parity: the published bytes must be equal, else the figure is void. Memory: peak of the whole process tree.
 * Usage: npm run bench -- sweep-workers
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLakehouse, publishDataset } from '@assay/platform/lakehouse';
import { runResearch } from '@assay/platform/research';
import { randomWalk } from '@assay/platform/sources';
import { SILENT_PROGRESS } from '@assay/platform/telemetry';

const PAIRS = 5;
const BARS = 5_000;
const CONFIG = `
name: bench
packs: [{ name: walk, dataset: walk, timeframe: 1d }]
strategies:
  - class: moving-average-crossover
    sweep: { fast: { min: 5, max: 44, step: 1 }, slow: { min: 50, max: 145, step: 5 } }
`;

interface Measured {
  readonly seconds: number;
  readonly peakMiB: number;
  readonly bytes: string;
  readonly sets: number;
}

async function measure(workers: number): Promise<Measured> {
  const workspace = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  try {
    const lake = openLakehouse(join(workspace, 'lake'));
    await publishDataset(lake, { name: 'walk', ...randomWalk({ seed: 1, bars: BARS }), createdAt: 0 });
    await lake.close();
    const configPath = join(workspace, 'bench.yaml');
    writeFileSync(configPath, CONFIG);
    const started = performance.now();
    const { summary, rankings } = await runResearch({
      configPath,
      workspace,
      workers,
      memoryBytes: 2 ** 31,
      progress: SILENT_PROGRESS,
      clock: { now: () => Date.now() },
    });
    const seconds = (performance.now() - started) / 1000;
    const text = readFileSync(join(workspace, 'published', 'research', 'bench', 'rankings.json'), 'utf8');
    return {
      seconds,
      peakMiB: Math.round((summary.peakMemoryBytes ?? 0) / 2 ** 20),
      bytes: text.replace(/"generatedAt": "[^"]*"/u, ''),
      sets: rankings.rows[0]?.parameterSets ?? 0,
    };
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number): string => (sorted[Math.round(q * (sorted.length - 1))] as number).toFixed(2);
  return `${at(0)} / ${at(0.5)} / ${at(1)}`;
}

const one: Measured[] = [];
const two: Measured[] = [];
await measure(2);
for (let pair = 0; pair < PAIRS; pair++) {
  one.push(await measure(1));
  two.push(await measure(2));
}
const parity = [...one, ...two].every((run) => run.bytes === one[0]?.bytes);
console.log(
  `sweep of ${one[0]?.sets ?? 0} parameter sets over ${BARS} daily bars, whole run, ${PAIRS} pairs (min / median / max)`,
);
console.log(`1 worker   ${spread(one.map((run) => run.seconds))} s, peak ${spread(one.map((run) => run.peakMiB))} MiB`);
console.log(`2 workers  ${spread(two.map((run) => run.seconds))} s, peak ${spread(two.map((run) => run.peakMiB))} MiB`);
console.log(`ratio 1/2  ${spread(one.map((run, index) => run.seconds / (two[index]?.seconds ?? NaN)))}`);
console.log(`parity     ${parity ? 'equal bytes' : 'DIFFERENT BYTES: the figures are void'}`);
process.exitCode = parity ? 0 : 1;
