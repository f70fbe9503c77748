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
 * function. A sentence alone in its function is compared with the texts of the commonest other sentence of its file.
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
    const beside = others.length > 0 ? others : (commonest(claims, said, index) ?? everywhere);
    if (own.size === 0) unsaid.push(`${claim.file}: ${claim.words}`);
    else if (beside.every((page) => own.has(page))) lasting.push(`${claim.file}: ${claim.words}`);
  });
  return { unsaid: [...new Set(unsaid)], lasting: [...new Set(lasting)] };
}

/** Where that other sentence of a claim's file is said which most texts say; undefined where the file has no other. */
function commonest(
  claims: readonly SourceClaim[],
  said: readonly ReadonlySet<number>[],
  index: number,
): readonly number[] | undefined {
  const others = said.filter((_, other) => other !== index && claims[other]?.file === claims[index]?.file);
  const [most] = others.toSorted((one, other) => other.size - one.size);
  return most === undefined || most.size === 0 ? undefined : [...most];
}

/** A text with one blank where there were several, in small letters. */
export function normalText(text: string): string {
  return text.replace(/[\s\u202f]+/g, ' ').toLowerCase();
}
