import { checkFinite, checkInteger, checkPositive } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { SyntheticMarketOptions } from './options.ts';

/** One state of a market. */
export interface RegimeState {
  /** Expected simple return of a bar. */
  readonly drift: number;
  /** Standard deviation of a bar's log return. */
  readonly volatility: number;
  /** Probability that the next bar has the same state, 0 to below 1; a stay lasts 1 / (1 - persistence) bars on average. */
  readonly persistence: number;
}

/** A market that changes its state. Drift and volatility are those of the states. */
export interface RegimeSwitchingOptions extends Omit<SyntheticMarketOptions, 'drift' | 'volatility'> {
  /** 2 or 4 for the states of `REGIME_STATES`, or two or more states. @default 2 */
  readonly states?: 2 | 4 | readonly RegimeState[] | undefined;
  /** Persistence of every state, in the place of its own. */
  readonly persistence?: number | undefined;
  /** Volatility of each state, in the place of its own. */
  readonly volatilities?: readonly number[] | undefined;
  /** Drift of each state, in the place of its own. */
  readonly drifts?: readonly number[] | undefined;
}

/** The states that are meant by their number: calm and turbulent; calm and turbulent, each rising and falling. */
export const REGIME_STATES: Readonly<Record<2 | 4, readonly RegimeState[]>> = {
  2: [
    { drift: 0.0006, volatility: 0.006, persistence: 0.99 },
    { drift: -0.0008, volatility: 0.02, persistence: 0.98 },
  ],
  4: [
    { drift: 0.001, volatility: 0.005, persistence: 0.99 },
    { drift: -0.001, volatility: 0.008, persistence: 0.985 },
    { drift: 0.002, volatility: 0.018, persistence: 0.98 },
    { drift: -0.003, volatility: 0.03, persistence: 0.97 },
  ],
};

/** The states that the options declare. */
export function resolveStates(options: RegimeSwitchingOptions): readonly RegimeState[] {
  const { states = 2, persistence, volatilities, drifts } = options;
  const base = typeof states === 'number' ? (REGIME_STATES[states] as readonly RegimeState[] | undefined) : states;
  if (base === undefined) throw new InvalidArgumentError('states', '2 or 4', states);
  if (base.length < 2) throw new InvalidArgumentError('states', 'two or more', base.length);
  checkCount('volatilities', volatilities, base.length);
  checkCount('drifts', drifts, base.length);
  const resolved = base.map((state, index) => ({
    drift: drifts?.[index] ?? state.drift,
    volatility: volatilities?.[index] ?? state.volatility,
    persistence: persistence ?? state.persistence,
  }));
  for (const state of resolved) checkState(state);
  return resolved;
}

/**
 * Probabilities of the next bar's state, a row for each state of this one: a state that is left goes to each of the others
 * alike.
 */
export function transitionMatrix(states: readonly RegimeState[]): readonly (readonly number[])[] {
  return states.map(({ persistence }, from) =>
    states.map((_, to) => (to === from ? persistence : (1 - persistence) / (states.length - 1))),
  );
}

function checkCount(name: string, values: readonly number[] | undefined, count: number): void {
  if (values === undefined) return;
  checkInteger(name, values.length, 1);
  if (values.length !== count) throw new InvalidArgumentError(name, `one for each of ${count} states`, values.length);
}

function checkState({ drift, volatility, persistence }: RegimeState): void {
  checkFinite('drift', drift);
  if (drift <= -1) throw new InvalidArgumentError('drift', '> -1', drift);
  checkPositive('volatility', volatility);
  if (!(persistence >= 0 && persistence < 1))
    throw new InvalidArgumentError('persistence', 'at least 0 and below 1', persistence);
}
