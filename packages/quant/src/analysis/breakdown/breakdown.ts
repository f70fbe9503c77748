import { checkSameLength } from '@assay/core/checks';
import type { MeasureDefinition } from '../definition.ts';
import { analysisFacts } from '../facts.ts';
import type { AnalysisFacts } from '../facts.ts';
import { undefinedBecause } from '../measure.ts';
import type { Measure } from '../measure.ts';
import type { PeriodInput } from '../periods/facts.ts';
import { measureById } from '../registry.ts';
import { exactSum } from '../trade-measures.ts';
import type { TradeInput } from '../trades/facts.ts';
import { rowsByName } from './labels.ts';
import type { LabelColumn } from './labels.ts';

/** Periods with a label each. */
export interface LabelledPeriods {
  readonly labels: LabelColumn;
  readonly periods: PeriodInput;
  /** shape (n,): equity at each close, in whole ledger units. */
  readonly equityUnits: Float64Array;
  /** Equity before the first period, in whole ledger units. */
  readonly initialUnits: number;
}

/** Closed trades with a label each. */
export interface LabelledTrades {
  readonly labels: LabelColumn;
  readonly trades: TradeInput;
}

/** What is broken down: periods, trades, or both by labels of the same kind. */
export interface BreakdownInput {
  readonly periods?: LabelledPeriods | undefined;
  readonly trades?: LabelledTrades | undefined;
  /** Ids of the measures of each cell. @default CELL_MEASURES */
  readonly measures?: readonly string[] | undefined;
  /** The whole, where another breakdown of the same record by the same measures has it. @default computed */
  readonly total?: BreakdownCell | undefined;
}

/** One row of a breakdown. */
export interface BreakdownCell {
  readonly label: string;
  readonly nPeriods: number;
  /** Sum over its periods of the change of equity, in ledger units; undefined without periods. */
  readonly equityChangeUnits: Measure;
  readonly nTrades: number;
  /** Sums over its trades, in ledger units; undefined without trades. */
  readonly grossUnits: Measure;
  readonly costUnits: Measure;
  readonly netUnits: Measure;
  /** By id. What depends on the order of periods is undefined where they do not follow each other (`not-contiguous`). */
  readonly measures: Readonly<Record<string, Measure>>;
}

/** A record in parts: the cells with at least one period or trade, and the whole. */
export interface Breakdown {
  readonly cells: readonly BreakdownCell[];
  readonly total: BreakdownCell;
}

/** Measures of a cell unless others are asked for. */
export const CELL_MEASURES: readonly string[] = [
  'totalReturn',
  'meanReturn',
  'standardDeviation',
  'sharpeRatio',
  'sortinoRatio',
  'maxDrawdown',
  'winningPeriodShare',
  'bestPeriod',
  'worstPeriod',
  'winRate',
  'profitFactor',
  'payoffRatio',
  'expectancyUnits',
  'averageBarsHeld',
];

/**
 * A record by year, hour, regime, instrument or any other label.
 *
 * The changes of equity over the cells add up to the change over the whole record, and so do gross result, costs and net result of the
 * trades, exactly: they are sums of whole ledger units. A measure of a cell is that of its periods alone, as if there were no others;
 * an annual one says what a year of such periods would be.
 *
 * @param input - periods, trades or both; names that both bear are one cell.
 * @returns cells in the order of the names: ascending where both columns have them so, else those of the periods first.
 * @throws {InvalidArgumentError} if a column does not fit, or a measure is not known.
 *
 * @remarks
 * NaN: the sums are undefined beyond 2^53 (`beyond-exact-range`).
 * Cost: as the measures of the whole record, about twice.
 * Source: this project.
 */
export function breakdown(input: BreakdownInput): Breakdown {
  const { periods, trades } = input;
  const measures = (input.measures ?? CELL_MEASURES).map(measureById);
  if (periods !== undefined) checkSameLength('equityUnits', periods.equityUnits, periods.periods.returns.length);
  const periodRows = periods && rowsByName(periods.labels, periods.periods.returns.length);
  const tradeRows = trades && rowsByName(trades.labels, trades.trades.trades.length);
  const cells = namesOf(periods?.labels, trades?.labels)
    .map((label): CellRows => ({
      label,
      periods: periodRows?.get(label) ?? NONE,
      trades: tradeRows?.get(label) ?? NONE,
    }))
    .filter((rows) => rows.periods.length > 0 || rows.trades.length > 0)
    .map((rows) => cellOf(input, rows, measures));
  return { cells, total: input.total ?? cellOf(input, allRows(input), measures) };
}

interface CellRows {
  readonly label: string;
  readonly periods: Int32Array;
  readonly trades: Int32Array;
}

const NONE = new Int32Array(0);

function allRows({ periods, trades }: BreakdownInput): CellRows {
  const upTo = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);
  return {
    label: 'total',
    periods: upTo(periods?.equityUnits.length ?? 0),
    trades: upTo(trades?.trades.trades.length ?? 0),
  };
}

function namesOf(first: LabelColumn | undefined, second: LabelColumn | undefined): readonly string[] {
  const names = [...new Set([...(first?.names ?? []), ...(second?.names ?? [])])];
  const isAscending = [first, second].every((column) => column === undefined || ascends(column.names));
  return isAscending ? names.sort() : names;
}

function ascends(names: readonly string[]): boolean {
  return names.every((name, i) => i === 0 || names[i - 1] < name);
}

function cellOf(input: BreakdownInput, rows: CellRows, measures: readonly MeasureDefinition[]): BreakdownCell {
  const facts = analysisFacts({
    periods: periodsAt(input.periods?.periods, rows.periods),
    trades: input.trades && tradesAt(input.trades.trades, rows.trades),
  });
  const sums = facts.trades?.basic();
  const notGiven = undefinedBecause('trades-not-given');
  return {
    label: rows.label,
    nPeriods: rows.periods.length,
    equityChangeUnits: input.periods ? equityChange(input.periods, rows.periods) : undefinedBecause('no-observations'),
    nTrades: rows.trades.length,
    grossUnits: sums?.grossUnits ?? notGiven,
    costUnits: sums?.costUnits ?? notGiven,
    netUnits: sums?.netUnits ?? notGiven,
    measures: Object.fromEntries(measures.map((one) => [one.id, measureOf(one, facts, rows.periods)])),
  };
}

function measureOf(measure: MeasureDefinition, facts: AnalysisFacts, periods: Int32Array): Measure {
  const isOfPath = measure.usesOrder && (measure.level === 'period' || measure.level === 'benchmark');
  const isTorn = periods.length > 0 && periods[periods.length - 1] - periods[0] !== periods.length - 1;
  return isOfPath && isTorn ? undefinedBecause('not-contiguous') : measure.of(facts);
}

function equityChange({ equityUnits, initialUnits }: LabelledPeriods, rows: Int32Array): Measure {
  const changes = new Array<number>(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const t = rows[i];
    changes[i] = equityUnits[t] - (t === 0 ? initialUnits : equityUnits[t - 1]);
  }
  return exactSum(changes);
}

function periodsAt(periods: PeriodInput | undefined, rows: Int32Array): PeriodInput {
  if (periods === undefined) return { returns: new Float64Array(0), periodsPerYear: 1, riskFreePerPeriod: 0 };
  const { returns, benchmark } = periods;
  if (rows.length === returns.length) return periods;
  return { ...periods, returns: pick(returns, rows), benchmark: benchmark && pick(benchmark, rows) };
}

function tradesAt(input: TradeInput, rows: Int32Array): TradeInput {
  if (rows.length === input.trades.length) return input;
  const { initialRiskUnits, adverseUnits, favourableUnits } = input;
  return {
    trades: Array.from(rows, (i) => input.trades[i]),
    initialRiskUnits: initialRiskUnits && pick(initialRiskUnits, rows),
    adverseUnits: adverseUnits && pick(adverseUnits, rows),
    favourableUnits: favourableUnits && pick(favourableUnits, rows),
  };
}

/** The entries of a column at some rows. A loop: `from` with a function goes through an iterator, ten times as slow. */
function pick(column: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = column[rows[i]];
  return picked;
}
