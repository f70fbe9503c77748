/**
 * What level of hazard a gate may have where the guard follows the market's own gates: a percentile of those before it, with
 * `maxHazard` as its cap.
 */
import { MS_PER_MINUTE } from '@assay/core/time';
import { CODEC_DEFAULTS, hazardCalibrator, timeframeMs } from '../../regimes/index.ts';
import type { CalibratorState, HazardCalibrator } from '../../regimes/index.ts';
import type { Timeframe } from '../../market/index.ts';
import type { GateEvidence } from './evidence.ts';
import { gateAt } from './gate.ts';
import type { Gate } from './gate.ts';
import type { GateGuards } from './guards.ts';
import { gatesTakenOver } from './in-force.ts';

/** Where thresholds stand, as plain JSON. */
export interface HazardThresholdsState {
  /** By maker and timeframe. */
  readonly calibrators: readonly (readonly [key: string, state: CalibratorState])[];
}

/**
 * The threshold of each gate in turn: min(`maxHazard`, quantile of the levels of the gates of its maker before it).
 *
 * Each maker has a calibrator of its own, of steps of stride · timeframe as its first gate has them; a gate without a stride has
 * that of the codec as it comes, one without a timeframe no step. A level that is unknown or none goes into no threshold.
 *
 * @remarks
 * Causal: a threshold depends on the gates before it.
 * Cost: O(log n) a gate.
 * Source: this project.
 */
export class HazardThresholds {
  private readonly percentile: number;
  private readonly cap: number;
  private readonly calibrators: Map<string, HazardCalibrator>;

  /** @throws {InvalidArgumentError} if the state is of another percentile. */
  constructor({ hazardPercentile, maxHazard }: GateGuards, state?: HazardThresholdsState) {
    this.percentile = hazardPercentile;
    this.cap = maxHazard;
    this.calibrators = new Map(
      (state?.calibrators ?? []).map(([key, one]) => [key, this.calibrator(one.options.stepMinutes, one)]),
    );
  }

  /** Takes in the gate that takes over next: the largest level of hazard that it may have. */
  take({ maker, timeframe, stride, eventTime, measures }: Gate): number {
    const key = JSON.stringify([maker, timeframe]);
    const calibrator = this.calibrators.get(key) ?? this.calibrator(stepMinutesOf(timeframe, stride));
    this.calibrators.set(key, calibrator);
    const { hazard = NaN } = measures;
    const { threshold } = calibrator.push(eventTime, hazard >= 0 && hazard <= 1 ? hazard : NaN);
    return Math.min(this.cap, threshold);
  }

  state(): HazardThresholdsState {
    return { calibrators: [...this.calibrators].map(([key, one]) => [key, one.state()] as const) };
  }

  // The cap is held here, so that it may be 0 and may change where a state is gone on with.
  private calibrator(stepMinutes: number, state?: CalibratorState): HazardCalibrator {
    return hazardCalibrator({ percentile: this.percentile, cap: 1, stepMinutes }, state);
  }
}

function stepMinutesOf(timeframe: string, stride: number = CODEC_DEFAULTS.stride): number {
  return timeframe === '' ? 0 : (stride * timeframeMs(timeframe as Timeframe)) / MS_PER_MINUTE;
}

interface MadeThresholds {
  readonly percentile: number;
  readonly cap: number;
  readonly byRow: Float64Array;
}

// Bars are asked for one by one, and sets of other guards one after the other.
const MADE: WeakMap<Pick<GateEvidence, 'table' | 'from' | 'moments'>, MadeThresholds> = new WeakMap();

/**
 * The largest level of hazard that each gate may have.
 *
 * @returns by row of the gates, NaN of those that never take over; undefined where `hazardPercentile` is off.
 *
 * @remarks
 * Causal: yes; each gate is offered once, as it takes over.
 * Cost: O(m log m), once for the same evidence, percentile and cap; nothing where it is off.
 * Source: this project.
 */
export function thresholdsOf(
  evidence: Pick<GateEvidence, 'table' | 'from' | 'moments'>,
  guards: GateGuards,
): Float64Array | undefined {
  const { table, from, moments } = evidence;
  const { hazardPercentile: percentile, maxHazard: cap } = guards;
  if (percentile === 0 || table === undefined) return undefined;
  const made = MADE.get(evidence);
  if (made?.percentile === percentile && made.cap === cap) return made.byRow;
  const thresholds = new HazardThresholds(guards);
  const byRow = new Float64Array(table.length).fill(NaN);
  for (const row of gatesTakenOver(table, { until: moments.at(-1) ?? NaN, from }))
    byRow[row] = thresholds.take(gateAt(table, row));
  MADE.set(evidence, { percentile, cap, byRow });
  return byRow;
}

/**
 * The guards as they are at one bar: with `maxHazard` as the gate in force may have it.
 *
 * @remarks
 * Causal: as the evidence.
 * Source: this project.
 */
export function guardsAt(evidence: GateEvidence, guards: GateGuards, bar: number): GateGuards {
  const row = evidence.row[bar];
  const thresholds = row < 0 ? undefined : thresholdsOf(evidence, guards);
  return thresholds === undefined ? guards : { ...guards, maxHazard: thresholds[row] };
}
