import { barTimes, lastClose } from './bar-times.ts';
import type { BarTime } from './bar-times.ts';
import type { VolatilitySurface } from './black-scholes.ts';
import { listedExpiries, strikeLadder } from './chain-listing.ts';
import { resolveChain } from './chain-options.ts';
import type { OptionChainOptions, ResolvedChain } from './chain-options.ts';
import { chainChunks, rowsOf } from './chain-table.ts';
import type { ChainDay } from './chain-table.ts';
import { datasetOf, generatorHash, without } from './facts.ts';
import type { GeneratorFacts } from './facts.ts';
import { headOf, instrumentRng } from './generate-market.ts';
import { inMemory } from './generated.ts';
import type { GeneratedContent, GeneratedDataset, GeneratedSeries, GeneratedTable } from './generated.ts';
import { priceWalk, SESSION_STEPS } from './price-walk.ts';
import type { BarLaws, DrawBar } from './price-walk.ts';
import { generatedSeries } from './series-source.ts';
import { generatedValues } from './table-source.ts';
import type { ValueRow } from './table-source.ts';
import { tickGrid } from './tick-grid.ts';

const RATE_ID = 'RATE.USD';

/**
 * Daily bars of an underlying that pays nothing, and at every close a snapshot of its listed European options.
 *
 * 1. The underlying is a random walk. On the crash day its path falls by `crashReturn` between open and close; the
 *    surface's short volatility then stands at `crashVolatility` and comes back by half every `crashHalfLife` bars. A bar's
 *    own volatility is `volatility` times how far the short volatility stood above its ordinary level at the close before.
 * 2. Listed are the closes of the next Fridays and third Fridays (the session before where the Friday is a holiday), and
 *    strikes on a grid; what is listed stays so until it expires. An option is not quoted at the close at which it expires.
 * 3. Prices are those of Black and Scholes with the implied volatility that the surface gives each strike; time is calendar
 *    time of 365 days a year. The quote's middle lies within half a tick of the price, so put-call parity
 *    call - put = underlying - strike · exp(-rate · years) holds for the middles to one tick.
 *
 * Tables: the chain; the values `RATE.USD` (fraction a year, continuously compounded), known at each opening; and as truth
 * the values `<ID>.short-volatility`, available only at the last close. The column `impliedVolatility` is the truth, too.
 *
 * @throws {InvalidArgumentError} if an option is out of its domain, or the calendar ends before the last expiry.
 */
export function optionChain(options: OptionChainOptions): GeneratedContent {
  return inMemory(optionChainSource(options));
}

/** The same market in chunks. */
export function optionChainSource(options: OptionChainOptions): GeneratedDataset {
  const chain = resolveChain(options);
  const facts = factsOf(chain);
  const hash = generatorHash(facts);
  return datasetOf(facts, {
    description:
      'synthetic: a random walk and the European options on it, priced from a surface with skew and term structure',
    notes: [
      'Truth: the surface and the rate in the generator, the values <ID>.short-volatility, the column impliedVolatility.',
      'Volume, open interest, sizes and Greeks but delta are unknown: nothing is traded here.',
    ],
    series: [underlyingSeries(chain, hash)],
    tables: [chainSource(chain, hash), rateTable(chain, hash), volatilityTable(chain, hash)],
  });
}

/** The surface at the close of bar `t`, counted from 0. */
export function surfaceAt(
  { surface, crashDay, crashVolatility, crashHalfLife }: ResolvedChain,
  t: number,
): VolatilitySurface {
  const since = t + 1 - crashDay;
  if (crashDay === 0 || since < 0) return surface;
  const { shortVolatility } = surface;
  return {
    ...surface,
    shortVolatility: shortVolatility + (crashVolatility - shortVolatility) * 2 ** (-since / crashHalfLife),
  };
}

function factsOf({ market, ...chain }: ResolvedChain): GeneratorFacts {
  const rest = without(market, ['instruments', 'timeframe']);
  return {
    ...{ name: 'option-chain', version: 1, steps: SESSION_STEPS, ...rest, ...chain },
    surface: { form: 'ssvi', ...chain.surface },
  };
}

function underlyingSeries(chain: ResolvedChain, hash: string): GeneratedSeries {
  const { market, underlying } = chain;
  const { bars, tickSize, calendar, timeframe } = market;
  const terms = { currency: 'USD', lotSize: '1', multiplier: '1', tickSize, calendar };
  return generatedSeries({
    head: headOf({ id: underlying, kind: 'equity', ...terms }, timeframe),
    ...{ bars, grid: tickGrid(tickSize), hash, firstRow: 1 },
    times: () => barTimes(market),
    walk: () => underlyingWalk(chain),
  });
}

function underlyingWalk(chain: ResolvedChain): DrawBar {
  const { seed, tickSize, overnightShare, startPrice } = chain.market;
  const rng = instrumentRng(seed, chain.underlying);
  const laws = crashLaws(chain);
  return priceWalk({ rng, grid: tickGrid(tickSize), steps: SESSION_STEPS, overnightShare, startPrice, laws });
}

function crashLaws(chain: ResolvedChain): BarLaws {
  const { drift, volatility } = chain.market;
  const ordinary = chain.surface.shortVolatility;
  return {
    law: (t) => ({
      drift,
      volatility: (volatility * surfaceAt(chain, t - 1).shortVolatility) / ordinary,
      added: t + 1 === chain.crashDay ? Math.log1p(chain.crashReturn) : 0,
    }),
  };
}

function chainSource(chain: ResolvedChain, hash: string): GeneratedTable {
  let rows = 0;
  for (const day of chainDays(chain)) rows += rowsOf(day);
  return {
    head: { kind: 'chain', id: chain.underlying, unit: 'USD', synthetic: true },
    rows,
    chunks: () => chainChunks(chain, hash, chainDays(chain)),
  };
}

/** The underlying's closes again, with what is listed at each. */
function* chainDays(chain: ResolvedChain): Generator<ChainDay> {
  const draw = underlyingWalk(chain);
  const ladder = strikeLadder(tickGrid(chain.strikeStep).priceOf(1), chain.strikeWidth);
  const grid = tickGrid(chain.market.tickSize);
  const bar = { open: 0, high: 0, low: 0, close: 0, volume: 0 };
  for (const [t, time] of timesOf(chain)) {
    draw(time, bar);
    const price = grid.priceOf(bar.close);
    const expiries = listedExpiries(time.session.date, time.close, chain);
    yield { time, price, surface: surfaceAt(chain, t), ranges: ladder(price, expiries) };
  }
}

function* timesOf({ market }: ResolvedChain): Generator<readonly [number, BarTime]> {
  const times = barTimes(market);
  for (let t = 0; t < market.bars; t++) yield [t, times.next().value];
}

function rateTable(chain: ResolvedChain, hash: string): GeneratedTable {
  return generatedValues({
    ...{ id: RATE_ID, unit: 'fraction', hash, rowCount: chain.market.bars },
    rows: function* (): Generator<ValueRow> {
      for (const [, { open }] of timesOf(chain)) yield { eventTime: open, availableAt: open, value: chain.rate };
    },
  });
}

function volatilityTable(chain: ResolvedChain, hash: string): GeneratedTable {
  const { market, underlying } = chain;
  return generatedValues({
    ...{ id: `${underlying}.short-volatility`, unit: 'fraction', hash, rowCount: market.bars },
    rows: function* (): Generator<ValueRow> {
      const availableAt = lastClose(market, market.bars);
      for (const [t, { close }] of timesOf(chain)) {
        yield { eventTime: close, availableAt, value: surfaceAt(chain, t).shortVolatility };
      }
    },
  });
}
