import type { GeneratedContent, GeneratedDataset } from './generated.ts';
import { inMemory } from './generated.ts';
import { generateMarket } from './generate-market.ts';
import { resolveMarket } from './options.ts';
import type { SyntheticMarketOptions } from './options.ts';

/**
 * A market in which nothing can be foreseen: geometric random walks, independent of each other. With `drift` 0 the price is
 * a martingale up to the rounding to ticks, so no strategy has an expected profit before costs, at whatever price inside a
 * bar it trades.
 *
 * @throws {InvalidArgumentError} if an option is out of its domain, or the calendar ends before the last bar.
 */
export function randomWalk(options: SyntheticMarketOptions): GeneratedContent {
  return inMemory(randomWalkSource(options));
}

/** The same market in chunks. */
export function randomWalkSource(options: SyntheticMarketOptions): GeneratedDataset {
  const market = resolveMarket(options);
  const law = { drift: market.drift, volatility: market.volatility, added: 0 };
  return generateMarket(market, {
    name: 'random-walk',
    parameters: {},
    description: 'synthetic: independent geometric random walks without any edge',
    laws: () => ({ law: () => law }),
  });
}
