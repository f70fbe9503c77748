import type { Order } from '../orders/index.ts';

/** One order in the queue, with the position it is to bring about. */
export interface QueuedLeg {
  /** Position of the series in the simulation. */
  readonly s: number;
  readonly order: Order;
  /** Signed lots to hold afterwards. */
  readonly targetLots: number;
  /** Signed lots held when it was decided. */
  readonly heldLots: number;
}

/** Orders that fill at one moment: a single one, or the legs of an all-or-none intent. */
export interface QueuedSet {
  readonly legs: readonly QueuedLeg[];
  readonly isGroup: boolean;
  readonly decisionTime: number;
  /** The close at which it fills because the open was degenerate; NaN while it waits for an open. */
  dueClose: number;
  /** True for what is left of an order that has filled in part. @default false */
  readonly isRemainder?: boolean | undefined;
}

/** What is waiting to be filled: at most one set per instrument, a newer intent takes the place of an older one. */
export class FillQueue {
  private readonly waiting: (QueuedSet | undefined)[];
  private nWaiting: number = 0;

  constructor(nSeries: number) {
    this.waiting = new Array<QueuedSet | undefined>(nSeries).fill(undefined);
  }

  /** Number of instruments with something waiting. */
  get size(): number {
    return this.nWaiting;
  }

  /** What is waiting for series `s`. */
  at(s: number): QueuedSet | undefined {
    return this.waiting[s];
  }

  /** Queues a set; nothing may be waiting for its instruments. */
  place(set: QueuedSet): void {
    for (const { s } of set.legs) {
      this.waiting[s] = set;
      this.nWaiting++;
    }
  }

  /** Takes a set out of the queue, all its legs. */
  remove(set: QueuedSet): void {
    for (const { s } of set.legs) {
      this.waiting[s] = undefined;
      this.nWaiting--;
    }
  }

  /** All sets, each once, in the order of their first instrument. */
  sets(): readonly QueuedSet[] {
    return this.waiting.filter((set, s): set is QueuedSet => set?.legs[0].s === s);
  }
}

/**
 * True if both sets ask for the same positions with the same protection.
 *
 * Source: this project.
 */
export function isSameRequest(a: QueuedSet, b: QueuedSet): boolean {
  if (a.isGroup !== b.isGroup || a.legs.length !== b.legs.length) return false;
  return a.legs.every((leg, i) => {
    const other = b.legs[i];
    return (
      leg.s === other.s &&
      leg.targetLots === other.targetLots &&
      leg.heldLots === other.heldLots &&
      leg.order.stopLossFraction === other.order.stopLossFraction &&
      leg.order.takeProfitFraction === other.order.takeProfitFraction
    );
  });
}

/**
 * True if every leg makes its position smaller: such sets fill first, so that what they free can be used.
 *
 * Source: this project.
 */
export function isReducing(set: QueuedSet): boolean {
  return set.legs.every(
    ({ targetLots, heldLots }) => targetLots * heldLots >= 0 && Math.abs(targetLots) < Math.abs(heldLots),
  );
}
