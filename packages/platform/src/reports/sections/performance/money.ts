import type { ContractOutcome, MoneyPart, PerformanceModel } from '@assay/contracts/schemas';
import type { ChartPaper } from '../../charts/chart-paper.ts';
import { ladderChart } from '../../charts/ladder-chart.ts';
import { waterfallChart } from '../../charts/waterfall-chart.ts';
import { formatFixed, formatLimit, formatNumber, formatSigned, isNumber, wordsOf } from '../../format.ts';
import { html } from '../../markup.ts';
import type { Child } from '../../markup.ts';
import { undefinedWords } from '../../metric-catalogue.ts';
import { capitalised, figure, table } from '../pieces.ts';
import type { Column } from '../pieces.ts';

const CENTS = 2;

/** Costs and income by kind, with the share of the gross result that each took or brought. */
export function moneyTable(model: PerformanceModel): Child {
  const { costs, income, gross, currency } = model;
  const columns: readonly Column[] = [
    { title: 'Kind' },
    { title: `Amount, ${currency}`, numeric: true },
    { title: 'Share of the gross result', numeric: true },
  ];
  const line = ({ kind, amount, shareOfGross }: MoneyPart): readonly Child[] => [
    capitalised(MONEY_WORDS[kind] ?? wordsOf(kind)),
    formatFixed(amount, CENTS),
    formatNumber(shareOfGross, 'percent'),
  ];
  const lines = [
    ...costs.map((part) =>
      line({
        ...part,
        amount: 0 - part.amount,
        shareOfGross: part.shareOfGross === null ? null : 0 - part.shareOfGross,
      }),
    ),
    ...income.filter(({ amount }) => amount !== 0).map(line),
  ];
  const note =
    isNumber(gross) && gross > 0 ? '' : ' There is no share, because the trades gained nothing before costs.';
  return html`<p>${costSentence(model)}${note}</p>
    ${table('Costs and income', columns, lines)}`;
}

/** What each strategy of the account came to; nothing where there is one. */
export function strategiesTable({ strategies, currency }: PerformanceModel): Child {
  if (strategies === undefined) return '';
  const titles = ['Strategy', 'Fills', 'Closing', 'Prices', 'Costs', 'Income', 'Net'];
  const columns: readonly Column[] = titles.map((title, index) => ({ title, numeric: index > 0 }));
  const lines = strategies.parts.map(({ name, fills, closings, price, costs, income, net }) => [
    name,
    ...[fills, closings].map((count) => formatNumber(count, 'count')),
    ...[price, costs, income, net].map((amount) => formatFixed(amount, CENTS)),
  ]);
  const rest = formatSigned(strategies.other, 'money');
  return html`${table('By strategy', columns, lines)}
    <p class="muted">
      In ${currency}, open positions at their marks. What cancels out between strategies changes hands without being
      traded. Interest on cash, exchange rates and rounding belong to none of them: ${rest}.
    </p>`;
}

/** How the parts of the result add up to the change of equity. */
export function attributionFigure({ attribution, currency }: PerformanceModel, paper: ChartPaper): Child {
  const steps = attribution
    .filter(({ part, amount }) => amount !== 0 || part === 'price')
    .map(({ part, amount }) => ({ label: capitalised(MONEY_WORDS[part] ?? wordsOf(part)), amount }));
  const whole = steps.reduce((total, { amount }) => total + amount, 0);
  const texts = steps.map(({ label, amount }) => `${label} ${formatSigned(amount, 'money')}`).join('; ');
  return figure(
    `Where the change of equity came from: ${texts}; in all ${formatSigned(whole, 'money')}.`,
    waterfallChart(paper, steps, 'Change of equity'),
    html`<b>Where the result came from</b>, in ${currency}: from the moves of prices before any cost down to the change
      of equity, which is the sum. Parts that are zero are left out.`,
  );
}

/** What kinds of money are called. */
export const MONEY_WORDS: Readonly<Record<string, string>> = {
  price: 'prices, before costs',
  spread: 'spread',
  slippage: 'slippage',
  commission: 'commission',
  fees: 'fees of law and venue',
  dividends: 'dividends',
  borrow: 'borrow fees',
  marginInterest: 'interest on margin',
  cashInterest: 'interest on cash',
  rollover: 'rollover',
  funding: 'funding',
  financing: 'financing',
  fx: 'exchange rates',
  rounding: 'rounding to ledger units',
};

function costSentence({ costs, gross, currency }: PerformanceModel): string {
  const total = costs.reduce((sum, { amount }) => sum + amount, 0);
  if (total === 0) return 'No fill cost anything: the figures are free of costs.';
  const share =
    isNumber(gross) && gross > 0
      ? `, ${formatNumber(total / gross, 'percent')} of what the trades gained before costs`
      : '';
  return `Trading cost ${formatNumber(total, 'money')} ${currency}${share}.`;
}

const LADDER_COLUMNS: readonly Column[] = [
  { title: 'Costs' },
  { title: 'Total return', numeric: true },
  { title: 'Sharpe ratio, annual', numeric: true },
  { title: 'Net result', numeric: true },
  { title: 'Costs of the trades', numeric: true },
  { title: 'Trades', numeric: true },
];

/** The same decisions at other costs and under other contracts, as a table. */
export function ladderTable({ costLadder, contracts }: PerformanceModel, pictures: Child = ''): Child {
  const steps = costLadder ?? [];
  const others = contracts.filter((_, index) => steps.length === 0 || index > 0);
  const lines = [...steps, ...others].map((one) => [
    one.costMultiple === null ? html`<code>${one.contract}</code>` : `× ${formatLimit(one.costMultiple, 'ratio')}`,
    cell(one, 'totalReturn'),
    cell(one, 'sharpeRatio'),
    formatFixed(one.net, CENTS),
    formatFixed(one.costs, CENTS),
    formatNumber(one.trades, 'count'),
  ]);
  const note =
    costLadder === null
      ? html`<p class="notice">Other costs: not run.</p>`
      : html`<p>${ladderSentence(costLadder)}</p>`;
  return html`${note}${pictures} ${table('Costs and contracts', LADDER_COLUMNS, lines)}`;
}

/** The same with pictures. */
export function ladderPart(model: PerformanceModel, paper: ChartPaper): Child {
  return ladderTable(model, model.costLadder === null ? '' : ladderFigures(model.costLadder, paper));
}

function ladderFigures(ladder: readonly ContractOutcome[], paper: ChartPaper): Child {
  const drawn = (['totalReturn', 'sharpeRatio'] as const).filter(
    (name) => ladder.filter((one) => one[name] !== null).length > 1,
  );
  return html`<div class="pair">
    ${drawn.map((name) => {
      const unit = name === 'totalReturn' ? 'percent' : 'ratio';
      const title = name === 'totalReturn' ? 'Total return' : 'Sharpe ratio, annual';
      const texts = ladder
        .map((one) => `× ${formatLimit(one.costMultiple, 'ratio')} ${formatSigned(one[name], unit)}`)
        .join('; ');
      return figure(
        `${title} by multiple of the costs: ${texts}.`,
        ladderChart(paper, ladder, name),
        html`<b>${title}</b> by multiple of the costs that broker and market take; fees of law and venue stay as they
          are.`,
      );
    })}
  </div>`;
}

/** What becomes of the result as costs rise. */
export function ladderSentence(ladder: readonly ContractOutcome[]): string {
  const own = ladder.find(({ costMultiple }) => costMultiple === 1);
  const last = ladder.at(-1);
  if (own === undefined || last === undefined || last === own) return 'Other costs: not run.';
  const at = `At ${formatLimit(last.costMultiple, 'ratio')} times the costs the record returns ${formatSigned(last.totalReturn, 'percent')} instead of ${formatSigned(own.totalReturn, 'percent')}`;
  const turned = ladder.find(
    ({ costMultiple, net }) => isNumber(costMultiple) && costMultiple > 1 && isNumber(net) && net < 0,
  );
  if (isNumber(own.net) && own.net >= 0 && turned !== undefined) {
    return `${at}; its trades lose from ${formatLimit(turned.costMultiple, 'ratio')} times the costs on.`;
  }
  return `${at}.`;
}

function cell(one: ContractOutcome, name: 'totalReturn' | 'sharpeRatio'): Child {
  const value = one[name];
  if (isNumber(value)) return formatNumber(value, name === 'totalReturn' ? 'percent' : 'ratio');
  return html`<small>${undefinedWords(one.nulls[name])}</small>`;
}
