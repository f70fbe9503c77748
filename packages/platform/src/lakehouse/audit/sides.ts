import { quantileSorted } from '@assay/core/vector';
import type { AuditBar, BarCheck, Counted } from './audit-bar.ts';
import { PartSample } from './part-sample.ts';
import type { FindingTally, TallyBook, YearCounter } from './tally.ts';

/** Bid and ask of the same bars: asks below the bid where a bar begins or ends, and spreads far from the usual one. */
export class SideCheck implements BarCheck {
  private readonly crossed: FindingTally;
  private readonly wide: FindingTally;
  private readonly bars: YearCounter;
  private readonly sample: PartSample<number>;

  constructor(book: TallyBook, bars: YearCounter) {
    this.crossed = book.yearlyTally('crossed-quote', 'warning');
    this.wide = book.yearlyTally('spread-outlier', 'warning');
    this.bars = bars;
    const { spreadFactor } = book.options;
    this.sample = new PartSample(book.rule, usualSpread, (spread, usual) => {
      if (!(spread.value > spreadFactor * usual)) return;
      this.wide.add(spread, () => `spread ${bp(spread.value)}, usual ${bp(usual)}`);
    });
  }

  bar(now: AuditBar): void {
    const { open, close, askOpen, askClose, eventTime, sourceRow } = now;
    // Highs and lows of the two sides need not be of the same moment.
    if (askClose < close) this.crossed.add(now, () => `ends with ask ${askClose} below bid ${close}`);
    else if (askOpen < open) this.crossed.add(now, () => `begins with ask ${askOpen} below bid ${open}`);
    this.sample.add((askClose - close) / close, eventTime, sourceRow);
  }

  counted(): readonly Counted[] {
    this.sample.end();
    return [this.crossed, this.wide].map((tally) => ({ tally, of: this.bars }));
  }
}

/** The median of the spreads above zero, as a fraction of the price. */
export function usualSpread(spreads: Float64Array): number {
  const known = spreads.filter((spread) => spread > 0).sort();
  return known.length < 3 ? NaN : quantileSorted(known, 0.5);
}

function bp(fraction: number): string {
  return `${(fraction * 1e4).toFixed(2)} bp`;
}
