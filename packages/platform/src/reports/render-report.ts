/**
 * report.html, from its model alone:
 *
 * 1. check the model, join each row with its curves and its benchmark;
 * 2. render the sections in the order in which a stranger reads them: answer, evidence, question, ranking, rows, method, words;
 * 3. put them on one page that needs no script, no other file and no network.
 */
import type { ReportModel } from '@assay/contracts/schemas';
import { openChartPaper } from './charts/chart-paper.ts';
import type { ChartPaper } from './charts/chart-paper.ts';
import { checkModel } from './check-model.ts';
import { html, when } from './markup.ts';
import type { Markup } from './markup.ts';
import { pageShell } from './page-shell.ts';
import { reportView } from './report-view.ts';
import type { ReportView } from './report-view.ts';
import { answerSection } from './sections/answer.ts';
import { luckSection } from './sections/luck.ts';
import { changesSection } from './sections/changes.ts';
import { runEvidenceSection } from './sections/run-evidence.ts';
import { factsSection } from './sections/facts.ts';
import { limitsSection } from './sections/limits.ts';
import { methodSection } from './sections/method.ts';
import { rankingSection } from './sections/ranking.ts';
import { rowsSection } from './sections/row.ts';
import { termsSection } from './sections/terms.ts';

/**
 * A research report as one self-contained HTML page. The same model gives the same bytes on every machine.
 *
 * @throws {InvariantError} where the model holds a number that is not finite, a curve with gaps or a missing field.
 */
export async function renderReport(model: ReportModel): Promise<string> {
  checkModel(model);
  const view = reportView(model);
  const paper = await openChartPaper();
  try {
    return page(view, paper).markup;
  } finally {
    paper.close();
  }
}

function page(view: ReportView, paper: ChartPaper): Markup {
  return pageShell({
    title: view.model.name,
    skip: ['#ranking', 'Skip to the ranking'],
    main: html`${answerSection(view)} ${navigation(view)} ${runEvidenceSection(view)} ${factsSection(view)}
    ${rankingSection(view)} ${changesSection(view)} ${luckSection(view, paper)} ${rowsSection(view, paper)}
    ${methodSection(view, paper)} ${limitsSection(view)} ${termsSection(view)}`,
    footer: html`Made by Assay from run <code>${view.model.rankings.runId}</code>. Every sentence and picture follows
      from the numbers of that run.`,
  });
}

function navigation({ model, rows }: ReportView): Markup {
  const hasChanges = model.changes !== undefined && model.changes.since !== null;
  return html`<nav aria-label="Sections">
    <a href="#evidence">Evidence</a><a href="#question">Question</a
    ><a href="#ranking">Ranking</a>${when(hasChanges, () => html`<a href="#changes">Changes</a>`)}<a href="#luck"
      >Luck</a
    >${when(rows.length > 0, () => html`<a href="#rows">Row by row</a>`)}<a href="#method">Method</a
    ><a href="#limits">Limits</a><a href="#terms">Terms</a>
  </nav>`;
}
