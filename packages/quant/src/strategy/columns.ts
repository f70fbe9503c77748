import { InvalidArgumentError } from '@assay/core/errors';
import type { BarSeries, RecordTable } from '../market/index.ts';
import type { BarColumns, NamedColumns, Parameters, StrategyDefinition } from './strategy.ts';

/**
 * The bars of a series as `columns` of a strategy is given them: a copy.
 *
 * Source: this project.
 */
export function barColumns(series: BarSeries): BarColumns {
  const { instrument, length, openTime, eventTime, availableAt, open, high, low, close, volume } = series;
  return {
    instrument: instrument.id,
    length,
    openTime: new Float64Array(openTime),
    closeTime: new Float64Array(eventTime),
    availableAt: new Float64Array(availableAt),
    open: new Float64Array(open),
    high: new Float64Array(high),
    low: new Float64Array(low),
    close: new Float64Array(close),
    volume: new Float64Array(volume),
  };
}

/**
 * What a strategy's `columns` makes of the bars, instrument by instrument; empty objects where it has none.
 *
 * @param gates - tables of gates, at most one an instrument.
 * @returns by instrument, in the order of `all`.
 * @throws {InvalidArgumentError} if it returns anything but columns of one value per bar, or other names for one instrument
 * than for another.
 *
 * @remarks
 * Causal: not by itself. The function sees all bars; the leak test finds out whether it has used them.
 * Source: this project.
 */
export function strategyColumns(
  definition: Pick<StrategyDefinition, 'columns'>,
  params: Parameters,
  all: readonly BarColumns[],
  gates: readonly RecordTable[] = [],
): readonly NamedColumns[] {
  if (definition.columns === undefined) return all.map(() => ({}));
  const context = gates.length === 0 ? { all } : { all, gates: new Map(gates.map((table) => [table.id, table])) };
  const found = all.map((bars) => checkedColumns(definition.columns?.(bars, params, context), bars));
  const names = (one: NamedColumns): string => Object.keys(one).sort().join(', ');
  const [first] = found;
  const other = found.findIndex((one) => first !== undefined && names(one) !== names(first));
  if (other >= 0) {
    const rule = `the same names for every instrument, as ${all[0].instrument} has: ${names(found[0])}`;
    throw new InvalidArgumentError(`columns() of ${all[other].instrument}`, rule, names(found[other]));
  }
  return found;
}

function checkedColumns(value: unknown, { instrument, length }: BarColumns): NamedColumns {
  const where = `columns() of ${instrument}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw new InvalidArgumentError(where, 'an object of columns by name', value);
  }
  for (const [name, column] of Object.entries(value)) {
    if (!(column instanceof Float64Array)) {
      throw new InvalidArgumentError(`${where}: ${name}`, 'a Float64Array', typeof column);
    }
    if (column.length === length) continue;
    throw new InvalidArgumentError(`${where}: ${name}`, `as long as the bars, ${length}`, column.length);
  }
  return value as NamedColumns;
}
