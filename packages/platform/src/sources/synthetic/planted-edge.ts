import { checkFinite, checkInteger } from '@assay/core/checks';
import type { Rng } from '@assay/core/random';
import type { BarSeries } from '@assay/quant/market';
import { barTimes } from './bar-times.ts';
import { generateMarket, instrumentRng } from './generate-market.ts';
import { inMemory } from './generated.ts';
import type { GeneratedContent, GeneratedDataset, GeneratedTable } from './generated.ts';
import { resolveMarket } from './options.ts';
import type { ResolvedMarket, SyntheticMarketOptions } from './options.ts';
import type { BarLaws } from './price-walk.ts';
import { generatedValues } from './table-source.ts';
import type { ValueRow } from './table-source.ts';

/** A market with an edge of known lag and size. */
export interface PlantedEdgeOptions extends SyntheticMarketOptions {
  /** Bars that the signal looks back; 0 makes the leaky twin, whose signal is known one bar too late. @default 1 */
  readonly lag?: number | undefined;
  /**
   * Expected log return from open to close of the next bar when the signal is up, in units of `volatility`. Positive: what
   * rose goes on rising (momentum); negative: it comes back (mean reversion). @default 0.2
   */
  readonly strength?: number | undefined;
}

/**
 * A random walk with one causal signal: signal[t] = sign(close[t] - close[t - lag]) is known at the close of bar t, and
 *
 * E[ln(close[t + 1] / open[t + 1])] = strength · volatility · signal[t] + what the walk has anyway.
 *
 * So who holds signal[t] from the open of bar t + 1 to its close earns strength · volatility a bar before costs, which
 * time-series momentum over `lag` bars does. The night has no edge. Shifted by one bar the signal's edge is gone only as far
 * as the signal does not persist.
 *
 * With `lag` 0 the signal is shifted one bar into the future: a fair coin signal[t] moves bar t itself by
 * strength · volatility · signal[t], and is known at that bar's close, as the table of values `<ID>.signal` says. Nothing can
 * be earned in this twin; whoever finds the edge in it has looked ahead by one bar.
 *
 * @throws {InvalidArgumentError} if an option is out of its domain, or the calendar ends before the last bar.
 */
export function plantedEdge(options: PlantedEdgeOptions): GeneratedContent {
  return inMemory(plantedEdgeSource(options));
}

/** The same market in chunks. */
export function plantedEdgeSource(options: PlantedEdgeOptions): GeneratedDataset {
  const { lag = 1, strength = 0.2, ...rest } = options;
  checkInteger('lag', lag, 0);
  checkFinite('strength', strength);
  const market = resolveMarket(rest);
  const edge = { name: 'planted-edge', parameters: { lag, strength } };
  if (lag === 0) return leakyTwin(market, edge);
  return generateMarket(market, {
    ...edge,
    description: `synthetic: random walks in which the sign of the last ${lag} bars' return moves the next bar`,
    laws: () => edgeLaws(market, lag, strength),
  });
}

/**
 * The signal of a planted edge: element t is known at the close of bar t and moves bar t + 1. Nought before bar `lag`.
 *
 * @param lag - 1 or more; the twin of lag 0 has its signal in a table.
 */
export function plantedSignal({ close, length }: BarSeries, lag: number): Float64Array {
  checkInteger('lag', lag, 1);
  const signal = new Float64Array(length);
  for (let t = lag; t < length; t++) signal[t] = Math.sign((close[t] as number) - (close[t - lag] as number));
  return signal;
}

function edgeLaws({ drift, volatility }: ResolvedMarket, lag: number, strength: number): BarLaws {
  // The last lag + 1 closes, each in the place of its bar number modulo their count.
  const closes = new Float64Array(lag + 1);
  let bar = 0;
  return {
    law: (t) => {
      if (t < lag + 1) return { drift, volatility, added: 0 };
      const [last, first] = [closes[(t - 1) % (lag + 1)], closes[t % (lag + 1)]] as [number, number];
      return { drift, volatility, added: strength * volatility * Math.sign(last - first) };
    },
    closed: (ticks) => {
      closes[bar++ % (lag + 1)] = ticks;
    },
  };
}

function leakyTwin(
  market: ResolvedMarket,
  edge: { readonly name: string; readonly parameters: { readonly lag: number; readonly strength: number } },
): GeneratedDataset {
  const { drift, volatility, bars } = market;
  const size = edge.parameters.strength * volatility;
  // E[exp(± size)] = cosh(size): without this the coin would lift the price.
  const lift = Math.log(Math.cosh(size));
  return generateMarket(market, {
    ...edge,
    description:
      'synthetic: the leaky twin of a planted edge: the signal moves the bar at whose close it becomes known',
    notes: ['Whoever finds an edge in this market before costs has used a signal one bar before it was known.'],
    laws: (id) => {
      const coins = coinsOf(market, id);
      return { law: () => ({ drift, volatility, added: size * coin(coins) - lift }) };
    },
    tables: (hash) =>
      market.instruments.map((id): GeneratedTable =>
        generatedValues({
          ...{ id: `${id}.signal`, unit: 'sign', hash, rowCount: bars },
          rows: () => signalRows(market, coinsOf(market, id)),
        }),
      ),
  });
}

function coinsOf({ seed }: ResolvedMarket, id: string): Rng {
  return instrumentRng(seed, id).fork('signal');
}

function coin(rng: Rng): number {
  return rng.nextInt(2) === 0 ? -1 : 1;
}

function* signalRows(market: ResolvedMarket, coins: Rng): Generator<ValueRow> {
  for (const { close } of barTimes(market)) yield { eventTime: close, availableAt: close, value: coin(coins) };
}
