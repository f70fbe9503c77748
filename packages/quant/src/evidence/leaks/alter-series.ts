import type { EpochMs } from '@assay/core/time';
import { fromTicks, sliceSeries, toTicks } from '../../market/index.ts';
import type { BarSeries, Instrument, SidePrices } from '../../market/index.ts';

/** What the bars after a cut are replaced by; all of it is finite where the bars were, in order, and on the tick. */
export type Alteration = 'flat' | 'mirrored' | 'shuffled';

/** Exponent of the mirror: falls become rises that are half as large again. */
const MIRROR_POWER = 1.5;
/** What is left of each return where they are shuffled. */
const SHUFFLE_SCALE = 0.25;
/** Largest logarithm of a price relative to that at the cut. */
const MOST_LOG = 5;

/**
 * Index of the first bar that is not known at a time; the length where all are.
 *
 * @remarks
 * Causal: bars come in order, so one that is late holds up those after it.
 * Source: this project.
 */
export function firstUnknown({ availableAt, length }: BarSeries, time: EpochMs): number {
  for (let i = 0; i < length; i++) if (availableAt[i] > time) return i;
  return length;
}

/**
 * Index of the first bar that begins at a time or later and ends after it; the length where none does. Bars before it have
 * prices in which an order may have filled by then.
 *
 * Source: this project.
 */
export function firstBegunAfter({ openTime, eventTime, length }: BarSeries, time: EpochMs): number {
  let i = length;
  while (i > 0 && openTime[i - 1] >= time && eventTime[i - 1] > time) i--;
  return i;
}

/**
 * The bars that are known at a time, as views of the same memory.
 *
 * Source: this project.
 */
export function knownSeries(series: BarSeries, time: EpochMs): BarSeries {
  return sliceSeries(series, 0, firstUnknown(series, time));
}

/**
 * The same series with every bar from an index on replaced by valid bars that say something else.
 *
 * - `flat`: the last price before, for ever.
 * - `mirrored`: log p′ = log a − 1.5 · (log p − log a), a the last price before; volumes backwards.
 * - `shuffled`: the returns in reverse order, each a quarter of itself, then doubled in level; volumes backwards.
 *
 * @param from - index of the first bar to replace, 0 to length.
 *
 * @remarks
 * NaN: an unknown price or volume stays unknown.
 * Source: this project.
 */
export function alteredFrom(series: BarSeries, from: number, alteration: Alteration): BarSeries {
  const { instrument, length } = series;
  if (from >= length) return series;
  const anchor = series.close[from > 0 ? from - 1 : from];
  const levels = levelsOf(series, from, anchor, alteration);
  const prices = {
    open: series.open.slice(),
    high: series.high.slice(),
    low: series.low.slice(),
    close: series.close.slice(),
  };
  const volume = series.volume.slice();
  for (let i = from; i < length; i++) {
    const model = alteration === 'shuffled' ? length - 1 - (i - from) : i;
    if (alteration !== 'flat') volume[i] = series.volume[length - 1 - (i - from)];
    writeBar(prices, i, { instrument, level: levels[i - from], shape: shapeOf(series, model, alteration) });
  }
  const changed = { ...series, ...prices, volume };
  return series.ask === undefined ? changed : { ...changed, ask: askOver(series, series.ask, prices, from) };
}

/** Bars from an index on are known later by `lateMs`. */
export function releasedLater(series: BarSeries, from: number, lateMs: number): BarSeries {
  const availableAt = series.availableAt.slice();
  for (let i = from; i < series.length; i++) availableAt[i] += lateMs;
  return { ...series, availableAt };
}

/** Close of every altered bar, in price units. */
function levelsOf({ close, length }: BarSeries, from: number, anchor: number, alteration: Alteration): Float64Array {
  const levels = new Float64Array(length - from).fill(anchor);
  if (alteration === 'flat' || !(anchor > 0)) return levels;
  let log = alteration === 'shuffled' ? Math.LN2 : 0;
  for (let i = from; i < length; i++) {
    if (alteration === 'mirrored') log = -MIRROR_POWER * Math.log(close[i] / anchor);
    else {
      const step = Math.log(close[length - 1 - (i - from)] / close[Math.max(0, length - 2 - (i - from))]);
      log += Number.isFinite(step) ? SHUFFLE_SCALE * step : 0;
    }
    const known = Number.isFinite(log) ? Math.max(-MOST_LOG, Math.min(MOST_LOG, log)) : 0;
    levels[i - from] = Number.isNaN(close[i]) ? NaN : anchor * Math.exp(known);
  }
  return levels;
}

/** Open, high and low of a bar relative to its close; all 1 where it is flat. */
interface BarShapeRatios {
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

function shapeOf({ open, high, low, close, shape }: BarSeries, i: number, alteration: Alteration): BarShapeRatios {
  if (shape === 'close-only') return { open: NaN, high: NaN, low: NaN };
  const ratio = (price: number): number => (alteration !== 'flat' && price > 0 && close[i] > 0 ? price / close[i] : 1);
  const found = { open: ratio(open[i]), high: ratio(high[i]), low: ratio(low[i]) };
  return alteration === 'mirrored' ? { open: 1 / found.open, high: 1 / found.low, low: 1 / found.high } : found;
}

function writeBar(
  prices: SidePrices,
  i: number,
  {
    instrument,
    level,
    shape,
  }: { readonly instrument: Instrument; readonly level: number; readonly shape: BarShapeRatios },
): void {
  const tick = Number(instrument.tickSize);
  const onTick = (price: number): number =>
    Number.isNaN(price) ? NaN : price > 0 ? Math.max(tick, fromTicks(instrument, toTicks(instrument, price))) : price;
  const [open, close] = [onTick(level * shape.open), onTick(level)];
  prices.open[i] = open;
  prices.close[i] = close;
  prices.high[i] = Number.isNaN(shape.high) ? NaN : Math.max(onTick(level * shape.high), open, close);
  prices.low[i] = Number.isNaN(shape.low) ? NaN : Math.min(onTick(level * shape.low), open, close);
}

/** The ask side over altered bids, each as far above as it was. */
function askOver({ close, length }: BarSeries, ask: SidePrices, bid: SidePrices, from: number): SidePrices {
  const moved = (name: keyof SidePrices): Float64Array => {
    const column = ask[name].slice();
    for (let i = from; i < length; i++) column[i] = bid[name][i] + Math.max(0, ask.close[i] - close[i]);
    return column;
  };
  return { open: moved('open'), high: moved('high'), low: moved('low'), close: moved('close') };
}
