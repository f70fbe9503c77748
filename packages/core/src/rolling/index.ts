export { createRollingMax, createRollingMin, rollingMaxInto, rollingMinInto } from './extremes.ts';
export { createLag, createSimpleReturns, lagInto, simpleReturnsInto } from './lag.ts';
export { createRollingStd, rollingStdInto } from './std.ts';
export type { RollingStream } from './stream.ts';
export { createRollingMean, createRollingSum, rollingMeanInto, rollingSumInto } from './sum.ts';
