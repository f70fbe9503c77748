export { arbitraryExpressions } from './arbitrary.ts';
export type { ArbitraryOptions } from './arbitrary.ts';
export { EXPRESSION_EXAMPLES } from './examples.ts';
export { referenceColumn, referenceWarmUp } from './reference.ts';
