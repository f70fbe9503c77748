import type { EpochMs } from '@assay/core/time';
import type { CalendarId } from './calendar.ts';
import type { Decimal } from './decimal.ts';

/** Name of an instrument, unique in a dataset. */
export type InstrumentId = string;

/** ISO 4217 code, or the venue's code of a crypto currency. */
export type Currency = string;

/** What every instrument states about itself. */
export interface InstrumentTerms {
  readonly id: InstrumentId;
  /** Currency that prices are quoted and P&L is settled in. */
  readonly currency: Currency;
  /** Smallest price step, in price units. */
  readonly tickSize: Decimal;
  /** Smallest tradable quantity, in quantity units; positions are whole numbers of lots. */
  readonly lotSize: Decimal;
  /** Currency units per price unit per quantity unit (100 for a US equity option, 1 for a share). */
  readonly multiplier: Decimal;
  readonly calendar: CalendarId;
  /** First moment it could be traded; absent where unknown. */
  readonly listedAt?: EpochMs | undefined;
  /** Last moment it could be traded; absent where it still trades or is unknown. */
  readonly delistedAt?: EpochMs | undefined;
}

/** An instrument whose value is price × quantity × multiplier. */
export interface LinearInstrument extends InstrumentTerms {
  readonly kind: 'equity' | 'fund' | 'index' | 'commodity' | 'crypto' | 'contract-for-difference';
}

/** A currency pair: one unit of `baseCurrency` quoted in `currency`. */
export interface CurrencyPair extends InstrumentTerms {
  readonly kind: 'currency-pair';
  readonly baseCurrency: Currency;
}

/** A dated future. */
export interface FutureInstrument extends InstrumentTerms {
  readonly kind: 'future';
  readonly root: string;
  readonly expiry: EpochMs;
}

/** A listed option: identity is (root, expiry, strike, right). */
export interface OptionInstrument extends InstrumentTerms {
  readonly kind: 'option';
  readonly underlying: InstrumentId;
  readonly root: string;
  readonly expiry: EpochMs;
  readonly strike: Decimal;
  readonly right: 'call' | 'put';
  readonly exercise: 'american' | 'european';
}

/** Anything that can be held. */
export type Instrument = LinearInstrument | CurrencyPair | FutureInstrument | OptionInstrument;
