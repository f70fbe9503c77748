import { fromTicks, toTicks } from '@assay/quant/market';
import type { Instrument } from '@assay/quant/market';
import type { CsvLayout, LayoutColumns } from './layout.ts';
import { stampReader } from './stamps.ts';

/** Ticks that a price may lie from its tick where the layout says to snap. */
const SNAP_TOLERANCE = 0.1;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/u;
const BLANK = new Set(['', '-', 'na', 'n/a', '#n/a', 'nan', 'null', 'none']);

/** Places of the columns in a record, from 0; -1 for those that the layout does not have. */
export type ColumnPlaces = Readonly<Record<keyof LayoutColumns, number>>;

/** A row as a bar. */
export interface ParsedRow {
  readonly openTime: number;
  readonly eventTime: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Price units between the prices of the file and the ticks they were snapped to, at most. */
  readonly residual: number;
}

/** Why a row is no bar, and under which policy it may be skipped; `undefined`: under none. */
export interface RowFault {
  readonly fault: string;
  readonly policy: keyof CsvLayout['rows'] | undefined;
}

type Prices = Pick<ParsedRow, 'open' | 'high' | 'low' | 'close'>;

/** Reads rows of a layout. `terms` are those that every instrument of the files shares. */
export function rowParser(
  layout: CsvLayout,
  terms: Instrument,
): (fields: readonly string[], places: ColumnPlaces) => ParsedRow | RowFault {
  const readStamp = stampReader(layout);
  const hasRange = layout.columns.open !== undefined;
  const names = hasRange ? (['open', 'high', 'low', 'close'] as const) : (['close'] as const);
  return (fields, places) => {
    const texts = names.map((name) => fields[places[name]] ?? '');
    const blank = texts.findIndex((text) => BLANK.has(text.toLowerCase()));
    if (blank >= 0) return { fault: `${names[blank] as string} is '${texts[blank] as string}'`, policy: 'blank' };
    const stamp = readStamp(fields[places.time] ?? '');
    if ('fault' in stamp) return { fault: stamp.fault, policy: stamp.isOffSession ? 'offSession' : undefined };
    const volume = places.volume < 0 ? NaN : readVolume(fields[places.volume] ?? '');
    if (typeof volume === 'string') return { fault: volume, policy: undefined };
    const prices = readPrices(layout, terms, names, texts);
    if ('fault' in prices) return prices;
    // A bar that knows its close only has no beginning.
    return { ...(hasRange ? stamp : { openTime: stamp.eventTime, eventTime: stamp.eventTime }), ...prices, volume };
  };
}

function readPrices(
  layout: CsvLayout,
  terms: Instrument,
  names: readonly (keyof Prices)[],
  texts: readonly string[],
): (Prices & { readonly residual: number }) | RowFault {
  const prices = { open: NaN, high: NaN, low: NaN, close: NaN };
  let residual = 0;
  for (const [index, name] of names.entries()) {
    const text = texts[index] as string;
    if (!NUMBER.test(text)) return { fault: `${name} '${text}' is not a number`, policy: undefined };
    const value = Number(text) / layout.priceScale;
    if (!Number.isFinite(value) || value <= 0)
      return { fault: `${name} ${text} is no possible price`, policy: 'invalid' };
    prices[name] = layout.snapToTick ? snap(terms, value) : value;
    if (Number.isNaN(prices[name])) {
      return { fault: `${name} ${text} is not near a multiple of the tick ${terms.tickSize}`, policy: undefined };
    }
    residual = Math.max(residual, Math.abs(prices[name] - value));
  }
  const fault = names.length === 1 ? undefined : rangeFault(prices);
  return fault === undefined ? { ...prices, residual } : { fault, policy: 'invalid' };
}

/** The nearest tick, or NaN if it is too far away. */
function snap(terms: Instrument, value: number): number {
  const tick = Number(terms.tickSize);
  if (value / tick >= 2 ** 52) return NaN;
  const snapped = fromTicks(terms, toTicks(terms, value));
  return Math.abs(snapped - value) <= SNAP_TOLERANCE * tick && snapped > 0 ? snapped : NaN;
}

function rangeFault({ open, high, low, close }: Prices): string | undefined {
  if (high < low) return `high ${high} is below low ${low}`;
  if (open > high || open < low) return `open ${open} lies outside low ${low} and high ${high}`;
  return close > high || close < low ? `close ${close} lies outside low ${low} and high ${high}` : undefined;
}

function readVolume(text: string): number | string {
  if (BLANK.has(text.toLowerCase())) return NaN;
  if (!NUMBER.test(text)) return `volume '${text}' is not a number`;
  const volume = Number(text) + 0;
  return volume >= 0 && volume < Infinity ? volume : `volume ${text} is no possible volume`;
}
