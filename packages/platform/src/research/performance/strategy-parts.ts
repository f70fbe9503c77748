import type { PerformanceModel } from '@assay/contracts/schemas';
import type { SimulationResult } from '@assay/quant/simulation';
import { inCurrency } from './measure-values.ts';

/** What each strategy of an account came to, in account currency; nothing where one strategy has the account for itself. */
export function strategyParts({ members }: Pick<SimulationResult, 'members'>): Pick<PerformanceModel, 'strategies'> {
  if (members === undefined) return {};
  const parts = members.strategies.map(({ name, fills, closings, netUnits, ...units }) => ({
    ...{ name, fills, closings, price: inCurrency(units.price) },
    costs: inCurrency(units.spread + units.slippage + units.commission + units.fees),
    income: inCurrency(units.dividends + units.financing),
    net: inCurrency(netUnits),
  }));
  return { strategies: { parts, other: inCurrency(members.otherUnits) } };
}

/** Per fill: the strategy whose lots alone it changed; undefined where that is none or several. */
export function fillMembers({ members }: Pick<SimulationResult, 'members'>): readonly (string | undefined)[] {
  return (members?.fillOwners ?? []).map((owner) => members?.strategies[owner]?.name);
}

/** Per trade: the strategy that alone made its entry, `several` where that is not one; undefined without strategies. */
export function tradeMembers(
  simulation: Pick<SimulationResult, 'members' | 'trades'>,
): readonly (string | undefined)[] | undefined {
  if (simulation.members === undefined) return undefined;
  const ofFill = fillMembers(simulation);
  return simulation.trades.map(({ entryFillId }) => ofFill[entryFillId] ?? 'several');
}
