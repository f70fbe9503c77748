import { checkFinite, checkInRange, checkInteger, checkOneOf, checkPositive } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { parseIsoDate } from '@assay/core/time';
import { CALENDAR_IDS, parsePositiveDecimal } from '@assay/quant/market';
import type { CalendarId, Decimal, InstrumentId } from '@assay/quant/market';

/** A generated market of daily bars. */
export interface SyntheticMarketOptions {
  /** Every price follows from the seed and the options. */
  readonly seed: number | string;
  /** Bars of each instrument, one per session. */
  readonly bars: number;
  /** Ids of the instruments, or how many; they are independent of each other. @default 1 */
  readonly instruments?: number | readonly InstrumentId[] | undefined;
  /** Civil date on or before the first session. @default '2000-01-03' */
  readonly start?: string | undefined;
  /** @default us-equity */
  readonly calendar?: CalendarId | undefined;
  /** Expected simple return of a bar, a fraction; 0 makes the price a martingale. @default 0 */
  readonly drift?: number | undefined;
  /** Standard deviation of a bar's log return, a fraction. @default 0.01 */
  readonly volatility?: number | undefined;
  /** Share of the variance that falls between one bar's close and the next one's open, 0 to below 1. @default 0.2 */
  readonly overnightShare?: number | undefined;
  /** Price before the first bar, in price units. @default 1000 */
  readonly startPrice?: number | undefined;
  /** @default '0.01' */
  readonly tickSize?: Decimal | undefined;
}

/** Options with every default filled in. */
export interface ResolvedMarket {
  readonly seed: number | string;
  readonly bars: number;
  readonly instruments: readonly InstrumentId[];
  readonly start: string;
  readonly calendar: CalendarId;
  readonly drift: number;
  readonly volatility: number;
  readonly overnightShare: number;
  readonly startPrice: number;
  readonly tickSize: Decimal;
}

/** The defaults of a generated market. */
export const SYNTHETIC_DEFAULTS: Readonly<
  Required<Omit<SyntheticMarketOptions, 'seed' | 'bars'>> & { readonly instruments: number }
> = Object.freeze({
  instruments: 1,
  start: '2000-01-03',
  calendar: 'us-equity',
  drift: 0,
  volatility: 0.01,
  overnightShare: 0.2,
  startPrice: 1000,
  tickSize: '0.01',
});

/** Fills in the defaults and checks every value. */
export function resolveMarket(options: SyntheticMarketOptions): ResolvedMarket {
  const known = Object.entries(options).filter(([, value]) => value !== undefined);
  const merged = { ...SYNTHETIC_DEFAULTS, ...(Object.fromEntries(known) as unknown as SyntheticMarketOptions) };
  const market = { ...merged, instruments: instrumentIds(merged.instruments ?? 1) } as ResolvedMarket;
  checkInteger('bars', market.bars, 1);
  checkOneOf('calendar', market.calendar, CALENDAR_IDS);
  checkFinite('drift', market.drift);
  if (market.drift <= -1) throw new InvalidArgumentError('drift', '> -1', market.drift);
  checkPositive('volatility', market.volatility);
  checkInRange('overnightShare', market.overnightShare, 0, 0.99);
  checkPositive('startPrice', market.startPrice);
  parsePositiveDecimal('tickSize', market.tickSize);
  if (parseIsoDate(market.start) === undefined)
    throw new InvalidArgumentError('start', 'a date such as 2000-01-03', market.start);
  return market;
}

function instrumentIds(instruments: number | readonly InstrumentId[]): readonly InstrumentId[] {
  if (typeof instruments !== 'number') {
    const isUnique = instruments.length > 0 && new Set(instruments).size === instruments.length;
    if (!isUnique) throw new InvalidArgumentError('instruments', 'one or more different ids', instruments.join(', '));
    return instruments;
  }
  checkInteger('instruments', instruments, 1);
  const width = String(instruments).length;
  return Array.from({ length: instruments }, (_, index) => `SYN${String(index + 1).padStart(width, '0')}`);
}
