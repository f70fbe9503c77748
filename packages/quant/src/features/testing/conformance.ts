import { barAt, sliceSeries } from '../../market/index.ts';
import type { BarSeries } from '../../market/index.ts';
import { poisonedFrom } from '../../market/testing/index.ts';
import type { Term } from '../term.ts';

/** A promise that a term broke on a series. */
export interface ConformanceProblem {
  readonly check: 'shape' | 'warm-up' | 'streaming' | 'prefix' | 'poison' | 'input';
  readonly detail: string;
}

/** Where a series is cut, as fractions of its length: early, inside warm-ups, in the middle, one bar before the end. */
const CUTS = [0.05, 0.2, 0.5, 0.8, 0.95];

/**
 * Checks what every term promises, on one series without gaps that is longer than the term's warm-up.
 *
 * One value per bar; NaN exactly during warm-up; streaming equal to batch; the output on a prefix equal to the prefix
 * of the output; garbage after a bar leaves the outputs up to it alone; the input untouched.
 * Equal means bit for bit.
 *
 * @returns every broken promise; empty for a sound term.
 */
export function featureConformance(term: Term, series: BarSeries): readonly ConformanceProblem[] {
  const before = fingerprint(series);
  const output = term.compute(series);
  const problems = [
    ...shapeProblems(term, series, output),
    ...difference('streaming', 'batch and stream', output, streamed(term, series)),
    ...causalProblems(term, series, output),
  ];
  if (fingerprint(series) !== before) problems.push({ check: 'input', detail: 'the series was changed' });
  return problems;
}

function shapeProblems(term: Term, series: BarSeries, output: Float64Array): ConformanceProblem[] {
  if (output.length !== series.length) {
    return [{ check: 'shape', detail: `${output.length} values for ${series.length} bars` }];
  }
  const defined = output.findIndex((value) => !Number.isNaN(value));
  const first = defined === -1 ? series.length : defined;
  const holes = output.subarray(first).filter(Number.isNaN).length;
  const problems: ConformanceProblem[] = [];
  if (first !== Math.min(term.warmUp, series.length))
    problems.push({ check: 'warm-up', detail: `declared ${term.warmUp}, first value at ${first}` });
  if (holes > 0) problems.push({ check: 'warm-up', detail: `${holes} undefined values after the first defined one` });
  return problems;
}

function causalProblems(term: Term, series: BarSeries, output: Float64Array): ConformanceProblem[] {
  const cuts = new Set([...CUTS.map((fraction) => Math.floor(fraction * series.length)), series.length - 1]);
  return [...cuts].flatMap((cut) => {
    const known = output.subarray(0, cut);
    const prefix = term.compute(sliceSeries(series, 0, cut));
    const poisoned = term.compute(poisonedFrom(series, cut)).subarray(0, cut);
    return [
      ...difference('prefix', `cut at bar ${cut}`, known, prefix),
      ...difference('poison', `garbage from bar ${cut}`, known, poisoned),
    ];
  });
}

function streamed(term: Term, series: BarSeries): Float64Array {
  const stream = term.stream(series.instrument);
  return Float64Array.from({ length: series.length }, (_, i) => stream.push(barAt(series, i)));
}

function difference(
  check: ConformanceProblem['check'],
  where: string,
  expected: Float64Array,
  found: Float64Array,
): ConformanceProblem[] {
  const at = expected.findIndex((value, i) => !Object.is(value, found[i]));
  if (at === -1 && expected.length === found.length) return [];
  return [{ check, detail: `${where}: bar ${at} is ${found[at]} instead of ${expected[at]}` }];
}

function fingerprint(series: BarSeries): string {
  const { openTime, eventTime, availableAt, open, high, low, close, volume } = series;
  return [openTime, eventTime, availableAt, open, high, low, close, volume].map((column) => column.join()).join(';');
}
