import { parsePositiveDecimal } from '@assay/quant/market';
import type { SeriesHead } from '../manifest.ts';
import type { AuditBar, BarCheck, Counted } from './audit-bar.ts';
import type { FindingTally, TallyBook, YearCounter } from './tally.ts';

/** Ticks that a price may lie from its tick for the noise of a double. */
const TICK_NOISE = 1e-6;

const SIDES = ['open', 'high', 'low', 'close'] as const;
const ALL_SIDES = [...SIDES, 'askOpen', 'askHigh', 'askLow', 'askClose'] as const;

/**
 * Prices against the declared tick. A price off the tick is odd; one that its nearest tick would move by more than the
 * tolerance, or to 0, says that the tick is wrong: whatever counts in ticks would trade at other prices than these.
 *
 * Adjusted prices leave the tick by design, so only the loss of the whole price is an error there.
 */
export class TickCheck implements BarCheck {
  private readonly tickSize: string;
  private readonly ticksPerUnit: { readonly units: number; readonly perUnit: number };
  private readonly tolerance: number;
  private readonly sides: readonly (typeof ALL_SIDES)[number][];
  private readonly isRaw: boolean;
  private readonly off: FindingTally;
  private readonly moved: FindingTally;
  private readonly bars: YearCounter;

  constructor({ instrument, adjustment, hasAsk }: SeriesHead, book: TallyBook, bars: YearCounter) {
    this.tickSize = instrument.tickSize;
    const { units, decimals } = parsePositiveDecimal('tickSize', instrument.tickSize);
    this.ticksPerUnit = { units, perUnit: 10 ** decimals };
    this.tolerance = book.options.tickTolerance;
    this.sides = hasAsk ? ALL_SIDES : SIDES;
    this.isRaw = adjustment === 'raw';
    this.off = book.yearlyTally('off-tick', this.isRaw ? 'warning' : 'info');
    this.moved = book.yearlyTally('tick-suspicion', this.isRaw ? 'error' : 'warning');
    this.bars = bars;
  }

  bar(now: AuditBar): void {
    const { units, perUnit } = this.ticksPerUnit;
    let [isOff, isMoved] = [false, false];
    for (const name of this.sides) {
      const price = now[name];
      const ticks = (price * perUnit) / units;
      const nearest = Math.round(ticks);
      if (!Number.isFinite(price) || Math.abs(ticks - nearest) <= TICK_NOISE) continue;
      if (!isOff) this.off.add(now, () => `${name} ${price} is no multiple of the tick ${this.tickSize}`);
      isOff = true;
      const rounded = (nearest * units) / perUnit;
      if (isMoved || (rounded !== 0 && Math.abs(rounded / price - 1) <= this.tolerance)) continue;
      isMoved = true;
      if (rounded === 0) this.moved.severity = 'error';
      this.moved.add(now, () => `${name} ${price} is ${rounded} on the declared tick ${this.tickSize}`);
    }
  }

  counted(): readonly Counted[] {
    return [this.off, this.moved].map((tally) => ({ tally, of: this.bars }));
  }
}
