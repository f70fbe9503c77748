export { binomial, binomialAcceptanceBand, clopperPearsonLower, clopperPearsonUpper } from './binomial.ts';
export type { CountBand } from './binomial.ts';
export { chiSquare } from './chi-square.ts';
export type { ContinuousDistribution, DiscreteDistribution } from './distribution.ts';
export { expectedMaximumNormal } from './expected-maximum.ts';
export { normal } from './normal.ts';
export { studentT } from './student-t.ts';
