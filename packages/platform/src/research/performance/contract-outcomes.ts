import type { ContractOutcome, PerformanceModel } from '@assay/contracts/schemas';
import { recordedTrades, returnMeasures, tradeMeasures } from '@assay/quant/analysis';
import type { Measure } from '@assay/quant/analysis';
import type { SimulationResult } from '@assay/quant/simulation';
import { inCurrency } from './measure-values.ts';
import type { OtherContract, PerformanceContext } from './performance-context.ts';

/** The record under its own contract and the others, and those that differ in costs only as a ladder. */
export function contractOutcomes(
  simulation: SimulationResult,
  context: PerformanceContext,
): Pick<PerformanceModel, 'contracts' | 'costLadder'> {
  const own = contractOutcome({ contract: context.contract, costMultiple: 1, simulation }, context);
  const others = [...(context.others ?? []).map((one) => contractOutcome(one, context)), ...(context.outcomes ?? [])];
  const steps = others.filter(({ costMultiple }) => costMultiple !== null);
  const ladder = [own, ...steps].sort((a, b) => (a.costMultiple ?? 0) - (b.costMultiple ?? 0));
  return {
    contracts: [own, ...others.filter(({ costMultiple }) => costMultiple === null)],
    costLadder: steps.length === 0 ? null : ladder,
  };
}

/** What the same decisions come to under one contract. */
export function contractOutcome(
  { contract, costMultiple, simulation }: OtherContract,
  context: Pick<PerformanceContext, 'periodsPerYear' | 'riskFreePerPeriod'>,
): ContractOutcome {
  const { periodsPerYear, riskFreePerPeriod = 0 } = context;
  const { totalReturn, sharpeRatio, meanReturn, maxDrawdown } = returnMeasures(simulation.returns, {
    periodsPerYear,
    riskFreePerPeriod,
  });
  const { costUnits, equityUnits, initialUnits } = simulation;
  const trades = tradeMeasures(recordedTrades(simulation));
  const nulls: Record<string, string> = {};
  const pick = (name: string, measure: Measure, scale: (value: number) => number = (value) => value): number | null => {
    if (Number.isFinite(measure.value)) return scale(measure.value);
    nulls[name] = measure.reason ?? 'overflow';
    return null;
  };
  return {
    costMultiple: costMultiple ?? null,
    contract,
    totalReturn: pick('totalReturn', totalReturn),
    sharpeRatio: pick('sharpeRatio', sharpeRatio),
    meanReturn: pick('meanReturn', meanReturn),
    net: pick('net', trades.netUnits, inCurrency),
    costs: pick('costs', trades.costUnits, inCurrency),
    trades: trades.nTrades,
    equityChange: inCurrency((equityUnits.at(-1) ?? initialUnits) - initialUnits),
    maxDrawdown: pick('maxDrawdown', maxDrawdown),
    fillCosts: inCurrency(costUnits.spread + costUnits.slippage + costUnits.commission + costUnits.fees),
    nulls,
  };
}
