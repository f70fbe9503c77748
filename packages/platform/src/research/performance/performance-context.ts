import type { ContractOutcome } from '@assay/contracts/schemas';
import type { BarSeries, Currency } from '@assay/quant/market';
import type { CurrencyConversion, SimulationResult } from '@assay/quant/simulation';

/** The same decisions under another fill contract. */
export interface OtherContract {
  readonly contract: string;
  /** What the broker and the market take as a multiple of the own contract's; undefined for one that differs in more. */
  readonly costMultiple?: number | undefined;
  readonly simulation: SimulationResult;
}

/** What a performance model needs beside the simulation. */
export interface PerformanceContext {
  /** Name of the fill contract. */
  readonly contract: string;
  /** Currency of the account. */
  readonly currency: Currency;
  readonly periodsPerYear: number;
  /** Simple return of idle money per period. @default 0 */
  readonly riskFreePerPeriod?: number | undefined;
  /** The bars that were simulated, in the order of the simulation's instruments; adjusted for splits where there were any. */
  readonly series: readonly BarSeries[];
  /** IANA name of the zone that years, weekdays and hours are read in. */
  readonly timeZone: string;
  readonly conversion?: CurrencyConversion | undefined;
  /** What the strategy is compared with, over the same periods. @default buy and hold of its own average exposure */
  readonly benchmark?: SimulationResult | undefined;
  /**
   * shape (trades,): loss at the first stop in ledger units of the account's currency; NaN without a stop.
   * @default what the simulation has recorded
   */
  readonly initialRiskUnits?: Float64Array | undefined;
  /** shape (p,): regime of each period; null or undefined where there is none. @default no breakdown by regime */
  readonly regimes?: readonly (string | null | undefined)[] | undefined;
  /** shape (trades,): which member of a combination made the trade. @default those that the simulation has recorded */
  readonly members?: readonly (string | null | undefined)[] | undefined;
  /** Simulations under other contracts, with other costs among them. @default none */
  readonly others?: readonly OtherContract[] | undefined;
  /** Outcomes under other contracts that were simulated elsewhere. @default none */
  readonly outcomes?: readonly ContractOutcome[] | undefined;
}
