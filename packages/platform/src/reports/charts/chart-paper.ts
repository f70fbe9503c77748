import type { Markish, PlotOptions } from '@observablehq/plot';
import type * as plotModule from '@observablehq/plot';
import { trusted } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { compactSvg } from './compact-svg.ts';

type Plot = typeof plotModule;

/** Something to draw charts on. Opened once per report, because the libraries behind it take half a second to load. */
export interface ChartPaper {
  readonly plot: Plot;
  /** Draws one chart. The bytes depend on the options alone. */
  draw(options: PlotOptions): Markup;
  /** Releases the document behind the charts. */
  close(): void;
}

/** One mark of a chart. */
export type Mark = Markish;

/** A chart as wide as the page, and one as wide as half of it, in the units of its drawing. */
export const FULL_WIDTH = 1120;
export const HALF_WIDTH = 548;

/** The label of an axis that runs along the page: centred below it, without an arrow. */
export function labelledBelow(label: string): {
  readonly label: string;
  readonly labelAnchor: 'center';
  readonly labelArrow: 'none';
} {
  return { label, labelAnchor: 'center', labelArrow: 'none' };
}

/** Room below a time axis: its labels have two lines where the year or the day changes, larger ones on a small screen. */
export const TIME_AXIS = 46;

/** Loads the drawing libraries. */
export async function openChartPaper(): Promise<ChartPaper> {
  const [plot, { JSDOM }] = await Promise.all([import('@observablehq/plot'), import('jsdom')]);
  const { window } = new JSDOM('');
  return {
    plot,
    draw(options) {
      const drawn = (changes: PlotOptions = {}): Element =>
        plot.plot({ className: 'chart', ...options, ...changes, document: window.document });
      const { marginLeft = PLOT_MARGIN, width } = options;
      const figure = drawn();
      if (width !== FULL_WIDTH) return trusted(serialise(figure));
      const needed = roomForLabels(figure);
      const wide = needed > marginLeft ? drawn({ marginLeft: needed }) : figure;
      wide.classList.add('wide');
      return trusted(serialise(wide));
    },
    close() {
      window.close();
    },
  };
}

/** Size of the letters of wide charts on a small screen, which shows them at two thirds of their size. */
export const WIDE_FONT = 17;
/** What the drawing library leaves at the left where nothing is said. */
const PLOT_MARGIN = 40;
/** Widths of characters in the size of their font, in a wide one that browsers fall back to; digits where nothing is said. */
const DIGIT = 0.65;
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[.,:;'|il ]/u, 0.36],
  [/[mwMW%&@]/u, 0.98],
  [/[A-Z]/u, 0.76],
  [/[a-z]/u, 0.63],
];
/** From the end of a label to the axis: its tick and a gap. */
const TICK_ROOM = 10;

/** Room that the labels left of the axis take in the largest letters that the page shows them in. */
function roomForLabels(figure: Element): number {
  const labels = [...figure.querySelectorAll('[aria-label^="y-axis"][text-anchor="end"] text')];
  const widths = labels.map(({ textContent }) => widthOf(textContent));
  return Math.ceil(Math.max(0, ...widths) * WIDE_FONT) + TICK_ROOM;
}

function widthOf(text: string): number {
  return [...text].reduce((sum, one) => sum + (WIDTHS.find(([pattern]) => pattern.test(one))?.[1] ?? DIGIT), 0);
}

/** Text of a chart without its style sheet, which the page has once, and without digits that no screen shows. */
function serialise(figure: Element): string {
  compactSvg(figure);
  for (const name of ['font-family', 'font-size']) figure.removeAttribute(name);
  figure.setAttribute('aria-hidden', 'true');
  return figure.outerHTML.replace(EMPTY_ELEMENT, '<$1$2/>');
}

const EMPTY_ELEMENT = /<(path|rect|circle|line|use)([^<>]*)><\/\1>/g;
