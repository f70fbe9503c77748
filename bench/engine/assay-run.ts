/**
 * Child process of the bench: a case in this engine, ledger and all. Arguments: file of the bars, number of runs, the case.
 * Prints one line of JSON.
 */
import { createRng } from '@assay/core/random';
import { baseContract } from '@assay/quant/execution';
import type { BarSeries } from '@assay/quant/market';
import type { Action } from '@assay/quant/orders';
import { computeSignals } from '@assay/quant/signals';
import { simulate } from '@assay/quant/simulation';
import type { Segment, SimulationResult } from '@assay/quant/simulation';
import { strategyByName } from '@assay/quant/strategy';
import type { StrategyInstance } from '@assay/quant/strategy';
import type { Case } from './cases.ts';
import { CASH, COMMISSION_BPS, LOTS, readWalks } from './walk.ts';

const MINUTE = 60_000;
const START = Date.UTC(2020, 0);
const NOTHING: readonly Action[] = [];

const [file = '', runs = '1', told = '{}'] = process.argv.slice(2);
const work = JSON.parse(told) as Case;

function seriesOf(columns: readonly Float64Array[], k: number): BarSeries {
  const [open, high, low, close] = columns;
  const length = columns[0]?.length ?? 0;
  const at = (i: number): number => START + i * MINUTE;
  return {
    instrument: {
      id: `WALK${k}`,
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

/** In and out in turn, every so many bars. */
function inAndOut(id: string, every: number): StrategyInstance {
  return {
    decide: (view) => {
      const bars = view.barCount(id);
      if (bars % every !== 0) return NOTHING;
      const value = bars % (2 * every) === 0 ? 0 : LOTS;
      return [{ legs: [{ instrument: id, target: { kind: 'lots', value } }], allOrNone: false, reason: 'turn' }];
    },
  };
}

/** In with a stop and a target, at every so many bars where nothing is held. */
function bracketed(id: string, { every, distance }: Case): StrategyInstance {
  return {
    decide: (view) => {
      const bars = view.barCount(id);
      if (bars % every !== 0 || view.position(id) !== 0) return NOTHING;
      const close = view.price(id, 'close');
      const attached = { stopLoss: { price: close - distance }, takeProfit: { price: close + distance } };
      return [
        {
          kind: 'order',
          tag: `entry-${bars}`,
          instrument: id,
          side: 'buy',
          quantity: { kind: 'lots', value: LOTS },
          type: 'market',
          attached,
          reason: 'turn',
        },
      ];
    },
  };
}

function strategyOf(series: readonly BarSeries[]): Pick<Segment, 'strategy' | 'terms'> {
  const ids = series.map((one) => one.instrument.id);
  const terms = series.map(() => []);
  if (work.name === 'fills') return { strategy: inAndOut(ids[0] ?? '', work.every), terms };
  if (work.name === 'brackets') return { strategy: bracketed(ids[0] ?? '', work), terms };
  const definition = strategyByName('moving-average-crossover');
  const params = { fast: work.fast, slow: work.slow, direction: 'long-only' };
  return {
    strategy: definition.create(params, { instruments: ids, rng: createRng(1) }),
    terms: series.map((one) => computeSignals(definition.terms(params), one)),
  };
}

function run(series: readonly BarSeries[]): SimulationResult {
  const times = series[0]?.eventTime ?? new Float64Array();
  return simulate({
    series,
    segments: [{ from: times[0] ?? NaN, to: times.at(-1) ?? NaN, ...strategyOf(series) }],
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

const series = readWalks(file, work.instruments).map(seriesOf);
const seconds: number[] = [];
const coreSeconds: number[] = [];
let result: SimulationResult | undefined;
for (let k = 0; k < Number(runs); k++) {
  result = undefined;
  const [started, used] = [performance.now(), process.cpuUsage()];
  result = run(series);
  seconds.push((performance.now() - started) / 1000);
  const { user, system } = process.cpuUsage(used);
  coreSeconds.push((user + system) / 1e6);
}
const { fills = [], trades = [] } = result ?? {};
const rows = trades.map(({ instrument, entryFillId, exitFillId, entryTicks, exitTicks }) => [
  Number(instrument.slice(4)),
  fills[entryFillId]?.barIndex,
  entryTicks,
  fills[exitFillId]?.barIndex,
  exitTicks,
]);
const net = trades.reduce((sum, trade) => sum + trade.netUnits, 0) / 1e6;
const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify({ seconds, coreSeconds, peakMiB, version: process.version, trades: rows, net }));
