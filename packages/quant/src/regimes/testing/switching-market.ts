import { createRng } from '@assay/core/random';

/** A market whose volatility is known at every bar. */
export interface SwitchingMarket {
  /** shape (n,): log returns. */
  readonly returns: Float64Array;
  /** shape (n,): closes, from 100. */
  readonly prices: Float64Array;
  /** shape (n,): the state that drew each return, 0 .. k-1. */
  readonly states: Int32Array;
}

/** How a market is drawn. */
export interface SwitchingMarketOptions {
  readonly length: number;
  /** shape (k,): standard deviation of the returns of each state. */
  readonly volatilities: readonly number[];
  /** shape (k,): mean return of each state. @default zeros */
  readonly means?: readonly number[] | undefined;
  /** Probability of staying in a state from one bar to the next. */
  readonly stay: number;
  readonly seed: number;
  /** Degrees of freedom of the noise, a whole number ≥ 3; infinite is normal. @default Infinity */
  readonly dof?: number | undefined;
}

/** Volatilities of two and of four states, each twice or more the one before, as markets have them from calm to panic. */
export const TWO_VOLATILITIES: readonly number[] = [0.006, 0.02];
export const FOUR_VOLATILITIES: readonly number[] = [0.002, 0.006, 0.018, 0.054];

/** Draws a Markov chain of states and normal or Student returns under it; a state that ends moves to any other. */
export function switchingMarket(options: SwitchingMarketOptions): SwitchingMarket {
  const { length, volatilities, means, stay, seed, dof = Infinity } = options;
  const rng = createRng(seed);
  const [moves, noise] = [rng.fork('moves'), rng.fork('noise')];
  const returns = new Float64Array(length);
  const prices = new Float64Array(length);
  const states = new Int32Array(length);
  let state = moves.nextInt(volatilities.length);
  let price = 100;
  for (let t = 0; t < length; t++) {
    if (moves.nextFloat() >= stay && volatilities.length > 1) {
      state = (state + 1 + moves.nextInt(volatilities.length - 1)) % volatilities.length;
    }
    states[t] = state;
    returns[t] = (means?.[state] ?? 0) + volatilities[state] * heavy(noise.nextNormal(), dof, () => noise.nextNormal());
    price *= Math.exp(returns[t]);
    prices[t] = price;
  }
  return { returns, prices, states };
}

/** A Student number of variance 1 from normal ones. */
function heavy(normal: number, dof: number, next: () => number): number {
  if (dof === Infinity) return normal;
  let squares = 0;
  for (let i = 0; i < dof; i++) squares += next() ** 2;
  return (normal / Math.sqrt(squares / dof)) * Math.sqrt((dof - 2) / dof);
}

/** Log returns of prices; the first is NaN. */
export function logReturnsOf(prices: Float64Array): Float64Array {
  return prices.map((price, t) => (t === 0 ? NaN : Math.log(price / (prices[t - 1] ?? NaN))));
}
