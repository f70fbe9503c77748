export type { RiskLimits, SizingPolicy } from './sizing.ts';
