import type { EpochMs } from '@assay/core/time';
import type { InstrumentId } from '../../market/index.ts';

/** From which moment on trades settle after how many sessions. */
export interface SettlementCycle {
  /** First trade moment that it holds for. */
  readonly from: EpochMs;
  /** Sessions between trade and settlement; whole, ≥ 0. */
  readonly days: number;
}

/** Pay in full, from settled money only; no short positions. */
export interface CashAccount {
  readonly kind: 'cash';
  /** Sessions between trade and settlement, whole and ≥ 0, or the cycles by date. */
  readonly settlement: number | readonly SettlementCycle[];
}

/** Stocks on credit under Regulation T and FINRA Rule 4210. Money is in ledger units of the account's currency. */
export interface RegTAccount {
  readonly kind: 'reg-t';
  /** Part of the worth of a position that equity must cover when it is opened, in (0, 1]. */
  readonly initial: number;
  /** Part of the worth of long positions that equity must cover at all times, in (0, 1]. */
  readonly maintenanceLong: number;
  /** The same for short positions at or above `perShare.boundaryUnits`; > 0. */
  readonly maintenanceShort: number;
  /** The same for short positions below it; > 0. */
  readonly maintenanceShortLowPriced: number;
  /** Least requirement of a short position per share; whole, ≥ 0. */
  readonly perShare: {
    readonly boundaryUnits: number;
    /** Of shares at or above the boundary. */
    readonly leastUnits: number;
    /** Of shares below it. */
    readonly leastLowPricedUnits: number;
  };
  /** Equity that an account on credit must have to open, never more than long positions cost in full; whole, ≥ 0. */
  readonly minimumEquityUnits: number;
}

/** Currency pairs on leverage. */
export interface FxAccount {
  readonly kind: 'fx';
  /** Worth of positions per unit of margin; finite and ≥ 1. */
  readonly leverage: number;
  /** Leverage of single instruments; finite and ≥ 1. */
  readonly leverageByInstrument?: Readonly<Record<InstrumentId, number>> | undefined;
  /** Equity / used margin at or below which the account is called and opens nothing; ≥ stopOut. */
  readonly marginCall: number;
  /** Equity / used margin at or below which positions are closed; > 0. */
  readonly stopOut: number;
}

/** A bracket of position worth in a crypto account. */
export interface MarginTier {
  /** Worth at which the tier begins, in ledger units; whole; 0 for the first, rising. */
  readonly floorUnits: number;
  /** Maintenance rate of the part of a position inside the tier; in (0, 1), not falling. */
  readonly maintenance: number;
  /** Least initial rate of a position whose worth lies in the tier; in (0, 1], not falling. @default 0 */
  readonly initial?: number | undefined;
}

/** Perpetual contracts; margin per position (`isolated`) or shared (`cross`). */
export interface CryptoAccount {
  readonly kind: 'crypto';
  readonly mode: 'cross' | 'isolated';
  /** Initial rate: 1 / leverage; in (0, 1]. */
  readonly initial: number;
  readonly tiers: readonly MarginTier[];
  readonly tiersByInstrument?: Readonly<Record<InstrumentId, readonly MarginTier[]>> | undefined;
}

/** No margin at all: only `RiskLimits.maxGrossExposure` holds. */
export interface UnlimitedAccount {
  readonly kind: 'unlimited';
}

/** What an account may hold against its money. Plain data. */
export type AccountModel = UnlimitedAccount | CashAccount | RegTAccount | FxAccount | CryptoAccount;

/**
 * A margin account in US dollars at the legal minimum: 50 % initial (Regulation T, 12 CFR 220.12), 25 % long, and for
 * shorts 30 % but at least 5 USD a share, below 5 USD a share 100 % but at least 2.50 USD a share (FINRA Rule 4210(c)),
 * 2,000 USD minimum equity (FINRA Rule 4210(b)(4)). Brokers ask for more.
 */
export const REG_T_ACCOUNT: RegTAccount = Object.freeze({
  kind: 'reg-t',
  initial: 0.5,
  maintenanceLong: 0.25,
  maintenanceShort: 0.3,
  maintenanceShortLowPriced: 1,
  perShare: Object.freeze({ boundaryUnits: 5_000_000, leastUnits: 5_000_000, leastLowPricedUnits: 2_500_000 }),
  minimumEquityUnits: 2_000_000_000,
});

/**
 * Settlement of US shares: five business days, three from 1995-06-07, two from 2017-09-05, one from 2024-05-28 (SEC Rule
 * 15c6-1 and its amendments; the five days before were custom). From midnight in New York.
 */
export const US_EQUITY_SETTLEMENT: readonly SettlementCycle[] = Object.freeze([
  Object.freeze({ from: -62_167_219_200_000, days: 5 }),
  Object.freeze({ from: 802_497_600_000, days: 3 }),
  Object.freeze({ from: 1_504_584_000_000, days: 2 }),
  Object.freeze({ from: 1_716_868_800_000, days: 1 }),
]);
