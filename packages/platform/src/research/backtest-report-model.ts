import { InvariantError } from '@assay/core/errors';
import { listedTrade } from './listed-trade.ts';
import type { BacktestReportModel, BacktestTrade } from '@assay/contracts/schemas';
import { drawdownSeries, recordedTrades, tradeInput } from '@assay/quant/analysis';
import { isCostFree } from '@assay/quant/execution';
import type { FillContract } from '@assay/quant/execution';
import type { Instrument } from '@assay/quant/market';
import type { SimulationResult } from '@assay/quant/simulation';
import { backtestEvidence } from './performance/backtest-evidence.ts';
import type { EvidenceContext } from './performance/backtest-evidence.ts';
import { finiteOrNull, inCurrency } from './performance/measure-values.ts';
import type { PerformanceContext } from './performance/performance-context.ts';
import { performanceModel } from './performance-model.ts';
import { thinnedCurve } from './performance/thinned-curve.ts';

/** Most trades that the page of a backtest lists. */
const LISTED_TRADES = 200;

/** What the page of one backtest says beside what the simulation recorded. */
export interface BacktestReportContext extends Pick<
  BacktestReportModel,
  'name' | 'runId' | 'codeVersion' | 'strategy' | 'params' | 'timeframe' | 'datasets' | 'exportCommand'
> {
  readonly contract: FillContract;
  readonly performance: Omit<PerformanceContext, 'contract'>;
  readonly evidence: EvidenceContext;
  /** What `performance.benchmark` is, in words. @default 'buy and hold' */
  readonly benchmarkName?: string | undefined;
}

/** Everything that the page of one backtest shows, from its simulation and bars. */
export function backtestReportModel(simulation: SimulationResult, context: BacktestReportContext): BacktestReportModel {
  const { contract, evidence, benchmarkName = 'buy and hold', performance, ...said } = context;
  const { name, runId, codeVersion, strategy, params, timeframe, datasets, exportCommand } = said;
  const { benchmark } = performance;
  return {
    name,
    runId,
    codeVersion,
    strategy,
    params: { ...params },
    instruments: [...simulation.instruments],
    timeframe,
    cash: inCurrency(simulation.initialUnits),
    datasets: [...datasets],
    fillContract: { name: contract.name, description: contract.description, costFree: isCostFree(contract.costs) },
    evidence: backtestEvidence(simulation, performance.periodsPerYear, evidence),
    performance: performanceModel(simulation, { ...performance, contract: contract.name }),
    benchmark: benchmark === undefined ? null : { name: benchmarkName, ...curvesOf(benchmark) },
    ...curvesOf(simulation),
    trades: listedTrades(simulation, performance),
    tradesTotal: simulation.trades.length,
    exportCommand,
  };
}

function curvesOf({
  times,
  equityUnits,
  initialUnits,
}: SimulationResult): Pick<BacktestReportModel, 'equity' | 'drawdown'> {
  const falls = initialUnits > 0 ? drawdownSeries(equityUnits, initialUnits) : new Float64Array(times.length);
  return { equity: thinnedCurve(times, equityUnits.map(inCurrency)), drawdown: thinnedCurve(times, falls) };
}

function listedTrades(
  simulation: SimulationResult,
  performance: BacktestReportContext['performance'],
): BacktestTrade[] {
  const figures = recordedTrades(simulation);
  const { riskFreePerPeriod = 0 } = performance;
  const { adverseUnits, favourableUnits } = tradeInput(simulation, {
    ...performance,
    riskFreePerPeriod,
    benchmark: undefined,
  });
  const { tradeColumns } = simulation;
  const paid = (part: Float64Array, i: number): number => 0 - inCurrency(part[i] as number);
  return simulation.trades.slice(0, LISTED_TRADES).map((trade, i): BacktestTrade => {
    const instrument = instrumentOf(trade.instrument, performance);
    const money = figures[i] as (typeof figures)[number];
    return {
      ...listedTrade(trade, money, instrument),
      spread: paid(tradeColumns.spread, i),
      slippage: paid(tradeColumns.slippage, i),
      commission: paid(tradeColumns.commission, i),
      fees: paid(tradeColumns.fees, i),
      income: inCurrency(money.incomeUnits),
      adverse: finiteOrNull(inCurrency(adverseUnits?.[i] ?? NaN)),
      favourable: finiteOrNull(inCurrency(favourableUnits?.[i] ?? NaN)),
      barsHeld: trade.barsHeld,
      contract: trade.contract,
    };
  });
}

function instrumentOf(id: string, { series }: Pick<PerformanceContext, 'series'>): Instrument {
  const found = series.find(({ instrument }) => instrument.id === id);
  if (found === undefined) throw new InvariantError(`the bars of '${id}' are among those simulated`);
  return found.instrument;
}
