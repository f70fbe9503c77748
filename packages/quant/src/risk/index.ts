export { applyCaps, refusingCap } from './caps/apply-caps.ts';
export type { CapDecision, CapOrder, CapState } from './caps/apply-caps.ts';
export { capName, checkCaps } from './caps/cap.ts';
export type { Cap, CapLimit } from './caps/cap.ts';
export { currencySides } from './caps/exposure.ts';
export type { CapPosition, CapSubject, CurrencySide } from './caps/exposure.ts';
export { OPEN_STATE } from './breakers/breaker.ts';
export type {
  Breaker,
  BreakerAction,
  BreakerEvent,
  BreakerObservation,
  BreakerSpec,
  BreakerState,
  BreakerStep,
  DrawdownBreaker,
  ExposureChangeBreaker,
  ExternalScaleBreaker,
  LosingStreakBreaker,
  LossBreaker,
} from './breakers/breaker.ts';
export { BREAKER_KINDS, checkBreaker } from './breakers/check-breaker.ts';
export { createBreaker, createBreakers, targetUnderBreaker } from './breakers/create-breaker.ts';
export { checkSizingPolicy, SIZING_KINDS } from './check-sizing.ts';
export { checkEdgeEstimator, createEdgeEstimator, MIN_EDGE_PERIODS } from './estimators/edge.ts';
export type { EdgeEstimate, EdgeEstimator, EdgeEstimatorSpec } from './estimators/edge.ts';
export { kellyWeight } from './estimators/kelly.ts';
export { checkVolatilityEstimator, createVolatilityEstimator } from './estimators/volatility.ts';
export type { VolatilityEstimator, VolatilityEstimatorSpec } from './estimators/volatility.ts';
export { checkExitPlan, EXIT_ORDER, firstExit } from './exits/exit-plan.ts';
export type { ExitMoment, ExitPlan, ExitReason } from './exits/exit-plan.ts';
export { checkRiskLimits, isWithinGrossLimit, mostAllowedLots } from './gross-limit.ts';
export type { GrossState } from './gross-limit.ts';
export { REG_T_ACCOUNT, US_EQUITY_SETTLEMENT } from './margin/account-model.ts';
export type {
  AccountModel,
  CashAccount,
  CryptoAccount,
  FxAccount,
  MarginTier,
  RegTAccount,
  SettlementCycle,
  UnlimitedAccount,
} from './margin/account-model.ts';
export { ACCOUNT_KINDS, checkAccountModel } from './margin/check-account-model.ts';
export { liquidationOrder, lotsToRestore } from './margin/liquidation.ts';
export type { ForcedReduction } from './margin/liquidation.ts';
export { marginState, openingProblem } from './margin/margin-state.ts';
export type { AccountAfter, MarginAccount, MarginState, MarginStatus, OpeningProblem } from './margin/margin-state.ts';
export { freeCashUnits, positionRequirement, requirement } from './margin/requirement.ts';
export type { MarginPosition, MarginRequirement } from './margin/requirement.ts';
export { addUnsettled, settle, settledCashUnits, settlementTime } from './margin/settlement.ts';
export type { Settled, UnsettledAmount } from './margin/settlement.ts';
export { definedRiskUnits, NAKED_SHORT_RATE, nakedShortUnits, structureMargin } from './margin/structures.ts';
export type { StructureBasis, StructureLeg, StructureMargin } from './margin/structures.ts';
export { liquidationPrice, tieredMaintenance, tierInitialRate } from './margin/tiers.ts';
export type { LiquidationTerms } from './margin/tiers.ts';
export type {
  FixedSizing,
  FractionSizing,
  KellySizing,
  RiskLimits,
  RiskPerTradeSizing,
  SizingPolicy,
  TargetWeightSizing,
  VolatilityTargetSizing,
} from './sizing.ts';
export { sizingProblem, targetLots } from './target-lots.ts';
export type { SizingBasis, SizingProblem } from './target-lots.ts';
export { wholeDown, wholeUp } from './whole-units.ts';
