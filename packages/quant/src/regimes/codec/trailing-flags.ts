/** The last flags, oldest first: 1 or 0. */
export type FlagState = readonly number[];

/** How many of the last candles have something, one candle at a time. */
export class TrailingFlags {
  /** Candles in a row, up to the last one, that are as it is; counted up to the window. */
  inARow: number = 0;
  private readonly ring: Uint8Array;
  private pushed: number = 0;
  private nSet: number = 0;

  constructor(window: number, state: FlagState = []) {
    this.ring = new Uint8Array(window);
    for (const flag of state) this.push(flag === 1);
  }

  push(isSet: boolean): void {
    const { ring } = this;
    const [place, flag] = [this.pushed % ring.length, Number(isSet)];
    const last = this.pushed === 0 ? -1 : ring[(this.pushed - 1) % ring.length];
    if (this.pushed >= ring.length) this.nSet -= ring[place];
    ring[place] = flag;
    this.nSet += flag;
    this.pushed += 1;
    this.inARow = flag === last ? Math.min(ring.length, this.inARow + 1) : 1;
  }

  /** Share of the last candles that have it; NaN of none. */
  get share(): number {
    return this.nSet / Math.min(this.pushed, this.ring.length);
  }

  state(): FlagState {
    const length = Math.min(this.pushed, this.ring.length);
    return Array.from({ length }, (_, i) => this.ring[(this.pushed - length + i) % this.ring.length]);
  }
}
