/** Rules on what luck explains of a row, given the trials behind it. Their values depend on the family. */
import { defined } from '../analysis/index.ts';
import { FEWEST_SETS_FOR_PBO } from './judged-figures.ts';
import { inferSharpe } from './row-evidence.ts';
import type { RowEvidence } from './row-evidence.ts';
import { present } from './rule.ts';
import type { NotApplied, Rule } from './rule.ts';

const STATISTICAL = { stage: 'statistics', effect: 'killed', dependsOnFamily: true } as const;

/** The deflated Sharpe ratio of the whole family; superior ability, reality check and overfitting of the row's own sweep. */
export const FAMILY_RULES: readonly Rule[] = [
  {
    ...STATISTICAL,
    name: 'deflated-sharpe',
    comparison: '>=',
    value: (evidence, policy) => inferSharpe(evidence, policy).deflatedSharpe,
    limit: (policy) => defined(policy.confidence),
  },
  {
    ...STATISTICAL,
    name: 'deflated-sharpe-at-null',
    comparison: '>=',
    value: (evidence, policy) => inferSharpe(evidence, policy).deflatedSharpeAtNull,
    limit: (policy) => defined(policy.confidence),
  },
  // The studentized test is liberal on short or autocorrelated records, the plain one is not: both must pass.
  {
    ...STATISTICAL,
    name: 'superior-ability',
    comparison: '<=',
    value: ({ realityCheck }) => present(realityCheck?.superiorAbility),
    limit: (policy) => defined(policy.maxSpaPValue),
    notApplied: singleSet,
  },
  {
    ...STATISTICAL,
    name: 'reality-check',
    comparison: '<=',
    value: ({ realityCheck }) => present(realityCheck?.realityCheck),
    limit: (policy) => defined(policy.maxSpaPValue),
    notApplied: singleSet,
  },
  {
    ...STATISTICAL,
    name: 'overfitting',
    comparison: '<=',
    value: ({ overfitting }) => present(overfitting?.pbo),
    limit: (policy) => defined(policy.maxPbo),
    notApplied: ({ overfitting }) => {
      if (overfitting === undefined || overfitting.sets < 2) return 'fewer-than-two-sets';
      return overfitting.sets < FEWEST_SETS_FOR_PBO ? 'fewer-than-ten-sets' : undefined;
    },
  },
];

function singleSet({ realityCheck }: RowEvidence): NotApplied | undefined {
  return realityCheck === undefined || realityCheck.sets < 2 ? 'fewer-than-two-sets' : undefined;
}
