export type {
  Action,
  AttachedLevelRequest,
  AttachedRequest,
  CancelRequest,
  OrderQuantity,
  OrderRequest,
  OrderType,
  Plan,
  PlanTarget,
  ReplaceRequest,
  TimeInForce,
  TrailRequest,
} from './action.ts';
export { isCancelledBy, isLapsed, replaceOrder } from './change-orders.ts';
export { checkAction } from './check-action.ts';
export { openCurrencyAccounts, openHoldingsAccount, openIncomeAccount, postFill } from './fill-postings.ts';
export type { CurrencyAccounts, FillAccounts, FillAmounts } from './fill-postings.ts';
export type { Intent, IntentLeg, MemberPart, ProtectiveDistance, Target } from './intent.ts';
export { isIntent } from './is-intent.ts';
export { Ledger } from './ledger.ts';
export type { AccountBalance, AccountHandle, Posting, PostingRecorder } from './ledger.ts';
export { MatchedLots } from './matched-lots.ts';
export type { MatchedFill } from './matched-lots.ts';
export { Position } from './position.ts';
export type { FractionalLot, PositionChange } from './position.ts';
export type { OrderEvent } from './order-event.ts';
export { isFinalState, nextOrderState, ORDER_TRANSITIONS } from './order-state.ts';
export type { OrderEventKind, OrderState } from './order-state.ts';
export type { Fill, Order, Refusal, Side, Trade, TradeParts } from './records.ts';
export { idsTaken, resolveCheckedOrder, resolveOrderRequest } from './resolve-order.ts';
export type { OrderContext } from './resolve-order.ts';
export { resolvePlan } from './resolve-plan.ts';
export { wholeLots } from './split-slices.ts';
export type { SplitRatio } from './split-slices.ts';
export { orderAfter, remainingLots } from './working-order.ts';
export type { AttachedLevel, AttachedOrders, OrderRole, Trail, WorkingOrder } from './working-order.ts';
