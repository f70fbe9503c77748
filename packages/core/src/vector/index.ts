export { correlation, covariance, kurtosis, mean, nanMean, skewness, standardDeviation, variance } from './moments.ts';
export { argsortStable, maximum, minimum, quantile, quantileSorted } from './order.ts';
export { dot, sum } from './sums.ts';
