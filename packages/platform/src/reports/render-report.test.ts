import { createHash } from 'node:crypto';
import type { ReportModel, ReportRow } from '@assay/contracts/schemas';
import { describe, expect, it, vi } from 'vitest';
import { nodeChild } from '../settings/testing/index.ts';
import { MAX_DETAILED_ROWS } from './report-view.ts';
import { renderReport } from './render-report.ts';
import { MAX_TRADES } from './sections/trades.ts';
import { fullRow, modelOf, openPage, syntheticReportModel, thinnedReportModel } from './testing/index.ts';
import type { Page } from './testing/index.ts';

const LEAKS = /\bNaN\b|\bundefined\b|(?<!-)\bnull\b|\bInfinity\b|\[object/;
const model = thinnedReportModel();
const markup = await renderReport(model);
const page = openPage(markup);

function rowNamed(name: string, from: ReportModel = model): ReportRow {
  const found = from.rows.find(({ row }) => row.strategy === name);
  if (found === undefined) throw new Error(`no row ${name}`);
  return structuredClone(found);
}

async function pageOf(...rows: readonly ReportRow[]): Promise<Page> {
  return openPage(await renderReport(modelOf(model, ...rows)));
}

function texts(selector: string, where: ParentNode = page.document): string[] {
  return [...where.querySelectorAll(selector)].map((element) =>
    (element.textContent ?? '').replace(/\s+/g, ' ').trim(),
  );
}

describe('renderReport', () => {
  it('makes one page that stands by itself: no script, no other file, no address', () => {
    const { document } = page;
    expect(markup).toMatch(/^<!doctype html>\s+<html lang="en">/);
    expect(document.querySelectorAll('script, link, iframe, object, embed, img, base')).toHaveLength(0);
    const addresses = [...document.querySelectorAll('[href], [src], [action]')].map((element) =>
      element.getAttribute('href'),
    );
    for (const address of addresses) expect(address).toMatch(/^#[a-z0-9-]+$/);
    expect(markup).not.toMatch(/https?:|url\(|@import|\son[a-z]+=/);
    expect(document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content')).toContain(
      "default-src 'none'",
    );
  });

  it('has a heading for every part, ids that are unique and links that lead somewhere', () => {
    const { document } = page;
    expect(texts('h1')).toEqual([model.name]);
    expect(texts('h2')).toEqual([
      'Evidence',
      'What was asked',
      'Ranking',
      'Could luck explain it?',
      'Row by row',
      'How it was judged',
      'What this report does not say',
      'Terms',
    ]);
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const link of document.querySelectorAll('a')) expect(ids).toContain(link.getAttribute('href')?.slice(1));
    for (const head of document.querySelectorAll('th')) expect(['row', 'col']).toContain(head.getAttribute('scope'));
    for (const table of document.querySelectorAll('table'))
      expect(table.querySelector('caption')?.textContent).toBeTruthy();
  });

  it('says what was checked, and what was not, before any return and any picture', () => {
    const main = page.document.querySelector('main') as Element;
    const [header, nav, evidence] = [...main.children];
    expect([header?.localName, nav?.localName, evidence?.id]).toEqual(['header', 'nav', 'evidence']);
    expect(`${header?.textContent ?? ''}${evidence?.textContent ?? ''}`).not.toMatch(/%/u);
    expect(evidence?.querySelectorAll('.drawing')).toHaveLength(0);
    expect(texts('#evidence tbody th')).toEqual([
      ...['Trials counted', 'Luck, deflated', 'Overfitting of the choice', 'Benchmark', 'Stress', 'Leaks'],
      ...['Pessimistic fills', 'Data', 'To verify'],
    ]);
    const line = (name: string): string => texts('#evidence tbody tr').find((text) => text.startsWith(name)) ?? '';
    expect(line('Trials')).toContain('counts 61 trials of this run, 126 earlier trials');
    expect(line('Stress')).toBe('Stress– no rowNo row went through a stress.');
    expect(line('Leaks')).toBe('Leaks– no rowNo row was replayed with its future cut off.');
    for (const part of page.document.querySelectorAll('.row-body')) {
      const places = [...part.querySelectorAll('.proof, figure')].map(({ className }) => className);
      expect(places[0]).toBe('proof');
    }
  });

  it('keeps its headings in order and lets the keyboard reach every folded part and every wide table', async () => {
    const { document } = await pageOf(fullRow(rowNamed('time-series-momentum')));
    const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5')].map(({ localName }) => Number(localName[1]));
    expect(levels[0]).toBe(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    for (const part of document.querySelectorAll('details')) expect(part.firstElementChild?.localName).toBe('summary');
    for (const one of document.querySelectorAll('table'))
      expect(one.closest('[role="region"][tabindex="0"]')?.getAttribute('aria-label')).toBeTruthy();
    expect(texts('table.months thead th', document)).toHaveLength(14);
    expect(texts('table.months tbody tr:first-child > *', document).slice(0, 4)).toEqual(['2010', '2.0', '−1.0', '–']);
  });

  it('draws stress, sweep and calendar of a row where nothing has to be unfolded', async () => {
    const { document } = await pageOf(fullRow(rowNamed('time-series-momentum')));
    const titles = [...document.querySelectorAll('figcaption b')]
      .filter((title) => title.closest('details.part') === null)
      .map((title) => (title.textContent ?? '').replace(/\s+/g, ' '));
    expect(titles).toEqual(
      expect.arrayContaining([
        ...['Equity in USD', 'Return of each month in percent', 'Neighbourhood.', 'Performance by set.'],
        ...['What is left of a choice.', 'Profit and loss by regime', 'Resampled trades.'],
        ...['Sharpe ratio at multiples of the costs.', 'Total return at multiples of the costs.'],
        'Sharpe ratio by fill contract',
      ]),
    );
    expect(titles.some((title) => title.startsWith('Probability of backtest overfitting: 20.0'))).toBe(true);
  });

  it('ranks every row with both verdicts, its figures beside buy and hold, and its reasons', () => {
    const ranked = texts('table.ranking tbody');
    expect(ranked).toHaveLength(8);
    for (const [index, { row }] of model.rows.entries()) {
      for (const part of [row.verdict, `pessimistic: `, row.pessimisticVerdict, row.strategy])
        expect(ranked[index]).toContain(part);
    }
    expect(new Set(model.rows.map(({ row }) => row.verdict))).toEqual(
      new Set(['candidate', 'suspicious', 'insufficient', 'killed']),
    );
    expect(ranked[0]).toContain('Annual Sharpe ratio: 4.01, above the limit of 3;');
    expect(ranked[0]).toContain('+339.3');
  });

  it('gives every picture a description made of its numbers', () => {
    const drawings = [...page.document.querySelectorAll('.drawing')];
    expect(drawings.length).toBeGreaterThan(20);
    for (const drawing of drawings) {
      expect(drawing.getAttribute('role')).toBe('img');
      expect(drawing.getAttribute('aria-label')).toMatch(/\d/);
      expect(drawing.querySelectorAll('svg.chart[aria-hidden]').length).toBeGreaterThan(0);
    }
    expect(markup).not.toContain('⚠');
  });

  it('X-04: lets no NaN, infinity, null or undefined through', () => {
    expect(page.words).not.toMatch(LEAKS);
    expect(markup.replace(/<pre>.*?<\/pre>/s, '')).not.toMatch(/="[^"]*(NaN|undefined|Infinity)[^"]*"/);
  });

  it('X-09: gives the same bytes again, also in another process, time zone and language', async () => {
    expect(await renderReport(thinnedReportModel())).toBe(markup);
    vi.stubEnv('TZ', 'Asia/Kolkata');
    vi.stubEnv('LC_ALL', 'de_DE.UTF-8');
    const child = nodeChild(new URL('testing/print-digest.ts', import.meta.url));
    vi.unstubAllEnvs();
    const lines: string[] = [];
    for await (const line of child.lines) lines.push(line);
    expect(await child.ended).toBe(0);
    expect(lines).toEqual([`${createHash('sha256').update(markup).digest('hex')} -330`]);
  });

  it('keeps a report of eight rows and sixteen years below 800 kB', async () => {
    expect((await renderReport(syntheticReportModel())).length).toBeLessThan(800_000);
  });

  it('escapes names, reasons, hypotheses and warnings of users', async () => {
    const evil = `<script>alert(1)</script><img src=x onerror="alert(2)">'"&`;
    const copy = structuredClone(model);
    Object.assign(copy, { name: evil, hypothesis: evil, currency: evil });
    for (const dataset of copy.datasets)
      Object.assign(dataset, { name: evil, version: evil, description: evil, warnings: [evil] });
    copy.rankings.config = { evil };
    for (const detail of copy.rows) {
      Object.assign(detail.row, {
        strategy: evil,
        instruments: [evil],
        params: { [evil]: evil },
        id: `${evil}${detail.row.id}`,
      });
      for (const trade of detail.trades)
        Object.assign(trade, { instrument: evil, entryReason: evil, exitReason: evil, exitRule: evil });
      for (const check of detail.row.checks) check.rule = evil + check.rule;
      detail.neighbours = [{ params: { [evil]: evil }, annualSharpe: 1 }];
      detail.heat = { xName: evil, yName: evil, cells: [{ x: evil, y: evil, value: 1 }] };
      detail.row.metrics[evil] = 1;
    }
    const { document, words } = openPage(
      await renderReport({ ...copy, rankings: { ...copy.rankings, rows: copy.rows.map(({ row }) => row) } }),
    );
    expect(document.querySelectorAll('script, img')).toHaveLength(0);
    expect(document.querySelectorAll('[onerror]')).toHaveLength(0);
    expect(document.querySelector('h1')?.textContent).toBe(evil);
    expect(words).toContain('<script>alert(1)</script>');
  });
});

describe('a row of a report', () => {
  it('lists its first trades and says how many there are', async () => {
    const row = rowNamed('day-of-week', syntheticReportModel());
    expect(row.trades.length).toBeGreaterThan(MAX_TRADES);
    const { document, words } = await pageOf(row);
    expect(words).toContain(`The first ${MAX_TRADES} of ${row.tradesTotal} trades; money in USD.`);
    expect(words).toContain(`assay runs export-trades ${model.rankings.runId}`);
    expect(document.querySelectorAll('[aria-label="Trades"] tbody tr')).toHaveLength(MAX_TRADES);
    const [first] = row.trades;
    const cells = texts('[aria-label="Trades"] tbody tr:first-child > *', document);
    expect(cells).toHaveLength(texts('[aria-label="Trades"] thead th', document).length);
    expect(cells.at(-1)).toBe(`${first?.exitReason}${first?.exitRule}`);
  });

  it('says that it closed no trade, and why its measures do not exist', async () => {
    const { words } = await pageOf(rowNamed('volatility-filter'));
    expect(words).toContain('Killed. It never closed a trade.');
    expect(words).toContain('The row closed no trade.');
    expect(words).toContain('There is no closed trade');
    expect(words).toContain('1 row has no deflated Sharpe probability and is not drawn');
    expect(words).not.toMatch(LEAKS);
  });

  it('stands without a single measure, curve or trade', async () => {
    const row = rowNamed('time-series-momentum');
    const empty = { times: [], values: [] };
    const names = Object.keys(row.row.metrics);
    Object.assign(row, {
      equity: empty,
      buyAndHold: empty,
      drawdown: empty,
      buyAndHoldDrawdown: empty,
      segments: [],
      heat: null,
    });
    Object.assign(row, { neighbours: [], trades: [], tradesTotal: 0, centreAnnualSharpe: null });
    for (const name of [
      'sharpe',
      'skewness',
      'kurtosis',
      'trialSharpeVariance',
      'expectedMaximum',
      'probability',
      'minimumTrackRecord',
    ] as const) {
      row.deflation[name] = null;
    }
    row.row.metrics = Object.fromEntries(names.map((name) => [name, null]));
    row.row.nulls = Object.fromEntries([...names, 'score'].map((name) => [name, 'no-observations']));
    Object.assign(row.row, { score: null, checks: [], reasons: [], selections: [], trades: 0 });
    const { document, words } = await pageOf(row);
    expect(words).toContain('There is no equity curve to draw');
    expect(words).toContain('No reason was recorded.');
    expect(words).toContain('(there is no return)');
    expect(words).not.toMatch(LEAKS);
    expect(document.querySelectorAll('.drawing')).toHaveLength(0);
  });

  it('draws two axes as cells, one axis as bars, and says where there is nothing to draw', async () => {
    const cells = await pageOf(rowNamed('time-series-momentum'));
    expect(texts('figcaption', cells.document).join()).toContain('Parameter map: lookback and threshold.');
    expect(cells.document.querySelectorAll('g[aria-label="cell"] rect').length).toBeGreaterThanOrEqual(20);
    expect(texts('svg text', cells.document)).toContain('threshold');
    const bars = await pageOf(rowNamed('channel-breakout'));
    expect(texts('figcaption', bars.document).join()).toContain('Parameter map: window.');
    expect(bars.document.querySelectorAll('g[aria-label="cell"] rect')).toHaveLength(0);
    const none = await pageOf(rowNamed('turn-of-year'));
    expect(none.words).toContain('No parameter was swept: there is one parameter set and nothing to map.');
    expect(none.words).toContain('No neighbouring parameter set was evaluated for this row.');
  });

  it('writes into a cell what its column has room for', async () => {
    const row = rowNamed('channel-breakout');
    const widened = (values: number): ReportRow => ({
      ...row,
      row: { ...row.row, selections: row.row.selections.map((one) => ({ ...one, params: { window: 1 } })) },
      heat: {
        xName: 'window',
        yName: null,
        cells: Array.from({ length: values }, (_, index) => ({ x: index + 1, y: null, value: 0.5 })),
      },
    });
    const folds = row.row.selections.length;
    expect(texts('svg text', (await pageOf(widened(7))).document)).toContain(`0.50${folds} folds`);
    expect(texts('svg text', (await pageOf(widened(8))).document)).toContain(`0.50×${folds}`);
  });

  it('has room below its time axis for labels of two lines', () => {
    const heights = [...page.document.querySelectorAll('svg.wide')].map((chart) => {
      const [lowest] = [...chart.querySelectorAll('[aria-label="x-axis tick"] path')].map((tick) =>
        Number(/^M[\d.]+ ([\d.]+)v6/.exec(tick.getAttribute('d') ?? '')?.[1]),
      );
      return lowest === undefined ? Infinity : Number(chart.getAttribute('height')) - lowest;
    });
    expect(heights.some(Number.isFinite)).toBe(true);
    // A tick, its padding and two lines of the largest letters that a chart has.
    for (const below of heights) expect(below).toBeGreaterThanOrEqual(6 + 3 + 2 * 17);
  });

  it('tells the periods of the data from those that were judged, by pack where they differ', async () => {
    const [one, two] = [rowNamed('channel-breakout'), rowNamed('time-series-momentum')];
    const later = { ...two, row: { ...two.row, pack: 'later', period: { from: '2011-02-03', to: '2012-03-04' } } };
    const fact = ({ document }: Page, term: string): string =>
      texts('.facts > div', document).find((text) => text.startsWith(term)) ?? '';
    const same = await pageOf(one, two);
    expect(fact(same, 'Data')).toContain('; holds ');
    expect(fact(same, 'Judged on')).toBe(
      `Judged on ${one.row.period.from} to ${one.row.period.to} test windows; the data before them train`,
    );
    const differing = fact(await pageOf(one, later), 'Judged on');
    expect(differing).toContain(`${one.row.pack}: ${one.row.period.from} to ${one.row.period.to}`);
    expect(differing).toContain('later: 2011-02-03 to 2012-03-04');
    expect(same.words).toContain('Rows stand in the order of their verdicts, and within a verdict of their scores.');
  });

  it('finds its benchmark by pack and instruments, also where the model names the account', async () => {
    const row = rowNamed('channel-breakout');
    const other = modelOf(
      { ...model, benchmarks: model.benchmarks.map((one) => ({ ...one, pack: 'another.SPX' })) },
      row,
    );
    expect(openPage(await renderReport(other)).words).not.toContain('+339.3');
    const plain = modelOf(
      { ...model, benchmarks: model.benchmarks.map((one) => ({ ...one, pack: row.row.pack })) },
      row,
    );
    expect(openPage(await renderReport(plain)).words).toContain('+339.3');
  });

  it('leaves pictures out, and says so, where a ranking is longer than a page', async () => {
    const base = rowNamed('volatility-filter');
    const many = Array.from({ length: MAX_DETAILED_ROWS + 2 }, (_, index) => ({
      ...base,
      row: { ...base.row, id: `row-${index}` },
    }));
    const { document, words } = await pageOf(...many);
    expect(document.querySelectorAll('table.ranking tbody')).toHaveLength(MAX_DETAILED_ROWS + 2);
    expect(document.querySelectorAll('details.row')).toHaveLength(MAX_DETAILED_ROWS);
    expect(words).toContain(
      `2 rows of the ranking have no pictures here; the page has room for the first ${MAX_DETAILED_ROWS}.`,
    );
  });
});
