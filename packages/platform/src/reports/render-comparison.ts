import { runComparisonSchema } from '@assay/contracts/schemas';
import type { ComparedRow, Difference, RunComparison } from '@assay/contracts/schemas';
import { openChartPaper } from './charts/chart-paper.ts';
import type { ChartPaper } from './charts/chart-paper.ts';
import { equityScale } from './charts/equity-chart.ts';
import { comparisonChart } from './charts/comparison-chart.ts';
import { comparedRowWords, comparisonAnswer, differenceWords } from './comparison-words.ts';
import { formatNumber, MISSING } from './format.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { pageShell } from './page-shell.ts';
import { badge, figure, folded, table } from './sections/pieces.ts';

/** Most rows whose equity is drawn; all stand in the table. */
const MOST_DRAWN = 20;

/** Two runs side by side as one self-contained page. The same model gives the same bytes on every machine. */
export async function renderComparison(model: RunComparison): Promise<string> {
  const checked = runComparisonSchema.parse(model);
  const paper = await openChartPaper();
  try {
    return page(checked, paper).markup;
  } finally {
    paper.close();
  }
}

function page(model: RunComparison, paper: ChartPaper): Markup {
  const { first, second, inputs, rows } = model;
  const drawn = rows.filter(({ equity, differences }) => equity !== undefined && differences.length > 0);
  return pageShell({
    title: `${first.name} ${first.runId} and ${second.name} ${second.runId}`,
    skip: ['#rows', 'Skip to the rows'],
    main: html`<header>
        <p class="kicker">Assay · two runs compared</p>
        <h1>${first.name}</h1>
        <p class="headline">${comparisonAnswer(model)}</p>
        <p class="answer">
          First: <code>${first.runId}</code> (${first.name}). Second: <code>${second.runId}</code> (${second.name}).
        </p>
      </header>
      <section id="inputs">
        <h2>What went in</h2>
        ${inputs.length === 0 ? html`<p>Nothing differs.</p>` : differenceTable('What went in', inputs)}
      </section>
      <section id="rows">
        <h2>What came out</h2>
        ${rowsTable(rows)} ${rows.filter(({ differences }) => differences.length > 0).map(rowPart)}
      </section>
      <section id="equity">
        <h2>Equity</h2>
        ${drawn.length === 0 ? html`<p>No row that both runs have differs.</p>` : ''}
        ${drawn.slice(0, MOST_DRAWN).map((row) => equityFigure(row, model, paper))}
        ${drawn.length > MOST_DRAWN ? html`<p class="muted">${String(drawn.length - MOST_DRAWN)} more rows differ.</p>` : ''}
      </section>`,
    footer: html`Made by Assay. Every sentence and picture follows from the records of the two runs.`,
  });
}

function rowsTable(rows: readonly ComparedRow[]): Markup {
  const columns = [{ title: 'Row' }, { title: 'First' }, { title: 'Second' }, { title: 'What changed' }];
  const cells = rows.map((row) => [
    row.id,
    row.first === undefined ? MISSING : badge(row.first.verdict),
    row.second === undefined ? MISSING : badge(row.second.verdict),
    comparedRowWords(row),
  ]);
  return table('Rows of both runs', columns, cells);
}

function rowPart(row: ComparedRow): Markup {
  return folded(row.id, differenceTable(`Differences of ${row.id}`, row.differences), false);
}

function differenceTable(name: string, differences: readonly Difference[]): Markup {
  const columns = [{ title: 'Value' }, { title: 'First', numeric: true }, { title: 'Second', numeric: true }];
  return table(
    name,
    columns,
    differences.map((difference) => [difference.path, ...differenceWords(difference)]),
  );
}

function equityFigure(row: ComparedRow, { first, second }: RunComparison, paper: ChartPaper): Markup {
  const { equity } = row;
  if (equity === undefined) return html``;
  const last = (values: readonly number[]): string => formatNumber(values.at(-1), 'money');
  const ends = `it ends at ${last(equity.first.values)} in the first run and at ${last(equity.second.values)} in the second.`;
  const curves = { equity: equity.first, buyAndHold: equity.second };
  const scale = equityScale(curves) === 'log' ? 'on a logarithmic scale' : 'on a linear scale';
  return figure(
    `Equity of ${row.id}: ${ends}`,
    comparisonChart(paper, equity),
    html`<b>Equity of ${row.id}</b> ${scale}, out of sample: ${ends}`,
    html`<p class="legend">
      <span><i class="swatch line held"></i> first, <code>${first.runId}</code></span
      ><span><i class="swatch line"></i> second, <code>${second.runId}</code></span>
    </p>`,
  );
}
