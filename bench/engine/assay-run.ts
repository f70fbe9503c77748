/**
 * Child process of the bench: the crossover in this engine, ledger and all. Arguments: file of the bars, number of runs.
 * Prints one line of JSON.
 */
import { createRng } from '@assay/core/random';
import { baseContract } from '@assay/quant/execution';
import { computeSignals } from '@assay/quant/signals';
import type { BarSeries } from '@assay/quant/market';
import { simulate } from '@assay/quant/simulation';
import type { SimulationResult } from '@assay/quant/simulation';
import { strategyByName } from '@assay/quant/strategy';
import { CASH, COMMISSION_BPS, FAST, LOTS, readWalk, SLOW } from './walk.ts';

const MINUTE = 60_000;
const START = Date.UTC(2020, 0);

const [file = '', runs = '1'] = process.argv.slice(2);

function seriesOf(columns: readonly Float64Array[]): BarSeries {
  const [open, high, low, close] = columns;
  const length = columns[0]?.length ?? 0;
  const at = (i: number): number => START + i * MINUTE;
  return {
    instrument: {
      id: 'WALK',
      kind: 'crypto',
      currency: 'USD',
      tickSize: '1',
      lotSize: '1',
      multiplier: '1',
      calendar: 'continuous',
    },
    timeframe: '1m',
    shape: 'ohlc',
    adjustment: 'raw',
    synthetic: true,
    length,
    openTime: Float64Array.from({ length }, (_, i) => at(i)),
    eventTime: Float64Array.from({ length }, (_, i) => at(i + 1)),
    availableAt: Float64Array.from({ length }, (_, i) => at(i + 1)),
    open: open as Float64Array,
    high: high as Float64Array,
    low: low as Float64Array,
    close: close as Float64Array,
    volume: new Float64Array(length).fill(NaN),
    source: { files: [], file: new Int32Array(length).fill(-1), row: new Int32Array(length) },
  };
}

function run(series: BarSeries): SimulationResult {
  const definition = strategyByName('moving-average-crossover');
  const params = { fast: FAST, slow: SLOW, direction: 'long-only' };
  const strategy = definition.create(params, { instruments: ['WALK'], rng: createRng(1) });
  const [from, to] = [series.eventTime[0] as number, series.eventTime[series.length - 1] as number];
  return simulate({
    series: [series],
    segments: [{ from, to, strategy, terms: [computeSignals(definition.terms(params), series)] }],
    boundary: 'flatten',
    contract: baseContract({
      costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: COMMISSION_BPS },
      degenerateOpen: 'accept',
    }),
    sizing: { kind: 'fixed', lots: LOTS },
    limits: { maxGrossExposure: 1_000 },
    account: { currency: 'USD', cash: CASH },
  });
}

const series = seriesOf(readWalk(file));
const seconds: number[] = [];
let result: SimulationResult | undefined;
for (let k = 0; k < Number(runs); k++) {
  result = undefined;
  const started = performance.now();
  result = run(series);
  seconds.push((performance.now() - started) / 1000);
}
const { fills = [], trades = [] } = result ?? {};
const rows = trades.map(({ entryFillId, exitFillId, entryTicks, exitTicks }) => [
  fills[entryFillId]?.barIndex,
  entryTicks,
  fills[exitFillId]?.barIndex,
  exitTicks,
]);
const net = trades.reduce((sum, trade) => sum + trade.netUnits, 0) / 1e6;
const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify({ seconds, peakMiB, version: process.version, trades: rows, net }));
