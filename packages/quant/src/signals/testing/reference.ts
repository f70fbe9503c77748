/**
 * What an expression means, said a second time: node by node over whole columns as the manual defines it, without
 * canonical form, sharing, blocks or streams. Windows use the kernels of the terms, which have their own tests.
 */
import { correlationStream, resolveTerm, WINDOW_KERNELS } from '../../features/index.ts';
import type { TermSpec, WindowTermName } from '../../features/index.ts';
import type { BarField, BarSeries } from '../../market/index.ts';
import type { Expression, SessionField } from '../expression.ts';

const SESSION_TERMS: Readonly<Record<SessionField, TermSpec>> = {
  'session.minute': { term: 'session-minute' },
  'session.minutesLeft': { term: 'session-minutes-left' },
  'session.weekday': { term: 'session-weekday' },
  'session.nextWeekday': { term: 'next-session-weekday' },
};

const EXTRA: Readonly<Record<string, (n: number) => number>> = {
  crossesAbove: () => 1,
  crossesBelow: () => 1,
  trueRange: () => 1,
  atr: (n) => n,
  lag: (n) => n,
  change: (n) => n,
  return: (n) => n,
  rsi: (n) => n,
  highest: (n) => n,
  lowest: (n) => n,
  efficiencyRatio: (n) => n,
};
const WITH_WINDOW = [
  'sma',
  'sum',
  'ema',
  'wilder',
  'stdev',
  'zscore',
  'rollingMax',
  'rollingMin',
  'median',
  'rank',
  'slope',
  'hurst',
  'permutationEntropy3',
  'permutationEntropy5',
];
const ALSO_WINDOW = ['correlation', 'count', 'barsSince'];

type Column = Float64Array;

/** Bars before the first value, from the manual's table. */
export function referenceWarmUp(expression: Expression): number {
  if (expression.kind !== 'call') return 0;
  const { name, arguments: args } = expression;
  const n = lastNumber(args);
  const own = Object.hasOwn(EXTRA, name) ? EXTRA[name](n) : [...WITH_WINDOW, ...ALSO_WINDOW].includes(name) ? n - 1 : 0;
  return own + Math.max(0, ...args.map(referenceWarmUp));
}

/** The column of an expression without parameters. */
export function referenceColumn(expression: Expression, series: BarSeries): Column {
  switch (expression.kind) {
    case 'number':
    case 'boolean':
      return new Float64Array(series.length).fill(Number(expression.value));
    case 'parameter':
      throw new Error('no parameters here');
    case 'field':
      return expression.name.startsWith('session.')
        ? resolveTerm(SESSION_TERMS[expression.name as SessionField]).compute(series)
        : series[expression.name as BarField].slice();
    case 'call': {
      const columns = expression.arguments.map((argument) => referenceColumn(argument, series));
      const n = lastNumber(expression.arguments);
      const warmUp = referenceWarmUp(expression);
      return callColumn(expression.name, { columns, n, series }).map((value, t) => (t < warmUp ? NaN : value));
    }
  }
}

interface Call {
  readonly columns: readonly Column[];
  readonly n: number;
  readonly series: BarSeries;
}

function callColumn(name: string, given: Call): Column {
  const { columns, series } = given;
  if (Object.hasOwn(OF_PAST, name)) return series.close.map((_, t) => OF_PAST[name](given, t));
  if (Object.hasOwn(POINTWISE, name)) {
    const at = POINTWISE[name];
    return series.close.map((_, t) => at(columns.map((column) => column[t])));
  }
  if (name === 'trueRange') return resolveTerm({ term: 'true-range' }).compute(series);
  if (name === 'atr') return resolveTerm({ term: 'atr', window: given.n }).compute(series);
  const [x, y] = columns;
  if (name !== 'correlation') return windowColumn(name, x, given.n);
  const push = correlationStream(given.n);
  return x.map((value, t) => push(value, y[t]));
}

/** Functions that look back, at bar t. */
const OF_PAST: Readonly<Record<string, (given: Call, t: number) => number>> = {
  crossesAbove: ({ columns: [x, y] }, t) => kleeneAnd([atMost(x[t - 1], y[t - 1]), lessThan(y[t], x[t])]),
  crossesBelow: ({ columns: [x, y] }, t) => kleeneAnd([atMost(y[t - 1], x[t - 1]), lessThan(x[t], y[t])]),
  lag: ({ columns: [x], n }, t) => x[t - n] ?? NaN,
  change: ({ columns: [x], n }, t) => finite(x[t] - (x[t - n] ?? NaN)),
  return: ({ columns: [x], n }, t) => (x[t - n] > 0 ? finite((x[t] - x[t - n]) / x[t - n]) : NaN),
  count: ({ columns: [x], n }, t) =>
    t + 1 < n ? NaN : x.subarray(t + 1 - n, t + 1).reduce((sum, value) => sum + value, 0),
  barsSince: ({ columns: [x], n }, t) => barsSince(x, t, n),
};

function windowColumn(name: string, x: Column, n: number): Column {
  const term = name.replace(/[A-Z\d]/gu, (letter) => `-${letter.toLowerCase()}`) as WindowTermName;
  const out = new Float64Array(x.length);
  WINDOW_KERNELS[term].kernel(n).into(out, x);
  return out.map(finite);
}

function barsSince(condition: Column, t: number, n: number): number {
  for (let age = 0; age < n; age++) {
    const then = condition[t - age] ?? NaN;
    if (then === 1) return age;
    if (Number.isNaN(then)) return NaN;
  }
  return n;
}

const finite = (value: number): number => (Number.isFinite(value) ? value : NaN);
const known = (values: readonly number[], result: () => number): number => (values.some(Number.isNaN) ? NaN : result());
const lessThan = (x: number, y: number): number => known([x, y], () => Number(x < y));
const atMost = (x = NaN, y = NaN): number => known([x, y], () => Number(x <= y));
const kleeneAnd = (values: readonly number[]): number => (values.includes(0) ? 0 : known(values, () => 1));
const kleeneOr = (values: readonly number[]): number => (values.includes(1) ? 1 : known(values, () => 0));

const POINTWISE: Readonly<Record<string, (values: readonly number[]) => number>> = {
  '+': ([x, y]) => finite(x + y),
  '-': ([x, y]) => finite(x - y),
  '*': ([x, y]) => finite(x * y),
  '/': ([x, y]) => finite(x / y),
  pow: ([x, y]) => known([x, y], () => finite(x ** y)),
  min: (values) => known(values, () => Math.min(...values)),
  max: (values) => known(values, () => Math.max(...values)),
  clamp: ([x, low, high]) => known([x, low, high], () => Math.min(Math.max(x, low), high)),
  negate: ([x]) => -x,
  abs: ([x]) => Math.abs(x),
  sign: ([x]) => Math.sign(x),
  floor: ([x]) => Math.floor(x),
  log: ([x]) => finite(Math.log(x)),
  exp: ([x]) => finite(Math.exp(x)),
  sqrt: ([x]) => finite(Math.sqrt(x)),
  '<': ([x, y]) => lessThan(x, y),
  '<=': ([x, y]) => atMost(x, y),
  '>': ([x, y]) => lessThan(y, x),
  '>=': ([x, y]) => atMost(y, x),
  '==': ([x, y]) => known([x, y], () => Number(x === y)),
  '!=': ([x, y]) => known([x, y], () => Number(x !== y)),
  not: ([x]) => known([x], () => Number(x === 0)),
  and: kleeneAnd,
  or: kleeneOr,
  if: ([condition, x, y]) => known([condition], () => (condition === 1 ? x : y)),
  between: ([x, low, high]) => kleeneAnd([atMost(low, x), atMost(x, high)]),
};

function lastNumber(args: readonly Expression[]): number {
  const last = args.at(-1);
  return last?.kind === 'number' ? last.value : NaN;
}
