import { formatNumber, formatSigned, MISSING } from '../format.ts';
import type { Unit } from '../format.ts';
import { html, when } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import { RANKED_METRICS, undefinedWords } from '../metric-catalogue.ts';
import type { CostState, ReportView, RowView } from '../report-view.ts';
import { rowReasons } from '../rule-words.ts';
import { VERDICTS, VERDICT_WORDS } from '../verdict-words.ts';
import { bestReturnSentence } from './answer.ts';
import { rowIdentity } from './facts.ts';
import { badge, capitalised, scrolling } from './pieces.ts';

const NAME = 'Ranking of all rows';
const COST_WORDS: Readonly<Record<CostState, string>> = {
  after: ' and after the costs named above',
  free: ' and before any cost of trading',
  unknown: '',
};

/** Every row with its verdict, its figures beside the benchmark's, and the reasons that decided. */
export function rankingSection(view: ReportView): Markup {
  const { rows, costs } = view;
  const best = bestReturnSentence(view);
  if (rows.length === 0)
    return html`<section id="ranking">
      <h2>Ranking</h2>
      <p>There is no row to rank.</p>
    </section>`;
  const hasBenchmark = rows.some(({ benchmark }) => benchmark !== undefined);
  return html`<section id="ranking">
    <h2>Ranking</h2>
    ${when(best !== '', () => html`<p class="answer">${best}</p>`)}
    <p>
      All figures are out of sample${COST_WORDS[costs]}.
      ${when(hasBenchmark, () => 'Below a return or drawdown stands that of buy and hold of the same instruments. ')}Rows
      stand in the order of their verdicts, and within a verdict of their scores. No score makes a candidate.
    </p>
    ${scrolling(
      NAME,
      html`<table class="ranking">
        <caption class="unseen">
          ${NAME}
        </caption>
        <thead>
          ${HEAD}
        </thead>
        ${rows.map(rankedRow)}
      </table>`,
    )}
    <dl class="meanings">
      ${VERDICTS.map(
        (verdict) =>
          html`<div>
            <dt>${badge(verdict)}</dt>
            <dd>${VERDICT_WORDS[verdict].meaning}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

const HEAD = html`<tr>
  <th scope="col" class="number">#</th>
  <th scope="col">Verdict</th>
  <th scope="col">Strategy</th>
  <th scope="col" class="number">Score</th>
  <th scope="col" class="number">Excess<br />Sharpe</th>
  <th scope="col" class="number">Deflated<br />Sharpe</th>
  <th scope="col" class="number">Return<br /><small>buy and hold</small></th>
  <th scope="col" class="number">Max. drawdown<br /><small>buy and hold</small></th>
  <th scope="col" class="number">Trades</th>
  <th scope="col" class="number">Trials</th>
</tr>`;

function rankedRow(view: RowView): Markup {
  const { row, rank } = view;
  const [{ excessSharpe, deflatedSharpe, totalReturn, maxDrawdown }, name] = [RANKED_METRICS, row.strategy];
  const linked = view.detail === undefined ? html`${name}` : html`<a href="#${view.anchor}">${name}</a>`;
  return html`<tbody class="${row.verdict}">
    <tr>
      <td class="number">${String(rank)}</td>
      <td>${badge(row.verdict)}${pessimisticWords(row)}</td>
      <th scope="row">${linked}<br /><small>${rowIdentity(row)}</small></th>
      <td class="number">${scoreCell(view)}</td>
      <td class="number">${ownCell(view, excessSharpe, 'ratio')}</td>
      <td class="number">${ownCell(view, deflatedSharpe, 'probability')}</td>
      <td class="number">${pairedCell(view, totalReturn, formatSigned)}</td>
      <td class="number">${pairedCell(view, maxDrawdown, formatNumber)}</td>
      <td class="number">
        ${row.failure === undefined ? formatNumber(row.trades, 'count') : missing('strategy-failed')}
      </td>
      <td class="number">${formatNumber(row.trials, 'count')}</td>
    </tr>
    <tr class="why">
      <td></td>
      <td colspan="9">${reasonsLine(view)}</td>
    </tr>
  </tbody> `;
}

/** The verdict under pessimistic fills; of a row without a record there is none. */
function pessimisticWords({ failure, pessimisticVerdict }: RowView['row']): Child {
  if (failure !== undefined) return '';
  const { symbol } = VERDICT_WORDS[pessimisticVerdict];
  return html`<br /><small class="whole">pessimistic: ${symbol} ${pessimisticVerdict}</small>`;
}

/** The reasons of a verdict as one sentence. */
export function reasonsLine({ row }: RowView): string {
  const reasons = rowReasons(row);
  if (reasons.length === 0) return 'No reason was recorded.';
  return `${capitalised(reasons.join('; '))}.`;
}

function scoreCell({ row }: RowView): Child {
  return row.score === null ? missing(row.nulls['score']) : formatNumber(row.score, 'ratio');
}

function ownCell({ row }: RowView, name: string, unit: Unit): Child {
  const text = formatNumber(row.metrics[name], unit);
  return text === MISSING ? missing(row.nulls[name]) : text;
}

function pairedCell(
  view: RowView,
  name: string,
  write: (value: number | null | undefined, unit: Unit) => string,
): Child {
  const { row, benchmark } = view;
  const own = write(row.metrics[name], 'percent');
  const held = benchmark === undefined ? '' : html`<br /><small>${write(benchmark[name], 'percent')}</small>`;
  return html`${own === MISSING ? missing(row.nulls[name]) : own}${held}`;
}

/** What stands for a figure that does not exist: its reason can be read by pointing at it and by a screen reader. */
function missing(code: string | undefined): Markup {
  const reason = undefinedWords(code);
  return html`<span title="${reason}">${MISSING}<span class="unseen"> (${reason})</span></span>`;
}
