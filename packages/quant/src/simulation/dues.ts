/** Something with events that fall due at moments of their own. */
export interface DueDesk {
  /** When something falls due next; Infinity where nothing does. */
  readonly nextTime: number;
  /** Settles everything that falls due at `nextTime`, and moves on. */
  settleNext(): void;
}

/**
 * What falls due between and at the moments of a simulation: financing and corporate actions.
 *
 * Events are settled in order of time; at one moment in the order of the desks. What falls due at a moment of the
 * simulation is settled after the bars that close at it, before decisions and opens.
 */
export class Dues {
  /** When something falls due next; Infinity where nothing does. */
  nextTime: number = Infinity;
  private readonly desks: readonly DueDesk[];

  constructor(desks: readonly DueDesk[]) {
    this.desks = desks;
    this.refresh();
  }

  /** Settles what falls due before `time`. */
  settleBefore(time: number): void {
    while (this.nextTime < time) this.settleNext();
  }

  /** Settles what falls due up to `time`, that moment included. */
  settleUpTo(time: number): void {
    while (this.nextTime <= time) this.settleNext();
  }

  private settleNext(): void {
    this.desks.find((desk) => desk.nextTime === this.nextTime)?.settleNext();
    this.refresh();
  }

  private refresh(): void {
    this.nextTime = this.desks.reduce((first, { nextTime }) => Math.min(first, nextTime), Infinity);
  }
}
