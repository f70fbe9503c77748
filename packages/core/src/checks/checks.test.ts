import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkFinite,
  checkInRange,
  checkInteger,
  checkNonEmpty,
  checkOneOf,
  checkPositive,
  checkSameLength,
  checkStrictlyBetween,
} from './index.ts';

interface Case {
  readonly name: string;
  readonly check: (value: number) => void;
  readonly holds: (value: number) => boolean;
  readonly rule: string;
}

const cases: readonly Case[] = [
  { name: 'checkFinite', check: (value) => checkFinite('x', value), holds: Number.isFinite, rule: 'finite' },
  {
    name: 'checkPositive',
    check: (value) => checkPositive('x', value),
    holds: (value) => Number.isFinite(value) && value > 0,
    rule: 'finite and > 0',
  },
  {
    name: 'checkInRange',
    check: (value) => checkInRange('x', value, -1, 2),
    holds: (value) => value >= -1 && value <= 2,
    rule: 'between -1 and 2',
  },
  {
    name: 'checkStrictlyBetween',
    check: (value) => checkStrictlyBetween('x', value, -1, 2),
    holds: (value) => value > -1 && value < 2,
    rule: '> -1 and < 2',
  },
  {
    name: 'checkInteger',
    check: (value) => checkInteger('x', value),
    holds: Number.isSafeInteger,
    rule: 'a whole number',
  },
  {
    name: 'checkInteger with a least value',
    check: (value) => checkInteger('x', value, 2),
    holds: (value) => Number.isSafeInteger(value) && value >= 2,
    rule: 'a whole number >= 2',
  },
];

const EDGES = [-Infinity, -(2 ** 53), -2, -1, -0, 0, 5e-324, 0.5, 1, 1.5, 2, 3, 2 ** 53 - 1, 2 ** 53, Infinity, NaN];

describe.each(cases)('$name', ({ check, holds, rule }) => {
  const verify = (value: number): void => {
    if (holds(value)) {
      expect(() => check(value)).not.toThrow();
    } else {
      expect(() => check(value)).toThrow(`invalid 'x': must be ${rule}, was ${value}`);
    }
  };

  it.each(EDGES)('decides on %d', (value) => {
    verify(value);
  });

  it('decides on any number', () => {
    fc.assert(fc.property(fc.oneof(fc.double(), fc.integer(), fc.double({ min: -2, max: 3 })), verify));
  });
});

describe('checkOneOf', () => {
  it('accepts what is listed, and lists it otherwise', () => {
    expect(() => checkOneOf('side', 'buy', ['buy', 'sell'])).not.toThrow();
    expect(() => checkOneOf('side', 'Buy', ['buy', 'sell'])).toThrow(
      "invalid 'side': must be one of buy, sell, was 'Buy'",
    );
  });
});

describe('checkNonEmpty', () => {
  it('refuses what has no element', () => {
    expect(() => checkNonEmpty('bars', [1])).not.toThrow();
    expect(() => checkNonEmpty('bars', new Float64Array(1))).not.toThrow();
    expect(() => checkNonEmpty('bars', [])).toThrow("invalid 'bars': must be non-empty, was an array of length 0");
    expect(() => checkNonEmpty('bars', '')).toThrow("invalid 'bars': must be non-empty");
  });
});

describe('checkSameLength', () => {
  it('says both lengths', () => {
    expect(() => checkSameLength('out', new Float64Array(3), 3)).not.toThrow();
    expect(() => checkSameLength('out', new Float64Array(2), 3)).toThrow("invalid 'out': must be of length 3, was 2");
  });
});
