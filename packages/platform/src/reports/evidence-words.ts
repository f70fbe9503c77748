/** What stands behind a row, and behind a whole run, in sentences made of its numbers. What is missing is said to be. */
import type { RankingRow, StressModel } from '@assay/contracts/schemas';
import { countOf, formatLimit, formatNumber, isNumber } from './format.ts';
import { luckChecks } from './luck-checks.ts';
import { RANKED_METRICS, undefinedWords } from './metric-catalogue.ts';
import { checkFigures, ruleLabel } from './rule-words.ts';

/** Rules that a stress of the row feeds. */
const STRESS_RULES: readonly string[] = [
  'stressed-costs-sharpe',
  'stressed-costs-mean',
  'regime-dependency',
  'monte-carlo-drawdown-p95',
  'monte-carlo-ruin',
  'monte-carlo-return-p5',
];

/** Whether evidence was found and in favour, found and against, or is not there. */
export type EvidenceState = 'for' | 'against' | 'missing';

/** One kind of evidence. */
export interface EvidenceWords {
  readonly state: EvidenceState;
  readonly text: string;
}

/** How many trials a row is counted among, and how many independent ones its own sweep amounts to. */
export function trialsWords({ trials, metrics, nulls, parameterSets }: RankingRow): EvidenceWords {
  const effective = metrics['effectiveTrials'];
  const own = isNumber(effective)
    ? `its own ${countOf(parameterSets, 'parameter set')} amount to ${formatNumber(effective, 'count')} independent`
    : `how many independent ones its own ${countOf(parameterSets, 'parameter set')} amount to is not known: ${undefinedWords(nulls['effectiveTrials'])}`;
  return { state: 'for', text: `Counted among ${countOf(trials, 'trial')}; ${own}.` };
}

/** Whether luck explains the row: the rules on its deflated Sharpe ratio, or that there were none. */
export function luckWords(row: RankingRow): EvidenceWords {
  const checks = luckChecks(row);
  const probability = row.metrics[RANKED_METRICS.deflatedSharpe];
  const [first] = checks;
  if (first === undefined) {
    const shown = isNumber(probability)
      ? `Its deflated Sharpe probability is ${formatNumber(probability, 'probability')}; no rule was evaluated on it.`
      : `There is no deflated Sharpe probability: ${undefinedWords(row.nulls[RANKED_METRICS.deflatedSharpe])}.`;
    return { state: 'missing', text: shown };
  }
  const failed = checks.find(({ passed }) => !passed);
  const shown = failed ?? first;
  const { value, limit } = checkFigures(shown);
  const label = ruleLabel(shown.rule);
  return failed === undefined
    ? { state: 'for', text: `${label} ${value}, required ${limit}: luck among so many trials does not explain it.` }
    : { state: 'against', text: `${label} ${value}, required ${limit}: luck among so many trials may explain it.` };
}

/** Whether the choice within its sweep was overfitted. */
export function overfittingWords(row: RankingRow): EvidenceWords {
  const check = row.checks.find(({ rule }) => rule === 'overfitting');
  const value = row.metrics['probabilityOfOverfitting'];
  if (check !== undefined) {
    const figures = checkFigures(check);
    return check.passed
      ? { state: 'for', text: `Probability of backtest overfitting ${figures.value}, allowed ${figures.limit}.` }
      : {
          state: 'against',
          text: `Probability of backtest overfitting ${figures.value}, more than the ${figures.limit} allowed.`,
        };
  }
  if (!isNumber(value)) {
    const why = undefinedWords(row.nulls['probabilityOfOverfitting']);
    return { state: 'missing', text: `No probability of backtest overfitting: ${why}.` };
  }
  return {
    state: 'missing',
    text: `Probability of backtest overfitting ${formatNumber(value, 'probability')}, which no rule judged${row.parameterSets < 10 ? ': fewer than ten sets' : ''}.`,
  };
}

/** What the row earned beyond its benchmark, as a ratio to its risk. */
export function benchmarkWords(row: RankingRow): EvidenceWords {
  const sharpe = row.metrics[RANKED_METRICS.excessSharpe];
  if (!isNumber(sharpe)) {
    return {
      state: 'missing',
      text: `Nothing can be said against exposure-matched buy and hold: ${undefinedWords(row.nulls[RANKED_METRICS.excessSharpe])}.`,
    };
  }
  const value = formatNumber(sharpe, 'ratio');
  return sharpe > 0
    ? { state: 'for', text: `Excess Sharpe ratio ${value} a year: above exposure-matched buy and hold.` }
    : { state: 'against', text: `Excess Sharpe ratio ${value} a year: not above exposure-matched buy and hold.` };
}

/** Which stresses the row went through and which rules on them it failed. */
export function stressWords(row: RankingRow): EvidenceWords {
  const { stress } = row;
  if (stress === undefined) return { state: 'missing', text: 'No stress was run.' };
  if (stress.state === 'stress_failed')
    return {
      state: 'missing',
      text: `The stress failed, so nothing is known: ${stress.reason ?? ''}.`.replace('..', '.'),
    };
  const judged = row.checks.filter(({ rule }) => STRESS_RULES.includes(rule));
  const failed = judged.filter(({ passed }) => !passed);
  const done = `Went through ${stressNames(stress).join(', ')}`;
  if (judged.length === 0) return { state: 'missing', text: `${done}; no rule was evaluated on them.` };
  return failed.length === 0
    ? { state: 'for', text: `${done}; failed no rule on them.` }
    : {
        state: 'against',
        text: `${done}; failed: ${failed.map(({ rule }) => ruleLabel(rule).toLowerCase()).join(', ')}.`,
      };
}

/** The stresses that a row went through, in words. */
export function stressNames({
  costs,
  fills,
  regimes,
  monteCarlo,
  startDates,
  leaveOneOut,
}: StressModel): readonly string[] {
  return [
    ...(costs.length === 0
      ? []
      : [`costs × ${costs.map(({ multiple }) => formatLimit(multiple, 'ratio')).join(', × ')}`]),
    ...(fills.length === 0 ? [] : [`${fills.map(({ variant }) => variant).join(', ')} fills`]),
    ...(regimes.length === 0 ? [] : [countOf(regimes.length, 'regime')]),
    ...(monteCarlo === undefined ? [] : [`${formatNumber(monteCarlo.paths, 'count')} resampled paths`]),
    ...(startDates === undefined ? [] : [countOf(startDates.parts.length, 'later start')]),
    ...(leaveOneOut === undefined ? [] : [`${countOf(leaveOneOut.parts.length, 'window')} left out in turn`]),
  ];
}

/** How far the row was replayed with its future cut off. */
export function leakWords({ leak, checks }: RankingRow): EvidenceWords {
  const check = checks.find(({ rule }) => rule === 'leak');
  if (leak === undefined || leak.outcome === 'not-run') {
    return check === undefined
      ? { state: 'missing', text: 'Not replayed with its future cut off.' }
      : {
          state: check.passed ? 'for' : 'against',
          text: check.passed
            ? 'Replayed with its future cut off: nothing changed.'
            : 'Replayed with its future cut off, it did otherwise.',
        };
  }
  const where = `${countOf(leak.cuts.length, 'cut')}, up to ${formatNumber(leak.coverage, 'percent')} of the record`;
  if (leak.outcome === 'clean')
    return { state: 'for', text: `Replayed with its future cut off at ${where}: nothing changed.` };
  if (leak.outcome === 'leak') return { state: 'against', text: `It knew the future: at ${where} it did otherwise.` };
  return {
    state: 'missing',
    text:
      leak.outcome === 'failed'
        ? 'It failed while its future was cut off: leaks are not ruled out.'
        : 'Run again it did something else: leaks are not ruled out.',
  };
}
