import type { Fill } from '../../orders/index.ts';
import type { FoundTrade } from './open-lots.ts';
import type { TickBars } from './tick-bars.ts';

/**
 * A split between entry and exit: prices before bar `bar` are in the terms before it. Who has entered after it finds what is
 * delivered late when it is.
 */
export interface PassedSplit {
  readonly time: number;
  readonly bar: number;
  readonly ratio: number;
  /** What was paid out to holders, in ticks of a lot. @default nothing */
  readonly paidTicks?: number | undefined;
}

/** The parts of the bars of entry and exit in which the fills lie. */
export interface TradeParts {
  readonly entry: 'open' | 'inside' | 'close';
  readonly exit: 'open' | 'inside' | 'close';
}

/** The largest loss and gain of a trade while it was open, in ledger units of its currency, both ≥ 0, and where. */
export interface FoundExcursion {
  readonly adverse: number;
  readonly favourable: number;
}

/**
 * Looks at every price that a trade has seen, bar by bar.
 *
 * @remarks
 * Source: docs/methods/records.md.
 */
export function excursionOf(
  trade: FoundTrade,
  bars: TickBars,
  parts: TradeParts,
  splits: readonly PassedSplit[],
): FoundExcursion {
  const [entry, exit] = [trade.entry.fill, trade.exit.fill];
  const passed = splits.filter(({ time }) => time >= entry.time && time < exit.time);
  const perTick = bars.worth.units(1, 1) === 0 ? NaN : unitsPerTick(bars) * trade.lots;
  const sign = trade.direction === 'long' ? 1 : -1;
  const out = trade.exit.costs.referenceTicks;
  const isPlain = trade.splitRatio === 1 && passed.length === 0;
  const start = isPlain ? trade.entry.costs.referenceTicks : out - (sign * trade.grossUnits) / perTick;
  let [low, high] = [Math.min(start, out), Math.max(start, out)];
  const see = (ticks: number, bar: number): void => {
    if (Number.isNaN(ticks)) return;
    const isBefore = (one: PassedSplit): boolean =>
      bar < one.bar || (entry.barIndex >= one.bar && beginning(bars, bar) < one.time);
    const now = passed.reduce(
      (price, one) => (isBefore(one) ? price / one.ratio - (one.paidTicks ?? 0) : price),
      ticks,
    );
    [low, high] = [Math.min(low, now), Math.max(high, now)];
  };
  seeBars({ entry, exit }, bars, parts, see);
  const [down, up] = [Math.round((low - start) * perTick) + 0, Math.round((high - start) * perTick) + 0];
  return sign > 0
    ? { adverse: Math.max(0, -down), favourable: Math.max(0, up) }
    : { adverse: Math.max(0, up), favourable: Math.max(0, -down) };
}

/** When a bar's first price was made. */
function beginning({ series, isCloseOnly }: TickBars, bar: number): number {
  return (isCloseOnly ? series.eventTime : series.openTime)[bar];
}

function unitsPerTick({ series: { instrument } }: TickBars): number {
  const { tickSize, lotSize, multiplier } = instrument;
  const decimals = [tickSize, lotSize, multiplier].reduce((sum, text) => sum + (text.split('.')[1]?.length ?? 0), 0);
  const whole = [tickSize, lotSize, multiplier].reduce((product, text) => product * Number(text.replace('.', '')), 1);
  return decimals <= 6 ? whole * 10 ** (6 - decimals) : whole / 10 ** (decimals - 6);
}

type Ends = { readonly entry: Fill; readonly exit: Fill };

function seeBars(
  { entry, exit }: Ends,
  bars: TickBars,
  parts: TradeParts,
  see: (ticks: number, bar: number) => void,
): void {
  const first = parts.entry === 'open' ? entry.barIndex : entry.barIndex + 1;
  const last = parts.exit === 'close' ? exit.barIndex : exit.barIndex - 1;
  for (let bar = first; bar <= last; bar++) {
    see(bars.ticks('low', bar), bar);
    see(bars.ticks('high', bar), bar);
  }
  const along = (fill: Fill, from: number, to: number): void => {
    for (const ticks of pricesOnPath(bars, fill, from, to)) see(ticks, fill.barIndex);
  };
  if (entry.barIndex === exit.barIndex) seeOneBar({ entry, exit }, parts, along);
  else seePartial({ entry, exit }, bars, parts, { see, along });
}

type Along = (fill: Fill, from: number, to: number) => void;

/** A trade inside one bar has seen the path between its fills. */
function seeOneBar({ entry, exit }: Ends, parts: TradeParts, along: Along): void {
  const from = parts.entry === 'open' ? 0 : entry.path?.position;
  const to = parts.exit === 'close' ? Infinity : exit.path?.position;
  const path = entry.path ?? exit.path;
  if (path !== undefined && from !== undefined && to !== undefined) along({ ...exit, path }, from, to);
}

/** What was seen of the bars of entry and exit that were not held through; without a path the close and the open of them. */
function seePartial(
  { entry, exit }: Ends,
  bars: TickBars,
  parts: TradeParts,
  { see, along }: { readonly see: (ticks: number, bar: number) => void; readonly along: Along },
): void {
  if (parts.entry === 'inside') {
    if (entry.path === undefined) see(bars.ticks('close', entry.barIndex), entry.barIndex);
    else along(entry, entry.path.position, Infinity);
  }
  if (parts.exit === 'inside') {
    if (exit.path === undefined) see(bars.ticks('open', exit.barIndex), exit.barIndex);
    else along(exit, 0, exit.path.position);
  }
}

/** Where the price turned between two distances along a path, and where it was at both. */
function pricesOnPath(bars: TickBars, { path, barIndex }: Fill, from: number, to: number): readonly number[] {
  const extremes = path?.order === 'high-first' ? (['high', 'low'] as const) : (['low', 'high'] as const);
  const corners = [...extremes, 'close' as const].map((name) => bars.ticks(name, barIndex));
  const seen: number[] = [];
  let [price, travelled] = [bars.ticks('open', barIndex), 0];
  if (from <= 0) seen.push(price);
  for (const corner of corners) {
    const way = Math.abs(corner - price);
    const at = (position: number): number => price + Math.sign(corner - price) * (position - travelled);
    if (from > travelled && from <= travelled + way) seen.push(at(from));
    if (to >= travelled && to < travelled + way) seen.push(at(to));
    travelled += way;
    price = corner;
    if (travelled >= from && travelled <= to) seen.push(corner);
  }
  if (from >= travelled) seen.push(price);
  return seen;
}
