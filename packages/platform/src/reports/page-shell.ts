import { html, trusted } from './markup.ts';
import type { Child, Markup } from './markup.ts';
import { STYLE } from './style.ts';

/** Nothing may be loaded and nothing may run: the page is all there is. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** What differs from page to page. */
export interface PageParts {
  readonly title: string;
  /** Where the link for readers of the keyboard leads, and what it says. */
  readonly skip: readonly [target: string, words: string];
  readonly main: Child;
  /** Rules of style that only this page needs. @default none */
  readonly style?: string;
  /** One paragraph. */
  readonly footer: Child;
}

/** One page that needs no script, no other file and no network. */
export function pageShell({ title, skip, main, footer, style = '' }: PageParts): Markup {
  const doctype = trusted('<!doctype html>\n');
  return html`${doctype}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Assay report</title>
        <style>
          ${trusted(STYLE + style)}
        </style>
      </head>
      <body>
        <a class="skip" href="${skip[0]}">${skip[1]}</a>
        <main>${main}</main>
        <footer>
          <p>${footer}</p>
        </footer>
      </body>
    </html> `;
}
