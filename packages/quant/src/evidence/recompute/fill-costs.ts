/** What a fill costs, written out from docs/methods/costs.md and calling nothing of the engine. */
import { epochMsToCivil, utcToZoned } from '@assay/core/time';
import type { CostModel } from '../../execution/index.ts';
import { calendarById } from '../../market/index.ts';
import type { Fill } from '../../orders/index.ts';
import type { ReferencePrice } from './reference-price.ts';
import type { TickBars } from './tick-bars.ts';
import { nearestEven, wholeAbove } from './whole-numbers.ts';

/** A fee with what it was made of. */
export interface ChargedFee {
  readonly name: string;
  readonly rate: number;
  readonly per: string;
  readonly units: number;
  /** True where the table has no rate for the date and the nearest one was taken. */
  readonly isEstimated: boolean;
}

/** The price of a fill and its costs, in ledger units of the instrument's currency; with the numbers on the way. */
export interface RecomputedCosts {
  /** Before costs: the middle where both sides are known. */
  readonly referenceTicks: number;
  /** Spread and slippage before rounding, ticks (of a short-form model: as they stand in basis points). */
  readonly spreadTicks: number;
  readonly slippageTicks: number;
  readonly movedTicks: number;
  readonly priceTicks: number;
  readonly notionalUnits: number;
  readonly spreadUnits: number;
  readonly slippageUnits: number;
  readonly commissionUnits: number;
  readonly fees: readonly ChargedFee[];
  readonly feeUnits: number;
  /** What was taken as recorded. */
  readonly taken: readonly string[];
}

/** What a fill's costs depend on beside its bar. */
export interface CostState {
  /** What its order had come to before; undefined for the first part. */
  readonly before:
    { readonly quantity: number; readonly notionalUnits: number; readonly commissionUnits: number } | undefined;
  /** Quantity traded in the month before it. */
  readonly monthQuantity: number;
  readonly part: 'open' | 'inside' | 'close';
  /** New lots for an old one by a split between the bar before and this one. */
  readonly volumeRatio: number;
}

/** The contract's model, and what goes into it. */
export interface CostTerms {
  readonly model: CostModel;
  readonly state: CostState;
}

const BPS = 10_000;
const UNITS = 1e6;

/**
 * Recomputes a fill's price and costs.
 *
 * @remarks
 * Numerics: rates are the doubles of the contract; each amount is rounded once, as docs/methods/costs.md says.
 * Source: docs/methods/costs.md.
 */
export function fillCosts(fill: Fill, price: ReferencePrice, bars: TickBars, terms: CostTerms): RecomputedCosts {
  const { side, lots } = fill;
  const { worth } = bars;
  const taken: string[] = price.taken === undefined ? [] : [price.taken];
  const moves = movesOf(fill, price, bars, terms);
  if (moves.taken !== undefined) taken.push(moves.taken);
  const own = price.ownTicks;
  let priceTicks = movedPrice(fill, price, moves.ticks, bars);
  if (moves.taken !== undefined) priceTicks = fill.priceTicks;
  if (price.isLimitUnknown === true && isBetween(fill.priceTicks, own, priceTicks)) {
    if (fill.priceTicks !== priceTicks) taken.push('the limit of an order that fills at an open');
    priceTicks = fill.priceTicks;
  }
  const movedUnits = worth.units(Math.abs(priceTicks - own), lots);
  const sum = moves.spread + moves.slippage;
  const modelled =
    moves.taken !== undefined
      ? Math.min(movedUnits, fill.spreadUnits)
      : movedUnits === 0 || sum === 0
        ? 0
        : Math.min(movedUnits, Math.round((movedUnits * moves.spread) / sum));
  const reference = middleOf(side, own, price.sides);
  const crossed = worth.units(Math.abs(own - reference), lots);
  const notionalUnits = Math.abs(worth.units(priceTicks, lots));
  const commissionUnits = commissionOf(fill, notionalUnits, bars, terms);
  const fees = feesOf(fill, notionalUnits, bars, terms.model);
  return {
    referenceTicks: reference,
    spreadTicks: moves.spread,
    slippageTicks: moves.slippage,
    movedTicks: priceTicks - own,
    priceTicks,
    notionalUnits,
    spreadUnits: modelled + crossed,
    slippageUnits: movedUnits - modelled,
    commissionUnits,
    fees,
    feeUnits: fees.reduce((total, { units }) => total + units, 0),
    taken,
  };
}

function isBetween(value: number, a: number, b: number): boolean {
  return value >= Math.min(a, b) && value <= Math.max(a, b);
}

function middleOf(side: Fill['side'], own: number, sides: ReferencePrice['sides']): number {
  if (sides === undefined) return own;
  const middle = (sides.bid + sides.ask) / 2;
  return side === 'buy' ? Math.floor(middle) : Math.ceil(middle);
}

/** The price moved against the trader: not beyond a limit, no sale of what cannot be worth less than nothing below a tick. */
function movedPrice(
  { side }: Fill,
  { ownTicks: own, limitTicks: limit }: ReferencePrice,
  ticks: number,
  { series }: TickBars,
): number {
  if (side === 'buy') return Math.min(own + ticks, limit ?? Infinity);
  const mayBeNegative = ['future', 'commodity', 'contract-for-difference'].includes(series.instrument.kind);
  const least = mayBeNegative ? -Infinity : Math.min(1, own);
  return Math.max(own - ticks, least, limit ?? -Infinity);
}

interface Moves {
  /** In one unit: ticks, or basis points where both are. */
  readonly spread: number;
  readonly slippage: number;
  /** Whole ticks together. */
  readonly ticks: number;
  readonly taken?: string;
}

function movesOf(fill: Fill, price: ReferencePrice, bars: TickBars, { model, state }: CostTerms): Moves {
  const { spread, slippage } = model;
  const size = Math.abs(price.ownTicks);
  const hasSides = price.sides !== undefined || bars.series.ask !== undefined;
  if (spread.kind === 'bps' && slippage.kind === 'bps' && price.sides === undefined) {
    const sum = spread.half + slippage.value;
    return { spread: spread.half, slippage: slippage.value, ticks: wholeAbove((size * sum) / BPS) };
  }
  const byHalf = spreadTicks(model, price, state, { bars, barIndex: fill.barIndex, hasSides });
  const bySlip = slippageTicks(fill, model, bars, { size, state });
  if (byHalf === undefined || bySlip === undefined) {
    const kinds = `spread '${spread.kind}' and slippage '${slippage.kind}'`;
    const [own, moved] = [price.ownTicks, Math.abs(fill.priceTicks - price.ownTicks)];
    return {
      spread: NaN,
      slippage: NaN,
      ticks: Number.isNaN(own) ? NaN : moved,
      taken: `what ${kinds} made of estimates of volatility and volume`,
    };
  }
  return { spread: byHalf, slippage: bySlip, ticks: wholeAbove(byHalf + bySlip) };
}

interface SpreadPlace {
  readonly bars: TickBars;
  readonly barIndex: number;
  readonly hasSides: boolean;
}

function spreadTicks(
  { spread }: CostModel,
  price: ReferencePrice,
  state: CostState,
  place: SpreadPlace,
): number | undefined {
  const size = Math.abs(price.ownTicks);
  const isCrossed = price.sides !== undefined;
  if (spread.kind === 'quoted') {
    if (price.sides !== undefined) {
      const half = (price.sides.ask - price.sides.bid) / 2;
      return spread.factor <= 1 ? 0 : (spread.factor - 1) * half;
    }
    return spread.fallbackBps === undefined ? undefined : (size * spread.fallbackBps) / BPS;
  }
  if (isCrossed) return 0;
  if (spread.kind === 'bps') return (size * spread.half) / BPS;
  if (spread.kind === 'ticks') return spread.half;
  if (spread.perVolatility > 0) return undefined;
  return (size * minuteFactor(spread, place, state) * spread.halfBps) / BPS;
}

type Profile = Extract<CostModel['spread'], { readonly kind: 'profile' }>;

function minuteFactor(
  { byMinute, outsideFactor }: Profile,
  { bars, barIndex }: SpreadPlace,
  { part }: CostState,
): number {
  if (byMinute.length === 0) return 1;
  const { openTime, eventTime, instrument } = bars.series;
  const time = part === 'close' ? eventTime[barIndex] - 1 : openTime[barIndex];
  const { open } = calendarById(instrument.calendar).plannedSessionAfter(time);
  if (time < open) return outsideFactor;
  const minute = Math.floor((time - open) / 60_000);
  return (byMinute.findLast(({ from }) => from <= minute) ?? byMinute[0])?.factor ?? 1;
}

function slippageTicks(
  { lots, barIndex }: Fill,
  { slippage }: CostModel,
  bars: TickBars,
  { size, state }: { readonly size: number; readonly state: CostState },
): number | undefined {
  if (slippage.kind === 'bps') return (size * slippage.value) / BPS;
  if (slippage.kind === 'ticks') return slippage.value;
  if (slippage.kind === 'square-root') return undefined;
  const { series } = bars;
  const index = state.part === 'open' ? barIndex - 1 : barIndex;
  const volume = (series.volume[index] ?? NaN) * (state.part === 'open' ? state.volumeRatio : 1);
  if (!(volume >= 0)) return slippage.fallbackBps === undefined ? undefined : (size * slippage.fallbackBps) / BPS;
  const quantity = lots * Number(series.instrument.lotSize);
  return size * (slippage.coefficient * Math.min(quantity / volume, slippage.cap) ** slippage.exponent);
}

/** What the order owes by this fill, less what it has paid. */
function commissionOf(fill: Fill, notional: number, { series }: TickBars, { model, state }: CostTerms): number {
  const { commission } = model;
  const { before } = state;
  const quantity = fill.lots * Number(series.instrument.lotSize) + (before?.quantity ?? 0);
  const worth = notional + (before?.notionalUnits ?? 0);
  const month = state.monthQuantity - (before?.quantity ?? 0);
  const owed = owedBy(commission, { quantity, worth, month, isMaker: isMaker(fill) });
  return before === undefined ? owed : Math.max(0, owed - before.commissionUnits);
}

/** A limit that fills inside a bar or at a close gave liquidity. */
function isMaker({ rule }: Fill): boolean {
  return /^(limit|target|both-touched-target)-/u.test(rule) && !rule.endsWith('-at-open');
}

interface Owed {
  readonly quantity: number;
  readonly worth: number;
  readonly month: number;
  readonly isMaker: boolean;
}

function owedBy(commission: CostModel['commission'], { quantity, worth, month, isMaker: gave }: Owed): number {
  const least = commission.minimumUnits;
  switch (commission.kind) {
    case 'bps': {
      const { value, decimals, perOrderUnits = 0 } = commission;
      if (decimals === undefined)
        return Math.max(least, nearestEven(nearestEven((worth * value) / BPS) + perOrderUnits));
      const step = UNITS / 10 ** decimals;
      const half = (amount: number): number => Math.floor(amount) + (amount - Math.floor(amount) >= 0.5 ? 1 : 0);
      return Math.max(least, nearestEven(half((half(worth / step) * value) / BPS) * step + perOrderUnits));
    }
    case 'maker-taker':
      return Math.max(least, nearestEven((worth * (gave ? commission.makerBps : commission.takerBps)) / BPS));
    case 'per-contract':
      return Math.max(least, nearestEven(quantity * commission.perContract * UNITS));
    case 'per-share':
      return capped(commission, worth, Math.max(least, nearestEven(quantity * commission.perShare * UNITS)));
    case 'tiered': {
      const { tiers } = commission;
      const amount = tiers.reduce((sum, { above, perUnit }, k) => {
        const inTier = Math.min(month + quantity, tiers[k + 1]?.above ?? Infinity) - Math.max(month, above);
        return inTier > 0 ? sum + inTier * perUnit : sum;
      }, 0);
      return capped(commission, worth, Math.max(least, nearestEven(amount * UNITS)));
    }
  }
}

function capped({ maximumFraction }: { readonly maximumFraction?: number }, worth: number, units: number): number {
  return maximumFraction === undefined ? units : Math.min(units, nearestEven(worth * maximumFraction));
}

/** Fees by the date of the fill. */
function feesOf(fill: Fill, notional: number, { series }: TickBars, { fees }: CostModel): readonly ChargedFee[] {
  const { instrument } = series;
  const payer = fill.side === 'buy' ? 'buyer' : 'seller';
  return fees
    .filter(
      ({ event, currency, kinds }) =>
        event === 'trade' && currency === instrument.currency && kinds.includes(instrument.kind),
    )
    .filter((fee) => fee.payer === 'both' || fee.payer === payer)
    .map((fee): ChargedFee => {
      const row = fee.rates.findLast(({ fromTime }) => fromTime <= fill.time) ?? fee.rates[0];
      const { rate = NaN, maximumUnits: most = Infinity } = row ?? {};
      const quantity = fill.lots * Number(instrument.lotSize);
      const plain =
        fee.per === 'million' ? (notional * rate) / 1e6 : rate * UNITS * (fee.per === 'unit' ? quantity : 1);
      const exact = Math.min(most, plain);
      const step = fee.roundUpUnits;
      const units = step === undefined ? nearestEven(exact) : Math.min(most, wholeAbove(exact / step) * step);
      const isEstimated = fill.time < (fee.rates[0]?.fromTime ?? Infinity) || fill.time >= fee.knownBefore;
      return { name: fee.name, rate, per: fee.per, units, isEstimated };
    });
}

/** Civil month of a moment in a time zone, as year · 12 + month. */
export function monthOf(time: number, timeZone: string): number {
  const { year, month } = epochMsToCivil(utcToZoned(timeZone, time));
  return year * 12 + month;
}
