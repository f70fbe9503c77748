import type { SimulationResult } from '../simulation/index.ts';
import type { CapacityFacts, CapacityInput } from './capacity.ts';
import { capacityFacts } from './capacity.ts';
import type { ExposureHistory } from './exposure.ts';
import { once } from './lazy.ts';
import { orderMeasures } from './order-measures.ts';
import type { OrderMeasures } from './order-measures.ts';
import { exposureFacts } from './exposure-facts.ts';
import type { ExposureFacts } from './exposure-facts.ts';
import { periodFacts } from './periods/facts.ts';
import type { PeriodFacts, PeriodInput } from './periods/facts.ts';
import { tradeFacts } from './trades/facts.ts';
import type { TradeFacts, TradeInput } from './trades/facts.ts';

/** What trading cost an account, in ledger units of its currency. */
export interface CostInput {
  /** All costs of all fills and days, ≥ 0. */
  readonly totalUnits: number;
  /** shape (p,): equity at each close. */
  readonly equityUnits: Float64Array;
}

/** Everything that can be measured of a strategy's record. What is not given makes its measures undefined, with the reason. */
export interface AnalysisInput {
  readonly periods: PeriodInput;
  readonly exposure?: ExposureHistory | undefined;
  readonly trades?: TradeInput | undefined;
  readonly orders?: Pick<SimulationResult, 'fills' | 'refusals'> | undefined;
  readonly costs?: CostInput | undefined;
  readonly capacity?: CapacityInput | undefined;
}

/** The input with what several measures share, each computed when first asked for. */
export interface AnalysisFacts {
  readonly periods: PeriodFacts;
  readonly exposure?: ExposureFacts | undefined;
  readonly trades?: TradeFacts | undefined;
  readonly orders?: (() => OrderMeasures) | undefined;
  readonly costs?: CostInput | undefined;
  readonly capacity?: (() => CapacityFacts) | undefined;
}

/**
 * Facts that the measures of a record share.
 *
 * @throws {InvalidArgumentError} if an option is out of its domain or columns do not fit each other.
 *
 * @remarks
 * Source: this project.
 */
export function analysisFacts(input: AnalysisInput): AnalysisFacts {
  const { exposure, trades, orders, costs, capacity } = input;
  return {
    periods: periodFacts(input.periods),
    exposure: exposure && exposureFacts(exposure, input.periods.periodsPerYear),
    trades: trades && tradeFacts(trades),
    orders: orders && once(() => orderMeasures(orders)),
    costs,
    capacity: capacity && once(() => capacityFacts(capacity)),
  };
}
