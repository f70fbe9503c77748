import { isUtf8 } from 'node:buffer';

const SEPARATORS = ['\t', ';', '|', ',', ' '];
const LOOKED_AT = 200;
/** Share of lines that must agree on their number of fields. */
const AGREED = 0.8;

/** How a separator would cut the lines. */
export interface SeparatorCandidate {
  readonly separator: string;
  /** The number of fields that most lines have, 2 or more. */
  readonly fields: number;
  /** Share of the lines that have it, 0 to 1. */
  readonly share: number;
}

/** The complete lines at the beginning of a text, without a mark of byte order; the last, open one only where it is all. */
export function firstLines(head: Buffer, isWhole: boolean): readonly string[] {
  const text = head.toString(isUtf8(head) || !isWhole ? 'utf8' : 'latin1').replace(/^\uFEFF/u, '');
  const lines = text.split(text.includes('\n') ? /\r?\n/u : /\r/u);
  if (!isWhole && lines.length > 1) lines.pop();
  return lines;
}

/** Separators that cut the lines into two fields or more, the likeliest first. */
export function separatorCandidates(lines: readonly string[]): readonly SeparatorCandidate[] {
  const looked = lines.slice(0, LOOKED_AT).filter((line) => line.trim() !== '');
  const unquoted = looked.map((line) => line.replaceAll(/"[^"]*"/gu, ''));
  return SEPARATORS.map((separator) => candidate(separator, unquoted))
    .filter(({ fields, share }) => fields > 1 && share > 0)
    .sort((a, b) => Number(b.share >= AGREED) - Number(a.share >= AGREED) || b.fields - a.fields);
}

/** Lines above the first that has `fields` fields, as titles above a table; 0 if that is far down. */
export function linesAbove(lines: readonly string[], { separator, fields }: SeparatorCandidate): number {
  const first = lines.findIndex((line) => line.replaceAll(/"[^"]*"/gu, '').split(separator).length === fields);
  return first > 0 && first < 50 ? first : 0;
}

/** True if the first record names columns: no number and no empty name in it, while the next one holds a number. */
export function looksLikeHeader(first: readonly string[], next: readonly string[] | undefined): boolean {
  const isValue = (field: string): boolean => /^[-+.]?\d/u.test(field);
  const named = first.slice(1).concat(first[0] || 'index');
  return named.every((name) => name !== '' && !isValue(name)) && (next === undefined || next.some(isValue));
}

function candidate(separator: string, lines: readonly string[]): SeparatorCandidate {
  const counts = new Map<number, number>();
  for (const line of lines) {
    const fields = line.split(separator).length;
    counts.set(fields, (counts.get(fields) ?? 0) + 1);
  }
  const [fields, count] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), [1, 0]);
  return { separator, fields, share: count / Math.max(1, lines.length) };
}
