import type { VerdictName } from '@assay/contracts/schemas';
import { compact, html } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import { VERDICT_WORDS } from '../verdict-words.ts';

/** A verdict as a badge: symbol and word, so that colour adds nothing that is not there without it. */
export function badge(verdict: VerdictName): Markup {
  const { symbol, meaning } = VERDICT_WORDS[verdict];
  return html`<span class="badge ${verdict}" title="${meaning}"
    ><span class="symbol" aria-hidden="true">${symbol}</span> ${verdict}</span
  >`;
}

/** One column of a table. */
export interface Column {
  readonly title: Child;
  /** Numbers stand to the right. */
  readonly numeric?: boolean;
}

/**
 * A table that scrolls sideways inside the page where it is too wide, also by keyboard. The first cell heads its row.
 * Columns of numbers are named on the table, and end tags that HTML does not need are left out: tables are half of a page.
 */
export function table(name: string, columns: readonly Column[], rows: readonly (readonly Child[])[]): Markup {
  const numeric = columns.flatMap((column, index) => (column.numeric === true ? [`n${index + 1}`] : []));
  const head = columns.map(({ title }) => compact`<th scope="col">${title}`);
  const body = rows.map(([first = '', ...rest]) => {
    return compact`<tr><th scope="row">${first}${rest.map((cell) => compact`<td>${cell}`)}`;
  });
  const classes = numeric.length === 0 ? '' : compact` class="${numeric.join(' ')}"`;
  const caption = compact`<caption class="unseen">${name}</caption>`;
  return scrolling(name, compact`<table${classes}>${caption}<thead><tr>${head}<tbody>${body}</table>`);
}

/** A region that can be scrolled by keyboard. */
export function scrolling(name: string, content: Child): Markup {
  return html`<div class="scroll" role="region" aria-label="${name}" tabindex="0">${content}</div>`;
}

/** A chart with a description made of its numbers, and what a reader needs to read it. */
export function figure(description: string, chart: Child, caption: Child, legend: Child = ''): Markup {
  const drawing = html`<div class="drawing" role="img" aria-label="${description}">${chart}</div>`;
  return html`<figure>
    ${legend} ${isWide(chart) ? sideways(drawing) : drawing}
    <figcaption>${caption}</figcaption>
  </figure>`;
}

/** A chart that is as wide as the page scrolls sideways on a small screen, also by keyboard. */
function sideways(drawing: Markup): Markup {
  return html`<div class="sideways" role="group" aria-label="Chart, as wide as the page" tabindex="0">${drawing}</div>`;
}

function isWide(chart: Child): boolean {
  if (typeof chart === 'string') return false;
  return 'markup' in chart ? chart.markup.includes('class="chart wide"') : chart.some(isWide);
}

/** Terms with what is to be said of each. */
export function factList(facts: readonly (readonly [term: string, description: Child])[]): Markup {
  const entries = facts.map(
    ([term, description]) =>
      html`<div>
        <dt>${term}</dt>
        <dd>${description}</dd>
      </div> `,
  );
  return html`<dl class="facts">${entries}</dl>`;
}

/** Says of data that were made and not measured that they were; nothing where all were measured. */
export function syntheticNotice(datasets: readonly { readonly name: string; readonly synthetic: boolean }[]): Child {
  const made = datasets.filter(({ synthetic }) => synthetic).map(({ name }) => name);
  if (made.length === 0) return '';
  return html`<p class="notice">
    <strong>Synthetic data.</strong> ${capitalised(sentenceList(made))} ${made.length === 1 ? 'was' : 'were'} made by a
    generator, never measured on a market: nothing here says anything about a real one.
  </p>`;
}

/** A folded part of the page. */
export function folded(title: Child, content: Child, isOpen: boolean = false): Markup {
  return html`<details class="part" ${isOpen ? html` open` : ''}>
    <summary>${title}</summary>
    ${content}
  </details>`;
}

/** Texts joined as in a sentence: `a`, `a and b`, `a, b and c`. */
export function sentenceList(texts: readonly string[]): string {
  const last = texts.at(-1) ?? '';
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} and ${last}`;
}

/** Text that ends as a sentence does. */
export function ended(text: string): string {
  return /[.!?]$/.test(text.trim()) || text.trim() === '' ? text : `${text}.`;
}

/** Text with a capital letter at its beginning. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
