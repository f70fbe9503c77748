import { PlatformError } from '@assay/core/errors';
import { describe, expect, it } from 'vitest';
import { STRATEGIES, strategyByName } from './registry.ts';

function hintFor(name: string): string | undefined {
  try {
    strategyByName(name);
  } catch (error) {
    if (PlatformError.is(error, 'NOT_FOUND')) return error.hint;
    throw error;
  }
  return undefined;
}

describe('strategyByName (S4-10)', () => {
  it('finds every registered strategy by its own name, once', () => {
    for (const strategy of STRATEGIES) expect(strategyByName(strategy.name)).toBe(strategy);
    expect(new Set(STRATEGIES.map((strategy) => strategy.name)).size).toBe(STRATEGIES.length);
    expect(STRATEGIES.length).toBeGreaterThanOrEqual(7);
  });

  it('names the nearest strategy for a misspelt name, and all of them for a strange one', () => {
    expect(hintFor('channel-brakout')).toBe("Did you mean 'channel-breakout'?");
    expect(hintFor('astrology')).toMatch(
      /^Known strategies: buy-and-hold, channel-breakout, .*time-series-momentum\.$/,
    );
  });
});
