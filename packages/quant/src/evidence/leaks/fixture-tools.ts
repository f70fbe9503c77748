import type {
  BarColumns,
  ColumnsContext,
  DecisionView,
  NamedColumns,
  StrategyDefinition,
} from '../../strategy/index.ts';

/** Computes one column of an instrument. */
export type ColumnRule = (bars: BarColumns, context: ColumnsContext) => Float64Array;

/** A strategy that is long of each instrument while its column `signal` is above 0, and flat otherwise. */
export function byColumn(name: string, rule: ColumnRule): StrategyDefinition {
  return {
    ...{ name, summary: 'Holds while a column is above zero.', source: 'this project', parameters: [] },
    terms: () => [],
    columns: (bars, _, context): NamedColumns => ({ signal: rule(bars, context) }),
    create: () => ({ decide: (view) => targets(view, (id) => view.column(id, 'signal') > 0) }),
  };
}

/** A strategy without columns that is long while a rule says so. */
export function byRule(
  name: string,
  start: (instruments: readonly string[]) => (view: DecisionView, instrument: string) => boolean,
): StrategyDefinition {
  return {
    ...{ name, summary: 'Holds while a rule says so.', source: 'this project', parameters: [] },
    terms: () => [],
    create: (_, { instruments }) => {
      const rule = start(instruments);
      return { decide: (view) => targets(view, (id) => rule(view, id)) };
    },
  };
}

function targets(
  view: DecisionView,
  isWanted: (id: string) => boolean,
): ReturnType<ReturnType<StrategyDefinition['create']>['decide']> {
  return view.updated.flatMap((instrument) => {
    const wanted = isWanted(instrument) ? 1 : 0;
    if (wanted === Math.sign(view.position(instrument))) return [];
    const legs = [{ instrument, target: { kind: 'exposure', value: wanted } as const }];
    return [{ legs, allOrNone: false, reason: wanted === 1 ? 'signal' : 'no signal' }];
  });
}

/** One value per bar, from a function of its index. */
export function perBar({ length }: { readonly length: number }, value: (i: number) => number): Float64Array {
  return Float64Array.from({ length }, (_, i) => value(i));
}

/** Mean of `values` from index `from` up to and with `to`, as far as there are any. */
export function meanOver(values: Float64Array, from: number, to: number): number {
  const part = values.subarray(Math.max(0, from), Math.max(0, to + 1));
  return part.reduce((sum, value) => sum + value, 0) / part.length;
}

/** Simple return of each bar, 0 for the first. */
export function returnsOf({ close, length }: BarColumns): Float64Array {
  return perBar({ length }, (i) => (i === 0 ? 0 : close[i] / close[i - 1] - 1));
}
