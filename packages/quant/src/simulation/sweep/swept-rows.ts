import type { SeriesColumns } from '../columns.ts';
import type { SimulationResult } from '../simulation.ts';

/** Columns of the rows of a sweep. */
export type RowColumns = Pick<SimulationResult, 'times' | 'equityUnits' | 'returns' | 'exposure' | 'instrumentReturns'>;

/** Rows of a sweep, one for each bar of its segment. */
export class SweptRows {
  readonly columns: RowColumns;
  private readonly first: number;

  constructor(columns: RowColumns, first: number) {
    this.columns = columns;
    this.first = first;
  }

  /** Writes the row of bar `i`; nothing where that is before the segment. */
  write(i: number, before: number, equity: number, exposure: number): void {
    const row = i - this.first;
    if (row < 0) return;
    const { equityUnits, returns, exposure: exposures } = this.columns;
    equityUnits[row] = equity;
    returns[row] = equity === before ? 0 : equity / before - 1;
    exposures[row] = exposure;
  }

  /** Writes the rows of the bars from `from` up to `to`, at which nothing is held and equity stays what it was. */
  writeFlat(from: number, to: number, equity: number): void {
    const [start, end] = [Math.max(0, from - this.first), Math.max(0, to - this.first)];
    const { equityUnits, returns, exposure } = this.columns;
    equityUnits.fill(equity, start, end);
    returns.fill(0, start, end);
    exposure.fill(0, start, end);
  }
}

/**
 * Rows of the bars `first` to `last`, with what the bars alone say of them: sweeps of the same bars share those columns.
 *
 * Source: this project.
 */
export function openRows(columns: SeriesColumns, first: number, last: number): SweptRows {
  return new SweptRows({ ...ownColumns(last - first + 1), ...sharedColumns(columns, first, last) }, first);
}

/**
 * The same, in columns that are used again for the next such rows of the bars.
 *
 * Source: this project.
 */
export function lentRows(columns: SeriesColumns, first: number, last: number): SweptRows {
  const shared = sharedColumns(columns, first, last);
  let own = LENT.get(shared.times);
  if (own === undefined) LENT.set(shared.times, (own = ownColumns(shared.times.length)));
  own.equityUnits.fill(0);
  own.returns.fill(0);
  own.exposure.fill(0);
  return new SweptRows({ ...own, ...shared }, first);
}

type OwnColumns = Pick<RowColumns, 'equityUnits' | 'returns' | 'exposure'>;

/** By the times of the rows, which are as many. */
const LENT: WeakMap<Float64Array, OwnColumns> = new WeakMap();

function ownColumns(length: number): OwnColumns {
  const column = (): Float64Array => new Float64Array(length);
  return { equityUnits: column(), returns: column(), exposure: column() };
}

type SharedColumns = Pick<RowColumns, 'times' | 'instrumentReturns'>;

interface KeptColumns extends SharedColumns {
  readonly first: number;
}

/** Of the bars that were swept last, by their closes. */
const KEPT: WeakMap<Float64Array, KeptColumns> = new WeakMap();

function sharedColumns({ closeTicks, closeTime, series }: SeriesColumns, first: number, last: number): SharedColumns {
  const kept = KEPT.get(closeTicks);
  if (kept?.first === first && kept.times.length === last - first + 1) {
    return { times: kept.times, instrumentReturns: kept.instrumentReturns };
  }
  const { close } = series;
  const times = closeTime.slice(first, last + 1);
  const instrumentReturns = times.map((_, row) => {
    const i = first + row;
    const change = i > 0 ? close[i] / close[i - 1] - 1 : NaN;
    return Number.isFinite(change) ? change : NaN;
  });
  KEPT.set(closeTicks, { first, times, instrumentReturns });
  return { times, instrumentReturns };
}
