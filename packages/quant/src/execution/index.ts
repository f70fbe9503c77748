export { baseContract, DEFAULT_COSTS, fillContract, optimisticContract, pessimisticContract } from './contracts.ts';
export type { FillContractOverrides } from './contracts.ts';
export type { CostModel, DegenerateOpenRule, FillContract, FillVariant } from './fill-contract.ts';
export { commissionUnits, priceFill } from './market-fill.ts';
export type { PricedFill, PriceRequest } from './market-fill.ts';
export { exitAtClose, exitAtOpen, exitInsideBar, protectiveLevels } from './protective-exit.ts';
export type { BarTicks, ProtectiveExit, ProtectiveLevels, ProtectiveRule } from './protective-exit.ts';
