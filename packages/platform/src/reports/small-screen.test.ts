import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import type { GridInstrument } from '@assay/contracts/schemas';
import { openChartPaper, WIDE_FONT } from './charts/chart-paper.ts';
import { candleChart } from './charts/gates/candle-chart.ts';
import { gridMapChart, gridPanels } from './charts/grid-map.ts';
import { renderGridPage } from './render-grid-page.ts';
import { gridCell, gridInstrument, gridResult } from './testing/index.ts';

const START = Date.UTC(2020, 0, 6);

function xOf(text: Element | null | undefined): number {
  return Number(text?.getAttribute('x') ?? NaN);
}

const COLUMNS = Array.from({ length: 40 }, (_, at) => (at + 1) * 15);
const ROWS = Array.from({ length: 60 }, (_, at) => at + 2);
const AXES = [
  { name: 'holdMinutes', values: COLUMNS },
  { name: 'maxHazard', values: ROWS },
];

function wideInstrument(): GridInstrument {
  const cells = COLUMNS.flatMap((holdMinutes) =>
    ROWS.map((maxHazard) => gridCell({ axes: { holdMinutes, maxHazard }, score: (maxHazard % 20) / 20 })),
  );
  return { ...gridInstrument('EURUSD', undefined), cells, best: 777 };
}

describe('charts on a small screen', { timeout: 60_000 }, () => {
  it('S1-01 leave room for the whole of the labels at the left, in the larger letters that such a screen gets', async () => {
    const paper = await openChartPaper();
    const candles = Array.from({ length: 40 }, (_, at) => {
      const close = 1.01 + at / 1e4;
      return { time: START + at * 3_600_000, open: close, high: close + 1e-4, low: close - 1e-4, close };
    });
    const { markup } = candleChart(paper, { name: 'EURUSD', candles, gates: [], decimals: 5, note: '' });
    paper.close();
    const { document } = new JSDOM(markup).window;
    const labels = document.querySelector('g[aria-label="y-axis tick label"]');
    const longest = Math.max(
      ...[...(labels?.querySelectorAll('text') ?? [])].map(({ textContent }) => textContent.length),
    );
    expect(longest).toBe(7);
    // Digits and the point as wide as in the widest of the fonts that the page names; the labels end 9 before the axis.
    expect(xOf(labels?.querySelector('text')) - 9).toBeGreaterThan((6 * 0.637 + 0.318) * WIDE_FONT);
  });

  it('can be scrolled by keyboard where they are as wide as the page', async () => {
    const page = await renderGridPage(gridResult([wideInstrument()], { axes: AXES }));
    const { document } = new JSDOM(page).window;
    const charts = [...document.querySelectorAll('svg.chart.wide')];
    expect(charts.length).toBeGreaterThan(0);
    for (const chart of charts) {
      const scrolled = chart.closest('[tabindex="0"]');
      expect(scrolled?.getAttribute('aria-label')).toBeTruthy();
      expect(scrolled?.getAttribute('role')).not.toBe('img');
    }
    // The longest text of the summary is not in a cell beside which all others stay empty.
    for (const cell of document.querySelectorAll('#summary td')) expect(cell.textContent.length).toBeLessThan(40);
    expect(document.querySelector('#summary ul')?.textContent).toContain('EURUSD');
    expect(document.querySelector('.swatch.scale')).not.toBeNull();
  });

  it('S1-06 thin the values of a large grid so that none runs into the next, and frame the best cell without filling it', async () => {
    const paper = await openChartPaper();
    const [panel] = gridPanels(wideInstrument(), AXES);
    const { markup } = gridMapChart(paper, panel as NonNullable<typeof panel>);
    paper.close();
    const { document } = new JSDOM(markup).window;
    const texts = [...document.querySelectorAll('g[aria-label="x-axis tick label"] text')];
    const places = texts.map((text) => xOf(text)).sort((one, other) => one - other);
    const gaps = places.slice(1).map((place, at) => place - (places[at] as number));
    expect(Math.min(...gaps)).toBeGreaterThan(3 * 0.57 * WIDE_FONT);
    const [cells, best] = [...document.querySelectorAll('g[aria-label="cell"]')];
    const [cell, frame] = [cells, best].map((group) => Number(group?.querySelector('rect')?.getAttribute('height')));
    const stroke = Number(best?.getAttribute('stroke-width'));
    expect((frame as number) - stroke).toBeGreaterThan(0.5 * (cell as number));
  });
});
