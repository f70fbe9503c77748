import { describe, expect, it } from 'vitest';
import {
  countOf,
  dayOf,
  decimalsOf,
  formatFixed,
  formatLimit,
  formatList,
  formatMinute,
  formatNumber,
  formatPair,
  formatParameters,
  formatSigned,
  wordsOf,
} from './format.ts';

const plain = (text: string): string => text.replaceAll('\u202f', ' ').replaceAll('\u2212', '-');

describe('formatNumber', () => {
  it.each([
    [0.1234, 'percent', '12.3 %'],
    [-0.1234, 'percent', '-12.3 %'],
    [12.345, 'percent', '1,235 %'],
    [-0.0001, 'percent', '0.0 %'],
    [1234567.891, 'money', '1,234,568'],
    [-12.5, 'money', '-12.50'],
    [1.005, 'ratio', '1.00'],
    [1e15, 'ratio', '1.00e+15'],
    [4321, 'count', '4,321'],
    [2.25, 'count', '2.3'],
    [0.95, 'probability', '0.950'],
    [0.99999, 'probability', '> 0.999'],
    [1, 'probability', '> 0.999'],
    [1e-9, 'probability', '< 0.001'],
    [3.25, 'factor', '3.25×'],
    [0.000123456, 'small', '0.0001235'],
    [-0, 'small', '0'],
  ] as const)('writes %d as %s: %s', (value, unit, text) => {
    expect(plain(formatNumber(value, unit))).toBe(text);
  });

  it.each([null, undefined, NaN, Infinity, -Infinity])('X-04: shows a dash for %s', (value) => {
    for (const unit of ['count', 'factor', 'money', 'percent', 'periods', 'probability', 'ratio', 'small'] as const) {
      expect(formatNumber(value, unit)).toBe('–');
      expect(formatSigned(value, unit)).toBe('–');
      expect(formatLimit(value, unit)).toBe('–');
    }
    expect(formatFixed(value, 2)).toBe('–');
  });
});

describe('formatSigned', () => {
  it('gives gains their sign, and zero none', () => {
    expect(plain(formatSigned(0.5, 'percent'))).toBe('+50.0 %');
    expect(plain(formatSigned(-0.5, 'percent'))).toBe('-50.0 %');
    expect(plain(formatSigned(0.00001, 'percent'))).toBe('0.0 %');
  });
});

describe('formatPair', () => {
  it('writes value and limit plainly where they are far apart', () => {
    expect(formatPair(0.62, 0.95, 'probability')).toEqual({ value: '0.620', limit: '0.95' });
  });

  it('adds digits until what differs looks different', () => {
    expect(formatPair(0.94996, 0.95, 'probability')).toEqual({ value: '0.94996', limit: '0.95' });
    expect(formatPair(0.49999, 0.5, 'percent').value).not.toBe(formatPair(0.49999, 0.5, 'percent').limit);
    const hair = formatPair(0.95 - 1e-16, 0.95, 'probability');
    expect(hair.value).not.toBe(hair.limit);
  });

  it('keeps equal numbers equal', () => {
    expect(formatPair(20, 20, 'count')).toEqual({ value: '20', limit: '20' });
  });
});

describe('formatLimit', () => {
  it('drops digits that say nothing', () => {
    expect(plain(formatLimit(0.5, 'percent'))).toBe('50 %');
    expect(plain(formatLimit(0.07 * 3, 'percent'))).toBe('21 %');
    expect(formatLimit(1234.5, 'ratio')).toBe('1,234.5');
  });
});

describe('columns of numbers', () => {
  it('have the decimals that their longest number needs, six at most', () => {
    expect(decimalsOf([731.8, 709.25, 726])).toBe(2);
    expect(decimalsOf([1 / 3])).toBe(6);
    expect(decimalsOf([])).toBe(0);
    expect(formatFixed(731.8, 2)).toBe('731.80');
  });
});

describe('texts', () => {
  it('write times in UTC', () => {
    expect(formatMinute(Date.UTC(2020, 1, 29, 21, 5, 59))).toBe('2020-02-29 21:05');
    expect(dayOf('2020-02-29T21:00:00.000Z')).toBe('2020-02-29');
    expect(dayOf('open')).toBe('open');
  });

  it('name parameters, lists and counts', () => {
    expect(formatParameters({ fast: 10, slow: 0.1 + 0.2, longOnly: true, kind: 'a' })).toBe(
      'fast 10, slow 0.3, longOnly yes, kind a',
    );
    expect(formatParameters({})).toBe('no parameters');
    expect(formatList(['A', 'B', 'C', 'D'], 3)).toBe('A, B and 2 more');
    expect(formatList(['A', 'B', 'C'], 3)).toBe('A, B, C');
    expect([countOf(0, 'trade'), countOf(1, 'trade'), countOf(1234, 'trade')]).toEqual([
      'no trades',
      '1 trade',
      '1,234 trades',
    ]);
    expect(wordsOf('openEqualsPrevious-close_now')).toBe('open equals previous close now');
  });
});
