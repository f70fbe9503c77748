/**
 * Adjusted series with release times.
 *
 * A bar says something about each action that was applied to it, so it is known when the last of them was, and no earlier.
 *
 * - In terms of the last bar's shares, each action is applied to all bars before it: none of them is known before the
 *   last action was. That is how prices look at one reading time.
 * - In terms of the first bar's shares, each action is applied to the bars after it, the other way round: prices are
 *   multiplied where they would have been divided. Returns are the same, and each bar uses earlier actions only.
 */
import { adjustmentFactors, adjustSeries, sliceSeries, textAt } from '@assay/quant/market';
import type { Adjustment, BarSeries, RecordTable, SidePrices } from '@assay/quant/market';
import type { EpochMs } from '@assay/core/time';

/** What is adjusted for. */
export type AdjustmentMode = Exclude<Adjustment, 'raw'>;

/** Whose shares adjusted prices are stated in: those of the last bar, or of the first one. */
export type ShareTerms = 'last' | 'first';

/** How a series is to be adjusted. */
export interface AdjustmentRequest {
  /** Actions that were known and in effect by then count. */
  readonly asOf: EpochMs;
  readonly mode: AdjustmentMode;
  readonly terms: ShareTerms;
}

/** A series with what was done to it. */
export interface AdjustedSeries {
  readonly series: BarSeries;
  readonly splits: number;
  readonly dividends: number;
}

interface AppliedAction {
  readonly type: 'split' | 'cash-dividend';
  readonly exTime: EpochMs;
  readonly availableAt: EpochMs;
}

/**
 * The series as adjusted for actions that were known at a time.
 *
 * @param actions - of the series' instrument; of each action the version that was known last.
 * @throws {InvalidArgumentError} and {DataError} as `adjustSeries` of quant does.
 */
export function adjusted(series: BarSeries, actions: RecordTable, request: AdjustmentRequest): AdjustedSeries {
  const applied = appliedTo(series, actions, request);
  const { asOf, mode, terms } = request;
  const made =
    terms === 'last' ? adjustSeries(series, actions, asOf, mode) : inFirstTerms(series, actions, { applied, request });
  return {
    series: { ...made, availableAt: knownFrom(series, applied, terms) },
    splits: applied.filter(({ type }) => type === 'split').length,
    dividends: applied.filter(({ type }) => type === 'cash-dividend').length,
  };
}

/** The actions that change the series: those that lie between two of its bars. */
function appliedTo(series: BarSeries, actions: RecordTable, { asOf, mode }: AdjustmentRequest): AppliedAction[] {
  const [first = Infinity, last = -Infinity] = [series.eventTime[0], series.eventTime[series.length - 1]];
  const found: AppliedAction[] = [];
  for (let row = 0; row < actions.length; row++) {
    const type = textAt(actions, 'type', row);
    const exTime = actions.eventTime[row] as number;
    const availableAt = actions.availableAt[row] as number;
    const counts = type === 'split' || (type === 'cash-dividend' && mode === 'split-and-dividend');
    if (!counts || exTime > asOf || availableAt > asOf || exTime < first || exTime >= last) continue;
    found.push({ type, exTime, availableAt });
  }
  return found.sort((a, b) => a.exTime - b.exTime);
}

/** When each bar and every action that was applied to it were known. */
function knownFrom(series: BarSeries, applied: readonly AppliedAction[], terms: ShareTerms): Float64Array {
  return series.availableAt.map((own, i) => {
    const close = series.eventTime[i] as number;
    return applied.reduce((known, { exTime, availableAt }) => {
      const touches = terms === 'last' ? close <= exTime : close > exTime;
      return touches ? Math.max(known, availableAt) : known;
    }, own);
  });
}

/**
 * Each step is taken from the two bars around it alone: neither a later bar nor a later action has a part in it, not even
 * by rounding.
 */
function inFirstTerms(
  series: BarSeries,
  actions: RecordTable,
  { applied, request }: { readonly applied: readonly AppliedAction[]; readonly request: AdjustmentRequest },
): BarSeries {
  const price = new Float64Array(series.length).fill(1);
  const shares = new Float64Array(series.length).fill(1);
  let [priceNow, sharesNow, next] = [1, 1, 0];
  for (let i = 1; i < series.length; i++) {
    const [from, to] = [series.eventTime[i - 1] as number, series.eventTime[i] as number];
    const before = next;
    while (next < applied.length && (applied[next] as AppliedAction).exTime < to) next++;
    if (next > before) {
      const around = sliceSeries(series, i - 1, i + 1);
      const { asOf, mode } = request;
      const step = adjustmentFactors(around, rowsBetween(actions, from, to), asOf, mode);
      priceNow *= (step.shares[0] as number) / (step.dividend[0] as number);
      sharesNow *= step.shares[0] as number;
    }
    price[i] = priceNow;
    shares[i] = sharesNow;
  }
  return stated(series, { price, shares, mode: request.mode });
}

function stated(
  series: BarSeries,
  by: { readonly price: Float64Array; readonly shares: Float64Array; readonly mode: AdjustmentMode },
): BarSeries {
  const times = (column: Float64Array): Float64Array => column.map((value, i) => value * (by.price[i] as number));
  const side = ({ open, high, low, close }: SidePrices): SidePrices => ({
    open: times(open),
    high: times(high),
    low: times(low),
    close: times(close),
  });
  return {
    ...series,
    adjustment: by.mode,
    ...side(series),
    ...(series.ask === undefined ? {} : { ask: side(series.ask) }),
    volume: series.volume.map((value, i) => value / (by.shares[i] as number)),
  };
}

/** Actions whose ex-time lies in [from, to). */
function rowsBetween(table: RecordTable, from: EpochMs, to: EpochMs): RecordTable {
  const first = table.eventTime.findIndex((time) => time >= from);
  const end = table.eventTime.findIndex((time) => time >= to);
  const [start, stop] = [first < 0 ? table.length : first, end < 0 ? table.length : end];
  const cut = <Column extends Float64Array | Int32Array>(column: Column): Column =>
    column.subarray(start, stop) as Column;
  const { numbers, texts, source } = table;
  return {
    ...table,
    length: stop - start,
    eventTime: cut(table.eventTime),
    availableAt: cut(table.availableAt),
    numbers: Object.fromEntries(Object.entries(numbers).map(([name, column]) => [name, cut(column)])),
    texts: Object.fromEntries(
      Object.entries(texts).map(([name, { index, words }]) => [name, { words, index: cut(index) }]),
    ),
    source: { files: source.files, file: cut(source.file), row: cut(source.row) },
  };
}
