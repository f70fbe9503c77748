/** Outcomes of gates on markets that go nowhere, and how often tests of them reject. */
import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import { groupFigures } from '../outcome-figures.ts';
import type { MeanTest } from '../outcome-figures.ts';
import { areaFigures, hazardLift } from '../hazard-figures.ts';
import { placesWhere } from '../outcome-sample.ts';
import type { OutcomeSample } from '../outcome-sample.ts';

/** Windows over a random walk of steps that are all alike in size, unless said otherwise. */
export interface NullShape {
  readonly n: number;
  /** Steps of a window, and from the beginning of one to the next. */
  readonly length: number;
  readonly stride: number;
  /** Every twentieth window, by chance, is fifty strides later. @default false */
  readonly hasGaps?: boolean;
  /** Share of windows that are admitted. @default 0.2 */
  readonly admitted?: number;
  /** Hazard, and with it admission, stays much as it was from one window to the next. @default false */
  readonly isPersistent?: boolean;
  /** Size of a step follows that of the last ones. @default false */
  readonly isClustered?: boolean;
}

/** A null with a name, and the group of gates that is tested. */
export interface NamedNull extends NullShape {
  readonly name: string;
  readonly group: 'all' | 'admitted';
}

/** Markets that go nowhere, as differently as gates fall on them. */
export const NULL_SHAPES: Readonly<
  Record<'overlap' | 'few' | 'fewest' | 'apart' | 'third' | 'gaps' | 'chosen' | 'clusters' | 'volatility', NamedNull>
> = {
  overlap: { name: '240 windows, each sharing 11 of 12 steps', group: 'all', n: 240, length: 12, stride: 1 },
  few: { name: '60 windows, five stretches', group: 'all', n: 60, length: 12, stride: 1 },
  fewest: { name: '36 windows, three stretches', group: 'all', n: 36, length: 12, stride: 1 },
  apart: { name: '98 windows that share nothing', group: 'all', n: 98, length: 1, stride: 1 },
  third: { name: '300 windows that share a third', group: 'all', n: 300, length: 24, stride: 16 },
  gaps: { name: '240 windows with gaps', group: 'all', n: 240, length: 12, stride: 1, hasGaps: true },
  chosen: { name: 'a fifth of 400, scattered', group: 'admitted', n: 400, length: 12, stride: 1 },
  clusters: {
    name: 'a fifth of 400, in clusters',
    group: 'admitted',
    n: 400,
    length: 12,
    stride: 1,
    isPersistent: true,
  },
  volatility: {
    name: '240 windows, restless and calm times',
    group: 'all',
    n: 240,
    length: 12,
    stride: 1,
    isClustered: true,
  },
};

/** Outcomes over windows of a random walk, without costs. */
export function randomWindows(seed: string, shape: NullShape): OutcomeSample {
  const { n, length, stride, hasGaps = false, admitted = 0.2, isPersistent = false, isClustered = false } = shape;
  const rng = createRng(seed);
  const at: number[] = [];
  for (let i = 0, start = 0; i < n; i++, start += stride * (hasGaps && rng.nextFloat() < 0.05 ? 50 : 1)) at.push(start);
  const prices = walk(rng, (at.at(-1) ?? 0) + length, isClustered);
  const hazard = hazardLevels(rng, n, isPersistent);
  return {
    ...{ instrument: seed, horizon: '1h' },
    from: Float64Array.from(at),
    to: Float64Array.from(at, (start) => start + length),
    returnBp: Float64Array.from(at, (start) => prices[start + length] - prices[start]),
    costBp: new Float64Array(n),
    hazard,
    admit: Uint8Array.from(hazard, (level) => (level < admitted ? 1 : 0)),
  };
}

function walk(rng: Rng, steps: number, isClustered: boolean): Float64Array {
  const prices = new Float64Array(steps + 1);
  let variance = 1;
  for (let t = 0; t < steps; t++) {
    const step = Math.sqrt(variance) * rng.nextNormal();
    if (isClustered) variance = 0.02 + 0.08 * step * step + 0.9 * variance;
    prices[t + 1] = prices[t] + step;
  }
  return prices;
}

/** Levels that are uniform; where they persist a tenth of them is drawn anew. */
function hazardLevels(rng: Rng, n: number, isPersistent: boolean): Float64Array {
  let level = rng.nextFloat();
  return Float64Array.from({ length: n }, () => {
    if (!isPersistent || rng.nextFloat() < 0.1) level = rng.nextFloat();
    return level;
  });
}

/** How often tests at 5 % reject, and intervals of 95 % miss, what is true. */
export interface NullCounts {
  /** Markets that have a test. */
  readonly markets: number;
  /** A t of windows taken to be independent beyond 1.96. */
  readonly naive: number;
  readonly p: number;
  readonly netP: number;
  /** The interval of the mean leaves 0 out. */
  readonly outside: number;
  /** Of the markets with such an interval, those in which it leaves ½, or 0, out. */
  readonly areas: number;
  readonly areasOutside: number;
  readonly lifts: number;
  readonly liftsOutside: number;
}

/** Counts over markets of their own seeds. */
export function countNulls(shape: NamedNull, nMarkets: number): NullCounts {
  const markets = Array.from({ length: nMarkets }, (_, market) => judgeNull(shape, `null/${shape.name}/${market}`));
  const tested = markets.filter((one) => one !== undefined);
  const count = (holds: (one: JudgedNull) => boolean): number => tested.filter(holds).length;
  const misses = ([low, high]: readonly [number, number], truth: number): boolean => low > truth || high < truth;
  return {
    markets: tested.length,
    naive: count(({ test }) => Math.abs(test.naiveT) > 1.96),
    p: count(({ test }) => test.p <= 0.05),
    netP: count(({ test }) => test.netP <= 0.05),
    outside: count(({ test }) => misses([test.lowBp, test.highBp], 0)),
    areas: count(({ area }) => !Number.isNaN(area[0])),
    areasOutside: count(({ area }) => misses(area, 0.5)),
    lifts: count(({ lift }) => !Number.isNaN(lift[0])),
    liftsOutside: count(({ lift }) => misses(lift, 0)),
  };
}

interface JudgedNull {
  readonly test: MeanTest;
  readonly area: readonly [number, number];
  readonly lift: readonly [number, number];
}

/** What the study says of one market; undefined where it has no test. */
function judgeNull(shape: NamedNull, seed: string): JudgedNull | undefined {
  const sample = randomWindows(seed, shape);
  const places = placesWhere(sample, (at) => shape.group === 'all' || sample.admit[at] === 1);
  const { test } = groupFigures(sample, places);
  if (test === undefined) return undefined;
  const { low, high } = areaFigures(
    sample,
    sample.hazard.map((level) => -level),
  );
  const { lowBp, highBp } = hazardLift(sample);
  return { test, area: [low, high], lift: [lowBp, highBp] };
}
