/**
 * What runs in the evaluator's threads for a grid: cells of one instrument, each simulated once over the whole period.
 *
 * What the cells of an instrument share, the pack, its bars in ticks and the columns of terms, is kept from one task to the next
 * as long as the tasks are of the same pack.
 */
import type { GridInstrument } from '@assay/contracts/schemas';
import { calendarById, intradayMs, parseTimeframe } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { measureTable } from '@assay/quant/analysis';
import { cellRecord, measureCell } from '@assay/quant/evidence';
import type { CellMeasuring, CellRecord, GateCoverage } from '@assay/quant/evidence';
import type { FillContract } from '@assay/quant/execution';
import { momentsOf, resolveSignal } from '@assay/quant/signals';
import type { Parameters } from '@assay/quant/strategy';
import type { TaskContext } from '../../workers/index.ts';
import { decodePack } from '../pack.ts';
import type { Pack } from '../pack.ts';
import type { AccountSettings, PlannedSegment, StrategyReference } from '../settings.ts';
import { inputsOfSegments, simulateSegments, sweepSegments } from '../strategy-runtime.ts';
import type { SimulatedMarket, SimulatedSettings, TermCache } from '../strategy-runtime.ts';
import { termsOf } from '../strategy-inputs.ts';
import { coverageByMonth, coverageOf } from './coverage.ts';
import type { BarRange } from './coverage.ts';

/** Argument of `evaluateCells`. */
export interface CellsArgument {
  readonly strategy: StrategyReference;
  readonly sets: readonly Parameters[];
  /** First and last measured close, as indices into the timeline. */
  readonly range: { readonly first: number; readonly last: number };
  readonly account: AccountSettings;
  readonly contract: FillContract;
  /** Names the pack, so that what was made of it can be used again. */
  readonly packHash: string;
}

/** One cell: its figures as JSON has them. */
export interface PlainCell {
  readonly metrics: Readonly<Record<string, number | boolean | null>>;
  readonly nulls: Readonly<Record<string, string>>;
  /** Null where the strategy reads no gates. */
  readonly coverage: GateCoverage | null;
}

/** What `evaluateCells` returns, in the order of the sets. */
export interface CellsResult {
  readonly cells: readonly PlainCell[];
  /** Daily returns beyond matched buy and hold. */
  readonly excess: readonly Float64Array[];
  /** Of the first set: where its gates came from, month by month; null where it reads none. */
  readonly months: GridInstrument['coverageByMonth'] | null;
}

interface Market {
  readonly pack: Pack;
  readonly cache: TermCache;
  readonly measuring: CellMeasuring;
  /** When each bar is decided. */
  readonly moments: Float64Array;
}

/** Evaluates cells of one instrument. */
export async function evaluateCells(argument: CellsArgument, context: TaskContext): Promise<CellsResult> {
  const { sets, range, strategy, account } = argument;
  const market = marketOf(argument.packHash, context);
  const cells: PlainCell[] = [];
  const excess: Float64Array[] = [];
  let months: CellsResult['months'] = null;
  const bars = measuredBars(market.pack, range);
  for (const params of sets) {
    const segments = [{ from: range.first, to: range.last, params }];
    const inputs = await inputsOfSegments(strategy, segments, market, account.seed);
    const record = await recordOf(strategy, segments, { ...market, inputs }, argument);
    const { figures, dailyExcess } = measureCell(record, market.measuring);
    const { profitFactorCapped, winLossRatioCapped, sharpeCapped, ...measures } = figures;
    const { metrics, nulls } = measureTable(measures);
    const [columns] = inputs[0]?.columns ?? [];
    if (cells.length === 0)
      months = coverageByMonth(columns, (market.pack.series[0] as BarSeries).eventTime, bars) ?? null;
    cells.push({
      metrics: { ...metrics, profitFactorCapped, winLossRatioCapped, sharpeCapped },
      nulls,
      coverage: coverageOf(columns, bars, { moments: market.moments, decided: record.entryDecisions }) ?? null,
    });
    excess.push(dailyExcess);
  }
  return { cells, excess, months };
}

/** A cell's simulation: swept where that can be had, which is the same to the last unit. */
async function recordOf(
  strategy: StrategyReference,
  segments: readonly PlannedSegment[],
  market: SimulatedMarket,
  settings: SimulatedSettings,
): Promise<CellRecord> {
  const swept = await sweepSegments(strategy, segments, market, settings);
  return swept ?? cellRecord(await simulateSegments(strategy, segments, market, settings));
}

/** Bars that the terms of a strategy need before all of them are defined, the most that any of the sets needs. */
export async function gridWarmUp(argument: {
  readonly strategy: StrategyReference;
  readonly sets: readonly Parameters[];
  readonly seed: number;
}): Promise<{ readonly bars: number }> {
  const terms = await termsOf(argument.strategy, argument.sets, argument.seed);
  const bars = terms.flat().reduce((most, spec) => Math.max(most, resolveSignal(spec).warmUp), 0);
  return { bars };
}

/** How the cells of an instrument are measured: by sessions of its calendar, or by bars where those are a day or longer. */
export function measuringOf({ instrument, timeframe, eventTime }: BarSeries): CellMeasuring {
  const calendar = calendarById(instrument.calendar);
  if (intradayMs(parseTimeframe(timeframe)) === undefined)
    return { dayEnds: new Float64Array(), daysPerYear: calendar.periodsPerYear(timeframe) };
  const first = eventTime[0] as number;
  const last = eventTime.at(-1) as number;
  const sessions = calendar.sessionsBetween(first, last);
  return { dayEnds: Float64Array.from(sessions, ({ close }) => close), daysPerYear: calendar.periodsPerYear('1d') };
}

let kept: (Market & { readonly packHash: string }) | undefined;

function marketOf(packHash: string, { buffers }: TaskContext): Market {
  if (kept?.packHash === packHash) return kept;
  const pack = decodePack(buffers['pack'] as SharedArrayBuffer);
  const [series] = pack.series as readonly [BarSeries, ...BarSeries[]];
  kept = { packHash, pack, cache: new Map(), measuring: measuringOf(series), moments: momentsOf(series.availableAt) };
  return kept;
}

/** Indices of the bars at which the measured decisions were made: from the close before the first measured one. */
function measuredBars({ series, timeline }: Pack, { first, last }: CellsArgument['range']): BarRange {
  const [bars] = series;
  const from = timeline[Math.max(0, first - 1)] as number;
  const to = timeline[last] as number;
  const times = bars?.eventTime ?? new Float64Array();
  const start = times.findIndex((time) => time >= from);
  const end = times.findLastIndex((time) => time < to);
  return [start, end];
}
