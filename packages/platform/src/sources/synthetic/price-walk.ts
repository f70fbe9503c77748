/**
 * Bars that are consistent in themselves: every bar is a piece of one continuous path.
 *
 * 1. Between two bars the log price moves by a normal step, so that the open differs from the close before.
 * 2. Within the bar it moves by `steps` normal steps. Between two of them the path is a Brownian bridge, whose highest
 *    and lowest point are drawn from their exact distributions. So a stop inside the bar is met by a path that passes
 *    through it, and a driftless market pays nothing to a stop or a target.
 * 3. Open, high, low and close are rounded to the tick.
 */
import type { Rng } from '@assay/core/random';
import type { BarTime } from './bar-times.ts';
import type { TickGrid } from './tick-grid.ts';

const MEAN_VOLUME = 1_000_000;
const VOLUME_DEVIATION = 0.3;

/** Steps of the path within a bar of a session, and within a shorter one. */
export const SESSION_STEPS = 16;
export const INTRADAY_STEPS = 4;

/** A leap of the log price at the end of a step of the path. */
export interface StepJump {
  /** 0 to steps - 1. */
  readonly step: number;
  readonly size: number;
}

/** What one bar is drawn from. */
export interface BarLaw {
  /** Expected simple return from close to close. */
  readonly drift: number;
  /** Standard deviation of the log return from close to close. */
  readonly volatility: number;
  /** Log return that is added between the open and the close. */
  readonly added: number;
  readonly jumps?: readonly StepJump[] | undefined;
}

/** The laws of one instrument's bars, asked for in order and once for each bar. */
export interface BarLaws {
  law(t: number, time: BarTime): BarLaw;
  /** Told of every close, in ticks. */
  closed?(ticks: number): void;
}

/** Where the normal numbers of the path come from: for each bar one for the time before it, then one for each step. */
export interface NormalSource {
  begin?(time: BarTime): void;
  next(): number;
}

/** One bar in whole ticks, written over by the next. */
export interface BarTicks {
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** The bars of one instrument, drawn one after the other. */
export type DrawBar = (time: BarTime, bar: BarTicks) => void;

/** What a walk is made of. */
export interface WalkSetup {
  /** Stream of the instrument: extremes of the path, volume, and the path itself unless `normals` is given. */
  readonly rng: Rng;
  readonly normals?: NormalSource | undefined;
  readonly grid: TickGrid;
  readonly steps: number;
  readonly overnightShare: number;
  readonly startPrice: number;
  readonly laws: BarLaws;
}

/** A walk from its first bar on. */
export function priceWalk(setup: WalkSetup): DrawBar {
  const { rng, grid, overnightShare, laws } = setup;
  const normals: NormalSource = setup.normals ?? { next: () => rng.nextNormal() };
  const onTick = (level: number): number => Math.max(1, grid.ticksOf(Math.exp(level)));
  const path: SessionPath = { high: 0, low: 0, close: 0 };
  let level = Math.log(setup.startPrice);
  let t = 0;
  return (time, bar) => {
    normals.begin?.(time);
    const law = laws.law(t++, time);
    const night = law.volatility ** 2 * overnightShare;
    const day = law.volatility ** 2 - night;
    // The mean of a log-normal price is exp(mean + variance / 2) of its log.
    const expected = Math.log1p(law.drift);
    level += expected * overnightShare - night / 2 + Math.sqrt(night) * normals.next();
    const mean = expected * (1 - overnightShare) - day / 2 + law.added;
    walkSession({ rng, normals, steps: setup.steps, open: level, mean, variance: day, jumps: law.jumps }, path);
    bar.open = onTick(level);
    bar.high = onTick(path.high);
    bar.low = onTick(path.low);
    bar.close = onTick(path.close);
    bar.volume = Math.round(MEAN_VOLUME * Math.exp(VOLUME_DEVIATION * rng.nextNormal()));
    level = path.close;
    laws.closed?.(bar.close);
  };
}

interface SessionPath {
  high: number;
  low: number;
  close: number;
}

interface SessionWalk {
  readonly rng: Rng;
  readonly normals: NormalSource;
  readonly steps: number;
  /** Log price. */
  readonly open: number;
  readonly mean: number;
  readonly variance: number;
  readonly jumps: readonly StepJump[] | undefined;
}

/** The path of one bar, as its extremes and its end. */
function walkSession(walk: SessionWalk, path: SessionPath): void {
  const { rng, normals, steps, mean, jumps } = walk;
  const stepVariance = walk.variance / steps;
  const deviation = Math.sqrt(stepVariance);
  let [level, high, low] = [walk.open, walk.open, walk.open];
  for (let step = 0; step < steps; step++) {
    const next = level + mean / steps + deviation * normals.next();
    high = Math.max(high, bridgeMaximum(rng, level, next, stepVariance));
    low = Math.min(low, -bridgeMaximum(rng, -level, -next, stepVariance));
    level = next;
    if (jumps === undefined) continue;
    for (const jump of jumps) if (jump.step === step) level += jump.size;
    high = Math.max(high, level);
    low = Math.min(low, level);
  }
  path.high = high;
  path.low = low;
  path.close = level;
}

/** Highest point of a Brownian bridge: P(max > m) = exp(-2 (m - from)(m - to) / variance), solved for m. */
function bridgeMaximum(rng: Rng, from: number, to: number, variance: number): number {
  const exponential = -Math.log(1 - rng.nextFloat());
  return (from + to + Math.sqrt((to - from) ** 2 + 2 * variance * exponential)) / 2;
}
