import { MS_PER_DAY } from '@assay/core/time';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { openChartPaper } from './chart-paper.ts';
import { coverageChart } from './coverage-chart.ts';
import type { CoverageModel, CoverageRow } from './coverage-chart.ts';
import { renderCoverageDrawing, renderCoveragePage } from './coverage-page.ts';

const day = (index: number): number => Date.UTC(2024, 0, 1) + index * MS_PER_DAY;

const row = (name: string, change: Partial<CoverageRow> = {}): CoverageRow => ({
  name,
  firstEventTime: day(1),
  lastEventTime: day(6),
  share: 0.8,
  errors: 0,
  warnings: 1,
  cells: { expected: [2, 2, 2, 2, 2, 0], present: [2, 2, 0, 1, 2, 0], worst: [0, 0, 1, 2, 0, 0] },
  ...change,
});

function model(rows: readonly CoverageRow[]): CoverageModel {
  return { name: 'prices', version: 'abc', unit: 'day', edges: [0, 1, 2, 3, 4, 5, 6].map(day), rows };
}

async function drawn(rows: readonly CoverageRow[]): Promise<Document> {
  const paper = await openChartPaper();
  try {
    return new JSDOM(coverageChart(paper, model(rows)).markup).window.document;
  } finally {
    paper.close();
  }
}

const rects = (document: Document): readonly (readonly [string | null, string | undefined])[] =>
  [...document.querySelectorAll('[aria-label="bar"] rect')].map((rect) => [
    rect.getAttribute('fill'),
    rect.querySelector('title')?.textContent,
  ]);

describe('coverageChart', () => {
  it('S3-01: joins neighbouring stretches of one class and says what each holds', async () => {
    expect(rects(await drawn([row('AAA')]))).toEqual([
      ['var(--full)', 'AAA, 2024-01-01 to 2024-01-03: 4 of 4 expected bars'],
      ['var(--none)', 'AAA, 2024-01-03 to 2024-01-04: 0 of 2 expected bars'],
      ['var(--half)', 'AAA, 2024-01-04 to 2024-01-05: 1 of 2 expected bars'],
      ['var(--full)', 'AAA, 2024-01-05 to 2024-01-06: 2 of 2 expected bars'],
    ]);
  });

  it('draws what no calendar judges from its first to its last row', async () => {
    expect(rects(await drawn([row('RATE', { cells: null, share: null })]))).toEqual([
      ['var(--muted-fill)', 'RATE: 2024-01-02 to 2024-01-07'],
    ]);
    expect(rects(await drawn([row('NONE', { cells: null, firstEventTime: null, lastEventTime: null })]))).toEqual([]);
  });

  it('never rounds a share up to all of it', async () => {
    const texts = async (share: number): Promise<string> =>
      (await drawn([row('A', { share, errors: 2, warnings: 3 })])).body.textContent;
    expect(await texts(0.999999)).toContain('99.99 %');
    expect(await texts(1)).toContain('100 %');
    expect(await texts(1e-9)).toContain('0.01 %');
    expect(await texts(0.5)).toContain('2 ✕  3 •');
  });

  it('is as tall as hundreds of series need, with every name', async () => {
    const rows = Array.from({ length: 337 }, (_, index) => row(`S${index}`));
    const document = await drawn(rows);
    const height = Number(document.querySelector('svg')?.getAttribute('height'));
    expect(height).toBeGreaterThan(337 * 9);
    expect(height).toBeLessThan(337 * 14);
    expect(document.body.textContent).toContain('S336');
  });
});

describe('renderCoveragePage', () => {
  const page = { ...model([row('<AAA>')]), summary: 'a & b', findings: [] };

  it('needs nothing else, escapes names, and is the same every time', async () => {
    const finding = { subject: '<AAA> 1d', severity: 'warning', kind: 'outlier', count: '1', where: 'row 3' } as const;
    const text = await renderCoveragePage({ ...page, findings: [finding] });
    expect(text).toBe(await renderCoveragePage({ ...page, findings: [finding] }));
    expect(text).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/u);
    expect(text).not.toContain('<AAA>');
    expect(text).toContain('&lt;AAA&gt; 1d');
    expect(text).toContain("default-src 'none'");
    expect(await renderCoveragePage(page)).toContain('found nothing to remark');
  });

  it('draws alone as a valid SVG file with a legend', async () => {
    const text = await renderCoverageDrawing(page);
    const { document } = new JSDOM(text, { contentType: 'image/svg+xml' }).window;
    expect(document.documentElement.namespaceURI).toBe('http://www.w3.org/2000/svg');
    expect(document.querySelector('title')?.textContent).toBe('Coverage of prices@abc');
    const words = document.documentElement.textContent;
    expect(words).toContain('none of the expected');
    expect(words).toContain('each cell is a day');
    expect(words).not.toContain('no calendar says');
    const unknown = { ...page, rows: [...page.rows, row('RATE', { cells: null, share: null })] };
    expect(await renderCoverageDrawing(unknown)).toContain('no calendar says');
  });

  it('draws its legend so that no entry covers the next, all within the drawing', async () => {
    const text = await renderCoverageDrawing({ ...page, rows: [row('RATE', { cells: null, share: null })] });
    const { document } = new JSDOM(text, { contentType: 'image/svg+xml' }).window;
    const entries = [...document.querySelectorAll('svg > g[text-anchor="start"] > text')].map((entry) => {
      const from = Number(entry.getAttribute('x'));
      return { from, to: from + (entry.textContent?.length ?? 0) * 6.5 };
    });
    expect(entries).toHaveLength(9);
    for (const [index, { to }] of entries.entries()) {
      expect(to).toBeLessThan(entries[index + 1]?.from ?? Number(document.documentElement.getAttribute('width')));
    }
  });

  it('says that there is nothing to draw where there is nothing', async () => {
    const empty = { ...page, rows: [], edges: [] };
    expect(await renderCoveragePage(empty)).toContain('there is nothing to draw');
    const { document } = new JSDOM(await renderCoverageDrawing(empty), { contentType: 'image/svg+xml' }).window;
    expect(document.documentElement.textContent).toContain('there is nothing to draw');
  });
});
