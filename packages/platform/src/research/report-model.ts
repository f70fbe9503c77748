import { formatIsoDate } from '@assay/core/time';
import type {
  PerformanceModel,
  Rankings,
  ReportModel,
  ReportRow,
  ReportTrade,
  RunData,
} from '@assay/contracts/schemas';
import { drawdownSeries, measureTable, recordedTrades, returnMeasures } from '@assay/quant/analysis';
import type { RecordedTrade } from '@assay/quant/analysis';
import { LEDGER_UNITS_PER_CURRENCY_UNIT } from '@assay/quant/market';
import type { Instrument } from '@assay/quant/market';
import { isCostFree, shortForm } from '@assay/quant/execution';
import type { FillContract } from '@assay/quant/execution';
import type { SimulationResult } from '@assay/quant/simulation';
import type { ParameterValue } from '@assay/quant/strategy';
import { isFit } from '../lakehouse/index.ts';
import { MAX_DETAILED_ROWS } from '../reports/index.ts';
import { hasRecord } from './assemble-rows.ts';
import type { AssembledRecord, AssembledRow } from './assemble-rows.ts';
import type { TrialFigures } from './evaluate.ts';
import { performanceModel } from './performance-model.ts';
import { LISTED_TRADES, listedTrade } from './listed-trade.ts';
import type { NeighbourMove } from './neighbour-moves.ts';
import type { PlannedAccount, ResearchPlan } from './plan.ts';
import { boundaryOf, periodScheme } from './run-identity.ts';
import { thinnedCurve } from './performance/thinned-curve.ts';
import { splitAdjusted } from './performance/split-adjusted.ts';
import { recallRow } from './recall-row.ts';
import type { RecalledRow } from './recall-row.ts';
import { sweepPicture } from './sweep-picture.ts';
import { rateConversion } from './rate-conversion.ts';
import { timeZoneOf } from './time-zone.ts';
import type { PackedAccount } from './trials.ts';

/** Benchmark simulation of each account, by account id. */
export type Benchmarks = ReadonlyMap<
  string,
  { readonly account: PackedAccount; readonly simulation: SimulationResult }
>;

/** What the report is made from beside the rows. */
export interface ReportContext {
  readonly plan: ResearchPlan;
  readonly rankings: Omit<Rankings, 'generatedAt'>;
  readonly benchmarks: Benchmarks;
  readonly trials: ReportModel['trials'];
  readonly data: RunData;
  /** What the run changed, where there was a cycle before it. */
  readonly changes?: ReportModel['changes'];
}

/**
 * Everything that report.html shows, from the results of the run alone; of the rows that it has no room for, their place in
 * the ranking.
 *
 * @throws {DataError} naming the file if the result of a row is not as it was written.
 */
export async function reportModel(rows: readonly AssembledRow[], context: ReportContext): Promise<ReportModel> {
  const { plan, rankings, benchmarks, trials, data, changes } = context;
  const { config } = plan.loaded;
  return {
    rankings,
    name: config.name,
    hypothesis: config.hypothesis,
    currency: config.experiment.currency,
    cash: config.experiment.cash,
    datasets: describeDatasets(plan.accounts),
    data,
    trials,
    kill: { ...plan.policy },
    fillContracts: [plan.contract, plan.pessimistic].map(contractFigures),
    walkForward: [...benchmarks.values()].map(({ account }) => {
      const { scheme, trainSize, testSize, purgeSize } = periodScheme(account.account);
      const sizes = { trainPeriods: trainSize, testPeriods: testSize, purgePeriods: purgeSize };
      return {
        pack: account.account.id,
        scheme,
        ...sizes,
        folds: account.folds.length,
        boundary: boundaryOf(account.account),
      };
    }),
    benchmarks: benchmarkFigures(benchmarks),
    rows: await reportRows(rows, benchmarks, plan),
    ...(changes === undefined ? {} : { changes }),
  };
}

const NO_COSTS = { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 };
const COSTS_BY_MODEL = { halfSpreadBps: null, slippageBps: null, commissionBps: null };

function contractFigures({ name, description, costs }: FillContract): ReportModel['fillContracts'][number] {
  const { halfSpreadBps, slippageBps, commissionBps } =
    shortForm(costs) ?? (isCostFree(costs) ? NO_COSTS : COSTS_BY_MODEL);
  return { name, description, halfSpreadBps, slippageBps, commissionBps };
}

/** Measures of buy and hold by account. */
export function benchmarkFigures(
  benchmarks: Benchmarks,
): { pack: string; instruments: string[]; metrics: Record<string, number | null>; nulls: Record<string, string> }[] {
  return [...benchmarks.values()].map(({ account, simulation }) => {
    const { id, instruments, periodsPerYear } = account.account;
    const { metrics, nulls } = measureTable({
      ...returnMeasures(simulation.returns, { periodsPerYear, riskFreePerPeriod: 0 }),
    });
    return { pack: id, instruments: [...instruments], metrics: { ...metrics }, nulls: { ...nulls } };
  });
}

/** The datasets that accounts read, with what a reader has to know of them. */
export function describeDatasets(accounts: readonly PlannedAccount[]): ReportModel['datasets'] {
  const manifests = new Map(accounts.map(({ manifest }) => [`${manifest.name}@${manifest.version}`, manifest]));
  return [...manifests.values()].map((manifest) => {
    const used = accounts.filter(
      (account) => account.manifest === manifest || account.manifest.version === manifest.version,
    );
    const ids = [...new Set(used.flatMap((account) => account.instruments))];
    const entries = manifest.series.filter((entry) => ids.includes(entry.instrument.id));
    return {
      name: manifest.name,
      version: manifest.version,
      description: manifest.provenance.description,
      synthetic: entries.some((entry) => entry.synthetic),
      instruments: ids,
      from: formatIsoDate(Math.min(...entries.map((entry) => entry.firstEventTime))),
      to: formatIsoDate(Math.max(...entries.map((entry) => entry.lastEventTime))),
      warnings: [
        ...entries
          .filter((entry) => !isFit(entry))
          .map(
            ({ instrument, timeframe }) =>
              `The audit found errors in ${instrument.id} ${timeframe}; it was used because the config accepts it.`,
          ),
        ...manifest.provenance.notes,
        ...entries.flatMap((entry) =>
          entry.findings.map(
            (finding) => `${entry.instrument.id} ${entry.timeframe}: ${finding.kind} × ${finding.count}`,
          ),
        ),
      ],
    };
  });
}

/** The rows that a report draws, read one after the other, and one that paid costs if only others did: the page says so. */
async function reportRows(
  rows: readonly AssembledRow[],
  benchmarks: Benchmarks,
  plan: ResearchPlan,
): Promise<ReportRow[]> {
  const drawn = rows.slice(0, MAX_DETAILED_ROWS);
  const payer = drawn.some(({ hasPaid }) => hasPaid) ? undefined : rows.find(({ hasPaid }) => hasPaid);
  const held = new Map<string, HeldCurves>();
  const shown: ReportRow[] = [];
  for (const row of payer === undefined ? drawn : [...drawn, payer]) {
    const { id } = row.evaluated.account.account;
    const benchmark = benchmarks.get(id)?.simulation as SimulationResult;
    const curves = held.get(id) ?? { buyAndHold: drawnEquity(benchmark), buyAndHoldDrawdown: drawdownCurve(benchmark) };
    held.set(id, curves);
    shown.push(
      hasRecord(row)
        ? reportRow(row, { ...(await recallRow(row.evaluated)), benchmark, curves }, plan)
        : rowWithoutRecord(row, curves, plan),
    );
  }
  return shown;
}

/** Buy and hold of an account, which its rows share. */
type HeldCurves = Pick<ReportRow, 'buyAndHold' | 'buyAndHoldDrawdown'>;

/** The simulations that the report of a row is made from. */
interface ReportedRow extends RecalledRow {
  readonly benchmark: SimulationResult;
  readonly curves: HeldCurves;
}

/** A row whose strategy failed: of it there is nothing to show but the market. */
function rowWithoutRecord({ evaluated, ranking }: AssembledRow, curves: HeldCurves, plan: ResearchPlan): ReportRow {
  const none = { times: [], values: [] };
  const unknown = { sharpe: null, skewness: null, kurtosis: null, trialSharpeVariance: null, expectedMaximum: null };
  const { account } = evaluated.account;
  return {
    ...{ row: ranking, ...curves, segments: [], heat: null, centreAnnualSharpe: null, neighbours: [] },
    ...{ equity: none, drawdown: none, trades: [], tradesTotal: 0 },
    deflation: {
      ...{ ...unknown, periods: 0, periodsPerYear: account.periodsPerYear, trials: ranking.trials },
      ...{ probability: null, minimumTrackRecord: null },
    },
    ...{ fillContract: plan.contract.name, pessimisticContract: plan.pessimistic.name },
  };
}

function reportRow(
  { evaluated, judged, ranking }: AssembledRecord,
  { curves, ...simulated }: ReportedRow,
  plan: ResearchPlan,
): ReportRow {
  const { account } = evaluated;
  const { simulation } = simulated;
  const annual = Math.sqrt(account.account.periodsPerYear);
  const { metrics } = judged;
  const sweep = sweepPicture(evaluated, annual);
  const shown: ReportRow = {
    row: ranking,
    equity: drawnEquity(simulation),
    drawdown: drawdownCurve(simulation),
    ...curves,
    segments: account.folds.map((fold) => ({
      from: account.timeline[fold.test.from] as number,
      to: account.timeline[fold.test.to] as number,
    })),
    heat: heatMap(evaluated.row.strategy.axes, evaluated.trials, annual),
    centreAnnualSharpe: annualised(judged.evidence.excessSharpe.sharpe, annual),
    neighbours: evaluated.neighbours.map((neighbour, index) => ({
      params: { ...neighbour.params },
      annualSharpe: annualised(neighbour.sharpe, annual),
      move: { ...(evaluated.moves[index] as NeighbourMove) },
    })),
    ...(sweep === undefined ? {} : { sweep }),
    trades: listedTrades(simulation, account),
    tradesTotal: simulation.trades.length,
    deflation: {
      sharpe: finiteOrNull(judged.evidence.excessSharpe.sharpe),
      skewness: finiteOrNull(judged.evidence.excessSharpe.skewness),
      kurtosis: finiteOrNull(judged.evidence.excessSharpe.kurtosis),
      periods: judged.evidence.excessSharpe.n,
      periodsPerYear: judged.evidence.periodsPerYear,
      trials: judged.evidence.trials.count,
      trialSharpeVariance: metrics['trialSharpeVariance'] ?? null,
      expectedMaximum: metrics['expectedMaximum'] ?? null,
      probability: metrics['deflatedSharpe'] ?? null,
      minimumTrackRecord: metrics['minimumTrackRecord'] ?? null,
    },
    fillContract: plan.contract.name,
    pessimisticContract: plan.pessimistic.name,
    ...(ranking.stress === undefined ? {} : { regimeStretches: [...(evaluated.stress?.stretches ?? [])] }),
    performance: rowPerformance(evaluated, simulated, plan),
  };
  return evaluated.leak.outcome === 'leak' ? withheldRow(shown) : shown;
}

/** A row without anything that its strategy has come to: it knew the future. */
function withheldRow(row: ReportRow): ReportRow {
  const none = { times: [], values: [] };
  const { deflation, neighbours } = row;
  const unknown = { sharpe: null, skewness: null, kurtosis: null, trialSharpeVariance: null, expectedMaximum: null };
  return {
    ...row,
    ...{ performance: undefined, equity: none, drawdown: none, heat: null, centreAnnualSharpe: null, trades: [] },
    sweep: undefined,
    neighbours: neighbours.map((neighbour) => ({ ...neighbour, annualSharpe: null })),
    deflation: { ...deflation, ...unknown, probability: null, minimumTrackRecord: null },
  };
}

function rowPerformance(
  { account, ladder }: AssembledRecord['evaluated'],
  { simulation, pessimistic, benchmark }: Omit<ReportedRow, 'curves'>,
  plan: ResearchPlan,
): PerformanceModel {
  const { rates } = account.beside.beside;
  return performanceModel(simulation, {
    contract: plan.contract.name,
    currency: plan.loaded.config.experiment.currency,
    periodsPerYear: account.account.periodsPerYear,
    series: splitAdjusted(account.series, account.beside.beside),
    timeZone: timeZoneOf(account.series),
    benchmark,
    ...(rates.length === 0 ? {} : { conversion: rateConversion(rates) }),
    others: [{ contract: plan.pessimistic.name, simulation: pessimistic }],
    outcomes: ladder,
  });
}

/** Equity of a simulation at each close, in account currency. */
export function equityCurve(simulation: SimulationResult): ReportRow['equity'] {
  const values = [...simulation.equityUnits].map((units) => units / LEDGER_UNITS_PER_CURRENCY_UNIT);
  return { times: [...simulation.times], values };
}

function drawnEquity({ times, equityUnits }: SimulationResult): ReportRow['equity'] {
  return thinnedCurve(
    times,
    equityUnits.map((units) => units / LEDGER_UNITS_PER_CURRENCY_UNIT),
  );
}

function drawdownCurve({ times, equityUnits, initialUnits }: SimulationResult): ReportRow['drawdown'] {
  return thinnedCurve(times, drawdownSeries(equityUnits, initialUnits));
}

function heatMap(axes: readonly string[], trials: readonly TrialFigures[], annual: number): ReportRow['heat'] {
  const [xName, yName] = axes.filter((axis) => new Set(trials.map((trial) => trial.params[axis])).size > 1);
  if (xName === undefined) return null;
  const cells = new Map<string, { x: ParameterValue; y: ParameterValue | null; values: number[] }>();
  for (const trial of trials) {
    const x = trial.params[xName] as ParameterValue;
    const y = yName === undefined ? null : (trial.params[yName] as ParameterValue);
    const key = `${String(x)}|${String(y)}`;
    const cell = cells.get(key) ?? { x, y, values: [] };
    if (Number.isFinite(trial.sharpe)) cell.values.push(trial.sharpe * annual);
    cells.set(key, cell);
  }
  const mean = (values: readonly number[]): number | null =>
    values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
  return {
    xName,
    yName: yName ?? null,
    cells: [...cells.values()].map(({ x, y, values }) => ({ x, y, value: mean(values) })),
  };
}

function listedTrades({ trades, tradeColumns }: SimulationResult, account: PackedAccount): ReportTrade[] {
  const figures = recordedTrades({ trades, tradeColumns });
  const termsOf = (id: string): Instrument =>
    account.series.find((bars) => bars.instrument.id === id)?.instrument as Instrument;
  return trades
    .slice(0, LISTED_TRADES)
    .map((trade, i) => listedTrade(trade, figures[i] as RecordedTrade, termsOf(trade.instrument)));
}

function annualised(sharpe: number, annual: number): number | null {
  return Number.isFinite(sharpe) ? sharpe * annual : null;
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
