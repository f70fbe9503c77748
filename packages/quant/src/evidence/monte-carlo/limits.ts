import { checkInRange } from '@assay/core/checks';
import { isDefined } from '../../analysis/index.ts';
import type { Measure, UndefinedReason } from '../../analysis/index.ts';
import type { MonteCarloFigures } from './monte-carlo.ts';

/** Limits on the figures of a Monte Carlo run. A value that stands exactly at its limit passes. */
export interface MonteCarloLimits {
  /** Largest 95 % quantile of the drawdown that is tolerated, in (0, 1]. @default 0.6 */
  readonly maxDrawdownP95: number;
  /** Largest probability of ruin that is tolerated, in [0, 1]. @default 0.05 */
  readonly maxRuinProbability: number;
  /** Smallest 5 % quantile of the return that is tolerated, ≥ -1. @default -0.25 */
  readonly minReturnP5: number;
}

/** One limit: which figure it is on, and how that figure is called. */
export interface MonteCarloRule {
  readonly name: string;
  readonly figure: keyof MonteCarloFigures;
  readonly limit: keyof MonteCarloLimits;
  readonly comparison: '<=' | '>=';
  /** What the figure is, its percentile by name. */
  readonly says: string;
}

/** A limit that was evaluated. */
export interface MonteCarloCheck {
  readonly rule: string;
  /** Null where undefined; `undefinedReason` says why. */
  readonly value: number | null;
  readonly limit: number;
  readonly comparison: '<=' | '>=';
  readonly passed: boolean;
  readonly undefinedReason?: UndefinedReason | undefined;
  /** A sentence for a person. */
  readonly text: string;
}

/** The limits that hold where nothing else is declared. */
export const DEFAULT_MONTE_CARLO_LIMITS: MonteCarloLimits = Object.freeze({
  maxDrawdownP95: 0.6,
  maxRuinProbability: 0.05,
  minReturnP5: -0.25,
});

/** Every limit, in the order of evaluation. */
export const MONTE_CARLO_RULES: readonly MonteCarloRule[] = Object.freeze([
  {
    name: 'monte-carlo-drawdown-p95',
    figure: 'drawdownP95',
    limit: 'maxDrawdownP95',
    comparison: '<=',
    says: 'the 95th percentile of the largest drawdown of resampled trades',
  },
  {
    name: 'monte-carlo-ruin',
    figure: 'ruinProbability',
    limit: 'maxRuinProbability',
    comparison: '<=',
    says: 'the share of ruined paths of resampled trades',
  },
  {
    name: 'monte-carlo-return-p5',
    figure: 'returnP5',
    limit: 'minReturnP5',
    comparison: '>=',
    says: 'the 5th percentile of the return of resampled trades',
  },
]);

/**
 * Fills in the defaults and checks every limit.
 *
 * @param declared - the limits that differ from `DEFAULT_MONTE_CARLO_LIMITS`.
 * @throws {InvalidArgumentError} if a limit is out of its domain: such a limit could never fire.
 *
 * @remarks
 * Source: this project.
 */
export function resolveMonteCarloLimits(declared: Partial<MonteCarloLimits> = {}): MonteCarloLimits {
  const limits = Object.freeze({ ...DEFAULT_MONTE_CARLO_LIMITS, ...declared });
  checkInRange('maxDrawdownP95', limits.maxDrawdownP95, Number.MIN_VALUE, 1);
  checkInRange('maxRuinProbability', limits.maxRuinProbability, 0, 1 - Number.EPSILON);
  checkInRange('minReturnP5', limits.minReturnP5, -1 + Number.EPSILON, Number.MAX_VALUE);
  return limits;
}

/**
 * Holds the figures against the limits. An undefined figure fails.
 *
 * @param figures - of a Monte Carlo run.
 * @param limits - resolved; see `resolveMonteCarloLimits`.
 * @returns one check for each rule, in order.
 *
 * @remarks
 * Source: this project.
 */
export function checkMonteCarlo(figures: MonteCarloFigures, limits: MonteCarloLimits): readonly MonteCarloCheck[] {
  return MONTE_CARLO_RULES.map((rule) => evaluate(rule, figures[rule.figure], limits[rule.limit]));
}

function evaluate(rule: MonteCarloRule, measure: Measure, limit: number): MonteCarloCheck {
  const { name, comparison, says } = rule;
  const allowed = comparison === '<=' ? `at most ${fraction(limit)}` : `at least ${fraction(limit)}`;
  if (!isDefined(measure)) {
    const text = `${says} is undefined (${measure.reason ?? 'overflow'}); it must be ${allowed}`;
    return { rule: name, value: null, limit, comparison, passed: false, undefinedReason: measure.reason, text };
  }
  const { value } = measure;
  const passed = comparison === '<=' ? value <= limit : value >= limit;
  return { rule: name, value, limit, comparison, passed, text: `${says} is ${fraction(value)}; it must be ${allowed}` };
}

/** Enough digits to tell a value from its limit at a glance; the exact figures stand beside. */
function fraction(value: number): string {
  return String(Number(value.toPrecision(4)));
}
