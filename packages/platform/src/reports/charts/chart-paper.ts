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
      const figure = plot.plot({ className: 'chart', ...options, document: window.document });
      if (options.width === FULL_WIDTH) figure.classList.add('wide');
      return trusted(serialise(figure));
    },
    close() {
      window.close();
    },
  };
}

/** Text of a chart without its style sheet, which the page has once, and without digits that no screen shows. */
function serialise(figure: Element): string {
  compactSvg(figure);
  for (const name of ['font-family', 'font-size']) figure.removeAttribute(name);
  figure.setAttribute('aria-hidden', 'true');
  return figure.outerHTML.replace(EMPTY_ELEMENT, '<$1$2/>');
}

const EMPTY_ELEMENT = /<(path|rect|circle|line|use)([^<>]*)><\/\1>/g;
