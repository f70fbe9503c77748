import { PlatformError } from '@assay/core/errors';

/** A range of characters: from the first up to but without the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Characters shown on each side of a fault at most. */
const SHOWN = 60;

/** An expression is wrong: says what is, shows the place, and says what is expected there. */
export class ExpressionError extends PlatformError {
  /** The expression as it was given. */
  readonly text: string;
  readonly span: Span;
  /** What is wrong, without the picture of the place. */
  readonly problem: string;

  constructor(text: string, span: Span, problem: string) {
    const column = span.from + 1;
    super('INVALID_ARGUMENT', `invalid expression at character ${column}: ${problem}\n${picture(text, span)}`, {
      context: { expression: text.slice(0, 1000), character: column, problem },
    });
    this.name = 'ExpressionError';
    this.text = text;
    this.span = { from: span.from, to: span.to };
    this.problem = problem;
  }
}

/** The text around a span on one line, and carets under the span. */
function picture(text: string, span: Span): string {
  const from = Math.max(0, span.from - SHOWN);
  const to = Math.min(text.length, span.from + SHOWN);
  const before = from > 0 ? '...' : '';
  const after = to < text.length ? '...' : '';
  const line = printable(text.slice(from, to));
  const width = Math.max(1, Math.min(span.to, to) - span.from);
  return `  ${before}${line}${after}\n  ${' '.repeat(before.length + span.from - from)}${'^'.repeat(width)}`;
}

/** White space as spaces and strange characters as `?`, so that carets stand under what they mean. */
function printable(text: string): string {
  return text.replaceAll(/\s/gu, ' ').replaceAll(/[^ -~]/gu, (character) => '?'.repeat(character.length));
}
