import type { EvidenceSpec, GateGuards, RegimeFilter } from '../../signals/index.ts';
import { DEFAULT_GUARDS, DERIVER_DEFAULTS, GATE_TAGS, REGIME_FILTERS } from '../../signals/index.ts';
import { allowedExposure, DIRECTION_PARAMETER } from '../direction.ts';
import { numberOf, textOf } from '../parameters.ts';
import type { Parameters, ParameterSpec } from '../strategy.ts';
import type { PlannerRules } from './planner.ts';

function level(name: string, description: string, defaultValue: number): ParameterSpec {
  return { name, type: 'number', description, default: defaultValue, min: 0, max: 1 };
}

function raw(name: string, description: string, defaultValue: number, max = 1000): ParameterSpec {
  return { name, type: 'number', description, default: defaultValue, min: 0, max };
}

function whole(name: string, description: string, value: number, limits: readonly [number, number]): ParameterSpec {
  return { name, type: 'integer', description, default: value, min: limits[0], max: limits[1] };
}

function flag(name: string, description: string, defaultValue: boolean): ParameterSpec {
  return { name, type: 'boolean', description, default: defaultValue };
}

const MOST_MINUTES = 1_000_000;

const GUARDS: readonly ParameterSpec[] = [
  level(
    'maxHazard',
    'Largest level of hazard, of all evidence; 1 is off. About that share of noise passes it; of gates of the codec fewer are admitted, 1.5 % of noise at 0.1, as most point nowhere.',
    0.1,
  ),
  {
    name: 'hazardPercentile',
    type: 'number',
    description:
      'Largest hazard of a gate as a percentile of the gates of its maker before it, 0.1 for the least tenth; at most maxHazard. 0 is off.',
    default: 0,
    min: 0,
    max: 0.99,
  },
  level('maxFlipRate', 'Largest raw flip rate of a gate; 1 is off.', 1),
  whole('minRepetitions', 'Fewest repetitions of the signature of a gate; 1 is off.', 1, [1, 1000]),
  level('minCoherenceLevel', 'Smallest level of coherence of a gate; 0 is off.', 0),
  level('minStability', 'Smallest raw stability of a gate; 0 is off.', 0),
  level('maxEntropyLevel', 'Largest level of entropy of a gate; 1 is off.', 1),
  level('minLowFrequencyLevel', 'Smallest level of the low-frequency share of a gate; 0 is off.', 0),
  level('maxLagSlope', 'Largest size of the slope of coherence over lags of a gate, a bit; 1 is off.', 1),
  raw('maxReynolds', 'Largest Reynolds ratio of a gate; 0 is off.', 0),
  raw('minHalfLife', 'Shortest half-life of a gate, in candles; 0 is off.', 0),
  raw(
    'minCorrelationLength',
    'Shortest correlation length of a gate, in halves of a window of the codec; 0 is off.',
    0,
  ),
  level('minConfidence', 'Smallest confidence in the regime; 0 is off.', 0),
  {
    name: 'regimes',
    type: 'choice',
    description: 'Regimes that are admitted; derived evidence has none.',
    default: 'any',
    choices: REGIME_FILTERS,
  },
  {
    name: 'tag',
    type: 'choice',
    description: 'A tag of the codec that a gate has to have.',
    default: 'none',
    choices: ['none', ...GATE_TAGS],
  },
  flag('aligned', 'Refuses a gate that points down in a bull or up in a bear.', false),
  level('maxDirectionFlipRate', 'Largest share of turns among the moves behind derived evidence; 1 is off.', 1),
  level('minStreakStability', 'Smallest raw stability of the streak of derived evidence; 0 is off.', 0),
  level(
    'maxDirectionEntropyLevel',
    'Largest level of the entropy of directions given the streak, of derived evidence; 1 is off.',
    1,
  ),
];

const EVIDENCE: readonly ParameterSpec[] = [
  whole(
    'gateTtlBars',
    'Bars that a gate holds unless the next one comes; 0 is two strides of its maker, 32 bars where it does not say.',
    0,
    [0, 100_000],
  ),
  flag('fallback', 'Gates are derived from the candles where none is in force.', true),
  whole('minStreak', 'Fewest moves in one direction that are a derived gate.', DERIVER_DEFAULTS.minStreak, [1, 500]),
  whole('deriverWindow', 'Moves that the measures of derived gates look back.', DERIVER_DEFAULTS.window, [3, 500]),
  whole(
    'calibrationWindow',
    'Bars from which the null of streaks is learned; at least deriverWindow.',
    DERIVER_DEFAULTS.calibrationBars,
    [3, 1_000_000],
  ),
];

const PLANNER: readonly ParameterSpec[] = [
  { ...DIRECTION_PARAMETER, default: 'long-short' },
  {
    name: 'follow',
    type: 'choice',
    description: "Takes the signal's side, or the one against it.",
    default: 'with',
    choices: ['with', 'against'],
  },
  whole('holdMinutes', 'Minutes from the decision to enter to the one to leave.', 240, [1, MOST_MINUTES]),
  whole('maxHoldMinutes', 'Most minutes to which new signals may renew a hold; up to holdMinutes they renew none.', 0, [
    0,
    MOST_MINUTES,
  ]),
  {
    name: 'exposure',
    type: 'number',
    description: 'Exposure of a position, which the sizing turns into lots.',
    default: 1,
    min: 0.0001,
    max: 1,
  },
  raw('sessionOpen', 'Hour of the day in UTC from which positions are entered.', 0, 23.999),
  {
    name: 'sessionClose',
    type: 'number',
    description: 'Hour of the day in UTC at which the session ends; before sessionOpen it spans midnight.',
    default: 24,
    min: 0.001,
    max: 24,
  },
  whole('exitBufferMinutes', 'Minutes before the end of the session from which positions are left.', 5, [0, 1439]),
  flag('persistInPosition', 'Positions stay while the session is shut.', false),
  flag('hardBlockFlattens', 'A gate that its maker has blocked closes the position.', true),
];

/** Parameters of the strategy `gates`. */
export const GATES_PARAMETERS: readonly ParameterSpec[] = [...GUARDS, ...EVIDENCE, ...PLANNER];

/**
 * What is wrong with a combination of parameters.
 *
 * Source: this project.
 */
export function gatesParameterProblems(params: Parameters): readonly string[] {
  const [window, calibration] = [numberOf(params, 'deriverWindow'), numberOf(params, 'calibrationWindow')];
  const [open, close] = [numberOf(params, 'sessionOpen'), numberOf(params, 'sessionClose')];
  const hours = close > open ? close - open : close - open + 24;
  const buffer = numberOf(params, 'exitBufferMinutes');
  const isBounded = close - open !== 24;
  return [
    ...(calibration < window
      ? [`calibrationWindow must be at least deriverWindow, was ${calibration} and ${window}`]
      : []),
    ...(open === close ? [`sessionOpen and sessionClose must differ, were both ${open}`] : []),
    ...(isBounded && open !== close && buffer >= hours * 60
      ? [`exitBufferMinutes must be shorter than the session of ${hours} hours, was ${buffer}`]
      : []),
  ];
}

/**
 * The guards of a resolved parameter set.
 *
 * Source: this project.
 */
export function guardsOf(params: Parameters): GateGuards {
  const of = (name: keyof GateGuards): number => numberOf(params, name);
  return {
    ...DEFAULT_GUARDS,
    ...{ maxHazard: of('maxHazard'), hazardPercentile: of('hazardPercentile') },
    ...{ maxFlipRate: of('maxFlipRate'), minRepetitions: of('minRepetitions') },
    ...{ minCoherenceLevel: of('minCoherenceLevel'), minStability: of('minStability') },
    ...{ maxEntropyLevel: of('maxEntropyLevel'), minLowFrequencyLevel: of('minLowFrequencyLevel') },
    ...{ maxLagSlope: of('maxLagSlope'), maxReynolds: of('maxReynolds'), minHalfLife: of('minHalfLife') },
    ...{ minCorrelationLength: of('minCorrelationLength'), minConfidence: of('minConfidence') },
    ...{ regimes: textOf(params, 'regimes') as RegimeFilter, aligned: params['aligned'] === true },
    ...{ maxDirectionFlipRate: of('maxDirectionFlipRate'), minStreakStability: of('minStreakStability') },
    ...{ maxDirectionEntropyLevel: of('maxDirectionEntropyLevel'), tag: textOf(params, 'tag') },
  };
}

/**
 * Where the evidence of a resolved parameter set comes from.
 *
 * Source: this project.
 */
export function evidenceSpecOf(params: Parameters): EvidenceSpec {
  return {
    gateTtlBars: numberOf(params, 'gateTtlBars'),
    fallback: params['fallback'] === true,
    deriver: {
      minStreak: numberOf(params, 'minStreak'),
      window: numberOf(params, 'deriverWindow'),
      calibrationBars: numberOf(params, 'calibrationWindow'),
    },
  };
}

/**
 * The planner's rules of a resolved parameter set.
 *
 * Source: this project.
 */
export function plannerRulesOf(params: Parameters): PlannerRules {
  const { long, short } = allowedExposure(params);
  return {
    holdMinutes: numberOf(params, 'holdMinutes'),
    maxHoldMinutes: numberOf(params, 'maxHoldMinutes'),
    ...{ long: long !== 0, short: short !== 0, against: textOf(params, 'follow') === 'against' },
    hardBlockFlattens: params['hardBlockFlattens'] === true,
    persistInPosition: params['persistInPosition'] === true,
    session: {
      openHour: numberOf(params, 'sessionOpen'),
      closeHour: numberOf(params, 'sessionClose'),
      exitBufferMinutes: numberOf(params, 'exitBufferMinutes'),
    },
  };
}
