import type { EpochMs } from '@assay/core/time';
import type { Currency } from '../market/index.ts';

/** Converts between currencies at a moment; undefined where no rate is known then. */
export interface CurrencyConversion {
  rate(from: Currency, to: Currency, time: EpochMs): number | undefined;
}
