export { openCurrencyAccounts, openHoldingsAccount, postFill } from './fill-postings.ts';
export type { CurrencyAccounts, FillAmounts } from './fill-postings.ts';
export type { Intent, IntentLeg, ProtectiveDistance, Target } from './intent.ts';
export { Ledger } from './ledger.ts';
export type { AccountBalance, AccountHandle, Posting } from './ledger.ts';
export { Position } from './position.ts';
export type { PositionChange } from './position.ts';
export type { Fill, Order, Refusal, Side, Trade } from './records.ts';
