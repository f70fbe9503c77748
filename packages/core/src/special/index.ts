export { erf, erfc } from './erf.ts';
export { regularizedIncompleteBeta } from './incomplete-beta.ts';
export { regularizedIncompleteGamma, regularizedIncompleteGammaUpper } from './incomplete-gamma.ts';
export { logGamma } from './log-gamma.ts';
export { normalCdf, normalQuantile } from './normal.ts';
export { binomialTerm } from './terms.ts';
