import type { BarSeries } from '@assay/quant/market';
import { closeTime } from './bar-rows.ts';
import type { BarPlace } from './bar-rows.ts';

/** The bars of one moment in two series; one of them may lack it. */
export interface BarPair {
  readonly base: BarPlace | undefined;
  readonly other: BarPlace | undefined;
}

/** Goes through two series together, in order of time. Each holds one version of a bar. */
export async function* pairBars(
  base: AsyncIterable<BarSeries>,
  other: AsyncIterable<BarSeries>,
): AsyncGenerator<BarPair> {
  const [left, right] = [new BarCursor(base), new BarCursor(other)];
  try {
    await left.next();
    await right.next();
    while (left.current !== undefined || right.current !== undefined) {
      const order = compare(left.current, right.current);
      yield {
        base: order <= 0 ? left.current : undefined,
        other: order >= 0 ? right.current : undefined,
      };
      // A step within a chunk needs no waiting.
      if (order <= 0 && !left.step()) await left.next();
      if (order >= 0 && !right.step()) await right.next();
    }
  } finally {
    await left.close();
    await right.close();
  }
}

function compare(a: BarPlace | undefined, b: BarPlace | undefined): number {
  if (a === undefined) return 1;
  return b === undefined ? -1 : closeTime(a) - closeTime(b);
}

/** One bar after the other out of chunks. */
class BarCursor {
  current: BarPlace | undefined;
  private readonly chunks: AsyncIterator<BarSeries>;

  constructor(chunks: AsyncIterable<BarSeries>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** Goes on within the chunk; false at its end. */
  step(): boolean {
    if (this.current === undefined) return false;
    const { series, index } = this.current;
    if (index + 1 >= series.length) return false;
    this.current = { series, index: index + 1 };
    return true;
  }

  /** Goes to the first bar of the next chunk that has one. */
  async next(): Promise<void> {
    for (;;) {
      const step = await this.chunks.next();
      if (step.done === true) {
        this.current = undefined;
        return;
      }
      if (step.value.length === 0) continue;
      this.current = { series: step.value, index: 0 };
      return;
    }
  }

  async close(): Promise<void> {
    await this.chunks.return?.();
  }
}
