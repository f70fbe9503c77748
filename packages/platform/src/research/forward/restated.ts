import type { RestatedSeries } from '@assay/contracts/schemas';
import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { BarSeries } from '@assay/quant/market';
import { sha256Hex } from '../../settings/index.ts';

const COLUMNS = ['openTime', 'eventTime', 'availableAt', 'open', 'high', 'low', 'close', 'volume'] as const;

/** Which bars of a later version belong to the judged period. */
export interface JudgedPeriod {
  /** Last close. */
  readonly to: EpochMs;
  /** What became known only after this had no place in the run; infinite where its dates were open. */
  readonly knownBy: EpochMs;
  /** The same bars in their last version. */
  readonly latest: BarSeries;
}

/**
 * Holds the bars that a run judged against what a later dataset version says of the same period, row by row.
 *
 * @remarks
 * Causal: not a trading rule; it looks at the judged period only.
 */
export function restatedSeries(
  judged: BarSeries,
  found: BarSeries,
  { to, knownBy, latest }: JudgedPeriod,
): RestatedSeries {
  const now = rowsOf(
    found,
    (row) => (found.eventTime[row] as number) <= to && (found.availableAt[row] as number) <= knownBy,
  );
  const then = rowsOf(judged, () => true);
  const differing: number[] = [];
  let [changed, missing] = [0, 0];
  let largest: number | null = null;
  for (const [time, row] of then) {
    const other = now.get(time);
    if (other === undefined) missing++;
    else if (sameRow(judged, row, found, other)) continue;
    else {
      changed++;
      largest = largerChange(largest, judged.close[row] as number, found.close[other] as number);
    }
    differing.push(time);
  }
  const added = [...now.keys()].filter((time) => !then.has(time));
  const first = Math.min(...differing, ...added);
  return {
    instrument: judged.instrument.id,
    bars: judged.length,
    ...{ changed, missing, added: added.length },
    restatedLater: restatedLater(found, now, latest),
    first: Number.isFinite(first) ? formatIsoTime(first) : null,
    largestChange: largest,
    judgedHash: rowsHash(judged, [...then.values()]),
    foundHash: rowsHash(found, [...now.values()]),
  };
}

/** Bars of the judged period that the later dataset version holds in more than one version. */
function restatedLater(found: BarSeries, now: ReadonlyMap<number, number>, latest: BarSeries): number {
  let count = 0;
  for (let at = 0; at < latest.length; at++) {
    const row = now.get(latest.eventTime[at] as number);
    if (row !== undefined && !sameRow(found, row, latest, at)) count++;
  }
  return count;
}

/** True where a judged bar is not as it was. */
export function isRestated(history: readonly RestatedSeries[]): boolean {
  return history.some(({ judgedHash, foundHash }) => judgedHash !== foundHash);
}

function rowsOf(series: BarSeries, isWanted: (row: number) => boolean): ReadonlyMap<number, number> {
  const rows = new Map<number, number>();
  for (let row = 0; row < series.length; row++) if (isWanted(row)) rows.set(series.eventTime[row] as number, row);
  return rows;
}

function sameRow(one: BarSeries, row: number, other: BarSeries, at: number): boolean {
  return columnsOf(one).every((column, index) => Object.is(column[row], columnsOf(other)[index]?.[at]));
}

function columnsOf(series: BarSeries): readonly Float64Array[] {
  const { ask } = series;
  return [
    ...COLUMNS.map((name) => series[name]),
    ...(ask === undefined ? [] : [ask.open, ask.high, ask.low, ask.close]),
  ];
}

function largerChange(largest: number | null, then: number, now: number): number | null {
  const change = Math.abs(now / then - 1);
  return Number.isFinite(change) && change > (largest ?? 0) ? change : largest;
}

/** SHA-256 over the values of the rows, column by column. */
function rowsHash(series: BarSeries, rows: readonly number[]): string {
  const columns = columnsOf(series).map((column) => Float64Array.from(rows, (row) => column[row] as number));
  const bytes = Buffer.concat(columns.map(({ buffer }) => Buffer.from(buffer)));
  return sha256Hex(bytes);
}
