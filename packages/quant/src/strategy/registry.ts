import { nearestName } from '@assay/core/checks';
import { NotFoundError } from '@assay/core/errors';
import { buyAndHold } from './built-in/buy-and-hold.ts';
import { channelBreakout } from './built-in/channel-breakout.ts';
import { dayOfWeek } from './built-in/day-of-week.ts';
import { meanReversion } from './built-in/mean-reversion.ts';
import { movingAverageCrossover } from './built-in/moving-average-crossover.ts';
import { randomEntry } from './built-in/random-entry.ts';
import { timeSeriesMomentum } from './built-in/time-series-momentum.ts';
import { gatesStrategy } from './gates/gates.ts';
import type { StrategyDefinition } from './strategy.ts';

/** The built-in strategies, by name. */
export const STRATEGIES: readonly StrategyDefinition[] = [
  buyAndHold,
  channelBreakout,
  dayOfWeek,
  gatesStrategy,
  meanReversion,
  movingAverageCrossover,
  randomEntry,
  timeSeriesMomentum,
];

/**
 * The built-in strategy of that name.
 *
 * @throws {NotFoundError} if there is none; its hint names the nearest one, or all.
 *
 * @remarks
 * Source: this project.
 */
export function strategyByName(name: string): StrategyDefinition {
  const found = STRATEGIES.find((strategy) => strategy.name === name);
  if (found !== undefined) return found;
  const known = STRATEGIES.map((strategy) => strategy.name);
  const nearest = nearestName(name, known);
  throw new NotFoundError('strategy', name, {
    hint: nearest === undefined ? `Known strategies: ${known.join(', ')}.` : `Did you mean '${nearest}'?`,
    context: { nearest, known },
  });
}
