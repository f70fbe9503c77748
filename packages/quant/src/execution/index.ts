export type { CostModel, DegenerateOpenRule, FillContract, FillVariant } from './fill-contract.ts';
