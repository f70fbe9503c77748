/** The market's price of a fill, from the bars and the rule that the fill names. */
import type { Fill } from '../../orders/index.ts';
import type { TickBars } from './tick-bars.ts';

/** Levels of the order behind a fill, in whole ticks, where they are known. */
export interface KnownLevels {
  readonly stopTicks?: number | undefined;
  readonly limitTicks?: number | undefined;
}

/** What a price can come from beside the bar. */
export interface PriceSources {
  readonly levels: KnownLevels | undefined;
  /** True where a limit fills only when the price goes a tick beyond it. */
  readonly isThrough: boolean;
  /** Newest mark before the fill, whole ticks. */
  readonly markTicks: number;
  /** Price that a corporate action states, whole ticks. */
  readonly statedTicks: number | undefined;
  /** Both sides of the quote that was received at the fill's time; undefined where none was. */
  readonly quote: Sides | undefined;
}

/** Both sides of the market in whole ticks. */
export interface Sides {
  readonly bid: number;
  readonly ask: number;
}

/** The price before costs. */
export interface ReferencePrice {
  /** At the trader's own side. */
  readonly ownTicks: number;
  /** Both sides, where both are known. */
  readonly sides?: Sides | undefined;
  /** Costs move the price no further than here. */
  readonly limitTicks?: number | undefined;
  /** True where such a limit exists, but bars and decisions do not show it. */
  readonly isLimitUnknown?: true | undefined;
  /** Where it comes from, in words. */
  readonly from: string;
  /** What of it was taken as recorded, because bars and decisions do not show it. */
  readonly taken?: string | undefined;
}

/**
 * Finds the price of a fill.
 *
 * @returns undefined where the rule names a price that the bars cannot show.
 *
 * @remarks
 * Source: docs/methods/fill-contract.md.
 */
export function referencePrice(fill: Fill, bars: TickBars, sources: PriceSources): ReferencePrice | undefined {
  const { rule } = fill;
  if (rule.endsWith('-at-next-quote')) return fromQuote(fill, sources);
  if (/^(delisted-at-value|merged-for-cash|expired-at-settlement-price)$/u.test(rule)) return fromStated(sources);
  if (rule.endsWith('-at-last-mark')) return fromMark(fill, bars, sources);
  if (rule.endsWith('-at-worst')) return atWorst(fill, bars);
  if (rule.includes('inside-bar') || rule.startsWith('both-touched') || rule.endsWith('-at-level'))
    return atLevel(fill, bars, sources);
  if (/^(target|limit|stop-limit)-at-close$/u.test(rule)) return limitAtClose(fill, bars, sources.levels);
  if (/-(at-next|on|at|gapped-at)-open$/u.test(rule)) return atOpen(fill, bars, sources.levels);
  if (/-(at-next|on|at|at-segment|end-at)-close$|^market-at-close-degenerate-open$/u.test(rule))
    return atClose(fill, bars);
  return undefined;
}

/** True for rules of orders that state the price up to which they trade. */
export function hasLimit(rule: string): boolean {
  return rule.startsWith('limit-') || rule.startsWith('stop-limit-') || /^(target-|both-touched-target)/u.test(rule);
}

function ownOf({ side }: Fill, { bid, ask }: Sides): number {
  return side === 'buy' ? ask : bid;
}

function atOpen(fill: Fill, bars: TickBars, levels: KnownLevels | undefined): ReferencePrice {
  const both = bars.sides('open', fill.barIndex);
  const own = both === undefined ? bars.ticks('open', fill.barIndex) : ownOf(fill, both);
  return { ownTicks: own, sides: both, from: 'the open of the bar', ...limitOf(fill, levels) };
}

function atClose(fill: Fill, bars: TickBars): ReferencePrice {
  const both = bars.sides('close', fill.barIndex);
  const own = both === undefined ? bars.ticks('close', fill.barIndex) : ownOf(fill, both);
  return { ownTicks: own, sides: both, from: 'the close of the bar' };
}

function atWorst(fill: Fill, bars: TickBars): ReferencePrice {
  const { barIndex, side } = fill;
  const own = side === 'buy' ? bars.askTicks('high', barIndex) : bars.ticks('low', barIndex);
  const both = sidesOnPath(fill, bars, own);
  return { ownTicks: own, sides: both, from: `the ${side === 'buy' ? 'high' : 'low'} of the bar, its worst price` };
}

function limitOf({ rule }: Fill, levels: KnownLevels | undefined): Partial<ReferencePrice> {
  if (!hasLimit(rule)) return {};
  const level = levels?.limitTicks;
  return level === undefined ? { isLimitUnknown: true } : { limitTicks: level };
}

/** A price inside the bar: the level of the order, which the bar has to have reached, or where the path stood beyond it. */
function atLevel(fill: Fill, bars: TickBars, sources: PriceSources): ReferencePrice {
  const { limitTicks, stopTicks } = sources.levels ?? {};
  const isGap = fill.rule.endsWith('-at-level');
  const known = hasFixedLimit(fill.rule) ? limitTicks : stopTicks;
  const through = sources.isThrough && hasLimit(fill.rule) ? 1 : 0;
  const onPath = isGap ? undefined : priceOnPath(fill, bars);
  const beyond = beyondLevel(fill, onPath, known, through);
  const own = beyond ?? known ?? fill.sideTicks ?? fill.referenceTicks;
  const range = rangeOf(fill, bars);
  return {
    ownTicks: isGap || isTraded(own, range, onPath, through) ? own : NaN,
    sides: sidesOnPath(fill, bars, own),
    ...limitAtLevel(fill, beyond === undefined ? own : known, sources.levels),
    from: fromWords(isGap, beyond !== undefined, range),
    taken: takenLevel(fill, known),
  };
}

function takenLevel({ rule }: Fill, known: number | undefined): string | undefined {
  return known === undefined ? `the level of an order that fills by '${rule}'` : undefined;
}

/** True where the bar has traded at a price, at that place of its path. Under `through` the path goes one tick beyond a level. */
function isTraded(
  own: number,
  [low, high]: readonly [low: number, high: number],
  onPath: number | undefined,
  through: number,
): boolean {
  const isOnPath = onPath === undefined || onPath === own || Math.abs(onPath - own) === through;
  return own >= low && own <= high && isOnPath;
}

/** True for rules whose price is the limit itself; a stop-limit has its trigger beside it. */
function hasFixedLimit(rule: string): boolean {
  return hasLimit(rule) && !rule.startsWith('stop-limit');
}

function fromWords(isGap: boolean, isBeyond: boolean, [low, high]: readonly [low: number, high: number]): string {
  if (isGap) return 'the level of the order, which the open had jumped over';
  if (isBeyond) return 'where the price stood when the order came in, beyond its level';
  return `the level of the order, between the low ${low} and the high ${high} of the bar`;
}

/** Where the path stands, if the fill was there and that is better for a limit than its level; undefined where it is not. */
function beyondLevel(fill: Fill, ticks: number | undefined, level: number | undefined, by: number): number | undefined {
  if (ticks === undefined || level === undefined || !hasFixedLimit(fill.rule)) return undefined;
  if ((fill.sideTicks ?? fill.referenceTicks) === level) return undefined;
  const better = fill.side === 'buy' ? level - ticks : ticks - level;
  return better >= Math.max(1, by) ? ticks : undefined;
}

/** Lowest and highest price of the bar at the trader's own side. */
function rangeOf({ side, barIndex }: Fill, bars: TickBars): readonly [low: number, high: number] {
  if (side === 'buy' && bars.series.ask !== undefined)
    return [bars.askTicks('low', barIndex), bars.askTicks('high', barIndex)];
  return [bars.ticks('low', barIndex), bars.ticks('high', barIndex)];
}

/** The price at a fill's place on the path of its bar; undefined where it has none. */
function priceOnPath({ path, barIndex }: Fill, bars: TickBars): number | undefined {
  if (path === undefined || bars.series.ask !== undefined) return undefined;
  const turns = path.order === 'high-first' ? (['high', 'low', 'close'] as const) : (['low', 'high', 'close'] as const);
  let [price, left] = [bars.ticks('open', barIndex), path.position];
  for (const turn of turns) {
    const next = bars.ticks(turn, barIndex);
    const way = Math.abs(next - price);
    if (left <= way) return price + Math.sign(next - price) * left;
    left -= way;
    price = next;
  }
  return price;
}

/** A limit fills at its level; a stop-limit at its trigger, or at its limit beyond it. */
function limitAtLevel(
  { rule }: Fill,
  own: number | undefined,
  levels: KnownLevels | undefined,
): Partial<ReferencePrice> {
  if (!hasLimit(rule)) return {};
  if (!rule.startsWith('stop-limit') && levels?.limitTicks !== undefined) return { limitTicks: own };
  return levels?.limitTicks === undefined ? { isLimitUnknown: true } : { limitTicks: levels.limitTicks };
}

function limitAtClose(fill: Fill, bars: TickBars, levels: KnownLevels | undefined): ReferencePrice {
  const { barIndex, side } = fill;
  const close = side === 'buy' ? bars.askTicks('close', barIndex) : bars.ticks('close', barIndex);
  const before = side === 'buy' ? bars.askTicks('close', barIndex - 1) : bars.ticks('close', barIndex - 1);
  const level = levels?.limitTicks;
  const sidesOf = (own: number): Sides | undefined => sidesApart(fill, own, bars.sides('close', barIndex));
  if (level === undefined) {
    const own = fill.sideTicks ?? fill.referenceTicks;
    return {
      ownTicks: own,
      sides: sidesOf(own),
      isLimitUnknown: true,
      from: 'the close, or the level that it crossed',
      taken: 'the level of a limit that fills at a close',
    };
  }
  const isCrossed = side === 'buy' ? before > level : before < level;
  const own = isCrossed ? level : close;
  return {
    ownTicks: own,
    sides: sidesOf(own),
    limitTicks: level,
    from: isCrossed ? 'the level, crossed since the close before' : 'the close of the bar',
  };
}

function fromMark(fill: Fill, bars: TickBars, { markTicks }: PriceSources): ReferencePrice {
  const { barIndex, time } = fill;
  const closed = (bars.series.eventTime[barIndex] ?? Infinity) <= time;
  const both = barIndex < 0 ? undefined : bars.sides(closed ? 'close' : 'open', barIndex);
  const own = both === undefined ? markTicks : ownOf(fill, both);
  return { ownTicks: own, sides: both, from: 'the last mark' };
}

function fromStated({ statedTicks }: PriceSources): ReferencePrice | undefined {
  if (statedTicks === undefined) return undefined;
  return { ownTicks: statedTicks, limitTicks: statedTicks, from: 'the value that the corporate action states' };
}

function fromQuote(fill: Fill, { quote }: PriceSources): ReferencePrice | undefined {
  if (quote === undefined) return undefined;
  return {
    ownTicks: ownOf(fill, quote),
    sides: quote,
    from: `the ${fill.side === 'buy' ? 'ask' : 'bid'} of the quote`,
  };
}

/** Both sides of a fill on the path, which goes in straight lines between the corners of both. */
function sidesOnPath(fill: Fill, bars: TickBars, own: number): Sides | undefined {
  const { path, barIndex } = fill;
  if (bars.series.ask === undefined) return undefined;
  // What is closed by force inside a bar has no place on its path: the close says how wide the spread is.
  if (path === undefined) return sidesApart(fill, own, bars.sides('close', barIndex));
  const order = path.order === 'high-first' ? (['high', 'low', 'close'] as const) : (['low', 'high', 'close'] as const);
  let [bid, ask, left] = [bars.ticks('open', barIndex), bars.askTicks('open', barIndex), path.position];
  for (const corner of order) {
    const [nextBid, nextAsk] = [bars.ticks(corner, barIndex), bars.askTicks(corner, barIndex)];
    const way = Math.abs(nextBid - bid);
    if (left <= way) {
      const share = way === 0 ? 0 : left / way;
      return sidesApart(fill, own, { bid: bid + share * (nextBid - bid), ask: ask + share * (nextAsk - ask) });
    }
    left -= way;
    [bid, ask] = [nextBid, nextAsk];
  }
  return { bid, ask };
}

/** A fill's own side as it filled, and the other one apart from it by the spread of the moment. */
function sidesApart({ side }: Fill, own: number, moment: Sides | undefined): Sides | undefined {
  if (moment === undefined) return undefined;
  const spread = moment.ask - moment.bid;
  return side === 'buy' ? { bid: Math.round(own - spread), ask: own } : { bid: own, ask: Math.round(own + spread) };
}
