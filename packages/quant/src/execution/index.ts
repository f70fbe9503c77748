export {
  baseContract,
  DEFAULT_COSTS,
  fillContract,
  optimisticContract,
  pessimisticContract,
  stressedContract,
} from './contracts.ts';
export type { FillContractOverrides } from './contracts.ts';
export { IBKR_US_SHARES_FIXED, IBKR_US_SHARES_TIERED } from './costs/broker-examples.ts';
export { commissionUnits } from './costs/commission.ts';
export { costContent, isCostFree, shortForm } from './costs/cost-content.ts';
export type { CostContext, CostRefusal, OrderProgress, PriceRequest } from './costs/cost-context.ts';
export type { CommissionModel, CostModel, SlippageModel, SpreadModel } from './costs/cost-model.ts';
export { costRefusal } from './costs/cost-refusal.ts';
export { describeCosts } from './costs/describe-costs.ts';
export { chargedFees, feeRefusal } from './costs/fee-schedule.ts';
export type { ChargedFees, FeeRate, FeeSchedule, FeeScheduleInput } from './costs/fee-schedule.ts';
export { US_REGULATORY_FEES } from './costs/fee-tables.ts';
export { addToMonth, monthQuantityAt, NO_MONTH_QUANTITY } from './costs/month-quantity.ts';
export type { MonthQuantity } from './costs/month-quantity.ts';
export { minimumPriceTicks, priceFill, priceFillInto } from './costs/price-fill.ts';
export type { PricedFill, WritablePrice } from './costs/price-fill.ts';
export type { CommissionInput } from './costs/resolve-commission.ts';
export { resolveCostModel } from './costs/resolve-cost-model.ts';
export type { CostInput, CostModelInput, ShortCostInput, ShortCosts } from './costs/resolve-cost-model.ts';
export type { SlippageInput, SpreadInput } from './costs/resolve-price-costs.ts';
export { COST_STRESS_FACTORS, scaleCosts } from './costs/scale-costs.ts';
export { sessionMinute } from './costs/session-minute.ts';
export { quoteReferenceTicks, spreadErrorTicks } from './costs/spread.ts';
export type { DegenerateOpenRule, FillContract, FillVariant, IntrabarPath } from './fill-contract.ts';
export type {
  AskBar,
  BarWalk,
  CloseBar,
  OpenBar,
  PathBar,
  PathEvent,
  PathFill,
  PathMoment,
  PathRules,
  PathSides,
  PathTerms,
  SettledPath,
} from './paths/path-types.ts';
export type { PathRule } from './paths/path-rule.ts';
export { attachedExits } from './paths/attached-orders.ts';
export type { EntryFill } from './paths/attached-orders.ts';
export { trailingLevel } from './paths/trailing.ts';
export { extremesOnPath, pathLength, priceOnPath } from './paths/bar-path.ts';
export { protectiveOrders } from './paths/protective-orders.ts';
export type { ProtectiveBasis } from './paths/protective-orders.ts';
export { walkBar, walkOpen, walkRest } from './paths/walk-bar.ts';
export { walkClose } from './paths/walk-close.ts';
export { protectiveLevels } from './protective-exit.ts';
export type { ProtectiveLevels, ProtectiveRule } from './protective-exit.ts';
export { checkQuoteRules, DEFAULT_QUOTE_RULES, quoteRefusal } from './quote-rules.ts';
export type { QuoteRefusal, QuoteRules, QuoteState } from './quote-rules.ts';
export type { FinancingModel } from './costs/financing/financing-model.ts';
export { NO_FINANCING } from './costs/financing/financing-model.ts';
export { fundingUnits } from './costs/financing/funding.ts';
export { borrowUnits, cashInterestUnits } from './costs/financing/interest.ts';
export type { FinancingInput } from './costs/financing/resolve-financing.ts';
export { resolveFinancing } from './costs/financing/resolve-financing.ts';
export { hasInterest, isFinancingFree, rollTimes } from './costs/financing/roll-times.ts';
export type { FinancingMoment } from './costs/financing/roll-times.ts';
export { rolloverUnits } from './costs/financing/rollover.ts';
