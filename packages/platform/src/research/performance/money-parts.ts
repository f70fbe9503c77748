import type { MoneyPart, PerformanceModel } from '@assay/contracts/schemas';
import { tradeMeasures } from '@assay/quant/analysis';
import type { TradeInput } from '@assay/quant/analysis';
import { ATTRIBUTION_PARTS } from '@assay/quant/simulation';
import type { SimulationResult } from '@assay/quant/simulation';
import { inCurrency, moneyOrNull } from './measure-values.ts';

/** Costs, income and attribution, in account currency. */
export function moneyParts(
  simulation: SimulationResult,
  trades: TradeInput,
): Pick<PerformanceModel, 'gross' | 'costs' | 'income' | 'attribution'> {
  const { costUnits, incomeUnits, attribution } = simulation;
  const gross = moneyOrNull(tradeMeasures(trades.trades).grossUnits);
  const part = (kind: string, units: number): MoneyPart => {
    const amount = inCurrency(units);
    return { kind, amount, shareOfGross: gross !== null && gross > 0 ? amount / gross : null };
  };
  const { spread, slippage, commission, fees } = costUnits;
  return {
    gross,
    costs: Object.entries({ spread, slippage, commission, fees }).map(([kind, units]) => part(kind, units)),
    income: [...Object.entries(incomeUnits), ['fx', attribution.fx] as const].map(([kind, units]) => part(kind, units)),
    attribution: ATTRIBUTION_PARTS.map((name) => ({ part: name, amount: inCurrency(attribution[name]) })),
  };
}
