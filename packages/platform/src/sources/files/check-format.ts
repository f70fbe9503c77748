import { InvalidArgumentError } from '@assay/core/errors';
import type { FormatOptions } from './record-sink.ts';

const RULES: readonly (readonly [
  name: keyof FormatOptions,
  rule: string,
  isMet: (value: unknown, format: FormatOptions) => boolean,
])[] = [
  ['separator', 'a text without line ends', (value) => /^[^\r\n]+$/u.test(String(value))],
  [
    'separator',
    'without the quotation mark',
    (value, { quote }) => !String(value).includes(quote || '"') || quote === false,
  ],
  ['quote', 'one visible ASCII character, or false', (value) => value === false || /^[!-~]$/u.test(String(value))],
  ['comment', 'a text that begins with no space', (value) => /^\S[^\r\n]*$/u.test(String(value))],
  ['skipLines', 'a whole number >= 0', (value) => Number.isInteger(value) && Number(value) >= 0],
  ['members', 'a regular expression', (value) => isPattern(String(value))],
];

/** @throws {InvalidArgumentError} for an option out of its domain. */
export function checkFormat(format: FormatOptions): void {
  for (const [name, rule, isMet] of RULES) {
    const value = format[name];
    if (value !== undefined && !isMet(value, format)) throw new InvalidArgumentError(name, rule, value);
  }
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
