import { analyse, MEASURES } from '@assay/quant/analysis';
import type { AnalysisInput } from '@assay/quant/analysis';
import { LEDGER_UNITS_PER_CURRENCY_UNIT } from '@assay/quant/market';
import type { SimulationResult } from '@assay/quant/simulation';

/** One measure as measures.json holds it: money in account currency; a null with its reason. */
export interface MeasureEntry {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly value: number | null;
  readonly reason: string | null;
}

/** Every measure of one simulated record. */
export function measuresOf(
  simulation: SimulationResult,
  context: { readonly periodsPerYear: number; readonly benchmark: SimulationResult },
): readonly MeasureEntry[] {
  const found = analyse(inputOf(simulation, context));
  return MEASURES.map(({ id, name, unit }) => {
    const { value, reason = null } = found[id] ?? { value: NaN, reason: 'overflow' };
    const isMoney = unit === 'ledger units';
    return {
      ...{ id, name, unit: isMoney ? 'account currency' : unit },
      value: Number.isFinite(value) ? value / (isMoney ? LEDGER_UNITS_PER_CURRENCY_UNIT : 1) : null,
      reason,
    };
  });
}

function inputOf(
  simulation: SimulationResult,
  { periodsPerYear, benchmark }: { readonly periodsPerYear: number; readonly benchmark: SimulationResult },
): AnalysisInput {
  const { returns, trades, equityUnits, costUnits, tradeColumns } = simulation;
  const { spread, slippage, commission, fees } = costUnits;
  const { adverseUnits, favourableUnits } = tradeColumns;
  return {
    periods: { returns, benchmark: benchmark.returns, periodsPerYear, riskFreePerPeriod: 0 },
    exposure: simulation,
    trades: { trades, adverseUnits, favourableUnits },
    orders: simulation,
    costs: { totalUnits: spread + slippage + commission + fees, equityUnits },
  };
}
