import { plainText } from './markup.ts';

// East Asian wide characters and most pictographs take two columns of a terminal; marks that combine take none.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const COMBINING = /^[\p{Mn}\p{Me}\u200b-\u200d\ufe0f]$/u;

/** Text that a terminal shows on one line and obeys nothing in: no escape sequence, no line break. */
export function oneLine(text: string): string {
  return plainText(text.replace(/\s+/g, ' '));
}

/** Columns that a text takes on a terminal. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

/** The text in exactly `width` columns: padded, or cut with an ellipsis. */
export function fitted(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const cut = shortened(text, width);
  const padding = ' '.repeat(width - columnsOf(cut));
  return align === 'right' ? padding + cut : cut + padding;
}

/** The text in at most `width` columns. */
export function shortened(text: string, width: number): string {
  if (columnsOf(text) <= width) return text;
  let cut = '';
  for (const character of text) {
    if (columnsOf(cut + character) > width - 1) break;
    cut += character;
  }
  return width > 0 ? `${cut}…` : '';
}
