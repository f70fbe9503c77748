import type { ContractOutcome } from '@assay/contracts/schemas';
import { defined, returnMeasures, undefinedBecause } from '@assay/quant/analysis';
import type { Measure, UndefinedReason } from '@assay/quant/analysis';
import type { StressedCosts, StressEvidence } from '@assay/quant/evidence';
import type { SimulationResult } from '@assay/quant/simulation';
import type { PlannedAccount } from '../plan.ts';
import type { RowStress } from './stress-row.ts';

/** What was computed of a row beside its stress. */
interface StressedRecord {
  /** Undefined where stress is off. */
  readonly stress: RowStress | undefined;
  readonly simulation: Pick<SimulationResult, 'returns'>;
  readonly account: { readonly account: Pick<PlannedAccount, 'periodsPerYear'> };
  /** What the row comes to at multiples of its costs. */
  readonly ladder: readonly ContractOutcome[];
}

/** A stress with its multiples of costs, which have a step of their own: 1 is the record itself. */
export function stressOf({ stress, simulation, account, ladder }: StressedRecord): StressEvidence | undefined {
  if (stress === undefined) return undefined;
  const { stretches, ...figures } = stress;
  void stretches;
  const { periodsPerYear } = account.account;
  const record = { returns: simulation.returns, periodsPerYear };
  return { ...figures, costs: stress.state === 'done' ? [ownCosts(record), ...ladder.flatMap(atMultiple)] : [] };
}

function ownCosts(record: { readonly returns: Float64Array; readonly periodsPerYear: number }): StressedCosts {
  const { periodsPerYear, returns } = record;
  const { totalReturn, meanReturn, sharpeRatio } = returnMeasures(returns, { periodsPerYear, riskFreePerPeriod: 0 });
  return { multiple: 1, totalReturn, meanReturn, sharpe: sharpeRatio };
}

function atMultiple({ costMultiple, nulls, ...outcome }: ContractOutcome): StressedCosts[] {
  if (costMultiple === null) return [];
  const measure = (name: 'totalReturn' | 'meanReturn' | 'sharpeRatio'): Measure => {
    const value = outcome[name] ?? null;
    return value === null
      ? undefinedBecause((nulls[name] as UndefinedReason | undefined) ?? 'overflow')
      : defined(value);
  };
  const [totalReturn, meanReturn, sharpe] = [measure('totalReturn'), measure('meanReturn'), measure('sharpeRatio')];
  return [{ multiple: costMultiple, totalReturn, meanReturn, sharpe }];
}
