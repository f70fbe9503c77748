/**
 * The page of a forward record or of an opened lockbox: what came after, row by row, against what the judged record led to expect.
 * The warnings stand before every figure.
 */
import type { ForwardRecord, ForwardRow } from '@assay/contracts/schemas';
import { FULL_WIDTH, openChartPaper, TIME_AXIS } from '../../charts/chart-paper.ts';
import type { ChartPaper } from '../../charts/chart-paper.ts';
import { downsample } from '../../charts/downsample.ts';
import { shortMoney } from '../../charts/parts-chart.ts';
import {
  countOf,
  dayOf,
  formatLimit,
  formatList,
  formatNumber,
  formatParameters,
  formatSigned,
  isNumber,
  MISSING,
} from '../../format.ts';
import type { Unit } from '../../format.ts';
import { html, when } from '../../markup.ts';
import type { Child, Markup } from '../../markup.ts';
import { undefinedWords } from '../../metric-catalogue.ts';
import { pageShell } from '../../page-shell.ts';
import { badge, capitalised, ended, factList, figure, sentenceList, syntheticNotice, table } from '../pieces.ts';

/** The page as self-contained HTML. The same record gives the same bytes on every machine. */
export async function renderForwardRecord(record: ForwardRecord): Promise<string> {
  const paper = await openChartPaper();
  try {
    return page(record, paper).markup;
  } finally {
    paper.close();
  }
}

const STATE_WORDS: Readonly<Record<ForwardRow['state'], string>> = {
  consistent: 'as expected',
  below: 'worse than expected',
  above: 'better than expected',
  insufficient: 'too little to say',
  'no-bars': 'no later bar',
  failed: 'could not be judged',
};

/** What a row's later record says, in a few words. */
export function forwardStateWords({ state, shortfalls, consistency }: ForwardRow): string {
  const short = shortfalls.map(({ rule, value, limit }) => {
    const counted = rule === 'trades' ? 'trades ended by a decision' : rule;
    return `${formatNumber(value, 'count')} of ${formatLimit(limit, 'count')} ${counted}`;
  });
  if (state === 'insufficient' && short.length > 0) return `${STATE_WORDS[state]}: ${sentenceList(short)}`;
  if (state === 'insufficient') return `${STATE_WORDS[state]}: ${undefinedWords(consistency.reason)}`;
  return STATE_WORDS[state];
}

/** What a reader must know before any figure of a record, loudest first. */
export function forwardWarnings(record: ForwardRecord): readonly string[] {
  const { accounts, rows, kind, judgedCode, codeVersion } = record;
  const restated = accounts.flatMap(({ id, dataset, restated: isRestated, history }) =>
    isRestated ? history.flatMap((one) => restatedWords(id, dataset, one)) : [],
  );
  const later = accounts.flatMap(({ id, history }) =>
    history.flatMap(({ instrument, restatedLater, bars }) =>
      restatedLater === 0
        ? []
        : [
            `${id}: of ${countOf(bars, 'judged bar')} of ${instrument}, ${formatNumber(restatedLater, 'count')} have a later version since. ` +
              `Verdict and record go by the first, as decisions had to.`,
          ],
    ),
  );
  const known = rows.filter(({ knownWhenFrozen }) => knownWhenFrozen > 0);
  const [worst] = [...known].sort((one, other) => other.knownWhenFrozen - one.knownWhenFrozen);
  const closed = accounts.flatMap(({ id, endsBefore }) =>
    endsBefore === undefined ? [] : [`${id} ends before ${endsBefore}.`],
  );
  return [
    ...restated,
    ...(worst === undefined || kind === 'lockbox' ? [] : [knownWords(worst, record)]),
    ...later,
    ...closed,
    ...(judgedCode === codeVersion
      ? []
      : [
          `The run was made by code ${judgedCode}, this record by ${codeVersion}: an engine that has changed may differ, too.`,
        ]),
  ];
}

type Restated = ForwardRecord['accounts'][number]['history'][number];

function restatedWords(account: string, dataset: string, series: Restated): readonly string[] {
  const { instrument, bars, changed, missing, added, first, largestChange, judgedHash, foundHash } = series;
  if (judgedHash === foundHash) return [];
  const parts = [
    ...(changed > 0 ? [`${formatNumber(changed, 'count')} changed`] : []),
    ...(missing > 0 ? [`${formatNumber(missing, 'count')} are gone`] : []),
    ...(added > 0 ? [`${formatNumber(added, 'count')} are new`] : []),
  ];
  const most = isNumber(largestChange) ? `, a close by up to ${formatNumber(largestChange, 'finePercent')}` : '';
  return [
    `HISTORY CHANGED. Of ${countOf(bars, 'bar')} of ${instrument} that ${account} was judged on, in ${dataset} ${sentenceList(parts)}, ` +
      `the first at ${first ?? MISSING}${most}. The verdict was reached on other data than this dataset holds: run the config again before you believe either.`,
  ];
}

function knownWords({ knownWhenFrozen, id }: ForwardRow, { frozenAt }: ForwardRecord): string {
  return (
    `Of ${id}, ${countOf(knownWhenFrozen, 'bar')} of the record were there when the run ended, on ${dayOf(frozenAt)}. ` +
    'No figure of the run has seen them, but whoever wrote its config may have.'
  );
}

function page(record: ForwardRecord, paper: ChartPaper): Markup {
  const { kind, name, runId, rows, codeVersion } = record;
  const candidates = rows.filter(({ verdict }) => verdict === 'candidate');
  const held = rows.filter(({ verdict }) => verdict !== 'candidate');
  const warnings = forwardWarnings(record);
  return pageShell({
    title: `${name}: ${TITLES[kind]}`,
    skip: ['#rows', 'Skip to the rows'],
    main: html`<header>
        <p class="kicker">Assay · ${TITLES[kind]}</p>
        <h1>${name}</h1>
        <p class="headline">${answerOf(record, candidates)}</p>
        <p class="answer">${aboutOf(record)}</p>
        ${warnings.map((text) => html`<p class="notice"><strong>Read this first.</strong> ${text}</p>`)}
        ${syntheticNotice(record.accounts.map(({ dataset, synthetic }) => ({ name: dataset.split('@')[0] ?? dataset, synthetic })))}
      </header>
      <section id="rows">
        <h2>Candidates</h2>
        ${candidates.length === 0 ? html`<p>The run has no candidate.</p>` : rowsTable('Candidates', candidates)}
        ${when(held.length > 0, () => [html`<h2>Held rows</h2>`, html`<p class="muted">Not candidates: shown apart.</p>`, rowsTable('Held rows', held)])}
      </section>
      ${rows.map((row) => rowSection(row, record, paper))}
      <section id="data">
        <h2>What was read</h2>
        ${accountsTable(record)}
      </section>`,
    footer: html`Made by Assay, code <code>${codeVersion}</code>, from run <code>${runId}</code>. Every sentence and
      picture follows from the record beside this page.`,
  });
}

const TITLES = { forward: 'forward record', lockbox: 'opened lockbox' } as const;

function answerOf({ kind }: ForwardRecord, candidates: readonly ForwardRow[]): string {
  const what = kind === 'forward' ? 'Since its run ended' : 'In the period that was set aside';
  if (candidates.length === 0) return 'No candidate was there to be judged.';
  const counts = Object.entries(STATE_WORDS).flatMap(([state, words]) => {
    const found = candidates.filter((row) => row.state === state).length;
    return found === 0 ? [] : [`${formatNumber(found, 'count')} ${words}`];
  });
  return `${what}, of ${countOf(candidates.length, 'candidate')}: ${sentenceList(counts)}.`;
}

function aboutOf({ kind, frozenAt, lockbox }: ForwardRecord): string {
  const opened =
    lockbox === undefined
      ? ''
      : ` It was set aside from ${lockbox.from} on and opened once, on ${dayOf(lockbox.opened)}: ${ended(lockbox.reason)}`;
  const since = kind === 'forward' ? 'Bars that the verdict has not seen' : 'Bars that no command had read';
  return (
    `${since}, traded with the parameters that the last fold chose, under the run's own fills and costs. Frozen on ${dayOf(frozenAt)}; ` +
    `nothing was fitted or chosen since, so that nothing here is a trial.${opened}`
  );
}

type Metric = readonly [name: string, title: string, unit: Unit, signed?: boolean];

const TABLE_METRICS: readonly Metric[] = [
  ['totalReturn', 'Total return', 'percent', true],
  ['excessTotalReturn', 'Excess over the matched benchmark', 'percent', true],
  ['excessSharpeRatio', 'Excess Sharpe, annual', 'ratio', true],
  ['probabilisticSharpe', 'P(true Sharpe > 0)', 'probability'],
  ['maxDrawdown', 'Deepest fall', 'percent'],
];

function rowsTable(name: string, rows: readonly ForwardRow[]): Markup {
  const columns = [
    { title: 'Row' },
    { title: 'Verdict' },
    { title: 'Later record' },
    { title: 'Bars', numeric: true },
    { title: 'Trades', numeric: true },
    ...TABLE_METRICS.map(([, title]) => ({ title, numeric: true })),
  ];
  const cells = rows.map((row) => [
    row.id,
    badge(row.verdict),
    capitalised(forwardStateWords(row)),
    formatNumber(row.bars, 'count'),
    formatNumber(row.trades, 'count'),
    ...TABLE_METRICS.map((metric) => shown(row, metric)),
  ]);
  return table(name, columns, cells);
}

function shown(row: Pick<ForwardRow, 'metrics' | 'nulls'>, [name, , unit, signed]: Metric): string {
  const value = row.metrics[name];
  return signed === true ? formatSigned(value, unit) : formatNumber(value, unit);
}

function rowSection(row: ForwardRow, record: ForwardRecord, paper: ChartPaper): Markup {
  const { id, params, problem, bars } = row;
  return html`<section>
    <h2>${id}</h2>
    <p class="muted">${formatParameters(params)} · ${formatList(row.instruments, 4)} · ${row.timeframe}</p>
    ${when(problem !== undefined, () => html`<p class="notice">${capitalised(problem ?? '')}</p>`)}
    ${when(bars > 0, () => [html`<p>${expectationWords(row)}</p>`, figuresTable(row), pictures(row, record, paper)])}
  </section>`;
}

/** What the judged record led to expect, what came, and what that can tell. */
function expectationWords({ consistency, closedByEnd, trades }: ForwardRow): string {
  const { outcome, value, lower, upper, confidence, includesZero, reason } = consistency;
  const open =
    closedByEnd === 0
      ? ''
      : ` Of ${countOf(trades, 'trade')}, the end of the record closed ${formatNumber(closedByEnd, 'count')}: a longer record goes on with ${closedByEnd === 1 ? 'it' : 'them'}.`;
  if (outcome === 'undetermined') return `Nothing can be said of the mean: ${undefinedWords(reason)}.${open}`;
  const fine = (one: number | null): string => formatSigned(one, 'finePercent');
  const found = outcome === 'within' ? 'inside' : outcome;
  const power = includesZero
    ? ' Zero lies in the interval too: a strategy without any edge would have passed as well.'
    : ' Zero lies outside: the record is long enough to tell the expected edge from none.';
  return (
    `The judged record led to expect a mean excess return between ${fine(lower)} and ${fine(upper)} a period, with probability ` +
    `${formatLimit(confidence, 'percent')} where nothing has changed; it came to ${fine(value)}, ${found === 'inside' ? 'inside' : `${found} it`}.${power}${open}`
  );
}

const ROW_METRICS: readonly Metric[] = [
  ...TABLE_METRICS.slice(0, 2),
  ['benchmarkTotalReturn', 'Exposure-matched benchmark', 'percent', true],
  ['pessimisticTotalReturn', 'Total return under pessimistic fills', 'percent', true],
  ['meanExcessReturn', 'Mean excess return per period', 'finePercent', true],
  ['sharpePerPeriod', 'Excess Sharpe, per period', 'ratio', true],
  ['excessSharpeRatio', 'Excess Sharpe, annual', 'ratio', true],
  ['excessSharpeLower', '… lower bound', 'ratio', true],
  ['excessSharpeUpper', '… upper bound', 'ratio', true],
  ['sharpeRatio', 'Sharpe of its own returns, annual', 'ratio', true],
  ['probabilisticSharpe', 'Probability that the true excess Sharpe is above 0', 'probability'],
  ['minimumTrackRecord', 'Bars that the target Sharpe takes to show', 'periods'],
  ['maxDrawdown', 'Deepest fall', 'percent'],
  ['averageGrossExposure', 'Average exposure', 'percent'],
];

function figuresTable(row: ForwardRow): Markup {
  const { judged } = row;
  const columns = [
    { title: 'Figure' },
    { title: 'Later', numeric: true },
    { title: 'Judged', numeric: true },
    { title: 'Why there is no figure' },
  ];
  const cells: Child[][] = [
    ['Bars', formatNumber(row.bars, 'count'), formatNumber(judged.bars, 'count'), ''],
    ['Trades', formatNumber(row.trades, 'count'), formatNumber(judged.trades, 'count'), ''],
    ...ROW_METRICS.map((metric) => {
      const why = row.nulls[metric[0]];
      return [metric[1], shown(row, metric), shown(judged, metric), why === undefined ? '' : undefinedWords(why)];
    }),
  ];
  return table(`Figures of ${row.id}`, columns, cells);
}

function pictures(row: ForwardRow, { currency }: ForwardRecord, paper: ChartPaper): Child {
  const ends = ({ values }: ForwardRow['equity']): string => formatNumber(values.at(-1), 'money');
  const words = `equity ends at ${ends(row.equity)} ${currency}, the exposure-matched benchmark at ${ends(row.benchmark)} ${currency}`;
  const sum = formatSigned(row.excess.values.at(-1), 'percent');
  const drawn = [
    figure(
      `${row.id}: ${words}.`,
      equityChart(row, paper),
      html`<b>Equity in ${currency}</b> (solid) and the benchmark of the same average exposure (dashed): ${words}.`,
    ),
  ];
  if (row.consistency.cone.periods.length < 2) return drawn;
  return [
    ...drawn,
    figure(
      `${row.id}: sum of excess returns ${sum}, against the band that the judged record led to expect.`,
      coneChart(row, paper),
      html`<b>Sum of excess returns</b> against the band that the judged record led to expect at
        ${formatLimit(row.consistency.confidence, 'percent')} (dashed: its middle), after so many periods: ${sum}.`,
    ),
  ];
}

const MARGINS = { marginLeft: 72, marginRight: 12, marginTop: 12, width: FULL_WIDTH } as const;

function equityChart({ equity, benchmark }: ForwardRow, paper: ChartPaper): Markup {
  const { plot } = paper;
  const line = { x: 'time', y: 'value', strokeLinejoin: 'round' } as const;
  return paper.draw({
    ...MARGINS,
    ...{ marginBottom: TIME_AXIS, height: 220 + TIME_AXIS },
    x: { type: 'utc', label: null },
    y: { label: null, grid: true, nice: true, ticks: 6, tickFormat: shortMoney },
    marks: [
      plot.lineY(downsample(benchmark), { ...line, stroke: 'var(--held)', strokeDasharray: '5 3', strokeWidth: 1.4 }),
      plot.lineY(downsample(equity), { ...line, stroke: 'var(--strategy)', strokeWidth: 2 }),
      plot.frame({ stroke: 'var(--line)' }),
    ],
  });
}

function coneChart({ excess, consistency }: ForwardRow, paper: ChartPaper): Markup {
  const { plot } = paper;
  const { cone } = consistency;
  const band = [0, ...cone.periods].map((periods, place) => ({
    periods,
    low: place === 0 ? 0 : (cone.lower[place - 1] as number),
    middle: place === 0 ? 0 : (cone.expected[place - 1] as number),
    high: place === 0 ? 0 : (cone.upper[place - 1] as number),
  }));
  const came = downsample({ times: excess.values.map((_, index) => index), values: excess.values });
  const summed = came.map(({ time, value }) => ({ periods: time.getTime(), value }));
  return paper.draw({
    ...MARGINS,
    ...{ marginBottom: 34, height: 240 },
    x: { label: null, ticks: 8, tickFormat: (value: number) => formatLimit(value, 'count') },
    y: { label: null, grid: true, nice: true, ticks: 6, tickFormat: (value: number) => formatLimit(value, 'percent') },
    marks: [
      plot.areaY(band, { x: 'periods', y1: 'low', y2: 'high', fill: 'var(--held)', fillOpacity: 0.2 }),
      plot.lineY(band, { x: 'periods', y: 'middle', stroke: 'var(--held)', strokeDasharray: '5 3' }),
      plot.ruleY([0], { stroke: 'var(--axis)' }),
      plot.lineY(summed, { x: 'periods', y: 'value', stroke: 'var(--strategy)', strokeWidth: 2 }),
      plot.frame({ stroke: 'var(--line)' }),
    ],
  });
}

function accountsTable({ accounts }: ForwardRecord): Markup {
  const columns = [
    { title: 'Account' },
    { title: 'Judged' },
    { title: 'Record' },
    { title: 'Judged bars in the later version' },
  ];
  const cells = accounts.map(({ id, judgedDataset, dataset, judgedTo, from, to, restated, history }) => [
    id,
    html`${judgedDataset}, to ${dayOf(judgedTo)}`,
    html`${dataset}, ${from === null || to === null ? 'no later bar' : `${dayOf(from)} to ${dayOf(to)}`}`,
    restated
      ? 'differ: see above'
      : `${formatNumber(
          history.reduce((sum, { bars }) => sum + bars, 0),
          'count',
        )} bars, each row as the run read it`,
  ]);
  return html`${table('Accounts', columns, cells)}
  ${factList([
    [
      'Row hashes',
      accounts.flatMap(({ history }) =>
        history.map(
          ({ instrument, judgedHash, foundHash }) =>
            html`<div>
              ${instrument}:
              <code>${judgedHash.slice(0, 16)}</code
              >${judgedHash === foundHash ? '' : html`, now <code>${foundHash.slice(0, 16)}</code>`}
            </div> `,
        ),
      ),
    ],
  ])}`;
}
