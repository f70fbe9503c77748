import { formatIsoDate } from '@assay/core/time';
import { quantileSorted } from '@assay/core/vector';
import type { SeriesHead } from '../manifest.ts';
import type { AuditBar, BarCheck, Counted } from './audit-bar.ts';
import { GrowingColumn } from './growing.ts';
import type { FindingTally, TallyBook } from './tally.ts';

const FIRST_BARS = 10;
const COMPARED_BARS = 250;

interface FirstBar {
  readonly range: number;
  readonly eventTime: number;
  readonly sourceRow: number;
}

/** The life of an instrument: bars from before its listing or after its end, and a first trading that was like no later one. */
export class LifeCheck implements BarCheck {
  private readonly listedAt: number;
  private readonly delistedAt: number;
  private readonly factor: number;
  private readonly before: FindingTally;
  private readonly after: FindingTally;
  private readonly extreme: FindingTally;
  private readonly first: FirstBar[] = [];
  private readonly ranges = new GrowingColumn();

  constructor({ instrument }: SeriesHead, book: TallyBook) {
    this.listedAt = instrument.listedAt ?? -Infinity;
    this.delistedAt = instrument.delistedAt ?? Infinity;
    this.factor = book.options.firstRangeFactor;
    this.before = book.tally('before-listing', 'error');
    this.after = book.tally('after-delisting', 'error');
    this.extreme = book.tally('first-bars-extreme', 'info');
  }

  bar(now: AuditBar): void {
    if (now.eventTime <= this.listedAt)
      this.before.add(now, () => `was not listed before ${formatIsoDate(this.listedAt)}: another instrument's bar`);
    if (now.openTime >= this.delistedAt)
      this.after.add(now, () => `was delisted on ${formatIsoDate(this.delistedAt)}: no bar can be later`);
    if (this.ranges.length >= COMPARED_BARS) return;
    const range = Math.log(now.high / now.low);
    if (!(range >= 0)) return;
    this.ranges.push(range);
    if (this.first.length < FIRST_BARS) this.first.push({ range, eventTime: now.eventTime, sourceRow: now.sourceRow });
  }

  counted(): readonly Counted[] {
    const usual = this.ranges.length < 3 * FIRST_BARS ? NaN : quantileSorted(this.ranges.view().slice().sort(), 0.5);
    for (const bar of this.first) {
      if (!(bar.range > this.factor * usual)) continue;
      const times = (bar.range / usual).toFixed(1);
      this.extreme.add(bar, () => `one of the first ${FIRST_BARS} bars; its range is ${times} times the usual one`);
    }
    return [this.before, this.after, this.extreme].map((tally) => ({ tally }));
  }
}
