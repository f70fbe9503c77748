import type { Bar, BarSeries } from '../market/index.ts';
import { wilderKernel } from './averages.ts';
import { checkHasField } from './column-term.ts';
import { termKey } from './term-key.ts';
import type { Term, TermSpec } from './term.ts';

/**
 * The span from the previous close over the bar: max(high, close before) - min(low, close before); NaN at the first bar.
 *
 * @remarks
 * Causal: depends on the bar and the close before it only.
 * Source: J. W. Wilder, "New concepts in technical trading systems" (1978).
 */
export function trueRangeStream(): (high: number, low: number, close: number) => number {
  let before = NaN;
  return (high, low, close) => {
    const range = Math.max(high, before) - Math.min(low, before);
    before = close;
    return range;
  };
}

/** Wilder's average of the true ranges of `window` bars, which need the close before them. */
export function atrStream(window: number): (high: number, low: number, close: number) => number {
  const [range, average] = [trueRangeStream(), wilderKernel(window).stream()];
  return (high, low, close) => average(range(high, low, close));
}

/** A term of each bar's high, low and close. */
export function rangeTerm(spec: TermSpec, warmUp: number, stream: typeof trueRangeStream): Term {
  return {
    spec,
    key: termKey(spec),
    warmUp,
    compute: (series) => {
      for (const field of ['high', 'low'] as const) checkHasField(termKey(spec), field, series);
      return rangesOf(series, stream());
    },
    stream: () => {
      const push = stream();
      return { push: (bar: Bar) => push(bar.high, bar.low, bar.close) };
    },
  };
}

function rangesOf(series: BarSeries, push: ReturnType<typeof trueRangeStream>): Float64Array {
  return series.close.map((close, t) => push(series.high[t], series.low[t], close));
}
