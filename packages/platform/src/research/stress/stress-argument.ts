import type { StressConfig } from '@assay/contracts/schemas';
import type { FillContract } from '@assay/quant/execution';
import type { AccountSettings, PlannedSegment, StrategyReference } from '../settings.ts';

/** Argument of `stressRow`, as plain JSON. */
export interface StressArgument {
  readonly strategy: StrategyReference;
  /** The parameters each fold chose, as they were judged. */
  readonly segments: readonly PlannedSegment[];
  readonly account: AccountSettings;
  readonly contract: FillContract;
  /** Variants of it; those that the row has simulated are not simulated again. */
  readonly variants: readonly FillContract[];
  readonly periodsPerYear: number;
  readonly options: StressConfig;
  /** What is left out of the record, one at a time, by the clocks of a zone. @default its test windows */
  readonly calendarParts?: { readonly timeZone: string } | undefined;
}
