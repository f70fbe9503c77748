export { arbitraryExpressions } from './arbitrary.ts';
export type { ArbitraryOptions } from './arbitrary.ts';
export { EXPRESSION_EXAMPLES } from './examples.ts';
export { cannedGates, hourlySeries } from './gates.ts';
export type { CannedOptions } from './gates.ts';
