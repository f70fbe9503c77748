import { createLag } from '@assay/core/rolling';
import type { BarSeries } from '../market/index.ts';
import { checkHasField } from './column-term.ts';
import { termKey } from './term-key.ts';
import type { Term, TermSpec } from './term.ts';
import { correlationStream } from './window-fits.ts';

/** Correlation of a column with an earlier part of another, or of itself. */
export function correlationTerm(spec: Extract<TermSpec, { readonly term: 'correlation' }>): Term {
  const { field, with: other, window, lag } = spec;
  const stream = (): ((x: number, y: number) => number) => {
    const [correlate, past] = [correlationStream(window), createLag(lag)];
    return (x, y) => correlate(x, past.push(y));
  };
  return {
    spec,
    key: termKey(spec),
    warmUp: window - 1 + lag,
    compute: (series: BarSeries) => {
      for (const needed of [field, other]) checkHasField(termKey(spec), needed, series);
      const push = stream();
      return series[field].map((x, t) => push(x, series[other][t]));
    },
    stream: () => {
      const push = stream();
      return { push: (bar) => push(bar[field], bar[other]) };
    },
  };
}
