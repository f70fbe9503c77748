import type { VerdictName } from '@assay/contracts/schemas';
import { countOf, formatList, formatNumber, formatParameters, formatSigned, isNumber } from '../format.ts';
import { html, when } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import { weakestLuckCheck } from '../luck-checks.ts';
import { RANKED_METRICS } from '../metric-catalogue.ts';
import type { CostState, ReportView, RowView } from '../report-view.ts';
import { checkFigures, ruleLabel } from '../rule-words.ts';
import { VERDICTS } from '../verdict-words.ts';
import { badge, syntheticNotice } from './pieces.ts';

const COST_WORDS: Readonly<Record<CostState, string>> = {
  after: ' and after costs',
  free: ', free of costs,',
  unknown: '',
};

/** Title and the answer in one paragraph, every sentence of it made of numbers of the run; returns come after the evidence. */
export function answerSection(view: ReportView): Markup {
  const { model, rows } = view;
  return html`<header>
    <p class="kicker">Assay · strategy research report</p>
    <h1>${model.name}</h1>
    <p class="headline">${headline(rows)}</p>
    <p class="answer">${sentences(view)}</p>
    ${when(rows.length > 0, () => html`<p class="tally">${tally(rows)}</p>`)} ${syntheticNotice(model.datasets)}
  </header>`;
}

function headline(rows: readonly RowView[]): string {
  const tested = testedWords(rows);
  const candidates = withVerdict(rows, 'candidate').length;
  if (rows.length === 0) return 'No strategy was judged.';
  if (candidates === 0) return `Nothing survived: none of ${tested} is a candidate.`;
  return `${formatNumber(candidates, 'count')} of ${tested} ${candidates === 1 ? 'is a candidate' : 'are candidates'}.`;
}

function testedWords(rows: readonly RowView[]): string {
  const strategies = new Set(rows.map(({ row }) => row.strategy)).size;
  if (strategies === rows.length) return countOf(rows.length, 'strategy', 'strategies');
  return `${countOf(rows.length, 'row')} (${countOf(strategies, 'strategy', 'strategies')})`;
}

function sentences(view: ReportView): readonly Child[] {
  const { rows } = view;
  if (rows.length === 0) return ['The ranking is empty, so there is nothing to say about any strategy.'];
  const best = withVerdict(rows, 'candidate')[0];
  return [
    ...(best === undefined ? [closestSentence(rows)] : bestSentences(best, view)),
    ...heldSentences(rows),
    commonReason(rows),
  ].flatMap((sentence) => (sentence === '' ? [] : [sentence, ' ']));
}

function bestSentences(best: RowView, { rows }: ReportView): readonly Child[] {
  const { row } = best;
  return [
    html`The best of them is ${linkTo(best, rows)} (${formatParameters(row.params)}).`,
    probabilitySentence(row.metrics[RANKED_METRICS.deflatedSharpe], row.trials),
    row.pessimisticVerdict === 'candidate'
      ? 'It is a candidate under pessimistic fills too.'
      : `Under pessimistic fills it is ${row.pessimisticVerdict}, so its result depends on how orders are filled.`,
  ];
}

/** What the best candidate returned beside buy and hold; '' where there is no candidate. */
export function bestReturnSentence({ rows, costs }: ReportView): string {
  const best = withVerdict(rows, 'candidate')[0];
  if (best === undefined) return '';
  const sentence = returnSentence(best, costs);
  return sentence === '' ? '' : `The best candidate is ${best.row.strategy}. ${sentence}`;
}

function returnSentence({ row, benchmark }: RowView, costs: CostState): string {
  const own = row.metrics[RANKED_METRICS.totalReturn];
  const held = benchmark?.[RANKED_METRICS.totalReturn];
  const sharpe = row.metrics[RANKED_METRICS.excessSharpe];
  const ratio = isNumber(sharpe)
    ? ` Against holding at its own average exposure its Sharpe ratio is ${formatNumber(sharpe, 'ratio')} a year.`
    : '';
  if (!isNumber(own)) return ratio.trimStart();
  const returned = `Out of sample${COST_WORDS[costs]} it returned ${formatSigned(own, 'percent')}`;
  if (!isNumber(held)) return `${returned}.${ratio}`;
  const comparison = own > held ? 'more than' : own < held ? 'less than' : 'as much as';
  return `${returned}, ${comparison} the ${formatSigned(held, 'percent')} of buy and hold.${ratio}`;
}

function probabilitySentence(probability: number | null | undefined, trials: number): string {
  if (!isNumber(probability)) return '';
  const chance = formatNumber(probability, 'probability');
  return `Counted among ${countOf(trials, 'trial')}, the probability that this is more than the luck of the best is ${chance}.`;
}

/** A row by its name, with its instruments where other rows have the same name. */
function linkTo({ row, anchor }: RowView, rows: readonly RowView[]): Markup {
  const isAlone = rows.filter((other) => other.row.strategy === row.strategy).length === 1;
  const where = isAlone ? '' : ` on ${formatList(row.instruments, 3)}`;
  return html`<a href="#${anchor}">${row.strategy}</a>${where}`;
}

/** Of the rows that luck may explain, the one that came nearest to passing that test. */
function closestSentence(rows: readonly RowView[]): Child {
  const failed = rows.flatMap((view) => {
    const check = weakestLuckCheck(view.row);
    return check === undefined || check.passed ? [] : [{ view, check }];
  });
  const [closest] = failed.sort((a, b) => b.check.value - a.check.value || a.view.rank - b.view.rank);
  if (closest === undefined) return '';
  const { view, check } = closest;
  const { value, limit } = checkFigures(check);
  const label = ruleLabel(check.rule);
  return html`Of the rows that luck may explain, ${linkTo(view, rows)} came closest to passing that test:
  ${label.charAt(0).toLowerCase() + label.slice(1)} ${value}, required ${limit}.`;
}

function heldSentences(rows: readonly RowView[]): readonly string[] {
  const suspicious = withVerdict(rows, 'suspicious').length;
  const insufficient = withVerdict(rows, 'insufficient').length;
  const tooGood = `${countOf(suspicious, 'row')} ${suspicious === 1 ? 'looks' : 'look'} too good to be believed and ${suspicious === 1 ? 'is' : 'are'} held until every trade has been recomputed.`;
  const tooLittle = `${countOf(insufficient, 'row')} ${insufficient === 1 ? 'has' : 'have'} too little evidence to be judged.`;
  return [...(suspicious === 0 ? [] : [tooGood]), ...(insufficient === 0 ? [] : [tooLittle])];
}

/** The rule that decided most often against a row. */
function commonReason(rows: readonly RowView[]): string {
  const counts = new Map<string, number>();
  for (const { row } of rows) {
    if (row.verdict === 'candidate') continue;
    for (const rule of new Set(row.reasons.map((reason) => reason.rule))) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  if (first === undefined) return '';
  const [rule, count] = first;
  return `The rule that most often decided against a row is “${ruleLabel(rule)}” (${countOf(count, 'row')}).`;
}

function tally(rows: readonly RowView[]): readonly Child[] {
  return VERDICTS.map((verdict) => {
    const count = withVerdict(rows, verdict).length;
    return html`<span class="count${count === 0 ? ' none' : ''}"><b>${String(count)}</b> ${badge(verdict)}</span> `;
  });
}

function withVerdict(rows: readonly RowView[], verdict: VerdictName): readonly RowView[] {
  return rows.filter(({ row }) => row.verdict === verdict);
}
