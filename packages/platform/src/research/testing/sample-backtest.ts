import { createRng } from '@assay/core/random';
import { formatIsoDate } from '@assay/core/time';
import { baseContract, pessimisticContract } from '@assay/quant/execution';
import type { FillContract } from '@assay/quant/execution';
import { calendarById, recordTable } from '@assay/quant/market';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { walkSeries } from '@assay/quant/market/testing';
import { computeSignals } from '@assay/quant/signals';
import { simulate } from '@assay/quant/simulation';
import type { SimulationOptions, SimulationResult } from '@assay/quant/simulation';
import { strategyByName } from '@assay/quant/strategy';
import type { Parameters } from '@assay/quant/strategy';
import type { BacktestReportContext } from '../backtest-report-model.ts';
import { costLadder } from '../cost-ladder.ts';

/** What a sample backtest trades, and how. */
export interface SampleOptions {
  /** Daily bars of each instrument. @default 1000 */
  readonly nBars?: number;
  /** @default two */
  readonly instruments?: readonly string[];
  /** @default channel-breakout */
  readonly strategy?: string;
  readonly params?: Parameters;
  /** @default the base contract with fees of the United States */
  readonly contract?: FillContract;
  readonly changes?: Partial<SimulationOptions>;
  /** Bars to trade instead of the seeded ones. */
  readonly series?: readonly BarSeries[];
}

/** A backtest of seeded bars through the engine, with what its page needs. */
export interface SampleBacktest {
  readonly simulation: SimulationResult;
  readonly context: BacktestReportContext;
  readonly series: readonly BarSeries[];
}

const BREAKOUT: Parameters = {
  entryWindow: 20,
  exitWindow: 10,
  channel: 'high-low',
  direction: 'long-short',
  stopFraction: 0.03,
  targetFraction: 0.12,
};

/** Trades seeded daily bars with a built-in strategy: own contract, pessimistic one, cost ladder, buy and hold. */
export function sampleBacktest(options: SampleOptions = {}): SampleBacktest {
  const { nBars = 1000, instruments = ['ALPHA', 'BETA'], strategy = 'channel-breakout', params = BREAKOUT } = options;
  const series = options.series ?? instruments.map((id) => seededBars(id, nBars));
  const contract = options.contract ?? baseContract();
  const run = (name: string, its: Parameters, under: FillContract): SimulationResult =>
    simulate({ ...settings(series, name, its, under), ...options.changes });
  const simulation = run(strategy, params, contract);
  const others = [
    { contract: pessimisticContract().name, simulation: run(strategy, params, pessimisticContract()) },
    ...costLadder(contract).map((step) => ({
      contract: step.contract.name,
      costMultiple: step.costMultiple,
      simulation: run(strategy, params, step.contract),
    })),
  ];
  const { times } = simulation;
  return {
    simulation,
    series,
    context: {
      name: 'sample',
      runId: null,
      codeVersion: '0.1.0+sample',
      strategy,
      params,
      timeframe: '1d',
      exportCommand: null,
      contract,
      datasets: [
        {
          name: 'seeded',
          version: '0f0f0f0f0f0f0f0f',
          description: 'Seeded bars.',
          synthetic: true,
          instruments: series.map(({ instrument }) => instrument.id),
          from: times.length === 0 ? '' : formatIsoDate(times[0] as number),
          to: times.length === 0 ? '' : formatIsoDate(times.at(-1) as number),
          warnings: [],
        },
      ],
      performance: {
        currency: 'USD',
        periodsPerYear: 252,
        series,
        timeZone: calendarById('us-equity').timeZone,
        benchmark: run('buy-and-hold', {}, contract),
        others,
      },
      evidence: {
        trials: { count: 12, sharpeVariance: 1.2 / Math.max(1, times.length - 1) },
        declared: 0,
        targetSharpe: 1,
        leakTest: 'not-run',
        inSample: true,
      },
    },
  };
}

function settings(
  series: readonly BarSeries[],
  name: string,
  params: Parameters,
  contract: FillContract,
): SimulationOptions {
  const definition = strategyByName(name);
  const terms = definition.terms(params);
  const closes = series.flatMap((bars) => [bars.eventTime[0] as number, bars.eventTime.at(-1) as number]);
  const instruments = series.map((bars) => bars.instrument.id);
  const instance = definition.create(params, { instruments, rng: createRng('sample') });
  return {
    series,
    segments: [
      {
        from: Math.min(...closes),
        to: Math.max(...closes),
        strategy: instance,
        terms: series.map((bars) => computeSignals(terms, bars)),
      },
    ],
    boundary: 'flatten',
    contract,
    sizing: { kind: 'fraction', fraction: 0.9 / series.length, of: 'equity' },
    limits: { maxGrossExposure: 1 },
    account: { currency: 'USD', cash: 100_000 },
    actions: series.map((bars) => dividendsOf(bars)),
  };
}

function seededBars(id: string, n: number): BarSeries {
  return walkSeries(`sample/${id}`, n, { instrument: { id } });
}

/** A dividend every 63 bars. */
function dividendsOf({ instrument, openTime }: BarSeries): RecordTable {
  const rows = [...openTime]
    .filter((_, bar) => bar % 63 === 62)
    .map((opens) => ({
      eventTime: opens,
      availableAt: opens,
      values: { type: 'cash-dividend', value: 0.4, text: undefined },
    }));
  return recordTable({ kind: 'actions', id: instrument.id, unit: 'USD', synthetic: true }, rows);
}
