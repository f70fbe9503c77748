import type { FillContract } from '@assay/quant/execution';
import type { Parameters } from '@assay/quant/strategy';
import type { RunOptions } from '../carry-out-run.ts';

/** What a backtest is made of. What is not given is taken from the profile, then from the defaults. */
export interface BacktestRequest {
  /** Name of a built-in strategy, or path of a module that exports `strategy`. */
  readonly strategy: string;
  /** Folder that the strategy's and the profile's paths are relative to; absolute. */
  readonly folder: string;
  /** @default the strategy's own defaults */
  readonly params?: Parameters | undefined;
  /** Name of a dataset, or name@version. @default the only one that holds the instruments at the timeframe */
  readonly dataset?: string | undefined;
  /** Bar length, as `1d`. @default the only one that the instruments have */
  readonly timeframe?: string | undefined;
  /** Traded together in one account. @default every instrument of the dataset at that timeframe */
  readonly instruments?: readonly string[] | undefined;
  /** First and last date, both included. @default what the data cover */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** @default as the profile says, else base */
  readonly fills?: FillContract['variant'] | undefined;
  /** False: the record is not stressed, whatever the profile says. @default as the profile says, else true */
  readonly stress?: boolean | undefined;
  /** YAML file with cash, currency, costs, sizing, limits and seed. */
  readonly profile?: string | undefined;
  /** Name to publish under. @default that of the strategy */
  readonly name?: string | undefined;
  /** Use the dataset although its audit found errors. @default false */
  readonly acceptUnfit?: boolean | undefined;
  /** Trials made elsewhere on the same data. @default 0 */
  readonly priorTrials?: number | undefined;
}

/** A backtest, and how it is made. What `RunOptions` has changes none of its numbers. */
export type BacktestOptions = BacktestRequest & RunOptions;
