import type { BacktestEvidence, BacktestReportModel, StressModel } from '@assay/contracts/schemas';
import { countOf, formatLimit, formatNumber, formatSigned, isNumber } from '../../format.ts';
import { leakDetails } from '../../leak-words.ts';
import { html } from '../../markup.ts';
import type { Child, Markup } from '../../markup.ts';
import { ended, factList } from '../pieces.ts';
import { undefinedWords } from '../../metric-catalogue.ts';
import { reasonWords } from '../../rule-words.ts';
import { ladderSentence } from '../performance/money.ts';

/** What stands between this record and belief, before any picture of it. */
export function backtestEvidenceSection(model: BacktestReportModel): Markup {
  const { evidence, performance } = model;
  const facts: readonly (readonly [string, Child])[] = [
    ['Trials', trialsSentence(evidence)],
    ...excessFact(model),
    ['Sharpe ratio', sharpeSentence(evidence)],
    ['Above zero', probabilitySentence(evidence)],
    ['Above luck', deflatedSentence(evidence)],
    ['Length of record', lengthSentence(evidence)],
    ['Costs', ladderSentence(performance.costLadder ?? [])],
    ['Pessimistic fills', pessimisticSentence(performance)],
    ...stressFact(model),
    ...marksFact(model),
    ['Leak test', leakSentence(evidence)],
    ['In sample', evidence.inSample ? IN_SAMPLE : OUT_OF_SAMPLE],
  ];
  return html`<section id="evidence">
    <h2>Evidence</h2>
    <p>
      One backtest is not judged here. Sharpe ratios are annual, of returns in excess of exposure-matched buy and hold.
    </p>
    ${factList(evidence.leakTest === 'failed' ? facts.filter(([term]) => SAID_OF_LEAKS.includes(term)) : facts)}
  </section>`;
}

/** What can be said of a strategy that knew the future. */
const SAID_OF_LEAKS: readonly string[] = ['Trials', 'Marks', 'Leak test', 'In sample'];

const LEAK_WORDS: Readonly<Record<BacktestEvidence['leakTest'], string>> = {
  'not-run':
    'Not run: nobody has replayed the strategy with its future cut off, the test that finds decisions made with later data.',
  passed: 'Passed: with its future cut off the strategy decided the same.',
  failed: 'Failed: with its future cut off the strategy decided otherwise. Its figures say nothing.',
  nondeterministic:
    'Nothing said: run again on the same data the strategy did something else, so no difference could be laid to the future.',
  inconclusive: 'Nothing said: the strategy failed while its future was cut off or poisoned.',
};

/** What the replay for leaks found, in words. */
function leakSentence({ leakTest, leak }: BacktestEvidence): string {
  return [LEAK_WORDS[leakTest], ...(leak === undefined ? [] : leakDetails(leak))].join(' ');
}

const IN_SAMPLE =
  'Yes: the parameters may have been chosen with knowledge of this very period. The figures describe it; they predict nothing.';
const OUT_OF_SAMPLE = 'No: the parameters were chosen on data before each period that was measured.';

function excessFact({ excessAnnualisedReturn }: BacktestReportModel): readonly (readonly [string, string])[] {
  if (excessAnnualisedReturn === undefined) return [];
  const { value, reason } = excessAnnualisedReturn;
  const text = isNumber(value)
    ? `${formatSigned(value, 'percent')} a year beyond buy and hold at the same average exposure.`
    : `Undefined: ${undefinedWords(reason ?? undefined)}.`;
  return [['Excess return', text]];
}

/** Whether the record has been stressed; what came of it is below. */
function stressFact({ stress }: BacktestReportModel): readonly (readonly [string, Child])[] {
  if (stress === undefined) return [];
  if (stress === null)
    return [['Stress', 'Off: regimes, resampled trades, later starts and parameters near by are unknown.']];
  if (stress.state === 'stress_failed') return [['Stress', `Failed: ${ended(stress.reason ?? '')}`]];
  return [['Stress', html`${unluckySentence(stress)} <a href="#stress">All of it</a>.`]];
}

function unluckySentence({ monteCarlo }: StressModel): string {
  if (monteCarlo === undefined) return 'Trades were not resampled.';
  const { paths, p5Return, ruinProbability } = monteCarlo;
  if (!isNumber(p5Return.value)) return `Trades could not be resampled: ${undefinedWords(p5Return.reason)}.`;
  return (
    `Of ${formatNumber(paths, 'count')} paths of resampled trades the worst twentieth ends at ` +
    `${formatSigned(p5Return.value, 'percent')} or below; ${formatNumber(ruinProbability.value, 'percent')} are ruined.`
  );
}

function marksFact({ marks }: BacktestReportModel): readonly (readonly [string, string])[] {
  if (marks === undefined) return [];
  const found = marks.map((mark) => reasonWords(mark, marks)).join('; ');
  const warning = marks.some(({ effect }) => effect === 'suspicious')
    ? ' Nothing here may be believed before its trades have been traced.'
    : '';
  return [['Marks', marks.length === 0 ? 'None: nothing is too good to be believed.' : `${found}.${warning}`]];
}

function trialsSentence({ trials }: BacktestEvidence): string {
  const declared =
    trials.declared === 0 ? '' : `, ${formatNumber(trials.declared, 'count')} of them declared as made elsewhere`;
  const alone =
    trials.counted === 1
      ? '1 trial counted: this one'
      : `${countOf(trials.counted, 'trial')} counted on overlapping data, this one among them`;
  return `${alone}${declared}. Trials made in another workspace are known only where they were declared.`;
}

function sharpeSentence({ sharpe, lower, upper, level, nulls, periods }: BacktestEvidence): string {
  if (!isNumber(sharpe)) return `There is none: ${undefinedWords(nulls['sharpe'])}.`;
  const value = `${formatSigned(sharpe, 'ratio')} over ${countOf(periods, 'period')}`;
  if (!isNumber(lower) || !isNumber(upper))
    return `${value}, without an interval: ${undefinedWords(nulls['standardError'])}.`;
  const holdsZero = lower <= 0 && upper >= 0;
  const interval = `${formatSigned(lower, 'ratio')} to ${formatSigned(upper, 'ratio')}`;
  return `${value}; the ${formatLimit(level * 100, 'ratio')} % interval is ${interval}, ${holdsZero ? 'and holds zero' : 'without zero'}.`;
}

function probabilitySentence({ probabilisticSharpe, nulls }: BacktestEvidence): string {
  if (!isNumber(probabilisticSharpe)) return `Undefined: ${undefinedWords(nulls['probabilisticSharpe'])}.`;
  return `As the only trial, the probability that the true Sharpe ratio is above zero would be ${formatNumber(probabilisticSharpe, 'probability')}.`;
}

function deflatedSentence({ deflatedSharpe, expectedMaximum, trials, level, nulls }: BacktestEvidence): string {
  if (!isNumber(deflatedSharpe)) return `Undefined: ${undefinedWords(nulls['deflatedSharpe'])}.`;
  const chance = `the probability that the true ratio is above what luck finds is ${formatNumber(deflatedSharpe, 'probability')}`;
  const luck = isNumber(expectedMaximum)
    ? `luck is expected to find a ratio of ${formatNumber(expectedMaximum, 'ratio')} at best; `
    : '';
  const verdict = deflatedSharpe >= level ? 'more than luck' : 'no more than luck may bring';
  return `Among ${countOf(trials.counted, 'trial')} ${luck}${chance}: ${verdict}, at a level of ${formatLimit(level, 'probability')}.`;
}

function lengthSentence({ minimumTrackRecord, periods, targetSharpe, level, nulls }: BacktestEvidence): string {
  const target = `a Sharpe ratio of ${formatLimit(targetSharpe, 'ratio')} at ${formatLimit(level, 'probability')}`;
  if (!isNumber(minimumTrackRecord))
    return `The length that shows ${target} is undefined: ${undefinedWords(nulls['minimumTrackRecord'])}.`;
  const enough = periods >= minimumTrackRecord ? 'long enough' : 'too short';
  return `${countOf(periods, 'period')}: ${enough} to show ${target}, which takes ${formatNumber(minimumTrackRecord, 'periods')}.`;
}

function pessimisticSentence({ contracts }: BacktestReportModel['performance']): string {
  const [own, ...others] = contracts;
  const other = others[0];
  if (own === undefined || other === undefined) return 'Not run.';
  const [before, after] = [own.totalReturn, other.totalReturn];
  if (!isNumber(after))
    return `Under ${other.contract} there is no return: ${undefinedWords(other.nulls['totalReturn'])}.`;
  const turned = isNumber(before) && before > 0 && after <= 0 ? ', and the gain is gone' : '';
  return `Under ${other.contract} it returns ${formatSigned(after, 'percent')} instead of ${formatSigned(before, 'percent')}${turned}.`;
}
