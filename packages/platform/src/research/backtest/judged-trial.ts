import { familyOf, judgedStress, trialStatistics } from '@assay/quant/evidence';
import type { TrialRecord, TrialStatistics } from '@assay/quant/evidence';
import type { Measure } from '@assay/quant/analysis';
import { judgeRow } from '../judge-row.ts';
import type { JudgedRow } from '../judge-row.ts';
import type { ResearchPlan } from '../plan.ts';
import { stressOf } from '../stress/assemble-stress.ts';
import type { EvaluatedBacktest } from './evaluate-backtest.ts';

/** Rules of which a failure says that there is too little to go by, or that the strategy knew what was to come, or broke. */
const TOO_LITTLE: readonly string[] = [
  ...['no-trades', 'min-trades', 'minimum-track-record'],
  ...['leak', 'nondeterministic', 'leak-test-failed', 'stress-failed'],
];

/** What the rules of verdicts, and the trials behind it, say of one backtest. */
export interface JudgedTrial {
  /** Its family of trials, itself among them, and those declared. */
  readonly trials: TrialStatistics;
  /** Rules of suspicion and of sufficiency that it breaks. */
  readonly marks: JudgedRow['judgement']['checks'];
  /** Return a year beyond buy and hold of its own average exposure. */
  readonly excessReturn: Measure;
}

/**
 * Holds one backtest against the rules of a verdict; the verdict itself is not drawn: the period is one that the parameters may
 * have been chosen on.
 *
 * @param priors - trials that were there before the run, frozen with it.
 */
export function judgedTrial(
  evaluated: EvaluatedBacktest,
  priors: readonly TrialRecord[],
  plan: ResearchPlan,
): JudgedTrial {
  const { simulation, account, record, leak } = evaluated;
  const stress = stressOf(evaluated);
  const { periodsPerYear, instruments } = account.account;
  const { priorTrials } = plan.loaded.config.evaluation;
  const family = familyOf([...priors, record], { instruments, from: record.from, to: record.to });
  const { evidence, judgement } = judgeRow(simulation, {
    periodsPerYear,
    centreSharpe: null,
    neighbourSharpes: [],
    policy: plan.policy,
    leakTest: leak.outcome,
    stress: stress === undefined ? undefined : judgedStress(stress),
    trialsFor: (nObservations) => trialStatistics(family, { nObservations, declaredPriorTrials: priorTrials }),
  });
  return {
    trials: evidence.trials,
    marks: judgement.checks.filter(({ effect, passed, rule }) => {
      return !passed && (effect === 'suspicious' || TOO_LITTLE.includes(rule));
    }),
    excessReturn: evidence.excess.annualisedReturn,
  };
}
