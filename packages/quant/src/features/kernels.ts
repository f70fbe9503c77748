import {
  createLag,
  createRollingMax,
  createRollingMean,
  createRollingMin,
  createRollingStd,
  createSimpleReturns,
  lagInto,
  rollingMaxInto,
  rollingMeanInto,
  rollingMinInto,
  rollingStdInto,
  simpleReturnsInto,
} from '@assay/core/rolling';
import type { RollingStream } from '@assay/core/rolling';
import type { ColumnKernel } from './column-term.ts';

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
    stream: () => pushOf(createRollingMean(window)),
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

/** Simple return over `lag` values. */
export function returnKernel(lag: number): ColumnKernel {
  return {
    warmUp: lag,
    into: (out, x) => void simpleReturnsInto(out, x, lag),
    stream: () => pushOf(createSimpleReturns(lag)),
  };
}

function zScore(value: number, mean: number, deviation: number): number {
  return deviation > 0 ? (value - mean) / deviation : NaN;
}

function pushOf(stream: RollingStream): (value: number) => number {
  return (value) => stream.push(value);
}

function beforeCurrent(stream: RollingStream): (value: number) => number {
  const previous = createLag(1);
  return (value) => previous.push(stream.push(value));
}
