import { checkSameLength } from '@assay/core/checks';
import type { Trade } from '../../orders/index.ts';

/** A label for each period or trade: which of the names it bears. */
export interface LabelColumn {
  /** In the order of the table. A name may belong to no row. */
  readonly names: readonly string[];
  /** shape (n,): index into `names`. */
  readonly codes: Int32Array;
}

/** What stands where a label is missing. */
export const UNKNOWN_LABEL = 'unknown';

/** What closed trades are told apart by. */
export type TradeKey = 'instrument' | 'direction' | 'exitRule' | 'exitReason' | 'entryReason' | 'contract';

/** The columns of a trade that a label may come from. */
export type LabelledTrade = Pick<Trade, TradeKey>;

/**
 * Labels from texts, as regimes come: names in the order of their first row, missing ones as `unknown`, which comes last.
 *
 * @param labels - shape (n,); undefined, null and the empty text are missing.
 *
 * @remarks
 * Source: this project.
 */
export function labelColumn(labels: readonly (string | null | undefined)[]): LabelColumn {
  const texts = labels.map((label) => (label === null || label === undefined || label === '' ? UNKNOWN_LABEL : label));
  const known = [...new Set(texts)].filter((text) => text !== UNKNOWN_LABEL);
  return encode(texts.includes(UNKNOWN_LABEL) ? [...known, UNKNOWN_LABEL] : known, texts);
}

/**
 * Labels of closed trades by one of their own columns, names in ascending order.
 *
 * @param trades - in any order.
 * @param key - which column.
 *
 * @remarks
 * Source: this project.
 */
export function tradeLabels(trades: readonly LabelledTrade[], key: TradeKey): LabelColumn {
  const texts = trades.map((trade) => trade[key]);
  return encode([...new Set(texts)].sort(), texts);
}

/**
 * Labels that the rows take from another column at given positions, as trades take the regime of the period of their entry.
 *
 * @param labels - shape (p,).
 * @param positions - shape (n,): index into the rows of `labels`; -1 where there is none.
 * @returns shape (n,); `unknown` where the position is outside.
 *
 * @remarks
 * Source: this project.
 */
export function labelsAt(labels: LabelColumn, positions: Int32Array): LabelColumn {
  const names = labels.names.includes(UNKNOWN_LABEL) ? labels.names : [...labels.names, UNKNOWN_LABEL];
  const unknown = names.indexOf(UNKNOWN_LABEL);
  return { names, codes: positions.map((at) => (at >= 0 && at < labels.codes.length ? labels.codes[at] : unknown)) };
}

/**
 * Index of the period in which each moment lies: the first whose close is at or after it; -1 after the last.
 *
 * @param closes - shape (p,): close times, ascending.
 * @param times - shape (n,), in any order.
 *
 * @remarks
 * Cost: O(n log p) time.
 * Source: this project.
 */
export function periodsOf(closes: Float64Array, times: Float64Array): Int32Array {
  return Int32Array.from(times, (time) => {
    let low = 0;
    let high = closes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (closes[middle] < time) low = middle + 1;
      else high = middle;
    }
    return low < closes.length ? low : -1;
  });
}

/**
 * Rows of each name, in their order.
 *
 * @param labels - a column of n labels.
 * @param n - how many rows there must be.
 * @throws {InvalidArgumentError} if the column has another length.
 *
 * @remarks
 * Cost: O(n) time.
 * Source: this project.
 */
export function rowsByName(labels: LabelColumn, n: number): ReadonlyMap<string, Int32Array> {
  checkSameLength('labels', labels.codes, n);
  const counts = new Int32Array(labels.names.length);
  for (const code of labels.codes) counts[code]++;
  const rows = labels.names.map((_, code) => new Int32Array(counts[code]));
  const filled = new Int32Array(labels.names.length);
  labels.codes.forEach((code, i) => {
    rows[code][filled[code]++] = i;
  });
  return new Map(labels.names.map((name, code) => [name, rows[code]]));
}

function encode(names: readonly string[], texts: readonly string[]): LabelColumn {
  const codeOf = new Map(names.map((name, code) => [name, code]));
  return { names, codes: Int32Array.from(texts, (text) => codeOf.get(text) ?? -1) };
}
