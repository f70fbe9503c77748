import { defined, undefinedBecause } from '../analysis/index.ts';
import type { Measure } from '../analysis/index.ts';
import type { RowEvidence } from './row-evidence.ts';
import { calibratedDependency, DEFAULT_DEPENDENCY_LEVEL } from './stress/regime-dependence.ts';

/** Name of the map from figures to score, with and without a stress. Another map gets another name. */
export const SCORE_VERSION = 'score/2';

/** The map for rows without a stress, without two regimes or without a walk-forward: the parts that need none of them. */
export const SCORE_VERSION_WITHOUT_STRESS = 'score/1';

/** One part of a score. */
export interface ScorePart {
  readonly name:
    | 'return'
    | 'sharpe'
    | 'drawdown'
    | 'rejects'
    | 'fragility'
    | 'regime-dependency'
    | 'regime-consistency'
    | 'walk-forward-loss';
  /** Share of the whole; the weights sum to 1. */
  readonly weight: number;
  /** The row's figure. */
  readonly figure: Measure;
  /** The figure mapped to [0, 1], 1 the best; undefined where the figure is. */
  readonly points: Measure;
}

/** How good a row looks, from 0 to 1. It orders rows; it accepts none. */
export interface Score {
  readonly version: typeof SCORE_VERSION | typeof SCORE_VERSION_WITHOUT_STRESS;
  /** Σ weight · points; undefined where one of them is. */
  readonly score: Measure;
  readonly parts: readonly ScorePart[];
}

/** The figures that are scored. */
export type ScoredFigures = Pick<
  RowEvidence,
  'excess' | 'absolute' | 'rejectRate' | 'fragility' | 'stress' | 'walkForward'
>;

interface PartDefinition {
  readonly name: ScorePart['name'];
  readonly weight: number;
  /** Figures with 0 points and with 1 point; linear between, held outside. */
  readonly worst: number;
  readonly best: number;
  figure(figures: ScoredFigures): Measure;
}

const BASIC_PARTS: readonly PartDefinition[] = [
  { name: 'return', weight: 0.25, worst: -0.3, best: 0.3, figure: ({ excess }) => excess.annualisedReturn },
  { name: 'sharpe', weight: 0.3, worst: -3, best: 3, figure: ({ excess }) => excess.sharpeRatio },
  { name: 'drawdown', weight: 0.15, worst: 0.5, best: 0.05, figure: ({ absolute }) => absolute.maxDrawdown },
  { name: 'rejects', weight: 0.1, worst: 1, best: 0.2, figure: ({ rejectRate }) => rejectRate },
  { name: 'fragility', weight: 0.1, worst: 1, best: 0, figure: ({ fragility }) => fragility },
];

const STRESS_PARTS: readonly PartDefinition[] = [
  {
    name: 'regime-dependency',
    weight: 0.05,
    worst: 1,
    best: 0,
    figure: dependencyOf,
  },
  {
    name: 'regime-consistency',
    weight: 0.05,
    worst: 0,
    best: 1,
    figure: (figures) => ofStress(figures, 'consistency'),
  },
  {
    name: 'walk-forward-loss',
    weight: 0.05,
    worst: 0.6,
    best: 0.2,
    figure: ({ walkForward }) => walkForward?.loss ?? undefinedBecause('no-observations'),
  },
];

/**
 * Score of one row by fixed maps of its own figures.
 *
 * Each figure is mapped linearly to points in [0, 1] between a worst and a best value, both fixed: annualised excess
 * return -30 % to 30 %, annual excess Sharpe ratio -3 to 3, drawdown 50 % to 5 %, refused orders 100 % to 20 %, fragility 1 to 0,
 * dependency on one regime 1 to 0, consistency over regimes 0 to 1, share of the record in losing test windows 60 % to 20 %. The
 * score is the mean of the points with weights 0.25, 0.30, 0.15, 0.10, 0.10, 0.05, 0.05, 0.05 over their sum. No other row
 * enters, so adding one changes no other's score.
 *
 * A row without a stress, whose record has fewer than two regimes, or without a walk-forward is scored by the first five parts
 * alone, under another version.
 *
 * @param figures - out of sample, after costs.
 *
 * @remarks
 * NaN: undefined, for the reason of the first undefined part, where a figure is: a part is never left out or guessed.
 * Source: this project.
 */
export function scoreRow(figures: ScoredFigures): Score {
  const isWhole = hasRegimes(figures) && figures.walkForward !== undefined;
  const definitions = isWhole ? [...BASIC_PARTS, ...STRESS_PARTS] : BASIC_PARTS;
  const totalWeight = definitions.reduce((sum, { weight }) => sum + weight, 0);
  const parts = definitions.map((part): ScorePart => {
    const figure = part.figure(figures);
    return { name: part.name, weight: part.weight / totalWeight, figure, points: pointsOf(part, figure) };
  });
  const missing = parts.find(({ points }) => points.reason !== undefined)?.points.reason;
  const total = parts.reduce((sum, { weight, points }) => sum + weight * points.value, 0);
  return {
    version: isWhole ? SCORE_VERSION : SCORE_VERSION_WITHOUT_STRESS,
    score: missing === undefined ? defined(Math.min(1, total)) : undefinedBecause(missing),
    parts,
  };
}

function pointsOf({ worst, best }: PartDefinition, figure: Measure): Measure {
  if (figure.reason !== undefined) return undefinedBecause(figure.reason);
  return defined(Math.min(1, Math.max(0, (figure.value - worst) / (best - worst))));
}

/** True where there are regimes to score, or should be: a stress that failed leaves no score. */
function hasRegimes({ stress }: ScoredFigures): boolean {
  return stress !== undefined && (stress.state === 'stress_failed' || stress.regimes.length >= 2);
}

/** A dependency that luck explains costs no points. */
function dependencyOf({ stress }: ScoredFigures): Measure {
  if (stress === undefined || stress.state === 'stress_failed') return undefinedBecause('stress-failed');
  return calibratedDependency(stress, DEFAULT_DEPENDENCY_LEVEL);
}

function ofStress({ stress }: ScoredFigures, name: 'consistency'): Measure {
  if (stress === undefined || stress.state === 'stress_failed') return undefinedBecause('stress-failed');
  return stress[name];
}
