/** Rules on what the stress of a row and its test windows say. Where there is none of it, they say so and decide nothing. */
import { defined } from '../analysis/index.ts';
import type { Measure } from '../analysis/index.ts';
import { FEWEST_TEST_WINDOWS } from './judged-figures.ts';
import type { CostFigures, StressFigures } from './judged-figures.ts';
import type { KillPolicy } from './kill-policy.ts';
import { MONTE_CARLO_RULES } from './monte-carlo/limits.ts';
import type { MonteCarloRule } from './monte-carlo/limits.ts';
import type { RowEvidence } from './row-evidence.ts';
import { found, present } from './rule.ts';
import type { NotApplied, Rule } from './rule.ts';
import { calibratedDependency } from './stress/regime-dependence.ts';

const JUDGED_FIGURES = {
  drawdownP95: 'p95Drawdown',
  ruinProbability: 'ruinProbability',
  returnP5: 'p5Return',
} as const;

/** Costs times the declared multiple must leave a gain. */
export const COST_RULES: readonly Rule[] = [
  {
    name: 'stressed-costs-sharpe',
    stage: 'kill',
    effect: 'killed',
    comparison: '>=',
    value: (evidence, policy) => present(atCosts(evidence, policy)?.sharpe),
    limit: () => defined(0),
    notApplied: costsMissing,
    note: costsNote,
  },
  {
    name: 'stressed-costs-mean',
    stage: 'kill',
    effect: 'killed',
    comparison: '>',
    value: (evidence, policy) => present(atCosts(evidence, policy)?.meanReturn),
    limit: () => defined(0),
    notApplied: costsMissing,
    note: costsNote,
  },
];

/** A stress that was asked for and failed leaves too little to judge by. */
export const STRESS_FAILED_RULE: Rule = {
  name: 'stress-failed',
  stage: 'sufficiency',
  effect: 'insufficient',
  comparison: '<=',
  value: ({ stress }) => found(stress?.state === 'stress_failed'),
  limit: () => defined(0),
  notApplied: ({ stress }) => (stress === undefined ? 'stress-off' : undefined),
  note: ({ stress }) => stress?.reason,
};

/** Shares over regimes, windows and resampled trades: estimates, which say nothing on too few trades. */
export const ROBUSTNESS_RULES: readonly Rule[] = [
  {
    name: 'regime-dependency',
    stage: 'statistics',
    effect: 'killed',
    comparison: '<=',
    value: ({ stress }, { regimeDependencyLevel }) => dependencyOf(stress, regimeDependencyLevel),
    limit: (policy) => defined(policy.maxRegimeDependency),
    notApplied: (evidence) =>
      stressMissing(evidence) ?? ((evidence.stress?.regimes.length ?? 0) < 2 ? 'fewer-than-two-regimes' : undefined),
    note: dependencyNote,
  },
  {
    name: 'walk-forward-loss',
    stage: 'statistics',
    effect: 'killed',
    comparison: '<=',
    value: ({ walkForward }) => present(walkForward?.loss),
    limit: (policy) => defined(policy.maxWalkForwardLoss),
    notApplied: ({ walkForward }) => {
      if (walkForward === undefined) return 'no-walk-forward';
      return walkForward.windows < FEWEST_TEST_WINDOWS ? 'fewer-than-three-test-windows' : undefined;
    },
  },
  ...MONTE_CARLO_RULES.map(monteCarloRule),
];

function monteCarloRule({ name, figure, limit, comparison }: MonteCarloRule): Rule {
  const read = JUDGED_FIGURES[figure as keyof typeof JUDGED_FIGURES];
  return {
    name,
    stage: 'statistics',
    effect: 'killed',
    comparison,
    value: ({ stress }) => present(stress?.monteCarlo?.[read]),
    limit: (policy) => defined(policy[limit]),
    notApplied: (evidence) =>
      stressMissing(evidence) ?? (evidence.stress?.monteCarlo === undefined ? 'monte-carlo-off' : undefined),
  };
}

function dependencyOf(stress: StressFigures | undefined, level: number): Measure {
  return stress === undefined ? present(undefined) : calibratedDependency(stress, level);
}

/** A dependency that luck explains does not count: the note says so, or how rare it is. */
function dependencyNote({ stress }: RowEvidence, { regimeDependencyLevel }: KillPolicy): string | undefined {
  const { dependency, dependencyLevel } = stress ?? {};
  if (dependency === undefined || !(dependency.value > 0)) return undefined;
  if (dependencyLevel === undefined || Number.isNaN(dependencyLevel.value)) return undefined;
  const level = dependencyLevel.value < 0.001 ? 'below-0.001' : dependencyLevel.value.toFixed(3);
  return dependencyLevel.value > regimeDependencyLevel
    ? `luck-explains-it-at-level-${level}`
    : `by-luck-at-level-${level}`;
}

function stressMissing({ stress }: RowEvidence): NotApplied | undefined {
  if (stress === undefined) return 'stress-off';
  return stress.state === 'stress_failed' ? 'stress-failed' : undefined;
}

function atCosts(evidence: RowEvidence, { costMultiple }: KillPolicy): CostFigures | undefined {
  const figures = evidence.costs ?? evidence.stress?.costs;
  return figures?.find(({ multiple }) => Math.abs(multiple - costMultiple) < 1e-9);
}

function costsMissing(evidence: RowEvidence, policy: KillPolicy): NotApplied | undefined {
  if (atCosts(evidence, policy) !== undefined) return undefined;
  return evidence.costs === undefined ? (stressMissing(evidence) ?? 'no-such-cost-multiple') : 'no-such-cost-multiple';
}

function costsNote(_: RowEvidence, { costMultiple }: KillPolicy): string {
  return `costs-times-${costMultiple}`;
}
