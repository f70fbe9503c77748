import { checkInteger } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { MS_PER_HOUR } from '@assay/core/time';
import type { CurrencyPair, Decimal } from '@assay/quant/market';
import { barTimes, intradayMs } from './bar-times.ts';
import { hourOfWeek, weeklySpreads } from './fx-spreads.ts';
import { datasetOf, generatorHash, without } from './facts.ts';
import type { GeneratorFacts } from './facts.ts';
import { headOf, instrumentRng, stepsOf } from './generate-market.ts';
import { inMemory } from './generated.ts';
import type { GeneratedContent, GeneratedDataset, GeneratedSeries } from './generated.ts';
import { resolveMarket } from './options.ts';
import type { ResolvedMarket, SyntheticMarketOptions } from './options.ts';
import { priceWalk } from './price-walk.ts';
import { generatedSeries } from './series-source.ts';
import { tickGrid } from './tick-grid.ts';

/** Two-sided bars of currency pairs. */
export interface FxOptions extends Omit<
  SyntheticMarketOptions,
  'instruments' | 'calendar' | 'startPrice' | 'tickSize'
> {
  /** Pairs of two ISO 4217 codes, the base currency first. @default EURUSD */
  readonly pairs?: readonly string[] | undefined;
  /** An hour or less. @default 1h */
  readonly timeframe?: SyntheticMarketOptions['timeframe'];
  /** Spread of an ordinary European hour, in ticks (tenths of a pip). @default 8 */
  readonly spread?: number | undefined;
}

const START_PRICES: Readonly<Record<string, number>> = {
  ...{ EURUSD: 1.1, GBPUSD: 1.3, AUDUSD: 0.75, NZDUSD: 0.7, USDCHF: 0.95, USDCAD: 1.3, EURGBP: 0.85 },
  ...{ USDJPY: 110, EURJPY: 125, GBPJPY: 145 },
};

/**
 * Random walks of currency pairs on the calendar fx-week, as bars of the bid with the ask beside it. Prices have five
 * decimals, three where the quote currency is the yen. The distance of the ask from the bid is that of the hour of the
 * week in New York in which the bar opens, the same at its open, high, low and close; `drift` and `volatility` are those of
 * the middle.
 *
 * The truth is `spreadTicksByHour` in the generator: the spread in ticks of each of the 168 hours from Sunday 00:00 on.
 *
 * @throws {InvalidArgumentError} if an option is out of its domain, or the calendar ends before the last bar.
 */
export function fx(options: FxOptions): GeneratedContent {
  return inMemory(fxSource(options));
}

/** The same market in chunks. */
export function fxSource(options: FxOptions): GeneratedDataset {
  const { pairs = ['EURUSD'], spread = 8, timeframe = '1h', ...rest } = options;
  checkInteger('spread', spread, 1);
  for (const pair of pairs) checkPair(pair);
  const market = resolveMarket({ ...rest, timeframe, instruments: pairs, calendar: 'fx-week' });
  const length = intradayMs(timeframe);
  if (length === undefined || length > MS_PER_HOUR)
    throw new InvalidArgumentError('timeframe', 'an hour or less, for the spread is that of the hour', timeframe);
  const spreads = weeklySpreads(spread);
  const facts = factsOf(market, spreads);
  const hash = generatorHash(facts);
  return datasetOf(facts, {
    description:
      'synthetic: random walks of currency pairs, bid and ask, with a spread that depends on the hour of the week',
    notes: ['Truth: the spread in ticks by hour of the week in New York, in the generator.'],
    series: pairs.map((pair, index) => pairSeries(market, spreads, { pair, index, hash })),
    tables: [],
  });
}

function factsOf(market: ResolvedMarket, spreads: readonly number[]): GeneratorFacts {
  const rest = without(market, ['startPrice', 'tickSize']);
  const pairs = market.instruments.map((pair) => ({
    pair,
    startPrice: startPriceOf(pair),
    tickSize: tickSizeOf(pair),
  }));
  return { name: 'fx', version: 1, steps: stepsOf(market), ...rest, pairs, spreadTicksByHour: spreads };
}

interface PairPlace {
  readonly pair: string;
  readonly index: number;
  readonly hash: string;
}

function pairSeries(market: ResolvedMarket, spreads: readonly number[], place: PairPlace): GeneratedSeries {
  const { pair, hash } = place;
  const { bars, timeframe, drift, volatility, overnightShare, seed } = market;
  const tickSize = tickSizeOf(pair);
  const instrument: CurrencyPair = {
    ...{ id: pair, kind: 'currency-pair', baseCurrency: pair.slice(0, 3), currency: pair.slice(3) },
    ...{ tickSize, lotSize: '1', multiplier: '1', calendar: 'fx-week' },
  };
  const grid = tickGrid(tickSize);
  const law = { drift, volatility, added: 0 };
  return generatedSeries({
    head: { ...headOf(instrument, timeframe), side: 'bid', hasAsk: true },
    ...{ bars, grid, hash, firstRow: place.index * bars + 1 },
    times: () => barTimes(market),
    walk: () =>
      priceWalk({
        ...{ rng: instrumentRng(seed, pair), grid, steps: stepsOf(market), overnightShare },
        ...{ startPrice: startPriceOf(pair), laws: { law: () => law } },
      }),
    spread: ({ open }) => spreads[hourOfWeek(open)] as number,
  });
}

function checkPair(pair: string): void {
  if (/^[A-Z]{6}$/.test(pair) && pair.slice(0, 3) !== pair.slice(3)) return;
  throw new InvalidArgumentError('pairs', 'two currency codes such as EURUSD', pair);
}

function tickSizeOf(pair: string): Decimal {
  return pair.endsWith('JPY') ? '0.001' : '0.00001';
}

function startPriceOf(pair: string): number {
  return START_PRICES[pair] ?? (pair.endsWith('JPY') ? 100 : 1);
}
