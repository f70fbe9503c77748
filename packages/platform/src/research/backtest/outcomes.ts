import type { BacktestOutcome } from '@assay/contracts/schemas';
import { measureTable, returnMeasures } from '@assay/quant/analysis';
import { LEDGER_UNITS_PER_CURRENCY_UNIT } from '@assay/quant/market';
import type { SimulationResult } from '@assay/quant/simulation';
import type { ResearchPlan } from '../plan.ts';
import type { EvaluatedBacktest } from './evaluate-backtest.ts';

/** What a backtest came to under each contract: its own, pessimistic, costs multiplied; buy and hold last. */
export function backtestOutcomes(
  { simulation, pessimistic, stressed, benchmark, account }: EvaluatedBacktest,
  { contract, pessimistic: worse }: Pick<ResearchPlan, 'contract' | 'pessimistic'>,
): readonly BacktestOutcome[] {
  const { periodsPerYear } = account.account;
  const of = (under: string, name: string, one: SimulationResult): BacktestOutcome =>
    outcomeOf(one, { under, contract: name, periodsPerYear });
  return [
    of(contract.variant, contract.name, simulation),
    ...(contract.variant === 'pessimistic' ? [] : [of('pessimistic', worse.name, pessimistic)]),
    ...stressed.map((one) => of(`costs ×${one.costMultiple}`, one.contract.name, one.simulation)),
    of('buy and hold', contract.name, benchmark),
  ];
}

/** Whether the net result falls with every multiple of the costs. */
export function costsAreMonotone({
  simulation,
  stressed,
}: Pick<EvaluatedBacktest, 'simulation' | 'stressed'>): boolean {
  const results = [simulation, ...stressed.map((one) => one.simulation)].map(netUnits);
  return results.every((net, index) => index === 0 || net <= (results[index - 1] as number));
}

function outcomeOf(
  simulation: SimulationResult,
  {
    under,
    contract,
    periodsPerYear,
  }: Pick<BacktestOutcome, 'under' | 'contract'> & { readonly periodsPerYear: number },
): BacktestOutcome {
  const measures = returnMeasures(simulation.returns, { periodsPerYear, riskFreePerPeriod: 0 });
  const { totalReturn, sharpeRatio, maxDrawdown } = measures;
  const { metrics, nulls } = measureTable({ totalReturn, sharpeRatio, maxDrawdown });
  const { spread, slippage, commission, fees } = simulation.costUnits;
  return {
    ...{ under, contract },
    net: netUnits(simulation) / LEDGER_UNITS_PER_CURRENCY_UNIT,
    ...(metrics as Pick<BacktestOutcome, 'totalReturn' | 'sharpeRatio' | 'maxDrawdown'>),
    costs: (spread + slippage + commission + fees) / LEDGER_UNITS_PER_CURRENCY_UNIT,
    trades: simulation.trades.length,
    nulls: { ...nulls },
  };
}

function netUnits({ equityUnits, initialUnits }: SimulationResult): number {
  return (equityUnits.at(-1) ?? initialUnits) - initialUnits;
}
