import { JSDOM } from 'jsdom';

/** A report as a reader meets it. */
export interface Page {
  readonly document: Document;
  /** Everything that can be read or heard: text, alternative texts and titles; configuration and styles left out. */
  readonly words: string;
}

/** Parses a report as a browser would, without running or loading anything. */
export function openPage(markup: string): Page {
  const { document } = new JSDOM(markup).window;
  const body = document.body.cloneNode(true) as HTMLElement;
  for (const element of body.querySelectorAll('pre')) element.remove();
  const spoken = [...body.querySelectorAll('[aria-label], [title]')].map(
    (element) => `${element.getAttribute('aria-label') ?? ''} ${element.getAttribute('title') ?? ''}`,
  );
  const text = `${document.title} ${body.textContent ?? ''} ${spoken.join(' ')}`;
  return { document, words: text.replace(/\s+/g, ' ') };
}
