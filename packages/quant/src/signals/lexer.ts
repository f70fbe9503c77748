import { ExpressionError } from './expression-error.ts';
import type { Span } from './expression-error.ts';

/** A word of an expression's text. */
export interface Token extends Span {
  readonly kind: 'number' | 'name' | 'parameter' | 'symbol' | 'end';
  readonly text: string;
}

const BLANK = /\s*/uy;
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/uy;
const NAME = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/uy;
const PARAMETER = /\$[A-Za-z_][A-Za-z0-9_]*/uy;
const SYMBOL = /<=|>=|==|!=|[-+*/<>(),]/uy;

const KINDS = [
  ['number', NUMBER],
  ['name', NAME],
  ['parameter', PARAMETER],
  ['symbol', SYMBOL],
] as const;

/** Signs of other languages, longest first, and what to write here. */
const FOREIGN_SIGNS: readonly (readonly [sign: string, advice: string])[] = [
  ['&&', "write 'and'"],
  ['||', "write 'or'"],
  ['**', 'write pow(x, y)'],
  ['=', "write '==' to compare"],
  ['!', "write 'not'"],
  ['&', "write 'and'"],
  ['|', "write 'or'"],
  ['^', 'write pow(x, y)'],
  ['[', 'write lag(x, n) for the value n bars before'],
  ['?', 'write if(condition, x, y)'],
  ['@', 'an expression reads one instrument'],
  ['$', "a parameter's name follows at once, as in $slow"],
  ["'", 'there are no texts in expressions'],
  ['"', 'there are no texts in expressions'],
];

/** The words of a text, and one that stands for its end. Throws an ExpressionError at a character that begins none. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let from = lengthAt(BLANK, text, 0);
  while (from < text.length) {
    const token = tokenAt(text, from);
    tokens.push(token);
    from = token.to + lengthAt(BLANK, text, token.to);
  }
  return [...tokens, { kind: 'end', text: '', from: text.length, to: text.length }];
}

function tokenAt(text: string, from: number): Token {
  const foreign = FOREIGN_SIGNS.find(([sign]) => sign.length > 1 && text.startsWith(sign, from));
  for (const [kind, pattern] of foreign === undefined ? KINDS : []) {
    const length = lengthAt(pattern, text, from);
    if (length > 0) return { kind, text: text.slice(from, from + length), from, to: from + length };
  }
  const [sign, advice] = foreign ?? FOREIGN_SIGNS.find(([one]) => text.startsWith(one, from)) ?? [];
  const shown = sign ?? String.fromCodePoint(text.codePointAt(from) ?? 0);
  const problem = `'${printable(shown)}' means nothing here${advice === undefined ? '' : `; ${advice}`}`;
  throw new ExpressionError(text, { from, to: from + shown.length }, problem);
}

function lengthAt(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.[0].length ?? 0;
}

function printable(sign: string): string {
  return /^[ -~]+$/u.test(sign) ? sign : `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
