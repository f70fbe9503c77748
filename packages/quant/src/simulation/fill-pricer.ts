import {
  addToMonth,
  costRefusal,
  minimumPriceTicks,
  monthQuantityAt,
  NO_MONTH_QUANTITY,
  priceFillInto,
  quoteRefusal,
  sessionMinute,
} from '../execution/index.ts';
import type {
  CostContext,
  CostModel,
  FillContract,
  MonthQuantity,
  OrderProgress,
  PathMoment,
  PricedFill,
  PriceRequest,
  QuoteRules,
  SettledPath,
  WritablePrice,
} from '../execution/index.ts';
import { calendarById, moneyUnits } from '../market/index.ts';
import type { BarRestatements } from './actions/bar-restatements.ts';
import type { SeriesColumns } from './columns.ts';
import { DailyEstimates } from './daily-estimates.ts';
import type { TwoSides } from './side-prices.ts';

/** Where a fill happens: the series, the bar whose price is taken, and when in it. */
export interface FillPlace {
  readonly s: number;
  readonly barIndex: number;
  /** When it is stamped. */
  readonly time: number;
  readonly moment: PathMoment;
  /** Whether the order gave liquidity or took it. @default taker */
  readonly liquidity?: 'maker' | 'taker' | undefined;
  /** The path of a bar that fills on its way. */
  readonly path?: SettledPath | undefined;
  /** The order, where it may fill in parts. */
  readonly orderId?: number | undefined;
  /** Both sides of the market, where they are known. */
  readonly sides?: TwoSides | undefined;
}

/** A fill with its costs, and what it is compared with where both sides of the market are known. */
export interface PricedAt extends PricedFill {
  /** The price before costs: the side's own, or the middle where both sides are known. */
  readonly referenceTicks: number;
  /** The price at its own side of the market; undefined where only one is known. */
  readonly sideTicks: number | undefined;
}

/** The same, to be overwritten by the next. */
export interface WritablePricedAt extends WritablePrice {
  referenceTicks: number;
  sideTicks: number | undefined;
}

/**
 * A place for prices that are not kept.
 *
 * Source: this project.
 */
export function unpricedAt(): WritablePricedAt {
  return {
    priceTicks: NaN,
    spreadUnits: NaN,
    slippageUnits: NaN,
    commissionUnits: NaN,
    feeUnits: NaN,
    estimatedFees: NOTHING_ESTIMATED,
    referenceTicks: NaN,
    sideTicks: undefined,
  };
}

const NOTHING_ESTIMATED: readonly string[] = Object.freeze([]);

/** Which inputs a cost model looks at. */
interface Needs {
  readonly minute: boolean;
  readonly estimates: boolean;
  readonly volume: boolean;
  readonly month: boolean;
}

/**
 * What a fill costs, from the contract's cost model and what was known when it happened.
 *
 * Volatility and mean volume are those of the bars that had closed before; the volume of a bar counts for fills inside it
 * and at its close, that of the bar before for fills at its open.
 */
export class FillPricer {
  /** Names of fee schedules that had no known rate for a fill, so that the nearest one was taken. */
  readonly estimatedFees: Set<string> = new Set();
  private readonly columns: readonly SeriesColumns[];
  private readonly restatements: readonly (BarRestatements | undefined)[];
  private readonly costs: CostModel;
  private readonly quotes: QuoteRules;
  private readonly base: readonly CostContext[];
  private readonly plain: { -readonly [Key in keyof CostContext]: CostContext[Key] };
  private readonly needs: Needs;
  /** True where the model looks at nothing but the fill. */
  private readonly isPlain: boolean;
  private readonly estimates: DailyEstimates | undefined;
  private month: MonthQuantity = NO_MONTH_QUANTITY;
  /** Orders that have filled in part. */
  private readonly progress: Map<number, OrderProgress> = new Map();

  constructor(
    columns: readonly SeriesColumns[],
    contract: Pick<FillContract, 'costs' | 'quotes'>,
    restatements: readonly (BarRestatements | undefined)[],
  ) {
    this.columns = columns;
    this.restatements = restatements;
    this.costs = contract.costs;
    this.quotes = contract.quotes;
    this.needs = needsOf(contract.costs);
    this.isPlain = !Object.values(this.needs).some(Boolean);
    this.estimates = this.needs.estimates ? new DailyEstimates(columns, restatements) : undefined;
    this.base = columns.map(({ series: { instrument }, scale }) => ({
      scale,
      kind: instrument.kind,
      currency: instrument.currency,
      time: 0,
      quantityPerLot: Number(instrument.lotSize),
      minimumTicks: minimumPriceTicks(instrument.kind),
    }));
    this.plain = {
      ...this.base[0],
      ...{ liquidity: undefined, filledBefore: undefined, isSpreadIncluded: undefined },
      ...{ bidTicks: undefined, askTicks: undefined },
    };
  }

  /** True if closes have to be followed. */
  get isFollowing(): boolean {
    return this.estimates !== undefined;
  }

  /** What one change of side costs in a series at a price, as a fraction of the notional: a purchase of these lots. */
  costFraction(place: FillPlace, lots: number, referenceTicks: number): number {
    const request = { side: 'buy', lots, referenceTicks } as const;
    if (this.refusal({ ...place, sides: undefined }, 'buy', lots) !== undefined) return 0;
    const { spreadUnits, slippageUnits, commissionUnits, feeUnits } = this.price(place, request);
    const notional = Math.abs(moneyUnits(this.columns[place.s].scale, referenceTicks, lots));
    return notional === 0 ? 0 : (spreadUnits + slippageUnits + commissionUnits + feeUnits) / notional;
  }

  /** Follows series `s` up to the close of bar `i`: from here on it counts as past. */
  noteClose(s: number, i: number): void {
    this.estimates?.follow(s, i);
  }

  /**
   * Why a fill is not traded or cannot be priced; undefined where neither is so.
   *
   * @param lots - fewest lots that a quote has to offer.
   */
  refusal(place: FillPlace, side: PriceRequest['side'], lots: number): string | undefined {
    const { sides } = place;
    const size = side === 'buy' ? sides?.askLots : sides?.bidLots;
    const quote = sides === undefined ? undefined : quoteRefusal(this.quotes, quoteOf(sides, size), lots);
    return quote ?? costRefusal(this.costs, this.contextOf(place), { side });
  }

  /**
   * Prices a fill at the price of its own side.
   *
   * Where both sides are known the reference is the middle, half a tick in the trader's favour where it lies between ticks,
   * and the way from there to the side's price is spread.
   *
   * @throws {DataError} DATA_UNFIT if the cost model needs what is not known.
   */
  price(place: FillPlace, request: PriceRequest): PricedAt {
    return this.priceInto(unpricedAt(), place, request);
  }

  /** The same, written into `out`, which is undefined where it throws. */
  priceInto(out: WritablePricedAt, place: FillPlace, request: PriceRequest): WritablePricedAt {
    priceFillInto(out, this.costs, this.contextOf(place), request);
    const { referenceTicks, lots, side } = request;
    const { sides } = place;
    out.referenceTicks = referenceTicks;
    out.sideTicks = undefined;
    if (sides === undefined) return out;
    const middle = (sides.bid + sides.ask) / 2;
    const reference = side === 'buy' ? Math.floor(middle) : Math.ceil(middle);
    out.spreadUnits += moneyUnits(this.columns[place.s].scale, Math.abs(referenceTicks - reference), lots);
    out.referenceTicks = reference;
    out.sideTicks = referenceTicks;
    return out;
  }

  /** Follows a fill that was booked. */
  noteFill(
    place: FillPlace,
    fill: { readonly lots: number; readonly priced: PricedAt; readonly isWhole: boolean },
  ): void {
    const { s, time, orderId } = place;
    const { estimatedFees } = fill.priced;
    for (let k = 0; k < estimatedFees.length; k++) this.estimatedFees.add(estimatedFees[k]);
    const quantity = fill.lots * this.base[s].quantityPerLot;
    if (this.needs.month) this.month = addToMonth(this.month, time, quantity, this.timeZone(s));
    if (orderId === undefined) return;
    if (fill.isWhole) {
      this.progress.delete(orderId);
      return;
    }
    const before = this.progress.get(orderId);
    const notional = Math.abs(moneyUnits(this.columns[s].scale, fill.priced.priceTicks, fill.lots));
    this.progress.set(orderId, {
      quantity: (before?.quantity ?? 0) + quantity,
      notionalUnits: (before?.notionalUnits ?? 0) + notional,
      commissionUnits: (before?.commissionUnits ?? 0) + fill.priced.commissionUnits,
    });
  }

  private contextOf(place: FillPlace): CostContext {
    const { s, time, liquidity, orderId, sides } = place;
    const { scale, kind, currency, quantityPerLot, minimumTicks } = this.base[s];
    const filledBefore = orderId === undefined || this.progress.size === 0 ? undefined : this.progress.get(orderId);
    // One value for all fills: it is looked at before the next is asked about, and never kept.
    const { plain } = this;
    plain.scale = scale;
    plain.kind = kind;
    plain.currency = currency;
    plain.time = time;
    plain.quantityPerLot = quantityPerLot;
    plain.minimumTicks = minimumTicks;
    plain.liquidity = liquidity;
    plain.filledBefore = filledBefore;
    plain.isSpreadIncluded = sides === undefined ? undefined : true;
    plain.bidTicks = sides?.bid;
    plain.askTicks = sides?.ask;
    return this.isPlain ? plain : { ...plain, ...this.inputsOf(place) };
  }

  /** What the model looks at beside the fill. */
  private inputsOf(place: FillPlace): Partial<CostContext> {
    const { s, barIndex, moment, time } = place;
    const { needs } = this;
    return {
      sessionMinute: needs.minute ? this.minuteOf(place) : undefined,
      dailyVolatility: this.estimates?.volatility(s),
      averageDailyVolume: this.estimates?.volume(s),
      barVolume: needs.volume ? this.volumeOf(s, barIndex, moment === 'open') : undefined,
      monthQuantity: needs.month ? monthQuantityAt(this.month, time, this.timeZone(s)) : undefined,
    };
  }

  /** The session's minute at the bar's open; at its close for a fill there; at its own moment for a fill at a quote. */
  private minuteOf({ s, barIndex, moment, sides, time: filledAt }: FillPlace): number {
    const { openTime, closeTime, series } = this.columns[s];
    const ofBar = moment === 'close' ? closeTime[barIndex] - 1 : openTime[barIndex];
    const time = sides?.ageMs === undefined ? ofBar : filledAt;
    return sessionMinute(calendarById(series.instrument.calendar), time);
  }

  /** The volume of a bar; at its open that of the bar before, in the terms after a split between them. */
  private volumeOf(s: number, bar: number, isOpen: boolean): number | undefined {
    const i = isOpen ? bar - 1 : bar;
    const ratio = isOpen ? (this.restatements[s]?.get(bar)?.ratio ?? 1) : 1;
    return i < 0 ? undefined : this.columns[s].series.volume[i] * ratio;
  }

  private timeZone(s: number): string {
    return calendarById(this.columns[s].series.instrument.calendar).timeZone;
  }
}

/** Written out field by field: it is asked of every intended fill. */
function quoteOf({ bid, ask, ageMs }: TwoSides, size: number | undefined): Parameters<typeof quoteRefusal>[1] {
  return { bid, ask, ageMs, size };
}

function needsOf({ spread, slippage, commission }: CostModel): Needs {
  const isProfile = spread.kind === 'profile';
  return {
    minute: isProfile && spread.byMinute.length > 0,
    estimates: (isProfile && spread.perVolatility > 0) || slippage.kind === 'square-root',
    volume: slippage.kind === 'volume-share',
    month: commission.kind === 'tiered',
  };
}
