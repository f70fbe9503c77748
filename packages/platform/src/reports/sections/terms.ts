import { luckChecks } from '../luck-checks.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import type { ReportView } from '../report-view.ts';

interface Term {
  readonly name: string;
  readonly meaning: string;
  /** Whether the page uses the word. @default always */
  readonly isUsed?: (view: ReportView) => boolean;
}

const TERMS: readonly Term[] = [
  { name: 'Annual', meaning: 'Brought to a year by the number of periods in a year of the instruments’ calendar.' },
  {
    name: 'Basis point (bps)',
    meaning: 'A hundredth of a percent.',
    isUsed: ({ model }) => model.fillContracts.length > 0,
  },
  {
    name: 'Deflated Sharpe probability',
    meaning:
      'Probability that the true Sharpe ratio is above the best that luck is expected to find among all trials, given the length, skewness and kurtosis of the returns (Bailey and López de Prado, 2014).',
  },
  { name: 'Drawdown', meaning: 'Distance below the highest equity so far, as a fraction of it.' },
  {
    name: 'Excess Sharpe ratio',
    meaning:
      'Sharpe ratio of the returns less those of exposure-matched buy and hold. What the market’s own rise gave is taken out.',
  },
  {
    name: 'Exposure-matched buy and hold',
    meaning: 'Holding each instrument all the time at the strategy’s own average exposure.',
  },
  {
    name: 'Fill contract',
    meaning: 'The named rules that say at which price and when an order is filled, and what it costs.',
  },
  { name: 'Fold', meaning: 'One pair of training and test windows.' },
  {
    name: 'Fragility',
    meaning:
      'How much the Sharpe ratio varies when parameters move by a tenth, whole numbers by at least 1: 0 hardly, 1 completely.',
    isUsed: ({ rows }) => rows.some(({ row }) => Object.hasOwn(row.metrics, 'fragility')),
  },
  {
    name: 'Held',
    meaning: 'Insufficient or suspicious: neither killed nor a candidate.',
    isUsed: ({ rows }) => rows.some(({ row }) => row.verdict === 'insufficient' || row.verdict === 'suspicious'),
  },
  {
    name: 'Minimum track record',
    meaning: 'Number of periods needed before a declared Sharpe ratio could be told from 0.',
  },
  { name: 'Out of sample', meaning: 'On data that were not used to choose the parameters.' },
  { name: 'Pessimistic', meaning: 'The verdict of the same row under the least favourable fill contract that ships.' },
  { name: 'Score', meaning: 'From 0 to 1, made of the row’s own figures by fixed maps; other rows do not change it.' },
  { name: 'Sharpe ratio', meaning: 'Mean return over its standard deviation.' },
  {
    name: 'Trial',
    meaning: 'One configuration that was evaluated on data. Looking at it counts, whatever came of it.',
  },
  {
    name: 'Zero-edge error',
    meaning:
      'Sampling error of the Sharpe ratio of a strategy without an edge: √(1 / (periods − 1)). Asked for besides the row’s own, which one lucky gain can make too small.',
    isUsed: ({ rows }) => rows.some(({ row }) => luckChecks(row).length > 1),
  },
];

/** The words of the page that a newcomer may not know. */
export function termsSection(view: ReportView): Markup {
  const used = TERMS.filter(({ isUsed }) => isUsed?.(view) ?? true);
  const entries = used.map(
    ({ name, meaning }) =>
      html`<div>
        <dt>${name}</dt>
        <dd>${meaning}</dd>
      </div> `,
  );
  return html`<section id="terms">
    <h2>Terms</h2>
    <dl class="terms">${entries}</dl>
  </section>`;
}
