import { perInstrument } from '../per-instrument.ts';
import type { StrategyDefinition } from '../strategy.ts';

/** Buys each instrument at its first bar and keeps it: the benchmark, not a judged strategy. */
export const buyAndHold: StrategyDefinition = {
  name: 'buy-and-hold',
  summary: 'Buys every instrument at its first bar and keeps it.',
  source: 'this project: the benchmark that every other strategy is held against',
  parameters: [],
  terms: () => [],
  create: () => perInstrument(() => ({ exposure: 1, reason: 'buy and hold' })),
};
