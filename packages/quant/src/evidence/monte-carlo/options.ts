import { checkInRange, checkInteger, checkOneOf, checkPositive } from '@assay/core/checks';
import { optimalBlockLength } from '@assay/core/inference';
import type { BootstrapKind, BootstrapScheme } from '@assay/core/inference';

/**
 * How a trade's result moves the account: `additive`, an amount of money whatever the account is worth; `compounding`, a
 * fraction of what it is worth before the trade.
 */
export type TradeSizing =
  | {
      readonly kind: 'additive';
      /** Equity at the start, in the unit of the trades; > 0. */ readonly startEquity: number;
    }
  | { readonly kind: 'compounding' };

/** How trades are resampled. */
export interface MonteCarloOptions {
  /** Number of paths, ≥ 1. @default 1000 */
  readonly paths: number;
  /** How trades are drawn. @default 'circular' */
  readonly bootstrap: BootstrapKind;
  /**
   * Trades in a block (its mean for `stationary`): a number, null for max(2, round(√n)), or `automatic` for the length that
   * suits the dependence of the trades (Politis and White). Not read for `iid`. @default null
   */
  readonly blockLength: number | null | 'automatic';
  /** Trades in a path, ≥ 1; null for as many as there are. @default null */
  readonly horizon: number | null;
  /** A path is ruined once its equity is at or below this fraction of the start; 0 to 1, 1 excluded. @default 0.2 */
  readonly ruinLevel: number;
  /** @default 42 */
  readonly seed: number | string;
  /** Points in time of the fan, the start and the end included; ≥ 2. @default 51 */
  readonly fanPoints: number;
}

/** What holds where nothing else is declared. */
export const DEFAULT_MONTE_CARLO: MonteCarloOptions = Object.freeze({
  paths: 1000,
  bootstrap: 'circular',
  blockLength: null,
  horizon: null,
  ruinLevel: 0.2,
  seed: 42,
  fanPoints: 51,
});

const LARGEST_COUNT = 1e7;

/**
 * Fills in the defaults and checks every option.
 *
 * @param declared - the options that differ from `DEFAULT_MONTE_CARLO`.
 * @throws {InvalidArgumentError} if an option is out of its domain.
 *
 * @remarks
 * Source: this project.
 */
export function resolveMonteCarlo(declared: Partial<MonteCarloOptions> = {}): MonteCarloOptions {
  const options = Object.freeze({ ...DEFAULT_MONTE_CARLO, ...declared });
  checkCount('paths', options.paths, 1);
  checkOneOf('bootstrap', options.bootstrap, ['iid', 'circular', 'stationary']);
  if (options.horizon !== null) checkCount('horizon', options.horizon, 1);
  checkInRange('ruinLevel', options.ruinLevel, 0, 1 - Number.EPSILON);
  checkCount('fanPoints', options.fanPoints, 2);
  const { blockLength } = options;
  if (typeof blockLength === 'string') checkOneOf('blockLength', blockLength, ['automatic']);
  else if (blockLength !== null && options.bootstrap === 'stationary') {
    checkPositive('blockLength', blockLength);
    checkInRange('blockLength', blockLength, 1, LARGEST_COUNT);
  } else if (blockLength !== null) checkCount('blockLength', blockLength, 1);
  return options;
}

/** The scheme for these trades. The block length is at most their number; it is 1 for `iid`. */
export function schemeOf(trades: Float64Array, { bootstrap, blockLength }: MonteCarloOptions): BootstrapScheme {
  if (bootstrap === 'iid') return { kind: bootstrap, blockLength: 1 };
  const n = trades.length;
  if (typeof blockLength === 'number') return { kind: bootstrap, blockLength: Math.min(n, blockLength) };
  if (blockLength === null) return { kind: bootstrap, blockLength: Math.min(n, Math.max(2, Math.round(Math.sqrt(n)))) };
  const length = optimalBlockLength(trades)[bootstrap];
  const usable = Number.isNaN(length) ? 1 : Math.max(1, length);
  return { kind: bootstrap, blockLength: Math.min(n, bootstrap === 'circular' ? Math.round(usable) : usable) };
}

function checkCount(parameter: string, value: number, min: number): void {
  checkInteger(parameter, value, min);
  checkInRange(parameter, value, min, LARGEST_COUNT);
}
