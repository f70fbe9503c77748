import { InvalidArgumentError } from '@assay/core/errors';
import { moneyUnits } from '../market/index.ts';
import type { LedgerScale } from '../market/index.ts';
import { closeSlice, openSlice } from './open-slice.ts';
import type { ClosedSlice, OpenSlice } from './open-slice.ts';
import type { Fill, Trade, TradeParts } from './records.ts';
import { sharedOut } from './shared-units.ts';
import { splitSlices, withBasis } from './split-slices.ts';
import type { SplitRatio } from './split-slices.ts';

/** What a fill did to a position. Amounts are in ledger units of the instrument's currency. */
export interface PositionChange {
  /** The round trips that it closed, oldest entry first. */
  readonly trades: readonly Trade[];
  /** What each of them is made of. */
  readonly parts: readonly TradeParts[];
  /** Profit of the closed lots at the prices paid, before commission. */
  readonly realizedUnits: number;
  /** Change of what the open lots cost. */
  readonly costChangeUnits: number;
  /** Change of what the open lots cost at reference prices. */
  readonly referenceChangeUnits: number;
}

type ClosedLots = Pick<PositionChange, 'trades' | 'parts' | 'realizedUnits'>;

const NOTHING_CLOSED: ClosedLots = Object.freeze({
  trades: Object.freeze([]),
  parts: Object.freeze([]),
  realizedUnits: 0,
});

/** The part of a lot that a split left over, until it is cashed. */
export interface FractionalLot {
  /** 1 for a long position, -1 for a short one. */
  readonly direction: 1 | -1;
  /** Its size: numerator / denominator of a lot, between 0 and 1. */
  readonly numerator: number;
  readonly denominator: number;
  /** Its part of what the position cost, signed, at the prices paid and at reference prices. */
  readonly costUnits: number;
  readonly referenceUnits: number;
}

/**
 * The open lots of one instrument, matched first in, first out.
 *
 * A fill against the position closes the oldest lots first; what is left of it opens lots on the other side.
 * Costs and income are spread over the lots of a fill so that the parts sum to the whole.
 */
export class Position {
  private readonly scale: LedgerScale;
  private open: OpenSlice[] = [];
  private signedLots: number = 0;
  private openCostUnits: number = 0;
  private openReferenceUnits: number = 0;

  constructor(scale: LedgerScale) {
    this.scale = scale;
  }

  /** Signed lots held. */
  get lots(): number {
    return this.signedLots;
  }

  /** What the open lots cost at the prices paid, negative for a short position, in ledger units. */
  get costUnits(): number {
    return this.openCostUnits;
  }

  /** What the open lots cost at reference prices, before spread and slippage, in ledger units. */
  get referenceUnits(): number {
    return this.openReferenceUnits;
  }

  /** Number of entry fills with open lots. */
  get entries(): number {
    return this.open.length;
  }

  /**
   * Takes a fill in.
   *
   * @param firstTradeId - id of the first trade that it closes; the others follow.
   * @throws {InvalidArgumentError} if the fill's lots are not a whole number > 0.
   */
  apply(fill: Fill, firstTradeId: number): PositionChange {
    if (!(Number.isSafeInteger(fill.lots) && fill.lots > 0)) {
      throw new InvalidArgumentError('lots', 'a whole number > 0', fill.lots);
    }
    const costBefore = this.openCostUnits;
    const referenceBefore = this.openReferenceUnits;
    const incoming = openSlice(fill);
    const sign = fill.side === 'buy' ? 1 : -1;
    const closed = sign * this.signedLots < 0 ? this.closeAll(incoming, firstTradeId) : NOTHING_CLOSED;
    if (incoming.lots > 0) this.enter(incoming, sign);
    const { trades, parts, realizedUnits } = closed;
    return {
      trades,
      parts,
      realizedUnits,
      costChangeUnits: this.openCostUnits - costBefore,
      referenceChangeUnits: this.openReferenceUnits - referenceBefore,
    };
  }

  /**
   * Notes cash that came from holding the position: each open entry takes its share by lots, so that the shares sum to
   * the whole. Nothing is noted where nothing is held.
   *
   * @param units - signed, whole.
   */
  accrue(kind: 'dividendUnits' | 'financingUnits', units: number): void {
    const shares = sharedOut(
      units,
      this.open.map((slice) => slice.lots),
    );
    this.open.forEach((slice, i) => (slice[kind] += shares[i]));
  }

  /**
   * Turns every old lot into `ratio.now / ratio.before` new ones; what the lots cost stays as it is, to the unit.
   *
   * @returns the part of a lot that is left over, taken out of the position with its part of the cost; undefined where
   * the new lots are whole.
   * @throws {DataError} DATA_UNFIT if the lots would be beyond 2^53.
   */
  split(ratio: SplitRatio): FractionalLot | undefined {
    const direction = this.signedLots > 0 ? 1 : -1;
    const { slices, lots, rest } = splitSlices(this.open, this.scale, ratio);
    this.open = slices;
    this.signedLots = lots === 0 ? 0 : direction * lots;
    if (rest === undefined) return undefined;
    this.openCostUnits -= rest.costUnits;
    this.openReferenceUnits -= rest.referenceUnits;
    return { direction, ...rest };
  }

  /**
   * Takes something off what the open lots cost, shared out by lots: capital that was returned to their holder.
   *
   * @param units - signed like the cost, whole.
   */
  returnCapital(units: number): void {
    if (units === 0 || this.open.length === 0) return;
    const shares = sharedOut(
      units,
      this.open.map((slice) => slice.lots),
    );
    this.open = this.open.map((slice, i) => {
      const { basis, ...others } = withBasis(slice, this.scale, { now: 1, before: 1 });
      const { costUnits = 0, referenceUnits = 0, ratio = 1 } = basis ?? {};
      const less = { costUnits: costUnits - shares[i], referenceUnits: referenceUnits - shares[i], ratio };
      return { ...others, basis: less };
    });
    this.openCostUnits -= units;
    this.openReferenceUnits -= units;
  }

  private enter(slice: OpenSlice, sign: number): void {
    this.open.push(slice);
    this.signedLots += sign * slice.lots;
    this.openCostUnits += moneyUnits(this.scale, slice.fill.priceTicks, sign * slice.lots);
    this.openReferenceUnits += moneyUnits(this.scale, slice.fill.referenceTicks, sign * slice.lots);
  }

  /** Closes lots of the other side as long as there are any. */
  private closeAll(incoming: OpenSlice, firstTradeId: number): ClosedLots {
    const trades: Trade[] = [];
    const parts: TradeParts[] = [];
    let realizedUnits = 0;
    while (incoming.lots > 0 && this.open.length > 0) {
      const closed = this.close(incoming, firstTradeId + trades.length);
      trades.push(closed.trade);
      parts.push(closed.parts);
      realizedUnits += closed.realizedUnits;
    }
    return { trades, parts, realizedUnits };
  }

  private close(incoming: OpenSlice, tradeId: number): ClosedSlice {
    const oldest = this.open[0];
    const closed = closeSlice(this.scale, oldest, incoming, tradeId);
    const direction = oldest.fill.side === 'buy' ? 1 : -1;
    this.signedLots -= direction * closed.trade.lots;
    this.openCostUnits += closed.costChangeUnits;
    this.openReferenceUnits += closed.referenceChangeUnits;
    if (oldest.lots === 0) this.open.shift();
    return closed;
  }
}
