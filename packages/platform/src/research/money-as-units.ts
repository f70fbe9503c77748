import { LEDGER_UNITS_PER_CURRENCY_UNIT } from '@assay/quant/market';

/** Currency units in whole units of the ledger, rounded to the nearest. */
export function moneyAsUnits(money: number): number {
  return Math.round(money * LEDGER_UNITS_PER_CURRENCY_UNIT);
}
