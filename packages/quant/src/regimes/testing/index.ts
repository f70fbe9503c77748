export { causalProblems } from './conformance.ts';
export type { CausalColumns, CausalProblem } from './conformance.ts';
export { FOUR_VOLATILITIES, TWO_VOLATILITIES, logReturnsOf, switchingMarket } from './switching-market.ts';
export type { SwitchingMarket, SwitchingMarketOptions } from './switching-market.ts';
