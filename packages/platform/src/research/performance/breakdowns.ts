import { MS_PER_DAY, MS_PER_HOUR } from '@assay/core/time';
import type { BreakdownKind, BreakdownRow, BreakdownTable } from '@assay/contracts/schemas';
import {
  breakdown,
  labelColumn,
  labelsAt,
  periodsOf,
  sessionPartLabels,
  timeLabels,
  tradeLabels,
} from '@assay/quant/analysis';
import type { AnalysisInput, Breakdown, BreakdownCell, LabelColumn, TimePart, TradeInput } from '@assay/quant/analysis';
import { calendarById } from '@assay/quant/market';
import type { SimulationResult } from '@assay/quant/simulation';
import { measureValue, moneyOrNull } from './measure-values.ts';
import type { PerformanceContext } from './performance-context.ts';

/** Measures of each part of a record. */
const PART_MEASURES = ['totalReturn', 'meanReturn', 'sharpeRatio', 'maxDrawdown', 'winRate', 'profitFactor'] as const;

/** Bars closer together than this have an hour worth telling; those closer than the second a weekday, than the third a month. */
const HOURLY_MS = 12 * MS_PER_HOUR;
const DAILY_MS = 4 * MS_PER_DAY;
const MONTHLY_MS = 45 * MS_PER_DAY;
const SESSION_EDGE_MS = MS_PER_HOUR;

interface Wanted {
  readonly by: BreakdownKind;
  readonly tradesBy: BreakdownTable['tradesBy'];
  readonly periods?: LabelColumn | undefined;
  readonly trades?: LabelColumn | undefined;
}

/** A record by the calendar, the clock, and whatever else its periods and trades are told apart by; parts of one kind only are left out. */
export function breakdownTables(
  simulation: SimulationResult,
  input: AnalysisInput,
  context: PerformanceContext,
): BreakdownTable[] {
  const wanted = [...byTime(simulation, context), ...bySession(simulation, context), ...byLabel(simulation, context)];
  // The whole is the same in every table that has periods: it is worked out once.
  let whole: BreakdownCell | undefined;
  return wanted
    .map((one) => {
      const found = breakdownOf(one, simulation, input, one.periods && whole);
      if (one.periods !== undefined) whole = found.total;
      return tableOf(one, found);
    })
    .filter((table) => table.cells.length > 1 || table.by === 'year');
}

function byTime({ times, trades }: SimulationResult, { timeZone }: PerformanceContext): Wanted[] {
  const entries = Float64Array.from(trades, ({ entryTime }) => entryTime);
  const exits = Float64Array.from(trades, ({ exitTime }) => exitTime);
  const spacing = times.length < 2 ? Infinity : ((times.at(-1) as number) - (times[0] as number)) / (times.length - 1);
  const part = (by: TimePart & BreakdownKind, tradesBy: 'entry' | 'exit'): Wanted => ({
    by,
    tradesBy,
    periods: timeLabels(times, timeZone, by, 'close'),
    trades: timeLabels(tradesBy === 'entry' ? entries : exits, timeZone, by, tradesBy === 'entry' ? 'moment' : 'close'),
  });
  return [
    part('year', 'exit'),
    ...(spacing <= MONTHLY_MS ? [part('month', 'exit')] : []),
    ...(spacing <= DAILY_MS ? [part('weekday', 'entry')] : []),
    ...(spacing <= HOURLY_MS ? [part('hour', 'entry')] : []),
  ];
}

function bySession({ times, trades }: SimulationResult, { series }: PerformanceContext): Wanted[] {
  const calendars = [...new Set(series.map(({ instrument }) => instrument.calendar))];
  const [id] = calendars;
  const isIntraday =
    times.length > 1 && ((times.at(-1) as number) - (times[0] as number)) / (times.length - 1) <= HOURLY_MS;
  if (id === undefined || calendars.length > 1 || !isIntraday) return [];
  const sessions = calendarById(id).sessionsBetween(
    (times[0] as number) - MS_PER_DAY,
    (times.at(-1) as number) + MS_PER_DAY,
  );
  const entries = Float64Array.from(trades, ({ entryTime }) => entryTime);
  return [
    {
      by: 'session-part',
      tradesBy: 'entry',
      periods: sessionPartLabels(times, sessions, SESSION_EDGE_MS),
      trades: sessionPartLabels(entries, sessions, SESSION_EDGE_MS),
    },
  ];
}

function byLabel({ times, trades }: SimulationResult, { regimes, members }: PerformanceContext): Wanted[] {
  const wanted: Wanted[] = [
    { by: 'instrument', tradesBy: 'entry', trades: tradeLabels(trades, 'instrument') },
    { by: 'direction', tradesBy: 'entry', trades: tradeLabels(trades, 'direction') },
    { by: 'exit-rule', tradesBy: 'exit', trades: tradeLabels(trades, 'exitRule') },
  ];
  if (members !== undefined) wanted.push({ by: 'member', tradesBy: 'entry', trades: labelColumn(members) });
  if (regimes === undefined) return wanted;
  const periods = labelColumn(regimes);
  const entries = Float64Array.from(trades, ({ entryTime }) => entryTime);
  return [
    { by: 'regime', tradesBy: 'entry', periods, trades: labelsAt(periods, periodsOf(times, entries)) },
    ...wanted,
  ];
}

function breakdownOf(
  { periods, trades }: Wanted,
  { equityUnits, initialUnits }: SimulationResult,
  input: AnalysisInput,
  total: BreakdownCell | undefined,
): Breakdown {
  return breakdown({
    periods: periods && { labels: periods, periods: input.periods, equityUnits, initialUnits },
    trades: trades && { labels: trades, trades: input.trades as TradeInput },
    measures: PART_MEASURES,
    total,
  });
}

function tableOf({ by, tradesBy }: Wanted, { cells, total }: Breakdown): BreakdownTable {
  return { by, tradesBy, cells: cells.map(rowOf), total: rowOf(total) };
}

function rowOf(cell: BreakdownCell): BreakdownRow {
  return {
    label: cell.label,
    periods: cell.nPeriods,
    equityChange: moneyOrNull(cell.equityChangeUnits),
    trades: cell.nTrades,
    gross: moneyOrNull(cell.grossUnits),
    costs: moneyOrNull(cell.costUnits),
    net: moneyOrNull(cell.netUnits),
    measures: Object.entries(cell.measures).map(([id, measure]) => measureValue(id, measure)),
  };
}
