import type { SimulationResult } from '../../simulation/index.ts';
import { exposureMatchedExcess } from '../exposure.ts';
import type { AnalysisInput } from '../facts.ts';
import { capacityInput } from './capacity-input.ts';
import type { RecordContext } from './record-context.ts';
import { tradeInput } from './trade-input.ts';

/**
 * A simulation as everything that can be measured of it: returns, benchmark, holdings, trades with excursions and initial risk, orders,
 * costs, and what a capacity needs. Money in ledger units of the account's currency.
 *
 * @param simulation - a finished one.
 * @param context - what it did not record itself; what is missing there makes its measures undefined, and nothing else does.
 * @throws {InvalidArgumentError} if a column of the context does not fit, or an option is out of its domain.
 *
 * @remarks
 * Causal: not causal: a measure is of a finished record.
 * Cost: O(periods · instruments + bars + trades) time.
 * Source: this project.
 */
export function analysisInput(simulation: SimulationResult, context: RecordContext): AnalysisInput {
  const { returns, costUnits, equityUnits } = simulation;
  const { periodsPerYear, riskFreePerPeriod } = context;
  return {
    periods: {
      returns,
      benchmark: context.benchmark ?? exposureMatchedExcess(simulation).benchmark,
      periodsPerYear,
      riskFreePerPeriod,
    },
    exposure: simulation,
    trades: tradeInput(simulation, context),
    orders: simulation,
    costs: {
      totalUnits: costUnits.spread + costUnits.slippage + costUnits.commission + costUnits.fees,
      equityUnits,
    },
    capacity: capacityInput(simulation, context),
  };
}
