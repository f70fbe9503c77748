/**
 * Whether two series are of the same thing: what a bar says in the one, it has to say in the other.
 *
 * 1. The differences of the logarithms of closes are taken on every bar that both have, and the changes from bar to bar.
 * 2. The two are of one scale if the median difference is small against what a bar usually moves, and say the same if the
 *    median of the absolute differences is; where both sides of the market are known the spreads must be of one size, too.
 * 3. Medians, because the bars that are to be repaired are among them.
 * 4. The same is asked of every window of time: a source whose clock was off for a summer agrees on the whole and not then.
 *    A window with too few common bars is trusted if those around it that have enough are.
 */
import type { EpochMs } from '@assay/core/time';
import { quantileSorted } from '@assay/core/vector';
import { parseTimeframe } from '@assay/quant/market';
import type { Timeframe } from '@assay/quant/market';
import { PartitionMemo } from '../audit/tally.ts';
import { valueAt } from '../columns.ts';
import type { PartitionRule } from '../partitions.ts';
import { closeTime } from './bar-rows.ts';
import type { BarPlace } from './bar-rows.ts';
import type { BarPair } from './pair-bars.ts';

/** Common bars that an agreement needs. */
const FEWEST_COMMON = 50;
/** A normal variable's standard deviation over its median absolute deviation. */
const NORMAL_CONSISTENCY = 1.4826;
/** Medians that count as equal whatever a bar moves: half a basis point. */
const LEAST_DIFFERENCE = 5e-5;
/** Share of the usual move of a bar that the median difference, and the usual absolute one, may reach. */
const MOST_SHIFT = 0.25;
const MOST_DIFFERENCE = 0.5;
/** Factor that the usual spreads may be apart. */
const MOST_SPREAD_FACTOR = 3;

/** What two series say on the bars that both have. Differences are those of logarithms, the other less the base. */
export interface Agreement {
  readonly commonBars: number;
  /** Median difference: 0 on one scale. */
  readonly shift: number;
  /** Median of the absolute differences. */
  readonly typicalDifference: number;
  /** The difference that 1 % of the bars exceed. */
  readonly largeDifference: number;
  /** Robust standard deviation of the change from one bar to the next. */
  readonly deviation: number;
  /** Usual spreads as fractions of the price; NaN where only one side is known. */
  readonly spreads: { readonly base: number; readonly other: number };
  /** Why the two do not agree, one sentence each; none if they do. */
  readonly reasons: readonly string[];
  /** By window of time; nothing is taken in those that have reasons. */
  readonly windows: readonly WindowAgreement[];
}

/** What two series say in one window of time. */
export interface WindowAgreement {
  /** As `2012-05` or `2012`. */
  readonly name: string;
  readonly commonBars: number;
  readonly reasons: readonly string[];
}

/** A month for bars within the day, a year for longer ones. */
export function windowRule(timeframe: Timeframe): PartitionRule {
  const { unit } = parseTimeframe(timeframe);
  return unit === 'm' || unit === 'h' ? 'month' : 'year';
}

/** Compares two series. @param rule - how long the windows are. */
export async function measureAgreement(pairs: AsyncIterable<BarPair>, rule: PartitionRule): Promise<Agreement> {
  const whole = new Comparison();
  const windows: WindowAgreement[] = [];
  const partition = new PartitionMemo(rule);
  let window = new Comparison();
  let name = '';
  const endWindow = (): void => {
    if (name === '') return;
    const reasons = window.commonBars < FEWEST_COMMON ? [] : window.reasons();
    windows.push({ name, commonBars: window.commonBars, reasons });
  };
  for await (const { base, other } of pairs) {
    if (base === undefined) continue;
    const current = partition.at(closeTime(base)).name;
    if (current !== name) {
      endWindow();
      [name, window] = [current, new Comparison()];
    }
    whole.add(base, other);
    window.add(base, other);
  }
  endWindow();
  return { ...whole.measured(), reasons: whole.reasons(), windows };
}

/** Tells at which moments two series can be trusted to be of the same thing. */
export function trustedWindows({ windows }: Agreement, rule: PartitionRule): (time: EpochMs) => boolean {
  const partition = new PartitionMemo(rule);
  const judged = windows.filter(({ commonBars }) => commonBars >= FEWEST_COMMON);
  return (time) => {
    const { name } = partition.at(time);
    const itself = judged.find((one) => one.name === name);
    if (itself !== undefined) return itself.reasons.length === 0;
    const before = judged.findLast((one) => one.name < name);
    const after = judged.find((one) => one.name > name);
    return (before?.reasons.length ?? 0) === 0 && (after?.reasons.length ?? 0) === 0;
  };
}

/** Differences and changes of some stretch of time. */
class Comparison {
  commonBars = 0;
  private readonly differences = new StridedSample();
  private readonly changes = new StridedSample();
  private readonly spreads = { base: new StridedSample(), other: new StridedSample() };
  private before = NaN;

  add(base: BarPlace, other: BarPlace | undefined): void {
    const close = valueAt(base.series.close, base.index);
    this.changes.add(Math.abs(Math.log(close / this.before)));
    this.before = close;
    if (other === undefined) return;
    this.commonBars++;
    this.differences.add(Math.log(valueAt(other.series.close, other.index) / close));
    this.spreads.base.add(spreadOf(base));
    this.spreads.other.add(spreadOf(other));
  }

  measured(): Omit<Agreement, 'reasons' | 'windows'> {
    const { commonBars, differences, changes, spreads } = this;
    const absolute = differences.values.map(Math.abs);
    return {
      commonBars,
      shift: quantileOf(differences.values, 0.5),
      typicalDifference: quantileOf(absolute, 0.5),
      largeDifference: quantileOf(absolute, 0.99),
      deviation: NORMAL_CONSISTENCY * quantileOf(changes.values, 0.5),
      spreads: { base: quantileOf(spreads.base.values, 0.5), other: quantileOf(spreads.other.values, 0.5) },
    };
  }

  reasons(): readonly string[] {
    return reasonsAgainst(this.measured());
  }
}

function reasonsAgainst(measured: Omit<Agreement, 'reasons' | 'windows'>): readonly string[] {
  const { commonBars, shift, typicalDifference, deviation, spreads } = measured;
  if (commonBars < FEWEST_COMMON) {
    return [`they have ${commonBars} bars in common, ${FEWEST_COMMON} are needed to see whether they agree`];
  }
  const usual = Number.isNaN(deviation) ? 0 : deviation;
  const reasons: string[] = [];
  if (!(Math.abs(shift) <= Math.max(LEAST_DIFFERENCE, MOST_SHIFT * usual))) {
    const factor = Math.exp(shift);
    reasons.push(
      Math.abs(shift) > 0.05
        ? `their prices are on different scales: the other has ${factor.toPrecision(4)} times the price`
        : `their prices are apart by ${bp(shift)} at the median, and a bar usually moves ${bp(usual)}`,
    );
  } else if (!(typicalDifference <= Math.max(LEAST_DIFFERENCE, MOST_DIFFERENCE * usual))) {
    reasons.push(`their closes usually differ by ${bp(typicalDifference)}, and a bar usually moves ${bp(usual)}`);
  }
  const factor = spreads.other / spreads.base;
  if (Number.isFinite(factor) && Math.max(factor, 1 / factor) > MOST_SPREAD_FACTOR)
    reasons.push(`their spreads are ${bp(spreads.base)} and ${bp(spreads.other)}`);
  return reasons;
}

/** Spread at the end of a bar as a fraction of the bid; NaN with one side, or a crossed one. */
function spreadOf({ series, index }: BarPlace): number {
  if (series.ask === undefined) return NaN;
  const spread = valueAt(series.ask.close, index) / valueAt(series.close, index) - 1;
  return spread > 0 ? spread : NaN;
}

/** A fraction in basis points: `0.12 bp`. */
export function bp(fraction: number): string {
  return Number.isNaN(fraction) ? '–' : `${(fraction * 1e4).toFixed(2)} bp`;
}

function quantileOf(values: readonly number[], probability: number): number {
  return values.length === 0 ? NaN : quantileSorted(Float64Array.from(values).sort(), probability);
}

const MOST_VALUES = 1 << 18;

/** Every value at first, then every second, every fourth …: evenly spread over a history of any length. */
class StridedSample {
  values: number[] = [];
  private stride = 1;
  private seen = 0;

  /** Values that are no number are left out. */
  add(value: number): void {
    if (!Number.isFinite(value) || this.seen++ % this.stride !== 0) return;
    this.values.push(value);
    if (this.values.length < MOST_VALUES) return;
    this.values = this.values.filter((_, index) => index % 2 === 0);
    this.stride *= 2;
  }
}
