import type { EpochMs } from '@assay/core/time';
import type { FillContract } from '../../execution/index.ts';
import type { BarSeries, QuoteSeries, RecordTable } from '../../market/index.ts';
import type { Fill } from '../../orders/index.ts';
import type { SimulationResult } from '../../simulation/index.ts';
import type { FoundExcursion } from './excursions.ts';
import type { FillMoment } from './fill-moments.ts';
import type { FoundTransaction, RateAt } from './money-book.ts';
import type { FoundFill, FoundTrade } from './open-lots.ts';
import type { KnownLevels, ReferencePrice } from './reference-price.ts';

/** What an account is gone through with. */
export interface RecomputeInput {
  /** In the order of the record's instruments. */
  readonly series: readonly BarSeries[];
  readonly actions: readonly RecordTable[];
  readonly quotes?: readonly QuoteSeries[] | undefined;
  readonly rateAt: RateAt;
  readonly contract: FillContract;
  /** Currency of the account. */
  readonly currency: string;
  readonly record: SimulationResult;
  /** Closes at which everything that is held is closed because a stretch of the record ends flat. @default the last row */
  readonly flatAt?: readonly number[] | undefined;
  /** Levels of the order behind a fill, where decisions show them; `entryTicks` is what its position began at. @default none */
  readonly levelsOf?: ((fill: Fill) => KnownLevels | undefined) | undefined;
}

/** Cash that came or went beside fills, with how it was worked out. */
export interface FoundIncome {
  readonly kind: string;
  readonly time: EpochMs;
  /** Empty where it concerns the account. */
  readonly instrument: string;
  readonly currency: string;
  readonly lots: number;
  readonly units: number;
  readonly arithmetic: string;
}

/** A fill that was found, with where its price came from. */
export interface ExplainedFill extends FoundFill {
  readonly price: ReferencePrice;
  readonly moment: FillMoment;
}

/** A trade that was found, with its parts and extremes in the account's currency. */
export interface ExplainedTrade extends FoundTrade {
  /** In the account's currency, in the order price, spread, slippage, commission, fees, dividends, financing, fx, rounding. */
  readonly attribution: Readonly<Record<(typeof PARTS)[number], number>>;
  readonly excursion: FoundExcursion;
}

/** What was found. */
export interface RecomputedAccount {
  /** By the fill's id. */
  readonly fills: ReadonlyMap<number, ExplainedFill>;
  readonly trades: readonly ExplainedTrade[];
  readonly transactions: readonly FoundTransaction[];
  readonly income: readonly FoundIncome[];
  /** One for each row of the record. */
  readonly equityUnits: Float64Array;
  /** What was taken as recorded, a sentence each. */
  readonly taken: readonly string[];
  /** What could not be found at all, a sentence each. */
  readonly missing: readonly string[];
}

/** Parts of a trade's attribution in their order. */
export const PARTS = [
  'price',
  'spread',
  'slippage',
  'commission',
  'fees',
  'dividends',
  'financing',
  'fx',
  'rounding',
] as const;
