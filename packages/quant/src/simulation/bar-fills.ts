import type { Quote, FillDesk } from './fill-desk.ts';
import { isReducing } from './fill-queue.ts';
import type { FillQueue, QueuedSet } from './fill-queue.ts';
import type { PlannedSegment } from './segment-plan.ts';
import { commonClose, hasDegenerateOpen, quotesAtClose, quotesAtOpen } from './venue.ts';
import type { Venue } from './venue.ts';

/** Fills what intents have queued at the opens and closes of bars: what frees room first, then the rest. */
export class BarFills {
  private readonly venue: Venue;
  private readonly queue: FillQueue;
  private readonly fills: FillDesk;

  constructor(venue: Venue, queue: FillQueue, fills: FillDesk) {
    this.venue = venue;
    this.queue = queue;
    this.fills = fills;
  }

  /** Asks every set that waits for an instrument whose bar closes now to fill. */
  atCloses(planned: PlannedSegment): void {
    const { closing, closingCount } = this.venue.timeline;
    for (const wantsReducing of [true, false]) {
      for (let k = 0; k < closingCount; k++) {
        const set = this.queue.at(closing[k]);
        if (set !== undefined && isReducing(set) === wantsReducing) this.atClose(set, planned);
      }
    }
  }

  /** Asks every set that waits for an instrument whose bar opens now to fill; none does after the last segment. */
  atOpens(planned: PlannedSegment | undefined): void {
    if (planned === undefined) return;
    const { opening, openingCount } = this.venue.timeline;
    for (const wantsReducing of [true, false]) {
      for (let k = 0; k < openingCount; k++) {
        const set = this.queue.at(opening[k]);
        if (set !== undefined && isReducing(set) === wantsReducing) this.atOpen(set, planned);
      }
    }
  }

  private atClose(set: QueuedSet, planned: PlannedSegment): void {
    const { time } = this.venue.timeline;
    const quotes = quotesAtClose(this.venue, set, planned);
    if (quotes === undefined) {
      if (set.dueClose === time) set.dueClose = NaN;
      return;
    }
    this.fill(set, quotes, time);
  }

  private atOpen(set: QueuedSet, planned: PlannedSegment): void {
    const { timeline, contract } = this.venue;
    const { time } = timeline;
    if (!Number.isNaN(set.dueClose)) return;
    const quotes = quotesAtOpen(this.venue, set, planned);
    if (quotes === undefined) return;
    const { degenerateOpen, latencyMs } = contract;
    if (degenerateOpen !== 'accept' && hasDegenerateOpen(this.venue, set)) {
      if (degenerateOpen === 'next-close') {
        set.dueClose = commonClose(this.venue, set);
        return;
      }
      this.queue.remove(set);
      this.fills.refuse(set, time, 'degenerate-open', time + latencyMs);
      return;
    }
    this.fill(set, quotes, time);
  }

  private fill(set: QueuedSet, quotes: readonly Quote[], time: number): void {
    this.queue.remove(set);
    const rest = this.fills.fill(set, quotes, time);
    if (rest !== undefined) this.queue.place(rest);
  }
}
