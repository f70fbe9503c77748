import { InvalidArgumentError } from '@assay/core/errors';
import { moneyUnits } from '../market/index.ts';
import type { LedgerScale } from '../market/index.ts';
import type { Fill, Trade } from './records.ts';

/** What a fill did to a position. Amounts are in ledger units of the instrument's currency. */
export interface PositionChange {
  /** The round trips that it closed, oldest entry first. */
  readonly trades: readonly Trade[];
  /** Profit of the closed lots at the prices paid, before commission. */
  readonly realizedUnits: number;
  /** Change of what the open lots cost. */
  readonly costChangeUnits: number;
}

/** Lots of one entry fill that are still open. */
interface OpenSlice {
  readonly fill: Fill;
  /** > 0. */
  lots: number;
  /** The part of the entry's commission that belongs to the open lots. */
  commissionUnits: number;
}

/**
 * The open lots of one instrument, matched first in, first out.
 *
 * A fill against the position closes the oldest lots first; what is left of it opens lots on the other side.
 * Commission is spread over the lots of a fill so that the parts sum to the whole.
 */
export class Position {
  private readonly scale: LedgerScale;
  private readonly open: OpenSlice[] = [];
  private signedLots: number = 0;
  private openCostUnits: number = 0;

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
    const incoming: OpenSlice = { fill, lots: fill.lots, commissionUnits: fill.commissionUnits };
    const trades: Trade[] = [];
    let realizedUnits = 0;
    const sign = fill.side === 'buy' ? 1 : -1;
    while (incoming.lots > 0 && this.open.length > 0 && sign * this.signedLots < 0) {
      const closed = this.close(incoming, firstTradeId + trades.length);
      trades.push(closed.trade);
      realizedUnits += closed.realizedUnits;
    }
    if (incoming.lots > 0) this.enter(incoming, sign);
    return { trades, realizedUnits, costChangeUnits: this.openCostUnits - costBefore };
  }

  private enter(slice: OpenSlice, sign: number): void {
    this.open.push(slice);
    this.signedLots += sign * slice.lots;
    this.openCostUnits += this.costOf(slice, sign);
  }

  private close(incoming: OpenSlice, tradeId: number): { trade: Trade; realizedUnits: number } {
    const oldest = this.open[0];
    const direction = oldest.fill.side === 'buy' ? 1 : -1;
    const lots = Math.min(oldest.lots, incoming.lots);
    const costBefore = this.costOf(oldest, direction);
    const commissionUnits = takeCommission(oldest, lots) + takeCommission(incoming, lots);
    oldest.lots -= lots;
    incoming.lots -= lots;
    this.signedLots -= direction * lots;
    this.openCostUnits += this.costOf(oldest, direction) - costBefore;
    if (oldest.lots === 0) this.open.shift();

    const entry = oldest.fill;
    const exit = incoming.fill;
    const realizedUnits = moneyUnits(this.scale, direction * (exit.priceTicks - entry.priceTicks), lots) + 0;
    const grossUnits = moneyUnits(this.scale, direction * (exit.referenceTicks - entry.referenceTicks), lots) + 0;
    const netUnits = realizedUnits - commissionUnits;
    const trade: Trade = {
      id: tradeId,
      instrument: entry.instrument,
      direction: direction > 0 ? 'long' : 'short',
      lots,
      entryFillId: entry.id,
      exitFillId: exit.id,
      entryTime: entry.time,
      exitTime: exit.time,
      entryTicks: entry.priceTicks,
      exitTicks: exit.priceTicks,
      barsHeld: exit.barIndex - entry.barIndex,
      grossUnits,
      costUnits: grossUnits - netUnits,
      netUnits,
      entryReason: entry.reason,
      exitReason: exit.reason,
      exitRule: exit.rule,
      contract: exit.contract,
    };
    return { trade, realizedUnits };
  }

  private costOf(slice: OpenSlice, sign: number): number {
    return slice.lots === 0 ? 0 : moneyUnits(this.scale, slice.fill.priceTicks, sign * slice.lots);
  }
}

/** Takes the commission of `lots` lots out of a slice; the last lots take what is left. */
function takeCommission(slice: OpenSlice, lots: number): number {
  const part = lots === slice.lots ? slice.commissionUnits : Math.floor((slice.commissionUnits * lots) / slice.lots);
  slice.commissionUnits -= part;
  return part;
}
