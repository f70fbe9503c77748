import type { SourceClaim } from './source-claims.ts';

/** What a list of texts shows of the sentences in the sources of those texts. */
export interface Turning {
  /** Said by no text. */
  readonly unsaid: readonly string[];
  /** Said by every text that says anything else of the same function: whatever the data are, as far as the texts show. */
  readonly lasting: readonly string[];
}

/**
 * Sorts out which sentences were turned round: said by one text, and not said by another that does say something of the same
 * function. A sentence alone in its function is compared with all texts.
 */
export function turningOf(claims: readonly SourceClaim[], texts: readonly string[]): Turning {
  const pages = texts.map(normalText);
  const said = claims.map(({ words }) => {
    const wanted = normalText(words);
    return new Set(pages.flatMap((page, index) => (page.includes(wanted) ? [index] : [])));
  });
  const everywhere = pages.map((_, index) => index);
  const unsaid: string[] = [];
  const lasting: string[] = [];
  claims.forEach((claim, index) => {
    const own = said[index] ?? new Set();
    const others = claims.flatMap(({ file, within }, other) =>
      other !== index && file === claim.file && within === claim.within ? [...(said[other] ?? [])] : [],
    );
    const beside = others.length === 0 ? everywhere : others;
    if (own.size === 0) unsaid.push(`${claim.file}: ${claim.words}`);
    else if (beside.every((page) => own.has(page))) lasting.push(`${claim.file}: ${claim.words}`);
  });
  return { unsaid: [...new Set(unsaid)], lasting: [...new Set(lasting)] };
}

/** A text with one blank where there were several, in small letters. */
export function normalText(text: string): string {
  return text.replace(/[\s\u202f]+/g, ' ').toLowerCase();
}
