import { adjustSeries, sliceSeries, textAt } from '@assay/quant/market';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { computeSignals } from '@assay/quant/signals';
import type { SignalSpec } from '@assay/quant/signals';

/**
 * Columns of terms, each row from prices in the shares of its own moment: a split that is in force and known restates all
 * bars before it, from then on; it is no jump. Dividends are left in the prices.
 *
 * @param actions - corporate actions of the instrument; undefined where none are settled.
 * @returns one column per term, shape (n bars,).
 *
 * @remarks
 * Causal: a row depends on bars and actions that were known when its bar was.
 * Cost: the terms once more for each split, on the bars before it.
 */
export function termColumns(
  terms: readonly SignalSpec[],
  bars: BarSeries,
  actions: RecordTable | undefined,
): readonly Float64Array[] {
  const moments = actions === undefined ? [] : splitMoments(actions);
  if (actions === undefined || moments.length === 0) return computeSignals(terms, bars);
  const columns = terms.map(() => new Float64Array(bars.length));
  let from = 0;
  for (let k = 0; k <= moments.length; k++) {
    const to = k < moments.length ? firstKnownFrom(bars, moments[k] as number) : bars.length;
    if (to <= from) continue;
    const known = sliceSeries(bars, 0, to);
    const stated = k === 0 ? known : adjustSeries(known, actions, moments[k - 1] as number, 'split');
    computeSignals(terms, stated).forEach((column, term) => columns[term]?.set(column.subarray(from, to), from));
    from = to;
  }
  return columns;
}

/** When each word on a split is both known and in force, ascending. */
function splitMoments(actions: RecordTable): readonly number[] {
  const moments: number[] = [];
  for (let row = 0; row < actions.length; row++) {
    if (textAt(actions, 'type', row) !== 'split') continue;
    moments.push(Math.max(actions.eventTime[row] as number, actions.availableAt[row] as number));
  }
  return moments.sort((a, b) => a - b);
}

function firstKnownFrom({ availableAt, length }: BarSeries, time: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((availableAt[middle] as number) >= time) high = middle;
    else low = middle + 1;
  }
  return low;
}
