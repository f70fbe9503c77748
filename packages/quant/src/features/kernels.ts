import {
  createLag,
  createRollingMax,
  createRollingMean,
  createRollingMin,
  createRollingStd,
  createRollingSum,
  createSimpleReturns,
  lagInto,
  rollingMaxInto,
  rollingMeanInto,
  rollingMinInto,
  rollingStdInto,
  rollingSumInto,
  simpleReturnsInto,
} from '@assay/core/rolling';
import type { RollingStream } from '@assay/core/rolling';
import type { ColumnKernel } from './column-term.ts';

// Each kernel has a function of its own around its stream, so that the compiler can make the two into one.

/** The column itself. */
export function priceKernel(): ColumnKernel {
  return {
    warmUp: 0,
    into: (out, x) => out.set(x),
    stream: () => (value) => value,
  };
}

/** Mean of `window` values, the current one included. */
export function smaKernel(window: number): ColumnKernel {
  return {
    warmUp: window - 1,
    into: (out, x) => void rollingMeanInto(out, x, window),
    stream: () => {
      const stream = createRollingMean(window);
      return (value) => stream.push(value);
    },
  };
}

/** Sum of `window` values, the current one included. */
export function sumKernel(window: number): ColumnKernel {
  return {
    warmUp: window - 1,
    into: (out, x) => void rollingSumInto(out, x, window),
    stream: () => {
      const stream = createRollingSum(window);
      return (value) => stream.push(value);
    },
  };
}

/** Sample deviation of `window` values, divisor window - 1, the current one included. */
export function stdevKernel(window: number): ColumnKernel {
  return {
    warmUp: window - 1,
    into: (out, x) => void rollingStdInto(out, x, window, 1),
    stream: () => {
      const stream = createRollingStd(window, 1);
      return (value) => stream.push(value);
    },
  };
}

/** Largest of `window` values, the current one included. */
export function rollingMaxKernel(window: number): ColumnKernel {
  return {
    warmUp: window - 1,
    into: (out, x) => void rollingMaxInto(out, x, window),
    stream: () => {
      const stream = createRollingMax(window);
      return (value) => stream.push(value);
    },
  };
}

/** Smallest of `window` values, the current one included. */
export function rollingMinKernel(window: number): ColumnKernel {
  return {
    warmUp: window - 1,
    into: (out, x) => void rollingMinInto(out, x, window),
    stream: () => {
      const stream = createRollingMin(window);
      return (value) => stream.push(value);
    },
  };
}

/** Largest of the `window` values before the current one. */
export function highestKernel(window: number): ColumnKernel {
  return {
    warmUp: window,
    into: (out, x) => void lagInto(out, rollingMaxInto(out, x, window), 1),
    stream: () => beforeCurrent(createRollingMax(window)),
  };
}

/** Smallest of the `window` values before the current one. */
export function lowestKernel(window: number): ColumnKernel {
  return {
    warmUp: window,
    into: (out, x) => void lagInto(out, rollingMinInto(out, x, window), 1),
    stream: () => beforeCurrent(createRollingMin(window)),
  };
}

/** Distance from the mean of `window` values in their sample deviations, the current one included. */
export function zScoreKernel(window: number): ColumnKernel {
  return {
    warmUp: window - 1,
    into: (out, x) => {
      const means = rollingMeanInto(new Float64Array(x.length), x, window);
      rollingStdInto(out, x, window, 1);
      for (let t = 0; t < x.length; t++) out[t] = zScore(x[t], means[t], out[t]);
    },
    stream: () => {
      const [mean, deviation] = [createRollingMean(window), createRollingStd(window, 1)];
      return (value) => zScore(value, mean.push(value), deviation.push(value));
    },
  };
}

/**
 * Simple return over `lag` values.
 *
 * @remarks
 * Causal: depends on the value and the one `lag` before only.
 * Source: as `simpleReturnsInto`.
 */
export function returnKernel(lag: number): ColumnKernel {
  return {
    warmUp: lag,
    into: (out, x) => void simpleReturnsInto(out, x, lag),
    stream: () => {
      const stream = createSimpleReturns(lag);
      return (value) => stream.push(value);
    },
  };
}

function zScore(value: number, mean: number, deviation: number): number {
  return deviation > 0 ? (value - mean) / deviation : NaN;
}

function beforeCurrent(stream: RollingStream): (value: number) => number {
  const previous = createLag(1);
  return (value) => previous.push(stream.push(value));
}
