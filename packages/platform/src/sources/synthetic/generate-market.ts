import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import type { JsonSafe } from '@assay/core/errors';
import type { Instrument, InstrumentId } from '@assay/quant/market';
import type { SeriesHead } from '../../lakehouse/index.ts';
import { barTimes } from './bar-times.ts';
import { datasetOf, generatorHash, without } from './facts.ts';
import type { GeneratorFacts } from './facts.ts';
import type { GeneratedDataset, GeneratedSeries, GeneratedTable } from './generated.ts';
import type { ResolvedMarket } from './options.ts';
import { INTRADAY_STEPS, priceWalk, SESSION_STEPS } from './price-walk.ts';
import type { BarLaws } from './price-walk.ts';
import { generatedSeries } from './series-source.ts';
import { tickGrid } from './tick-grid.ts';

/** What a generator makes of a market. */
export interface MarketRule {
  readonly name: string;
  /** Parameters of the rule, beside those of the market: with them the truth is known. */
  readonly parameters: Readonly<Record<string, JsonSafe>>;
  /** Options of the market that the rule puts its own in the place of. */
  readonly replaces?: readonly (keyof ResolvedMarket)[] | undefined;
  readonly description: string;
  readonly notes?: readonly string[] | undefined;
  /** Fresh laws of one instrument, from its first bar on. */
  laws(instrument: InstrumentId): BarLaws;
  /** Series of truth. */
  tables?(hash: string): readonly GeneratedTable[];
}

/** Makes the bars of every instrument of a market. */
export function generateMarket(market: ResolvedMarket, rule: MarketRule): GeneratedDataset {
  const facts = generatorFacts(market, rule);
  const hash = generatorHash(facts);
  const series = market.instruments.map((id, index) => marketSeries(market, rule, { id, index, hash }));
  return datasetOf(facts, { ...rule, series, tables: rule.tables?.(hash) ?? [] });
}

/** The stream of random numbers of one instrument. */
export function instrumentRng(seed: number | string, id: InstrumentId): Rng {
  return createRng(seed).fork(`synthetic:${id}`);
}

/** Steps of the path within a bar. */
export function stepsOf({ timeframe }: Pick<ResolvedMarket, 'timeframe'>): number {
  return timeframe === '1d' ? SESSION_STEPS : INTRADAY_STEPS;
}

function generatorFacts(market: ResolvedMarket, rule: MarketRule): GeneratorFacts {
  const { timeframe } = market;
  const kept = without(market, ['timeframe', ...(rule.replaces ?? [])]);
  // Bars of a session were made before others were: what they follow from is written as it was then.
  const length = timeframe === '1d' ? {} : { timeframe };
  return { name: rule.name, version: 1, steps: stepsOf(market), ...kept, ...length, ...rule.parameters };
}

interface SeriesPlace {
  readonly id: InstrumentId;
  readonly index: number;
  readonly hash: string;
}

function marketSeries(market: ResolvedMarket, rule: MarketRule, { id, index, hash }: SeriesPlace): GeneratedSeries {
  const { bars, tickSize, calendar, timeframe, overnightShare, startPrice } = market;
  const terms = { currency: 'USD', lotSize: '1', multiplier: '1', tickSize, calendar };
  const grid = tickGrid(tickSize);
  return generatedSeries({
    head: headOf({ id, kind: 'equity', ...terms }, timeframe),
    ...{ bars, grid, hash },
    firstRow: index * bars + 1,
    times: () => barTimes(market),
    walk: () => {
      const rng = instrumentRng(market.seed, id);
      return priceWalk({ rng, grid, steps: stepsOf(market), overnightShare, startPrice, laws: rule.laws(id) });
    },
  });
}

/** The head of a series of trades. */
export function headOf(instrument: Instrument, timeframe: ResolvedMarket['timeframe']): SeriesHead {
  const form = { shape: 'ohlc', side: 'trade', hasAsk: false, adjustment: 'raw', synthetic: true } as const;
  return { instrument, timeframe, ...form };
}
