import { quantileSorted } from '@assay/core/vector';
import type { AuditBar, BarCheck, Counted } from './audit-bar.ts';
import { PartSample } from './part-sample.ts';
import type { SampledValue } from './part-sample.ts';
import type { AuditOptions, KnownSplit } from './report.ts';
import type { SeriesHead } from '../manifest.ts';
import type { TallyBook } from './tally.ts';

/** A normal variable's standard deviation over its median absolute deviation. */
const NORMAL_CONSISTENCY = 1.4826;
const SPLIT_FACTORS = [3 / 2, 2, 5 / 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 50];
/** Between units that are confused: cents, pips, prices that are stored as whole numbers. */
const UNIT_FACTORS = [100, 1000, 10_000, 100_000];

interface Jump {
  readonly ratio: number;
  readonly eventTime: number;
  readonly sourceRow: number;
}

/** Changes of price from bar to bar: impossible ones, outliers, and those whose size is that of a split or of another unit. */
export class ReturnCheck implements BarCheck {
  private readonly head: SeriesHead;
  private readonly options: AuditOptions;
  private readonly sample: PartSample<number>;
  /** Jumps of a split's size that wait for the scale of their part. */
  private jumps: Jump[] = [];
  private nextSplit = 0;
  private readonly tallies;

  constructor(head: SeriesHead, book: TallyBook) {
    this.head = head;
    this.options = book.options;
    this.tallies = {
      toxic: book.tally('toxic-return', 'error'),
      units: book.tally('unit-suspicion', 'error'),
      outliers: book.tally('outlier', 'warning'),
      splits: book.tally('split-like-jump', 'warning'),
    };
    this.sample = new PartSample(book.rule, robustScale, (value, deviation) => this.judge(value, deviation));
  }

  bar(now: AuditBar, before: AuditBar | undefined): void {
    if (before === undefined) return;
    const closed = before.close / this.splitBetween(before.eventTime, now.eventTime);
    const ratio = now.close / closed;
    const value = ratio > 0 && now.close > 0 ? Math.log(ratio) : NaN;
    const { eventTime, sourceRow } = now;
    this.sample.add(value, eventTime, sourceRow);
    if (isUnitRatio(ratio, this.options.unitTolerance)) {
      this.tallies.units.add(now, () => `closes at ${ratio.toPrecision(5)} times the close before, as in another unit`);
    }
    const jump = this.splitRatio(now, closed);
    if (jump !== undefined) this.jumps.push({ ratio: jump, eventTime, sourceRow });
  }

  counted(): readonly Counted[] {
    this.sample.end();
    return Object.values(this.tallies).map((tally) => ({ tally }));
  }

  /** New shares for one old share in (from, to], as far as splits are known and the prices are not adjusted for them. */
  private splitBetween(from: number, to: number): number {
    if (this.head.adjustment !== 'raw') return 1;
    const { splits } = this.options;
    let ratio = 1;
    for (; (splits[this.nextSplit]?.eventTime ?? Infinity) <= to; this.nextSplit++) {
      const split = splits[this.nextSplit] as KnownSplit;
      if (split.eventTime > from && split.ratio > 0) ratio *= split.ratio;
    }
    return ratio;
  }

  private judge(value: SampledValue, deviation: number): void {
    const score = value.value / deviation;
    const { toxic, outliers } = this.tallies;
    if (Math.abs(value.value) > Math.log(this.options.toxicFactor)) {
      const times = Math.exp(value.value).toPrecision(4);
      toxic.add(value, () => `closes at ${times} times the close before, log return ${value.value.toFixed(4)}`);
    } else if (Math.abs(score) >= this.options.outlierScore) {
      const size = `${score.toFixed(1)} robust standard deviations`;
      outliers.add(value, () => `log return ${value.value.toFixed(4)}, ${size}`);
    }
    this.judgeJumps(value.eventTime, deviation);
  }

  private judgeJumps(upTo: number, deviation: number): void {
    let judged = 0;
    for (const jump of this.jumps) {
      if (jump.eventTime > upTo) break;
      judged++;
      const { ratio } = jump;
      if (!(Math.abs(Math.log(ratio) / deviation) >= this.options.splitScore)) continue;
      this.tallies.splits.add(jump, () => `opens at ${ratio.toFixed(4)} times the close before, as after a split`);
    }
    if (judged > 0) this.jumps = this.jumps.slice(judged);
  }

  /** The jump into a bar if its size is that of a split, as open over the close before (close over close where opens are unknown). */
  private splitRatio(now: AuditBar, closed: number): number | undefined {
    const price = this.head.shape === 'close-only' || now.open === closed ? now.close : now.open;
    const ratio = price / closed;
    if (!(ratio > 0)) return undefined;
    const size = ratio > 1 ? ratio : 1 / ratio;
    if (size < 1.4) return undefined;
    const { splitTolerance } = this.options;
    return SPLIT_FACTORS.some((factor) => Math.abs(size / factor - 1) <= splitTolerance) ? ratio : undefined;
  }
}

/** Is a ratio of two price levels one between units that are confused? */
export function isUnitRatio(ratio: number, tolerance: number): boolean {
  if (!(ratio > 0)) return false;
  const size = ratio > 1 ? ratio : 1 / ratio;
  return size >= 50 && UNIT_FACTORS.some((factor) => Math.abs(size / factor - 1) <= tolerance);
}

/**
 * Scaled median of the absolute returns: the deviation from no change, because of coarse prices most returns may be one and
 * the same. Where more than half of them are zero, as in quiet minutes, it is that of the others; it is NaN where there are
 * fewer than three.
 */
function robustScale(returns: Float64Array): number {
  const sizes = returns.map(Math.abs).sort();
  const moving = sizes.subarray(sizes.findLastIndex((size) => size === 0) + 1);
  const half = sizes.length >= 3 ? quantileSorted(sizes, 0.5) : 0;
  if (half > 0) return NORMAL_CONSISTENCY * half;
  return moving.length >= 3 ? NORMAL_CONSISTENCY * quantileSorted(moving, 0.5) : NaN;
}
