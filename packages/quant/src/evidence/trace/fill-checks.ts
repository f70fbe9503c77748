/** One fill against its bar and the cost model. */
import type { CostModel } from '../../execution/index.ts';
import type { BarSeries } from '../../market/index.ts';
import type { Fill } from '../../orders/index.ts';
import type { TraceNotes } from './notes.ts';
import type { TickWorth } from './tick-worth.ts';

/** What a fill is held against. */
export interface FillContext {
  readonly series: BarSeries;
  readonly worth: TickWorth;
  readonly costs: CostModel;
  readonly latencyMs: number;
  /** True where its order filled in several parts, which share a minimum. */
  readonly isInParts: boolean;
}

/** Prices that were written as decimals miss a whole number of ticks by less than this. */
const ROUNDING = 1e-6;

/** Notes everything about a fill that its bar, its decision or the cost model does not bear out. */
export function checkFill(fill: Fill, context: FillContext, notes: TraceNotes): void {
  const name = `fill ${fill.id}`;
  if (fill.time <= fill.decisionTime) notes.differs(`${name} is not later than its decision`);
  if (!(Number.isSafeInteger(fill.lots) && fill.lots > 0)) notes.differs(`${name} has ${fill.lots} lots`);
  if (fill.rule.includes('quote'))
    notes.takes('prices of fills at quotes are taken as recorded: bars do not show them');
  else checkBar(fill, context, notes);
  checkPrice(fill, context, notes);
  checkCommission(fill, context, notes);
  if ((fill.feeUnits ?? 0) !== 0) notes.takes('fees of law and venues are taken as recorded');
}

/** The reference price lies between the low and the high of the bar, and the fill between its open and its close. */
function checkBar(fill: Fill, { series, worth, latencyMs }: FillContext, notes: TraceNotes): void {
  const { barIndex, referenceTicks, time } = fill;
  const name = `fill ${fill.id}`;
  if (!(barIndex >= 0 && barIndex < series.length))
    return notes.differs(`${name} names bar ${barIndex}, which is not there`);
  const [low, high] = boundsOf(series, barIndex);
  const [lowest, highest] = [Math.floor(low / worth.tick + ROUNDING), Math.ceil(high / worth.tick - ROUNDING)];
  if (referenceTicks < lowest || referenceTicks > highest) {
    const price = `${referenceTicks} ticks, outside ${lowest} to ${highest} of its bar`;
    notes.differs(`${name} has a reference price of ${price}`);
  }
  const [opened, closed] = [series.openTime[barIndex], series.eventTime[barIndex]];
  if (time < opened || time > closed + latencyMs) notes.differs(`${name} lies outside the time of the bar it names`);
}

/** Lowest and highest price of a bar, both sides of the market together; of close-only bars its close. */
function boundsOf(series: BarSeries, index: number): readonly [number, number] {
  const sides = series.ask === undefined ? [series] : [series, series.ask];
  const prices = sides
    .flatMap(({ open, high, low, close }) => [open[index], high[index], low[index], close[index]])
    .filter((price) => Number.isFinite(price));
  return [Math.min(...prices), Math.max(...prices)];
}

/** The price is the reference moved against the trader, by what the model says, and worth the costs that were booked. */
function checkPrice(fill: Fill, { worth, costs, series }: FillContext, notes: TraceNotes): void {
  const name = `fill ${fill.id}`;
  const { spreadUnits, slippageUnits, referenceTicks, priceTicks } = fill;
  const moved = (fill.side === 'buy' ? 1 : -1) * (priceTicks - referenceTicks);
  if (moved < 0) notes.differs(`${name} is ${-moved} ticks better than its reference price`);
  const booked = spreadUnits + slippageUnits;
  const found = worth.units(moved, fill.lots);
  if (Math.abs(booked - found) > (worth.isWhole ? 0 : 1))
    notes.differs(`${name}, spread and slippage: ${booked} is recorded, ${found} was found`);
  const expected = expectedMove(fill, costs, series.ask !== undefined);
  if (expected === undefined) {
    notes.takes(`spread '${costs.spread.kind}' and slippage '${costs.slippage.kind}' are taken as recorded`);
    return;
  }
  // A limit order pays no more than its level, and no sale is below one tick: there it moves by less.
  const isFull = fill.rule.startsWith('market-') && priceTicks > 1;
  if (moved > expected[1] || (isFull && moved < expected[0]))
    notes.differs(`${name} moved by ${moved} ticks, the cost model says ${expected[1]}`);
}

/** Whole ticks that spread and slippage move a price, from below and from above where it lies on the edge of a tick. */
function expectedMove(
  fill: Fill,
  { spread, slippage }: CostModel,
  hasBothSides: boolean,
): readonly [number, number] | undefined {
  const isPlain = (kind: string): boolean => kind === 'bps' || kind === 'ticks';
  if (!isPlain(spread.kind) || !isPlain(slippage.kind) || hasBothSides || fill.rule.includes('quote')) return undefined;
  const reference = Math.abs(fill.referenceTicks);
  const half = spread.kind === 'bps' ? (reference * spread.half) / 1e4 : spread.kind === 'ticks' ? spread.half : NaN;
  const slip =
    slippage.kind === 'bps' ? (reference * slippage.value) / 1e4 : slippage.kind === 'ticks' ? slippage.value : NaN;
  const ticks = half + slip;
  return [Math.ceil(ticks - ROUNDING), Math.ceil(ticks + ROUNDING)];
}

function checkCommission(fill: Fill, { worth, costs, isInParts }: FillContext, notes: TraceNotes): void {
  const { commission } = costs;
  if (isInParts) return notes.takes('commission of orders that filled in parts is taken as recorded');
  if (commission.kind !== 'bps' || commission.decimals !== undefined) {
    if (fill.commissionUnits !== 0) notes.takes(`commission '${commission.kind}' is taken as recorded`);
    return;
  }
  const notional = Math.abs(worth.units(fill.priceTicks, fill.lots));
  const { value, minimumUnits, perOrderUnits = 0 } = commission;
  const expected = Math.max(minimumUnits, (notional * value) / 1e4 + perOrderUnits);
  if (Math.abs(fill.commissionUnits - expected) <= 0.5 + ROUNDING + 1e-15 * notional) return;
  notes.differs(`fill ${fill.id}, commission: ${fill.commissionUnits} is recorded, ${expected} was found`);
}
