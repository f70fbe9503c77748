import { checkFinite, checkInRange, checkInteger, checkOneOf, checkPositive } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { MS_PER_MINUTE, parseIsoDate } from '@assay/core/time';
import { CALENDAR_IDS, parsePositiveDecimal } from '@assay/quant/market';
import type { CalendarId, Decimal, InstrumentId, Timeframe } from '@assay/quant/market';
import { intradayMs } from './bar-times.ts';

/** A generated market of bars. */
export interface SyntheticMarketOptions {
  /** Every price follows from the seed and the options. */
  readonly seed: number | string;
  /** Bars of each instrument. */
  readonly bars: number;
  /** Ids of the instruments, or how many; they are independent of each other. @default 1 */
  readonly instruments?: number | readonly InstrumentId[] | undefined;
  /** Civil date on or before the first session. @default '2000-01-03' */
  readonly start?: string | undefined;
  /** @default us-equity */
  readonly calendar?: CalendarId | undefined;
  /** Minutes or hours, cut from the opening of each session on, or `1d`: one bar a session. @default 1d */
  readonly timeframe?: Timeframe | undefined;
  /** Expected simple return of a bar, a fraction; 0 makes the price a martingale. @default 0 */
  readonly drift?: number | undefined;
  /** Standard deviation of a bar's log return, a fraction. @default 0.01 a session, by the root of time for shorter bars */
  readonly volatility?: number | undefined;
  /** Share of the variance that falls between one bar's close and the next one's open, 0 to 0.99. @default 0.2 */
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
  readonly timeframe: Timeframe;
  readonly drift: number;
  readonly volatility: number;
  readonly overnightShare: number;
  readonly startPrice: number;
  readonly tickSize: Decimal;
}

const SESSION_VOLATILITY = 0.01;

/** The defaults of a generated market. */
export const SYNTHETIC_DEFAULTS: Readonly<
  Required<Omit<SyntheticMarketOptions, 'seed' | 'bars'>> & { readonly instruments: number }
> = Object.freeze({
  instruments: 1,
  start: '2000-01-03',
  calendar: 'us-equity',
  timeframe: '1d',
  drift: 0,
  volatility: SESSION_VOLATILITY,
  overnightShare: 0.2,
  startPrice: 1000,
  tickSize: '0.01',
});

const SESSION_MINUTES: Readonly<Record<string, number>> = { 'us-equity': 390 };
const MINUTES_PER_DAY = 1440;
const MAX_ROWS = 2 ** 31 - 1;

/** Fills in the defaults and checks every value. */
export function resolveMarket(options: SyntheticMarketOptions): ResolvedMarket {
  const known = Object.entries(options).filter(([, value]) => value !== undefined);
  const given = Object.fromEntries(known) as unknown as SyntheticMarketOptions;
  const merged = { ...SYNTHETIC_DEFAULTS, ...given };
  const instruments = instrumentIds(merged.instruments ?? 1);
  checkOneOf('calendar', merged.calendar as string, CALENDAR_IDS);
  const volatility = given.volatility ?? SESSION_VOLATILITY * rootOfTime(merged as ResolvedMarket);
  const market = { ...merged, volatility, instruments } as ResolvedMarket;
  checkMarket(market);
  return market;
}

/** Square root of a bar's share of a session. */
function rootOfTime({ calendar, timeframe }: Pick<ResolvedMarket, 'calendar' | 'timeframe'>): number {
  const length = intradayMs(timeframe);
  const session = (SESSION_MINUTES[calendar] ?? MINUTES_PER_DAY) * MS_PER_MINUTE;
  return length === undefined ? 1 : Math.sqrt(Math.min(1, length / session));
}

function checkMarket(market: ResolvedMarket): void {
  checkInteger('bars', market.bars, 1);
  if (market.bars * market.instruments.length > MAX_ROWS)
    throw new InvalidArgumentError('bars', `at most ${MAX_ROWS} over all instruments`, market.bars);
  checkFinite('drift', market.drift);
  if (market.drift <= -1) throw new InvalidArgumentError('drift', '> -1', market.drift);
  checkPositive('volatility', market.volatility);
  checkInRange('overnightShare', market.overnightShare, 0, 0.99);
  checkPositive('startPrice', market.startPrice);
  parsePositiveDecimal('tickSize', market.tickSize);
  if (parseIsoDate(market.start) === undefined)
    throw new InvalidArgumentError('start', 'a date such as 2000-01-03', market.start);
}

function instrumentIds(instruments: number | readonly InstrumentId[]): readonly InstrumentId[] {
  if (typeof instruments !== 'number') {
    const isUnique = instruments.length > 0 && new Set(instruments).size === instruments.length;
    if (!isUnique) throw new InvalidArgumentError('instruments', 'one or more different ids', instruments.join(', '));
    return instruments;
  }
  checkInteger('instruments', instruments, 1);
  return numberedIds('SYN', instruments);
}

/** `SYN1` to `SYN9`, `SYN01` to `SYN10`: as wide as the last one. */
export function numberedIds(prefix: string, count: number): readonly InstrumentId[] {
  const width = String(count).length;
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index + 1).padStart(width, '0')}`);
}
