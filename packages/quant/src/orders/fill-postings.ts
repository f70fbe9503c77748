import { PlatformError } from '@assay/core/errors';
import { beyondLedger, moneyUnits } from '../market/index.ts';
import type { Currency, InstrumentId, LedgerScale } from '../market/index.ts';
import type { AccountHandle, Ledger } from './ledger.ts';
import type { PositionChange } from './position.ts';
import type { Fill } from './records.ts';

/** The accounts of one currency. */
export interface CurrencyAccounts {
  readonly cash: AccountHandle;
  readonly capital: AccountHandle;
  readonly realized: AccountHandle;
  readonly commission: AccountHandle;
  /** What whole postings leave over where a tick of a lot is not a whole number of units. */
  readonly rounding: AccountHandle;
  readonly exchange: AccountHandle;
}

/** The accounts of one instrument's fills, and what a tick of its lots is worth. */
export interface FillAccounts extends CurrencyAccounts {
  readonly holdings: AccountHandle;
  readonly scale: LedgerScale;
}

/** The amounts that a fill moved, in ledger units of its currency, as they were recorded. */
export interface FillAmounts {
  /** Into cash; negative for a purchase. */
  readonly cashUnits: number;
  /** Added to the rounding account's profit; 0 where a tick of a lot is a whole number of units. */
  readonly roundingUnits: number;
}

/**
 * Opens the accounts of a currency: `cash:USD`, `capital:USD` and so on.
 *
 * Source: this project.
 */
export function openCurrencyAccounts(ledger: Ledger, currency: Currency): CurrencyAccounts {
  const open = (kind: string): AccountHandle => ledger.open(`${kind}:${currency}`, currency);
  return {
    cash: open('cash'),
    capital: open('capital'),
    realized: open('realized'),
    commission: open('commission'),
    rounding: open('rounding'),
    exchange: open('exchange'),
  };
}

/**
 * Opens the account of what comes and goes beside fills: `fees:USD`, `dividends:USD`, `financing:USD`. They are opened
 * when first needed.
 *
 * Source: this project.
 */
export function openIncomeAccount(
  ledger: Ledger,
  kind: 'fees' | 'dividends' | 'financing',
  currency: Currency,
): AccountHandle {
  return ledger.open(`${kind}:${currency}`, currency);
}

/**
 * Opens the account that holds what the open lots of an instrument cost, as `holdings:SPY`.
 *
 * Source: this project.
 */
export function openHoldingsAccount(ledger: Ledger, instrument: InstrumentId, currency: Currency): AccountHandle {
  return ledger.open(`holdings:${instrument}`, currency);
}

/**
 * Posts a fill: cash against holdings at the price paid, the realised profit, commission, fees, and what rounding leaves.
 *
 * Each amount is rounded once, half to even; the whole units by which the rounded amounts miss zero go to `rounding`,
 * never more than rounding can explain. Spread and slippage are inside the price and have no account of their own.
 *
 * @throws {DataError} DATA_UNFIT if the amounts are more than the ledger holds.
 * @throws {PlatformError} LEDGER_UNBALANCED if the amounts miss zero by more than rounding can explain (by anything
 * where a tick of a lot is a whole number of units), or are not whole numbers.
 *
 * @remarks
 * Source: this project.
 */
export function postFill(ledger: Ledger, accounts: FillAccounts, fill: Fill, change: PositionChange): FillAmounts {
  const signedLots = fill.side === 'buy' ? fill.lots : -fill.lots;
  const feeUnits = fill.feeUnits ?? 0;
  const charged = fill.commissionUnits + feeUnits;
  const cashUnits = -moneyUnits(accounts.scale, fill.priceTicks, signedLots) - charged;
  const { costChangeUnits, realizedUnits } = change;
  const roundingUnits = cashUnits + costChangeUnits - realizedUnits + charged;
  const largest = Math.max(Math.abs(cashUnits), Math.abs(costChangeUnits), Math.abs(realizedUnits));
  if (largest > Number.MAX_SAFE_INTEGER) throw beyondLedger(ledger.currency(accounts.cash));
  if (Math.abs(roundingUnits) > largestRounding(accounts.scale, change)) {
    throw new PlatformError(
      'LEDGER_UNBALANCED',
      `ledger: fill ${fill.id} misses balance by ${roundingUnits} ledger units`,
      {
        context: { fill: fill.id, instrument: fill.instrument, difference: roundingUnits },
        hint: 'This is a defect of Assay: please report it.',
      },
    );
  }
  ledger.add(accounts.cash, cashUnits);
  ledger.add(accounts.holdings, costChangeUnits);
  ledger.add(accounts.realized, -realizedUnits);
  ledger.add(accounts.commission, fill.commissionUnits);
  ledger.add(accounts.rounding, -roundingUnits);
  if (feeUnits !== 0) {
    ledger.add(openIncomeAccount(ledger, 'fees', ledger.currency(accounts.cash)), feeUnits);
  }
  ledger.commit();
  return { cashUnits, roundingUnits };
}

/** Half a unit for each rounded amount: cash, opened cost, and per closed entry its cost before and after and its profit. */
function largestRounding(scale: LedgerScale, change: PositionChange): number {
  return scale.denominator === 1 ? 0 : 1 + 1.5 * change.trades.length;
}
