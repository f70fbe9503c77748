import type { FillContract, PathBar } from '../../execution/index.ts';
import { CONSEQUENCES } from '../../execution/testing/index.ts';
import type { DrawnScene } from '../../execution/testing/index.ts';
import type { BarSeries } from '../../market/index.ts';
import { closeOnlySeries } from '../../market/testing/index.ts';
import type { Action, AttachedRequest, OrderRequest, WorkingOrder } from '../../orders/index.ts';
import { timedSeries } from './bars.ts';
import { byBar, runOver, wantLots } from './run.ts';

type Candle = readonly [open: number, high: number, low: number, close: number];

/** Bars of a staged candle: the position is wanted at the close of the first and there at the next. */
const HELD = 1;
const DRAWN = 4;
const [DAY, HOUR] = [86_400_000, 3_600_000];
const MONDAY = Date.UTC(2024, 0, 8);
const PLENTY = 1_000_000;

/** What the engine does in a drawn candle, in the words of the table. Four bars before it bring the account to its scene. */
export function simulatedOutcome(scene: DrawnScene, contract: FillContract): string {
  const result = runOver([seriesOf(scene)], byBar('TEST', planOf(scene)), { contract });
  const fills = result.fills
    .filter(({ barIndex }) => barIndex === DRAWN)
    .map(({ side, lots, referenceTicks, rule }) => `${side} ${lots} at ${referenceTicks} ${rule}`);
  const [before, end] = isDaily(scene) ? [DRAWN * DAY, (DRAWN + 1) * DAY] : [DRAWN * HOUR, (DRAWN + 1) * HOUR];
  const start = isDaily(scene) ? MONDAY : MONDAY + 10 * HOUR;
  const ended = result.orderEvents
    .filter(({ time }) => time > start + before && time <= start + end)
    .filter(({ event, reason }) => (event === 'cancelled' || event === 'rejected') && !CONSEQUENCES.includes(reason))
    .map(({ event, reason }) => `${event}: ${reason}`);
  const all = [...fills, ...ended];
  return all.length === 0 ? 'none' : all.join('; ');
}

/** True where a row can say what a bar's volume allows. */
export function isCapped(scene: DrawnScene): boolean {
  return scene.bar.volumeCapLots !== undefined || scene.orders.some(isTriggered);
}

function planOf(scene: DrawnScene): Readonly<Record<number, readonly Action[]>> {
  const { orders, position } = scene;
  const exits = orders.filter(({ tag }) => tag.startsWith('position/'));
  const level = (pick: (order: WorkingOrder) => number | undefined): { fraction: number } | undefined => {
    const ticks = exits.map(pick).find((one) => one !== undefined);
    return ticks === undefined ? undefined : { fraction: Math.abs(ticks - stillAt(scene)) / stillAt(scene) };
  };
  const filledBefore = orders.some(isTriggered) ? 6 : 0;
  const protection = { stopLoss: level((one) => one.stopTicks), takeProfit: level((one) => one.limitTicks) };
  const own = orders.filter((order) => !exits.includes(order));
  const early = own.filter((order) => isTriggered(order) || isEarly(scene, order));
  const late = own.filter((order) => !early.includes(order));
  const held = position + filledBefore * Math.sign(position);
  return {
    0: held === 0 ? [] : [wantLots('TEST', held, protection)],
    [HELD]: early.map((order) => requestOf(order, filledBefore)),
    [DRAWN - 1]: late.map((order) => requestOf(order, 0)),
  };
}

/** Orders that have waited through a bar: where their mark says so, or where it matters that they are not new. */
function isEarly(scene: DrawnScene, order: WorkingOrder): boolean {
  return order.waterMarkTicks !== undefined || (scene.orders.length === 1 && isWaitingLimit(scene, order));
}

function isWaitingLimit({ bar }: DrawnScene, order: WorkingOrder): boolean {
  const { type, side, state, limitTicks = NaN, timeInForce } = order;
  if (type !== 'limit' || state === 'accepted' || timeInForce.kind !== 'gtc' || !('open' in bar)) return false;
  return side === 'buy' ? bar.open <= limitTicks : bar.open >= limitTicks;
}

function requestOf(order: WorkingOrder, filledBefore: number): OrderRequest {
  const { id, side, type, lots, closesPosition, limitTicks, stopTicks, trail, timeInForce, reduceOnly, oco } = order;
  return {
    kind: 'order',
    tag: `order-${id}`,
    instrument: 'TEST',
    side,
    quantity: closesPosition ? { kind: 'position' } : { kind: 'lots', value: lots + filledBefore },
    type,
    limitPrice: limitTicks,
    stopPrice: stopTicks,
    trail: trail?.kind === 'ticks' ? { kind: 'price', value: trail.ticks } : undefined,
    timeInForce,
    reduceOnly,
    oco,
    attached: attachedOf(order),
    reason: 'drawn',
  };
}

function attachedOf({ attached }: WorkingOrder): AttachedRequest | undefined {
  if (attached === undefined) return undefined;
  const { stop, trail, targets } = attached;
  const priceOf = (level: typeof stop): { price: number } | undefined =>
    level !== undefined && 'ticks' in level ? { price: level.ticks } : undefined;
  return {
    stopLoss: priceOf(stop),
    trailingStop: trail?.kind === 'ticks' ? { kind: 'price', value: trail.ticks } : undefined,
    takeProfit: priceOf(targets[0]?.level),
  };
}

/** Five bars, the fifth of them the drawn one, and one more, so that no end of the data comes into it. */
function seriesOf(scene: DrawnScene): BarSeries {
  const { bar, orders } = scene;
  const still = stillAt(scene);
  const flat: Candle = [still, still, still, still];
  const mark = orders.find(({ waterMarkTicks }) => waterMarkTicks !== undefined)?.waterMarkTicks;
  const [trigger] = orders.filter(isTriggered).map(({ stopTicks = NaN }) => stopTicks - 1);
  const cap = bar.volumeCapLots ?? PLENTY;
  if (!('open' in bar)) {
    const closes = [still, still, trigger ?? mark ?? still, still, bar.close, bar.close];
    const volume = [PLENTY, PLENTY, trigger === undefined ? PLENTY : 6, trigger === undefined ? PLENTY : 0, cap, cap];
    return {
      ...closeOnlySeries(closes, { instrument: INSTRUMENT }),
      ...timesOf(scene),
      volume: Float64Array.from(volume),
    };
  }
  const before: Candle = trigger === undefined ? flat : [still, still, trigger, still];
  const rows = [flat, flat, flat, before, candleOf(bar), flat];
  const { openTime, eventTime } = timesOf(scene);
  const bars = rows.map(([open, high, low, close], i) => ({
    opens: openTime[i] ?? NaN,
    closes: eventTime[i] ?? NaN,
    ...{ open, high, low, close },
  }));
  const around = trigger === undefined ? cap : 6;
  const volume = [PLENTY, PLENTY, PLENTY, around, trigger === undefined ? cap : PLENTY, PLENTY];
  return {
    ...timedSeries(bars, INSTRUMENT),
    timeframe: isDaily(scene) ? '1d' : '1h',
    volume: Float64Array.from(volume),
  };
}

const INSTRUMENT = { id: 'TEST', calendar: 'continuous', tickSize: '1' } as const;

function timesOf(scene: DrawnScene): Pick<BarSeries, 'openTime' | 'eventTime' | 'availableAt'> {
  const [start, step] = isDaily(scene) ? [MONDAY, DAY] : [MONDAY + 10 * HOUR, HOUR];
  const at = (k: number): Float64Array => Float64Array.from({ length: DRAWN + 2 }, (_, i) => start + (i + k) * step);
  return { openTime: at(0), eventTime: at(1), availableAt: at(1) };
}

/** Bars of a day open and close their session; others here are in its middle. */
function isDaily({ bar }: DrawnScene): boolean {
  return bar.closesSession !== false;
}

/** The price before the drawn bar. It is not the bar's open unless that is to repeat it, and meets no order that waits. */
function stillAt(scene: DrawnScene): number {
  const { bar, orders } = scene;
  if (!('open' in bar)) return bar.previousClose ?? NaN;
  if (bar.isOpenDegenerate === true) return bar.open;
  const mark = orders.find(({ waterMarkTicks }) => waterMarkTicks !== undefined)?.waterMarkTicks;
  if (mark !== undefined) return mark;
  return bar.open === 100 ? 101 : 100;
}

function candleOf({ open, high, low, close }: PathBar): Candle {
  return [open, high, low, close];
}

function isTriggered({ state }: WorkingOrder): boolean {
  return state === 'triggered';
}
