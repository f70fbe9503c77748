export { checkRiskLimits, isWithinGrossLimit, mostAllowedLots } from './gross-limit.ts';
export type { GrossState } from './gross-limit.ts';
export type { RiskLimits, SizingPolicy } from './sizing.ts';
export { checkSizingPolicy, targetLots } from './target-lots.ts';
export type { SizingBasis } from './target-lots.ts';
