import type { StrategyDefinition } from '../../strategy/index.ts';

/** A leak that was planted, and the same strategy without it. */
export interface LeakFixture {
  /** Kebab-case, as `negative-shift`. */
  readonly kind: string;
  /** What is wrong with the leaky one, in a sentence. */
  readonly summary: string;
  /** What the test has to find. */
  readonly expected: 'leak' | 'nondeterministic';
  readonly leaky: () => StrategyDefinition;
  readonly clean: () => StrategyDefinition;
}
