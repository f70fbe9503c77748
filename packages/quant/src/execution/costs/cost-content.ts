import type { CommissionModel, CostModel, SlippageModel, SpreadModel } from './cost-model.ts';
import { NO_FINANCING } from './financing/financing-model.ts';
import { isFinancingFree } from './financing/roll-times.ts';
import type { ShortCosts } from './resolve-cost-model.ts';

/**
 * The content of a cost model as text for a hash: equal texts are equal models.
 *
 * A model that the short form can state gives `half|slippage|commission|minimum`, as contracts have been named from the
 * first; any other gives JSON with its keys in alphabetical order.
 *
 * @remarks
 * Source: this project.
 */
export function costContent(model: CostModel): string {
  const short = shortForm(model);
  if (short === undefined) return canonicalJson(model);
  return [short.halfSpreadBps, short.slippageBps, short.commissionBps, short.minimumCommissionUnits].join('|');
}

/**
 * The short form of a model, or undefined where it says more than that form can.
 *
 * Source: this project.
 */
export function shortForm(model: CostModel): ShortCosts | undefined {
  const { spread, slippage, commission, fees, financing } = model;
  if (spread.kind !== 'bps' || slippage.kind !== 'bps' || commission.kind !== 'bps') return undefined;
  if (commission.perOrderUnits !== undefined || commission.decimals !== undefined) return undefined;
  if (fees.length > 0 || canonicalJson(financing) !== canonicalJson(NO_FINANCING)) return undefined;
  return {
    halfSpreadBps: spread.half,
    slippageBps: slippage.value,
    commissionBps: commission.value,
    minimumCommissionUnits: commission.minimumUnits,
  };
}

/**
 * True where neither trading nor holding can cost anything. Declared interest on idle cash does not count as a cost, but
 * a fee whose rate is zero now does.
 *
 * Source: this project.
 */
export function isCostFree(model: CostModel): boolean {
  if (model.fees.length > 0 || !isFinancingFree({ ...model.financing, cashInterest: [] })) return false;
  return isSpreadFree(model.spread) && isSlippageFree(model.slippage) && isCommissionFree(model.commission);
}

function isSpreadFree(spread: SpreadModel): boolean {
  switch (spread.kind) {
    case 'bps':
    case 'ticks':
      return spread.half === 0;
    case 'quoted':
      return spread.factor === 0 && (spread.fallbackBps ?? 0) === 0;
    case 'profile':
      return spread.halfBps + spread.perVolatility + (spread.fallbackBps ?? 0) === 0;
  }
}

function isSlippageFree(slippage: SlippageModel): boolean {
  if (slippage.kind === 'bps' || slippage.kind === 'ticks') return slippage.value === 0;
  return slippage.coefficient === 0 && (slippage.fallbackBps ?? 0) === 0;
}

function isCommissionFree(commission: CommissionModel): boolean {
  if (commission.minimumUnits > 0) return false;
  switch (commission.kind) {
    case 'bps':
      return commission.value + (commission.perOrderUnits ?? 0) === 0;
    case 'per-share':
      return commission.perShare === 0;
    case 'per-contract':
      return commission.perContract === 0;
    case 'tiered':
      return commission.tiers.every((tier) => tier.perUnit === 0);
    case 'maker-taker':
      return commission.makerBps + commission.takerBps === 0;
  }
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, held]) => held !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, held]) => `${JSON.stringify(key)}:${canonicalJson(held)}`).join(',')}}`;
}
