import type { BarSeries } from '@assay/quant/market';
import { valueAt } from '../columns.ts';
import type { FindingTally, YearCounter } from './tally.ts';

/** One bar as the checks see it. The same object is filled again for the bar after the next. */
export interface AuditBar {
  openTime: number;
  eventTime: number;
  availableAt: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  /** NaN where there is no ask side. */
  askOpen: number;
  askHigh: number;
  askLow: number;
  askClose: number;
  /** Data row in its source file. */
  sourceRow: number;
}

/** What a check has counted, and the rows that shares by year are taken of. */
export interface Counted {
  readonly tally: FindingTally;
  readonly of?: YearCounter | undefined;
}

/** A check that sees the bars of a series one by one, each as it was first published, in strict order of time. */
export interface BarCheck {
  /** @param before - the bar before it; undefined for the first one. Neither may be kept. */
  bar(now: AuditBar, before: AuditBar | undefined): void;
  /** What it found, after all bars. */
  counted(): readonly Counted[];
}

/** A bar without values. */
export function emptyBar(): AuditBar {
  const prices = { open: NaN, high: NaN, low: NaN, close: NaN, volume: NaN };
  const ask = { askOpen: NaN, askHigh: NaN, askLow: NaN, askClose: NaN };
  return { openTime: NaN, eventTime: NaN, availableAt: NaN, ...prices, ...ask, sourceRow: 0 };
}

/** Fills `bar` with the bar of a chunk. */
export function loadBar(bar: AuditBar, chunk: BarSeries, index: number): void {
  bar.openTime = valueAt(chunk.openTime, index);
  bar.eventTime = valueAt(chunk.eventTime, index);
  bar.availableAt = valueAt(chunk.availableAt, index);
  bar.open = valueAt(chunk.open, index);
  bar.high = valueAt(chunk.high, index);
  bar.low = valueAt(chunk.low, index);
  bar.close = valueAt(chunk.close, index);
  bar.volume = valueAt(chunk.volume, index);
  bar.sourceRow = valueAt(chunk.source.row, index);
  const { ask } = chunk;
  if (ask === undefined) return;
  bar.askOpen = valueAt(ask.open, index);
  bar.askHigh = valueAt(ask.high, index);
  bar.askLow = valueAt(ask.low, index);
  bar.askClose = valueAt(ask.close, index);
}
