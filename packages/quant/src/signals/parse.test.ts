import { PlatformError } from '@assay/core/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkExpression } from './compile.ts';
import { call, MAX_TEXT, numberLiteral } from './expression.ts';
import type { Expression } from './expression.ts';
import { ExpressionError } from './expression-error.ts';
import { parseExpression } from './parse.ts';
import { printExpression } from './print.ts';

const close: Expression = { kind: 'field', name: 'close' };
const one = numberLiteral(1);

/** The text with every call in brackets, to see what binds what. */
function bracketed(expression: Expression): string {
  if (expression.kind !== 'call') return printExpression(expression);
  const args = expression.arguments.map(bracketed);
  return `[${expression.name} ${args.join(' ')}]`;
}

describe('parseExpression', () => {
  it.each<[string, Expression]>([
    ['close', close],
    [' 1.50 ', numberLiteral(1.5)],
    ['.5', numberLiteral(0.5)],
    ['1e-3', numberLiteral(0.001)],
    ['-2', numberLiteral(-2)],
    ['-0', numberLiteral(0)],
    ['true', { kind: 'boolean', value: true }],
    ['$fastWindow', { kind: 'parameter', name: 'fastWindow' }],
    ['session.minute', { kind: 'field', name: 'session.minute' }],
    ['sma(close, 1)', call('sma', close, one)],
    ['trueRange()', call('trueRange')],
    ['((close))', close],
  ])('reads %s', (text, expected) => {
    expect(parseExpression(text)).toEqual(expected);
  });

  it.each([
    ['open + close * 2 - 1', '[- [+ open [* close 2]] 1]'],
    ['open - close - 1', '[- [- open close] 1]'],
    ['open - (close - 1)', '[- open [- close 1]]'],
    ['-close * 2', '[* [negate close] 2]'],
    ['open * -2', '[* open -2]'],
    ['open -2', '[- open 2]'],
    ['-(2)', '[negate 2]'],
    ['--close', '[negate [negate close]]'],
    ['true or false and not close > 1 + 2', '[or true [and false [not [> close [+ 1 2]]]]]'],
    ['true and false and true', '[and true false true]'],
    ['(true and false) and true', '[and [and true false] true]'],
    ['(close > 1) == (open > 1)', '[== [> close 1] [> open 1]]'],
    ['not not true', '[not [not true]]'],
    ['close\n\t> open', '[> close open]'],
  ])('%s binds as %s', (text, expected) => {
    expect(bracketed(parseExpression(text))).toBe(expected);
  });

  it.each([
    ['', 1, /the expression ends where a value is expected/],
    [
      'close >',
      8,
      /the expression ends where a value is expected: a number, a field such as close, a function or '\('/,
    ],
    ['close > * 2', 9, /'\*' stands where a value is expected/],
    ['(close > open', 1, /this '\(' is not closed/],
    ['sma(close, 20', 4, /this '\(' is not closed/],
    ['sma(close 20)', 11, /'20' is out of place: an operator such as '\+', '<' or 'and' is expected or '\)'/],
    ['close open', 7, /'open' is out of place/],
    ['low < close < high', 13, /comparisons do not chain; join two with 'and', as in a < b and b < c/],
    ['close && open', 7, /'&&' means nothing here; write 'and'/],
    ['close = open', 7, /'=' means nothing here; write '==' to compare/],
    ['close[1]', 6, /write lag\(x, n\) for the value n bars before/],
    ['close@SPY', 6, /an expression reads one instrument/],
    ['$', 1, /a parameter's name follows at once, as in \$slow/],
    ['close > é', 9, /'U\+00E9' means nothing here/],
    ['clos > open', 1, /there is no field 'clos'; did you mean 'close'\?/],
    ['rsi > 70', 1, /'rsi' is a function: its arguments follow in brackets/],
    ['session.minut', 1, /did you mean 'session.minute'\?/],
    ['close AND open', 7, /'AND' is out of place/],
    ['1e999', 1, /the number is too large/],
    ['and close', 1, /'and' stands where a value is expected/],
  ])('%s is wrong at character %i', (text, character, problem) => {
    expect(() => parseExpression(text)).toThrow(problem);
    expect(() => parseExpression(text)).toThrow(`invalid expression at character ${character}: `);
  });

  it('shows the place with carets, in a long text only its surroundings', () => {
    expect(() => checkExpression('close >\n sms(close, 20)')).toThrow(
      "invalid expression at character 10: there is no function 'sms'; did you mean 'sma'?\n" +
        '  close >  sms(close, 20)\n' +
        '           ^^^',
    );
    const long = `${'close + '.repeat(40)}opn`;
    const message = String(errorOf(() => parseExpression(long)).message);
    const [, line = '', carets = ''] = message.split('\n');
    expect(line.length).toBeLessThan(80);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('opn');
  });

  it('is a platform error with the place, the text and the problem', () => {
    const error = errorOf(() => parseExpression('close >'));
    expect(PlatformError.is(error, 'INVALID_ARGUMENT')).toBe(true);
    expect(error.name).toBe('ExpressionError');
    expect(error.context).toMatchObject({ expression: 'close >', character: 8 });
    expect(error.span).toEqual({ from: 7, to: 7 });
    expect(error.problem).toMatch(/^the expression ends/);
  });

  it('refuses texts that are too long or nested too deep, without running out of stack', () => {
    expect(() => parseExpression(`close${' '.repeat(MAX_TEXT)}`)).toThrow(/10000 are allowed/);
    for (const text of ['('.repeat(5000), '-'.repeat(5000), 'not '.repeat(2500), 'abs('.repeat(2500)]) {
      expect(() => parseExpression(text)).toThrow(/nested more than 200 deep/);
    }
    expect(() => parseExpression(new Array(500).fill('close').join(' + '))).toThrow(/nested more than 100 deep/);
    const deepest = `${'-('.repeat(99)}close${')'.repeat(99)}`;
    expect(checkExpression(deepest).nodes).toBe(100);
    expect(printExpression(parseExpression(`${'('.repeat(200)}close${')'.repeat(200)}`))).toBe('close');
  });
});

function errorOf(action: () => unknown): ExpressionError {
  try {
    action();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('garbage', () => {
  const words = fc.constantFrom(
    ...[
      'close',
      'sma',
      'lag',
      'and',
      'or',
      'not',
      'true',
      'if',
      '(',
      ')',
      ',',
      '+',
      '-',
      '*',
      '/',
      '<',
      '>=',
      '==',
      '!=',
    ],
    ...[
      '$',
      '$slow',
      '1',
      '-1',
      '2.5',
      '1e9',
      '.',
      '..',
      '"',
      '\n',
      ' ',
      'é',
      '\u{1F600}',
      '\0',
      'constructor',
      '__proto__',
    ],
    ...['toString', 'hasOwnProperty', 'session.minute', 'session.', 'correlation', 'negate', 'NaN', 'Infinity'],
  );
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(words, { maxLength: 30 }).map((parts) => parts.join(' ')),
    fc.array(words, { maxLength: 30 }).map((parts) => parts.join('')),
  );

  it('is refused with an ExpressionError or is an expression, never anything else', () => {
    let [sound, refused] = [0, 0];
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const facts = checkExpression(text, [{ name: 'slow', type: 'integer', min: 1, max: 9 }]);
          expect(parseExpression(facts.text)).toEqual(facts.expression);
          sound += 1;
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
          expect(error.span.from).toBeLessThanOrEqual(text.length);
          refused += 1;
        }
      }),
      { numRuns: 5000, seed: 7 },
    );
    expect(sound).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(1000);
  });
});
