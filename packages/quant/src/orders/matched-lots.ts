import { moneyUnits } from '../market/index.ts';
import type { LedgerScale } from '../market/index.ts';
import { shareOf } from './shared-units.ts';

/** A fill as far as results of trades depend on it. */
export interface MatchedFill {
  readonly time: number;
  readonly priceTicks: number;
  /** Ledger units. */
  readonly commissionUnits: number;
}

/** Lots of one fill that are still open, with what belongs to them of its commission. */
interface OpenEntry {
  lots: number;
  time: number;
  priceTicks: number;
  commissionUnits: number;
}

/**
 * The open lots of one instrument, matched first in, first out, as `Position` matches them; of the trades it keeps what they came to.
 *
 * It knows neither splits nor fees nor income, and makes no value for a fill or a trade: for sweeps, of whose trades nothing else is
 * looked at.
 *
 * Source: this project; a property compares it with `Position`.
 */
export class MatchedLots {
  /** Net result of each trade, in their order, ledger units. */
  readonly netUnits: number[] = [];
  /** Sum of the times from entry to exit. */
  heldMs: number = 0;
  private readonly scale: LedgerScale;
  private signedLots: number = 0;
  /** Entries are used again: the open ones are those from `first` up to `end`. */
  private readonly entries: OpenEntry[] = [];
  private first: number = 0;
  private end: number = 0;

  constructor(scale: LedgerScale) {
    this.scale = scale;
  }

  /** Signed lots held. */
  get lots(): number {
    return this.signedLots;
  }

  /**
   * Takes a fill in.
   *
   * @param signedLots - whole; > 0 for a purchase, < 0 for a sale.
   */
  take({ time, priceTicks, commissionUnits }: MatchedFill, signedLots: number): void {
    const sign = signedLots > 0 ? 1 : -1;
    let left = Math.abs(signedLots);
    let commission = commissionUnits;
    while (left > 0 && this.first < this.end && sign * this.signedLots < 0) {
      const oldest = this.entries[this.first];
      const lots = Math.min(oldest.lots, left);
      const ofEntry = shareOf(oldest.commissionUnits, lots, oldest.lots);
      const ofExit = shareOf(commission, lots, left);
      const realized = moneyUnits(this.scale, priceTicks - oldest.priceTicks, -sign * lots);
      this.netUnits.push(realized - (ofEntry + ofExit) + 0);
      this.heldMs += time - oldest.time;
      oldest.lots -= lots;
      oldest.commissionUnits -= ofEntry;
      left -= lots;
      commission -= ofExit;
      this.signedLots += sign * lots;
      if (oldest.lots === 0) this.first++;
    }
    if (left > 0) this.enter(time, priceTicks, commission, sign * left);
  }

  private enter(time: number, priceTicks: number, commissionUnits: number, signedLots: number): void {
    if (this.first === this.end) this.first = this.end = 0;
    if (this.end === this.entries.length)
      this.entries.push({ lots: 0, time: NaN, priceTicks: NaN, commissionUnits: 0 });
    const entry = this.entries[this.end++];
    entry.lots = Math.abs(signedLots);
    entry.time = time;
    entry.priceTicks = priceTicks;
    entry.commissionUnits = commissionUnits;
    this.signedLots += signedLots;
  }
}
