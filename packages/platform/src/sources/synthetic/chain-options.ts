import { checkFinite, checkInteger, checkPositive, checkStrictlyBetween } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { parsePositiveDecimal } from '@assay/quant/market';
import type { Decimal, InstrumentId } from '@assay/quant/market';
import type { VolatilitySurface } from './black-scholes.ts';
import { resolveMarket } from './options.ts';
import type { ResolvedMarket, SyntheticMarketOptions } from './options.ts';

/** Daily bars of an underlying with a snapshot of its listed options at every close. */
export interface OptionChainOptions extends Omit<SyntheticMarketOptions, 'instruments' | 'calendar' | 'timeframe'> {
  /** @default SYN1 */
  readonly underlying?: InstrumentId | undefined;
  /** Continuously compounded, a fraction a year. @default 0.02 */
  readonly rate?: number | undefined;
  /** Surface of an ordinary day. @default DEFAULT_SURFACE */
  readonly surface?: Partial<VolatilitySurface> | undefined;
  /** Bar of the crash, from 1; 0 for none. @default in the middle */
  readonly crashDay?: number | undefined;
  /** Simple return that the crash adds between that day's open and close, above -1 and below 0. @default -0.1 */
  readonly crashReturn?: number | undefined;
  /** The surface's `shortVolatility` at the close of the crash. @default 0.6 */
  readonly crashVolatility?: number | undefined;
  /** Bars until half of the crash's rise is gone. @default 10 */
  readonly crashHalfLife?: number | undefined;
  /** Third Fridays that are listed ahead. @default 4 */
  readonly months?: number | undefined;
  /** Fridays that are listed ahead. @default 4 */
  readonly weeks?: number | undefined;
  /** Distance of two strikes, in price units. @default a hundredth of `startPrice`, in two digits */
  readonly strikeStep?: Decimal | undefined;
  /** How far strikes are listed from the price, as a fraction of it. @default 0.2 */
  readonly strikeWidth?: number | undefined;
  /** Smallest price step of the options. @default '0.05' */
  readonly optionTick?: Decimal | undefined;
}

/** A chain with every default filled in. */
export interface ResolvedChain {
  readonly market: ResolvedMarket;
  readonly rate: number;
  readonly crashDay: number;
  readonly crashReturn: number;
  readonly crashVolatility: number;
  readonly crashHalfLife: number;
  readonly months: number;
  readonly weeks: number;
  readonly strikeStep: Decimal;
  readonly strikeWidth: number;
  readonly optionTick: Decimal;
  readonly underlying: InstrumentId;
  readonly surface: VolatilitySurface;
}

/** The surface unless told otherwise: a dear left side, short dates below long ones. */
export const DEFAULT_SURFACE: VolatilitySurface = Object.freeze({
  shortVolatility: 0.16,
  longVolatility: 0.2,
  reversion: 3,
  rho: -0.7,
  curvature: 1,
});

const CHAIN_DEFAULTS = {
  rate: 0.02,
  crashReturn: -0.1,
  crashVolatility: 0.6,
  crashHalfLife: 10,
  months: 4,
  weeks: 4,
  strikeWidth: 0.2,
  optionTick: '0.05',
} as const;
const CHAIN_KEYS = [
  ...(Object.keys(CHAIN_DEFAULTS) as (keyof typeof CHAIN_DEFAULTS)[]),
  'crashDay',
  'strikeStep',
] as const;
const MARKET_KEYS = [
  'seed',
  'bars',
  'start',
  'drift',
  'volatility',
  'overnightShare',
  'startPrice',
  'tickSize',
] as const;

/** Fills in the defaults and checks every value. */
export function resolveChain(options: OptionChainOptions): ResolvedChain {
  const underlying = options.underlying ?? 'SYN1';
  const { seed, bars } = options;
  const market = resolveMarket({ seed, bars, ...definedOf(options, MARKET_KEYS), instruments: [underlying] });
  const chain: ResolvedChain = {
    ...{ market, underlying },
    ...CHAIN_DEFAULTS,
    crashDay: Math.ceil(market.bars / 2),
    strikeStep: String(Number((market.startPrice / 100).toPrecision(2))),
    ...definedOf(options, CHAIN_KEYS),
    surface: { ...DEFAULT_SURFACE, ...options.surface },
  };
  checkChain(chain);
  return chain;
}

/** What was given of some options. */
function definedOf<Key extends keyof OptionChainOptions>(
  options: OptionChainOptions,
  keys: readonly Key[],
): { readonly [Name in Key]?: NonNullable<OptionChainOptions[Name]> } {
  const given = keys.filter((key) => options[key] !== undefined);
  return Object.fromEntries(given.map((key) => [key, options[key]])) as {
    readonly [Name in Key]?: NonNullable<OptionChainOptions[Name]>;
  };
}

function checkChain(chain: ResolvedChain): void {
  checkFinite('rate', chain.rate);
  checkSurface(chain.surface);
  checkInteger('crashDay', chain.crashDay, 0);
  if (chain.crashDay > chain.market.bars)
    throw new InvalidArgumentError('crashDay', `at most 'bars' = ${chain.market.bars}`, chain.crashDay);
  checkStrictlyBetween('crashReturn', chain.crashReturn, -1, 0);
  checkPositive('crashVolatility', chain.crashVolatility);
  checkPositive('crashHalfLife', chain.crashHalfLife);
  checkInteger('months', chain.months, 0);
  checkInteger('weeks', chain.weeks, 0);
  if (chain.months + chain.weeks === 0) throw new InvalidArgumentError('months', ">= 1 where 'weeks' is 0", 0);
  parsePositiveDecimal('strikeStep', chain.strikeStep);
  checkStrictlyBetween('strikeWidth', chain.strikeWidth, 0, 1);
  parsePositiveDecimal('optionTick', chain.optionTick);
}

function checkSurface({ shortVolatility, longVolatility, reversion, rho, curvature }: VolatilitySurface): void {
  for (const [name, value] of Object.entries({ shortVolatility, longVolatility, reversion, curvature })) {
    checkPositive(name, value);
  }
  checkStrictlyBetween('rho', rho, -1, 1);
  if (curvature * (1 + Math.abs(rho)) > 2)
    throw new InvalidArgumentError(
      'curvature',
      'at most 2 / (1 + |rho|), beyond which prices admit arbitrage',
      curvature,
    );
}
