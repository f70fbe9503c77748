import type { BreakdownKind, PerformanceModel, RankingRow, ReportRow, RowFailure } from '@assay/contracts/schemas';
import type { ChartPaper } from '../charts/chart-paper.ts';
import { html } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import { MAX_DETAILED_ROWS } from '../report-view.ts';
import type { ReportView, RowView } from '../report-view.ts';
import { countOf, formatLimit, formatNumber } from '../format.ts';
import { curvesFigure } from './curves.ts';
import { rowIdentity, spanOf } from './facts.ts';
import { rowGates } from './gate-coverage.ts';
import { neighboursFigure, parametersFigure } from './parameters.ts';
import { BREAKDOWN_WORDS, breakdownTable } from './performance/breakdown-tables.ts';
import { drawdownsTable } from './performance/drawdown-table.ts';
import { ladderTable, moneyTable, strategiesTable } from './performance/money.ts';
import { calendarFigure } from './performance/pictures.ts';
import { overfittingFigures } from './overfitting.ts';
import { badge, folded } from './pieces.ts';
import { reasonsLine } from './ranking.ts';
import { rowEvidence } from './row-evidence.ts';
import { stressFigures } from './stress-figures.ts';
import { stressParts } from './stress.ts';
import { checksTable, metricsTable, selectionsTable } from './row-tables.ts';
import { tradesTable } from './trades.ts';

/** One part per row, in ranking order: what it did, how it depends on its parameters, and every figure behind it. */
export function rowsSection(view: ReportView, paper: ChartPaper): Markup {
  if (view.rows.length === 0) return html``;
  const detailed = view.rows.filter(({ detail }) => detail !== undefined);
  const left = view.rows.length - detailed.length;
  const note = left === 0 ? '' : html`<p>${leftOut(left, detailed.length)}</p>`;
  return html`<section id="rows">
    <h2>Row by row</h2>
    ${note}${detailed.map((row) => rowPart(view, row, paper))}
  </section>`;
}

function leftOut(left: number, shown: number): string {
  const reason = shown === MAX_DETAILED_ROWS ? `; the page has room for the first ${MAX_DETAILED_ROWS}` : '';
  return `${countOf(left, 'row')} of the ranking ${left === 1 ? 'has' : 'have'} no pictures here${reason}.`;
}

function rowPart(report: ReportView, view: RowView, paper: ChartPaper): Child {
  const { row, rank, anchor, detail } = view;
  if (detail === undefined) return '';
  const shown = row.failure === undefined ? recordPart(report, view, detail, paper) : failurePart(row, row.failure);
  return html`<details class="row ${row.verdict}" open>
    <summary>
      <h3>${String(rank)} · ${row.strategy}</h3>
      ${badge(row.verdict)}
    </summary>
    <div id="${anchor}" class="row-body">
      <p class="muted">${rowIdentity(row)} · ${spanOf(row.period.from, row.period.to)}</p>
      <p>${verdictSentence(view)} ${row.failure === undefined ? pessimisticSentence(view) : ''}</p>
      ${shown}
    </div>
  </details> `;
}

/** What a row has come to. */
function recordPart(report: ReportView, view: RowView, detail: ReportRow, paper: ChartPaper): Child {
  const { row } = view;
  return html`${rowEvidence(row)} ${curvesFigure(report, view, detail, paper)}
    ${detail.performance === undefined ? '' : calendarFigure(detail.performance)}
    <h4>Parameters and the choice among them</h4>
    <div class="pair">
      ${parametersFigure(view, detail, paper)}${neighboursFigure(view, detail, paper)}${overfittingFigures(detail, paper)}
    </div>
    ${rowGates(row.gates, paper)} ${stressFigures(row, paper, detail)}
    ${folded(`Rules: ${checksSummary(row)}`, checksTable(row))} ${folded('Measures', metricsTable(view))}
    ${performanceParts(detail.performance)} ${stressParts(row)}
    ${folded(`Chosen parameters: ${countOf(row.selections.length, 'fold')}`, selectionsTable(row))}
    ${folded(`Trades: ${formatNumber(detail.tradesTotal, 'count')}`, tradesTable(report.model, detail))}`;
}

/** A row whose strategy failed: where, and what that leaves. */
function failurePart({ parameterSets, trials }: RankingRow, { code, file, line, time, hint }: RowFailure): Child {
  const where = file === null ? [] : [`${file}${line === null ? '' : `, line ${line}`}`];
  const at = [...where, ...(time === null ? [] : [`deciding at ${time}`])].join(', ');
  return html`<p class="notice">
      ${at === '' ? '' : `Where: ${at} (${code}). `}There is no record of this row, so nothing of it is judged or shown.
      ${hint === null ? '' : hint}
    </p>
    <p class="muted">
      ${countOf(parameterSets, 'parameter set')} ${parameterSets === 1 ? 'was' : 'were'} asked for; what was tried
      counts among the ${countOf(trials, 'trial')} of its family.
    </p>`;
}

/** What the record cost, how it fell, and which years and instruments it came from, in short. */
function performanceParts(performance: PerformanceModel | undefined): Child {
  if (performance === undefined) return '';
  const { costLadder } = performance;
  const ladder =
    costLadder === null
      ? 'other costs not run'
      : `at costs × ${costLadder.map(({ costMultiple }) => formatLimit(costMultiple, 'ratio')).join(', ')}`;
  const parts = performance.breakdowns.filter(
    ({ by, cells }) => SHORT_BREAKDOWNS.includes(by) && cells.length <= MOST_PARTS,
  );
  return html`${folded(`Costs and income, ${ladder}`, html`${moneyTable(performance)} ${ladderTable(performance)}`)}
  ${folded(`Drawdowns: ${countOf(performance.drawdowns.length, 'deepest fall', 'deepest falls')}`, drawdownsTable(performance))}
  ${performance.strategies === undefined ? '' : folded('By strategy', strategiesTable(performance))}
  ${parts.map((one) => folded(`By ${BREAKDOWN_WORDS[one.by]}`, breakdownTable(one, performance)))}`;
}

const SHORT_BREAKDOWNS: readonly BreakdownKind[] = ['year', 'regime', 'instrument', 'member'];
const MOST_PARTS = 40;

const OPENINGS: Readonly<Record<RankingRow['verdict'], string>> = {
  candidate: 'A candidate.',
  suspicious: 'Held as suspicious.',
  insufficient: 'Held as insufficient.',
  killed: 'Killed.',
};

function verdictSentence(view: RowView): Markup {
  return html`<strong>${OPENINGS[view.row.verdict]}</strong> ${reasonsLine(view)}`;
}

function pessimisticSentence({ row, detail }: RowView): string {
  const contract = detail?.pessimisticContract ?? '';
  if (row.pessimisticVerdict === row.verdict) return `Under ${contract} the verdict stays the same.`;
  return `Under ${contract} the verdict changes to ${row.pessimisticVerdict}.`;
}

function checksSummary({ checks }: RankingRow): string {
  const failed = checks.filter(({ passed }) => !passed).length;
  if (checks.length === 0) return 'none evaluated';
  return failed === 0 ? `all ${checks.length} passed` : `${failed} of ${checks.length} failed`;
}
