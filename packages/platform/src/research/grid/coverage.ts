import type { GateCoverage } from '@assay/quant/evidence';
import type { NamedColumns } from '@assay/quant/strategy';

/** Name of the column by which a strategy says where the gate of each bar came from: 1 a real one, 2 derived, 0 none. */
export const SOURCE_COLUMN = 'source';

/** Shares of bars by where their gate came from; undefined where the strategy does not say, or there is no bar. */
export function coverageOf(
  columns: NamedColumns | undefined,
  [from, to]: readonly [number, number],
): GateCoverage | undefined {
  const column = columns?.[SOURCE_COLUMN];
  if (column === undefined || from < 0 || to < from) return undefined;
  const counts = [0, 0, 0];
  for (let bar = from; bar <= to; bar++) {
    const source = column[bar] ?? 0;
    const place = source === 1 || source === 2 ? source : 0;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const [none = 0, gate = 0, derived = 0] = counts;
  const bars = to - from + 1;
  return { gate: gate / bars, derived: derived / bars, none: none / bars };
}
