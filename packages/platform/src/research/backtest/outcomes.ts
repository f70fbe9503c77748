import type { BacktestOutcome, ContractOutcome } from '@assay/contracts/schemas';
import type { SimulationResult } from '@assay/quant/simulation';
import { contractOutcome } from '../performance/contract-outcomes.ts';
import { inCurrency } from '../performance/measure-values.ts';
import type { ResearchPlan } from '../plan.ts';
import type { EvaluatedBacktest } from './evaluate-backtest.ts';

/** What a backtest came to under each contract: its own, pessimistic, costs multiplied; buy and hold last. */
export function backtestOutcomes(
  { simulation, pessimistic, ladder, benchmark, account }: EvaluatedBacktest,
  { contract, pessimistic: worse }: Pick<ResearchPlan, 'contract' | 'pessimistic'>,
): readonly BacktestOutcome[] {
  const { periodsPerYear } = account.account;
  const of = (under: string, name: string, one: SimulationResult): BacktestOutcome =>
    shown(under, contractOutcome({ contract: name, simulation: one }, { periodsPerYear }));
  return [
    of(contract.variant, contract.name, simulation),
    ...(contract.variant === 'pessimistic' ? [] : [of('pessimistic', worse.name, pessimistic)]),
    ...ladder.map((one) => shown(`costs ×${one.costMultiple}`, one)),
    of('buy and hold', contract.name, benchmark),
  ];
}

/** Whether the net result falls with every multiple of the costs, as they rise. */
export function costsAreMonotone({ simulation, ladder }: Pick<EvaluatedBacktest, 'simulation' | 'ladder'>): boolean {
  const { equityUnits, initialUnits } = simulation;
  const own = inCurrency((equityUnits.at(-1) ?? initialUnits) - initialUnits);
  const rising = [...ladder].sort((a, b) => (a.costMultiple ?? 0) - (b.costMultiple ?? 0));
  const results = [own, ...rising.map(({ equityChange }) => equityChange ?? NaN)];
  return results.every((net, index) => index === 0 || net <= (results[index - 1] as number));
}

const FIGURES = ['totalReturn', 'sharpeRatio', 'maxDrawdown'] as const;

function shown(under: string, outcome: ContractOutcome): BacktestOutcome {
  const { contract, totalReturn, sharpeRatio, maxDrawdown = null, trades, nulls } = outcome;
  const own = FIGURES.filter((name) => nulls[name] !== undefined);
  return {
    ...{ under, contract },
    net: outcome.equityChange ?? null,
    ...{ totalReturn, sharpeRatio, maxDrawdown },
    costs: outcome.fillCosts ?? 0,
    trades,
    nulls: Object.fromEntries(own.map((name) => [name, nulls[name] as string])),
  };
}
