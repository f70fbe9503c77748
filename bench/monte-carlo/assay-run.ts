/** Child process of the bench: `monteCarloTrades`. Arguments: trades file, bootstrap, sizing, paths, runs. Prints JSON. */
import { readFileSync } from 'node:fs';
import { monteCarloTrades } from '@assay/quant/evidence';
import type { TradeSizing } from '@assay/quant/evidence';

const [file = '', bootstrap = '', sizingKind = '', paths = '', runs = ''] = process.argv.slice(2);
const bytes = readFileSync(file);
const trades = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
const sizing: TradeSizing =
  sizingKind === 'compounding' ? { kind: 'compounding' } : { kind: 'additive', startEquity: 1 };

const seconds: number[] = [];
let figures: Record<string, number> = {};
for (let run = 0; run < Number(runs); run++) {
  const start = process.cpuUsage();
  const result = monteCarloTrades(trades, sizing, {
    bootstrap: bootstrap as 'iid' | 'circular',
    paths: Number(paths),
    seed: 42,
  });
  const { user, system } = process.cpuUsage(start);
  seconds.push((user + system) / 1e6);
  figures = Object.fromEntries(Object.entries(result.figures).map(([name, { value }]) => [name, value as number]));
  for (const { level, equity } of result.fan?.bands ?? []) figures[`fan ${level}`] = equity.at(-1) ?? NaN;
}
const { maxRSS } = process.resourceUsage();
console.log(JSON.stringify({ seconds, peakMiB: maxRSS / 1024, version: `Node ${process.versions.node}`, figures }));
