import type { GridProgress } from '@assay/contracts/schemas';
import type { BacktestRequest } from '../backtest/options.ts';
import type { RunOptions } from '../carry-out-run.ts';

/** Values that are added to axes. */
export interface AddedValues {
  readonly values: Readonly<Record<string, readonly number[]>>;
  /** As `the roster has tightened EURUSD`. */
  readonly because: string;
}

/** What a grid is made of. What is not given is taken from the profile, then from the defaults. */
export interface GridRequest extends Omit<BacktestRequest, 'stress' | 'instruments'> {
  /** Each in an account of its own. @default every instrument of the dataset at that timeframe */
  readonly instruments?: readonly string[] | undefined;
  /** YAML file with axes, factors and allowed holds; it wins over the key `grid` of the profile. */
  readonly grid?: string | undefined;
  /** Axes as they were typed, as `fast=5,10,20`; they win over those of a file. */
  readonly axes?: readonly string[] | undefined;
  /** Values that are tried beside those of an axis that the grid has, and why. @default none */
  readonly also?: AddedValues | undefined;
  /** Try holds that the profile does not name. @default false */
  readonly allowHoldsOutsideProfile?: boolean | undefined;
}

/** A grid, and how it is made. What `RunOptions` has changes none of its numbers. */
export interface GridOptions extends GridRequest, RunOptions {
  /** Is told how far the grid is, whenever that is written down. */
  readonly onProgress?: ((progress: GridProgress) => void) | undefined;
  /** Ends the grid between two steps; what was computed is kept, and the same grid goes on from there. */
  readonly signal?: AbortSignal | undefined;
}
