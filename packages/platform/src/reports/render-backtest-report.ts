/**
 * The page of one backtest, from its model alone:
 *
 * 1. what happened, and the evidence for and against believing it;
 * 2. pictures: equity and drawdown, the calendar of returns, parts, costs, what stress does to it, trades while they were open;
 * 3. every figure behind them, null with its reason.
 */
import { InvariantError } from '@assay/core/errors';
import { backtestReportModelSchema } from '@assay/contracts/schemas';
import type { BacktestReportModel } from '@assay/contracts/schemas';
import { openChartPaper } from './charts/chart-paper.ts';
import type { ChartPaper } from './charts/chart-paper.ts';
import { html } from './markup.ts';
import type { Markup } from './markup.ts';
import { pageShell } from './page-shell.ts';
import { backtestCurves } from './sections/backtest/curves.ts';
import { backtestEvidenceSection } from './sections/backtest/evidence.ts';
import { backtestFacts } from './sections/backtest/facts.ts';
import { gateCoverageSection } from './sections/gate-coverage.ts';
import { backtestHeading } from './sections/backtest/heading.ts';
import { backtestStress } from './sections/backtest/stress.ts';
import { backtestTrades } from './sections/backtest/trades.ts';
import { BREAKDOWN_WORDS, breakdownTable } from './sections/performance/breakdown-tables.ts';
import { drawdownsTable } from './sections/performance/drawdown-table.ts';
import { excursionFigures } from './sections/performance/excursions.ts';
import { measuresTables } from './sections/performance/measures.ts';
import { attributionFigure, ladderPart, moneyTable, strategiesTable } from './sections/performance/money.ts';
import { ordersPart } from './sections/performance/orders.ts';
import { calendarFigure, partFigures } from './sections/performance/pictures.ts';
import { folded } from './sections/pieces.ts';

/**
 * The page of one backtest as self-contained HTML. The same model gives the same bytes on every machine.
 *
 * @throws {InvariantError} where the model holds a number that is not finite, or misses a field.
 */
export async function renderBacktestReport(model: BacktestReportModel): Promise<string> {
  checkBacktestModel(model);
  const paper = await openChartPaper();
  try {
    return page(model, paper).markup;
  } finally {
    paper.close();
  }
}

function checkBacktestModel(model: BacktestReportModel): void {
  const parsed = backtestReportModelSchema.safeParse(model);
  if (parsed.success) return;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  throw new InvariantError(
    `a page of a backtest was asked for from a model that is not valid at '${path}': ${issue?.message ?? ''}`,
    { path, problems: parsed.error.issues.length },
  );
}

function page(model: BacktestReportModel, paper: ChartPaper): Markup {
  const isLeaking = model.evidence.leakTest === 'failed';
  return pageShell({
    title: model.name,
    skip: ['#evidence', 'Skip to the evidence'],
    main: html`${backtestHeading(model)} ${isLeaking ? '' : navigation(model)} ${backtestEvidenceSection(model)}
    ${backtestFacts(model)} ${isLeaking ? tradesOfLeak(model) : recordSections(model, paper)}`,
    footer: html`Made by Assay, code <code>${model.codeVersion}</code>. Every sentence and picture follows from the
      numbers of this backtest.`,
  });
}

/** What remains of a strategy that knew the future: its trades, by which the leak can be traced. */
function tradesOfLeak(model: BacktestReportModel): Markup {
  return html`<section id="trades">
    <h2>Trades</h2>
    <p class="notice">Nothing that follows could have been earned: the strategy decided with data that came later.</p>
    ${backtestTrades(model)}
  </section>`;
}

function recordSections(model: BacktestReportModel, paper: ChartPaper): Markup {
  const { performance, benchmark } = model;
  return html` <section id="returns">
      <h2>Returns</h2>
      ${backtestCurves(model, paper)} ${calendarFigure(performance)}
      <h3>Drawdowns</h3>
      ${drawdownsTable(performance)}
    </section>
    <section id="parts">
      <h2>Where it was earned</h2>
      ${partFigures(performance, paper)} ${strategiesTable(performance)}
      ${performance.breakdowns.map((one) => folded(`By ${BREAKDOWN_WORDS[one.by]}`, breakdownTable(one, performance)))}
    </section>
    <section id="costs">
      <h2>Costs and income</h2>
      ${attributionFigure(performance, paper)} ${moneyTable(performance)}
      <h3>At other costs and fills</h3>
      ${ladderPart(performance, paper)}
    </section>
    ${backtestStress(model, paper)} ${gateCoverageSection(model.gates, paper)}
    <section id="trades">
      <h2>Trades</h2>
      ${excursionFigures(performance, paper)} ${backtestTrades(model)}
    </section>
    <section id="orders">
      <h2>Orders and account</h2>
      ${ordersPart(performance)}
    </section>
    <section id="measures">
      <h2>Every measure</h2>
      ${measuresTables(performance, benchmark?.name ?? 'benchmark')}
    </section>`;
}

function navigation({ stress, gates }: BacktestReportModel): Markup {
  return html`<nav aria-label="Sections">
    <a href="#evidence">Evidence</a><a href="#question">What was run</a><a href="#returns">Returns</a
    ><a href="#parts">Parts</a
    ><a href="#costs">Costs</a
    >${stress === undefined ? '' : html`<a href="#stress">Stress</a>`}${gates === undefined ? '' : html`<a href="#gates">Gates</a>`}<a
      href="#trades"
      >Trades</a
    ><a href="#orders">Orders</a><a href="#measures">Measures</a>
  </nav>`;
}
