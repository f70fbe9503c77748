import { mean, standardDeviation } from '@assay/core/vector';
import { describe, expect, it } from 'vitest';
import type { Bar, BarSeries } from '../market/index.ts';
import { walkSeries } from '../market/testing/index.ts';
import { TERM_EXAMPLES } from './examples.ts';
import { resolveTerm } from './resolve-term.ts';
import { termKey } from './term-key.ts';
import type { Term } from './term.ts';
import { featureConformance } from './testing/index.ts';

const daily = walkSeries('conformance', 300);
const continuous = walkSeries(2, 120, { instrument: { calendar: 'continuous', kind: 'crypto' }, delayMs: 60_000 });

describe('every term keeps its promises: X-01, X-02, warm-up, batch equals streaming', () => {
  it('has an example of every kind of term', () => {
    expect(new Set(TERM_EXAMPLES.map((spec) => spec.term)).size).toBe(27);
    expect(new Set(TERM_EXAMPLES.map(termKey)).size).toBe(TERM_EXAMPLES.length);
  });

  it.each(TERM_EXAMPLES.map((spec) => [termKey(spec), spec] as const))('%s (X-01, X-02)', (_, spec) => {
    for (const series of [daily, continuous]) expect(featureConformance(resolveTerm(spec), series)).toEqual([]);
  });

  it('counts no violating column over all examples (X-02)', () => {
    const violating = TERM_EXAMPLES.filter((spec) => featureConformance(resolveTerm(spec), daily).length > 0);
    expect(violating.length).toBe(0);
  });
});

/** A term whose batch is given and whose stream is its batch on the bars so far, so that only leaks can differ. */
function termOf(warmUp: number, batch: (x: Float64Array) => Float64Array): Term {
  return {
    spec: { term: 'price', field: 'close' },
    key: 'planted',
    warmUp,
    compute: (series) => batch(series.close),
    stream: () => {
      const seen: number[] = [];
      const push = (bar: Bar): number => {
        seen.push(bar.close);
        return batch(Float64Array.from(seen)).at(-1) ?? NaN;
      };
      return { push };
    },
  };
}

const failedChecks = (term: Term, series: BarSeries = daily): string[] =>
  [...new Set(featureConformance(term, series).map((problem) => problem.check))].sort();

describe('featureConformance reports planted faults (X-01, X-02)', () => {
  it('a mean centred on the bar', () => {
    const centred = (x: Float64Array): Float64Array => x.map((_, t) => (t < 2 ? NaN : mean(x.subarray(t - 2, t + 3))));
    expect(failedChecks(termOf(2, centred))).toEqual(expect.arrayContaining(['poison', 'prefix']));
  });

  it('the return of the next bar', () => {
    const next = (x: Float64Array): Float64Array => x.map((value, t) => (t + 1 < x.length ? x[t + 1] / value - 1 : 0));
    expect(failedChecks(termOf(0, next))).toEqual(expect.arrayContaining(['poison', 'prefix']));
  });

  it('a z-score of the whole sample', () => {
    const scaled = (x: Float64Array): Float64Array => {
      const [centre, deviation] = [mean(x), standardDeviation(x, 1)];
      return x.map((value) => (value - centre) / deviation);
    };
    expect(failedChecks(termOf(0, scaled))).toEqual(expect.arrayContaining(['poison', 'prefix']));
  });

  it('a number that depends on how many bars there will be', () => {
    const share = (x: Float64Array): Float64Array => x.map((_, t) => t / x.length);
    expect(failedChecks(termOf(0, share))).toContain('prefix');
  });

  it('a warm-up that is longer or shorter than declared, and holes after it', () => {
    const delayed = (x: Float64Array): Float64Array => x.map((value, t) => (t < 3 ? NaN : value));
    expect(failedChecks(termOf(3, delayed))).toEqual([]);
    expect(failedChecks(termOf(2, delayed))).toEqual(['warm-up']);
    expect(failedChecks(termOf(4, delayed))).toEqual(['warm-up']);
    const holed = (x: Float64Array): Float64Array => x.map((value, t) => (t === 100 ? NaN : value));
    expect(failedChecks(termOf(0, holed))).toEqual(['warm-up']);
  });

  it('a stream that is not the batch, in the last digit', () => {
    const sound = resolveTerm({ term: 'sma', field: 'close', window: 5 });
    const stream: Term['stream'] = (instrument) => {
      const inner = sound.stream(instrument);
      return { push: (bar) => inner.push(bar) * (1 + 2 ** -52) };
    };
    expect(failedChecks({ ...sound, stream })).toEqual(['streaming']);
  });

  it('the wrong number of values, and a changed input', () => {
    const sound = resolveTerm({ term: 'price', field: 'close' });
    expect(failedChecks({ ...sound, compute: (series) => series.close.slice(1) })).toContain('shape');
    const series = walkSeries(7, 100);
    const harmful: Term['compute'] = (given) => {
      const out = given.close.slice();
      given.close[50] += 0;
      given.volume[50] = 1;
      return out;
    };
    expect(failedChecks({ ...sound, compute: harmful }, series)).toEqual(['input']);
  });
});
