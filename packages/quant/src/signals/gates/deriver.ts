/**
 * The deriver: gates out of candles alone, for bars at which no gate is in force.
 *
 * At each close:
 *
 * 1. The move is the logarithm of the close over the last one, its direction their order. A close that repeats the last one, or
 *    one that is missing or not positive, has no direction: it ends the streak and is not "up".
 * 2. A streak is a number of moves in one direction; a run is a streak that has ended, and goes to the trailing calibration.
 * 3. Of a streak of at least `minStreak` moves, the measures are told. None is clipped to what a guard asks for. They have names
 *    of their own: the codec's flip rate, stability, entropy and repetitions are other measures.
 */
import { InvalidArgumentError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import { directionEntropy, directionEntropyLevels } from './entropy-levels.ts';
import { RunCalibration } from './run-calibration.ts';
import type { CompletedRun } from './run-calibration.ts';
import type { GateSide } from './gate.ts';

/** What the deriver makes gates of. Whole numbers. */
export interface DeriverSpec {
  /** Moves that a streak needs, ≥ 1. */
  readonly minStreak: number;
  /** Moves that the share of the streak, its stability and the directions look back, 3 to 500. */
  readonly window: number;
  /** Bars that the null of runs and the variance of moves are taken from, ≥ `window`. */
  readonly calibrationBars: number;
}

/** Used where nothing else is asked for. */
export const DERIVER_DEFAULTS: DeriverSpec = Object.freeze({ minStreak: 2, window: 20, calibrationBars: 2000 });

const LONGEST_WINDOW = 500;

/** A deriver between two bars, as plain JSON. */
export interface DeriverState {
  readonly bars: number;
  /** NaN is null. */
  readonly close: number | null;
  readonly startedAt: number | null;
  readonly streak: number;
  readonly direction: GateSide;
  /** Directions and moves that the windows hold, oldest first. */
  readonly directions: readonly GateSide[];
  readonly moves: readonly number[];
  readonly squares: number;
  readonly runs: readonly CompletedRun[];
}

/**
 * Follows one instrument, close by close. After `push` the fields tell of the newest bar.
 *
 * @throws {InvalidArgumentError} if the spec is out of its domain.
 *
 * @remarks
 * Causal: the fields depend on the closes pushed so far.
 * NaN: a measure that is not known is NaN.
 * Cost: O(window) where there is a streak, else O(1).
 * Source: this project.
 */
export class Deriver {
  /** Moves of the streak, 0 where there is none. */
  streak: number = 0;
  direction: GateSide = 0;
  /** Is there a streak of at least `minStreak` moves, and has the window filled? */
  hasGate: boolean = false;
  /** Mid-p level of `runSurprise` under its null, from above: P(run > L) + ½ P(run = L); low where moves are ordered. */
  hazard: number = NaN;
  /** λ = 1 - S(L): rises with the streak. */
  runSurprise: number = NaN;
  /** Share of the window's moves that are the streak's. */
  streakCoherence: number = NaN;
  /** 1 / (1 + variance of the streak's moves / mean square of the trailing ones); NaN for one move. */
  streakStability: number = NaN;
  /** Of the directions in the window, in bits; moves without one are left out. */
  directionEntropy: number = NaN;
  /** Its mid-p level given the streak: a streak alone makes it neither low nor high. */
  directionEntropyLevel: number = NaN;
  /** Share of the window's moves that have another direction than the one before. */
  directionFlipRate: number = NaN;
  /** Close time of the streak's first move; NaN where there is no streak. */
  startedAt: number = NaN;
  private readonly spec: DeriverSpec;
  private readonly calibration: RunCalibration;
  private readonly directions: Int8Array;
  private readonly moves: Float64Array;
  /** By streak and free moves: most windows have few of them. */
  private readonly levels: Record<number, Float64Array | undefined> = {};
  private bars = 0;
  private close = NaN;
  private squares = 0;

  constructor(spec: DeriverSpec, state?: DeriverState) {
    checkDeriver(spec);
    this.spec = spec;
    this.calibration = new RunCalibration(spec.calibrationBars, state?.runs);
    this.directions = new Int8Array(spec.window + 1);
    this.moves = new Float64Array(spec.calibrationBars);
    if (state !== undefined) this.recall(state);
  }

  /** Takes in the next close, and when it was. */
  push(close: number, time: EpochMs): void {
    const { spec, calibration } = this;
    const isKnown = close > 0 && this.close > 0;
    const direction: GateSide = isKnown ? (Math.sign(close - this.close) as GateSide) : 0;
    const now = this.bars++;
    this.keep(now, isKnown ? Math.log(close / this.close) : 0, direction);
    this.close = close;
    calibration.forget(now);
    if (direction !== 0 && direction === this.direction) this.streak++;
    else this.startStreak(direction, now, time);
    this.hasGate = this.streak >= spec.minStreak && now >= spec.window;
    if (this.hasGate) this.measure(now);
  }

  /** Everything that a deriver needs to go on elsewhere. */
  state(): DeriverState {
    const { bars, moves, directions } = this;
    const last = <T>(ring: ArrayLike<T>): T[] => {
      const n = Math.min(bars, ring.length);
      return Array.from({ length: n }, (_, k) => ring[(bars - n + k) % ring.length]);
    };
    return {
      ...{ bars, close: finiteOrNull(this.close), startedAt: finiteOrNull(this.startedAt) },
      ...{ streak: this.streak, direction: this.direction, squares: this.squares },
      ...{ directions: last(directions as ArrayLike<number>) as GateSide[], moves: last(moves) },
      runs: this.calibration.state(),
    };
  }

  private startStreak(direction: GateSide, now: number, time: EpochMs): void {
    if (this.streak > 0) this.calibration.add(now, this.streak);
    this.streak = direction === 0 ? 0 : 1;
    this.startedAt = direction === 0 ? NaN : time;
    this.direction = direction;
  }

  private keep(now: number, move: number, direction: GateSide): void {
    const { moves, directions } = this;
    const place = now % moves.length;
    this.squares += move * move - moves[place] * moves[place];
    moves[place] = move;
    directions[now % directions.length] = direction;
  }

  private recall(state: DeriverState): void {
    const { moves, directions } = this;
    this.bars = state.bars;
    this.close = state.close ?? NaN;
    this.startedAt = state.startedAt ?? NaN;
    this.streak = state.streak;
    this.direction = state.direction;
    this.squares = state.squares;
    state.moves.forEach((move, k) => (moves[(state.bars - state.moves.length + k) % moves.length] = move));
    const n = state.directions.length;
    state.directions.forEach((one, k) => (directions[(state.bars - n + k) % directions.length] = one));
  }

  private measure(now: number): void {
    const { streak, spec, calibration } = this;
    const here = calibration.survival(streak);
    const above = calibration.survival(streak + 1);
    this.runSurprise = 1 - here;
    this.hazard = (here + above) / 2;
    this.streakCoherence = Math.min(streak, spec.window) / spec.window;
    this.streakStability = this.stabilityOf(now);
    this.measureDirections(now);
  }

  private stabilityOf(now: number): number {
    const { moves } = this;
    const n = Math.min(this.streak, this.spec.window);
    if (n < 2) return NaN;
    let sum = 0;
    for (let k = 0; k < n; k++) sum += moves[(now - k) % moves.length];
    const mean = sum / n;
    let squares = 0;
    for (let k = 0; k < n; k++) squares += (moves[(now - k) % moves.length] - mean) ** 2;
    const trailing = this.squares / Math.min(now, moves.length);
    return trailing > 0 ? 1 / (1 + squares / n / trailing) : NaN;
  }

  private measureDirections(now: number): void {
    const { directions } = this;
    const { window } = this.spec;
    let [ups, downs, flips] = [0, 0, 0];
    for (let k = 0; k < window; k++) {
      const own = directions[(now - k) % directions.length];
      if (own > 0) ups++;
      else if (own < 0) downs++;
      if (k < window - 1 && own !== directions[(now - k - 1) % directions.length]) flips++;
    }
    this.directionFlipRate = flips / (window - 1);
    this.directionEntropy = directionEntropy(Math.min(ups, downs), ups + downs);
    this.directionEntropyLevel = this.entropyLevelOf(now, ups, downs);
  }

  private entropyLevelOf(now: number, ups: number, downs: number): number {
    const { directions, levels, direction } = this;
    const { window } = this.spec;
    const streak = Math.min(this.streak, window);
    const opposite = streak < window && directions[(now - streak) % directions.length] !== 0 ? 1 : 0;
    const free = ups + downs - streak - opposite;
    const known = (levels[(streak * 2 + opposite) * (window + 1) + free] ??= directionEntropyLevels(
      streak,
      opposite,
      free,
    ));
    return known[(direction > 0 ? downs : ups) - opposite];
  }
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function checkDeriver({ minStreak, window, calibrationBars }: DeriverSpec): void {
  const check = (name: string, value: number, from: number, to = Infinity): void => {
    if (Number.isInteger(value) && value >= from && value <= to) return;
    const rule = to === Infinity ? `a whole number >= ${from}` : `a whole number between ${from} and ${to}`;
    throw new InvalidArgumentError(name, rule, value);
  };
  check('minStreak', minStreak, 1);
  check('window', window, 3, LONGEST_WINDOW);
  check('calibrationBars', calibrationBars, window);
}
