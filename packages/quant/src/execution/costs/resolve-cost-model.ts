import { InvalidArgumentError } from '@assay/core/errors';
import type { CommissionModel, CostModel, SlippageModel, SpreadModel } from './cost-model.ts';
import type { FeeScheduleInput } from './fee-schedule.ts';
import type { FinancingInput } from './financing/resolve-financing.ts';
import { resolveFinancing } from './financing/resolve-financing.ts';
import { NO_FINANCING } from './financing/financing-model.ts';
import { BPS_PER_UNIT, checkBps, checkKeys, checkUnits, deepFreeze } from './input-checks.ts';
import { resolveCommission } from './resolve-commission.ts';
import type { CommissionInput } from './resolve-commission.ts';
import { resolveFees } from './resolve-fees.ts';
import { resolveSlippage, resolveSpread } from './resolve-price-costs.ts';
import type { SlippageInput, SpreadInput } from './resolve-price-costs.ts';

/** The costs of trading in the short form: all proportional to notional, in basis points. */
export interface ShortCosts {
  /** Half of the quoted spread: what one crossing costs. */
  readonly halfSpreadBps: number;
  /** Price moved against the trader between decision and fill. */
  readonly slippageBps: number;
  /** Broker and exchange fees. */
  readonly commissionBps: number;
  /** Least commission of an order, in ledger units of the instrument's currency. */
  readonly minimumCommissionUnits: number;
}

/** The short form as a user states it: what is absent takes its default. */
export type ShortCostInput = { readonly [K in keyof ShortCosts]?: ShortCosts[K] | undefined };

/** The long form as a user states it: what is absent takes its default. */
export interface CostModelInput {
  /** @default half a spread of DEFAULT_SHORT_COSTS */
  readonly spread?: SpreadInput | undefined;
  /** @default the slippage of DEFAULT_SHORT_COSTS */
  readonly slippage?: SlippageInput | undefined;
  /** @default the commission of DEFAULT_SHORT_COSTS */
  readonly commission?: CommissionInput | undefined;
  /** @default none */
  readonly fees?: readonly FeeScheduleInput[] | undefined;
  /** @default NO_FINANCING */
  readonly financing?: FinancingInput | undefined;
}

/** Costs in either form. */
export type CostInput = ShortCostInput | CostModelInput;

/** Costs of a liquid instrument: 2.5 basis points of notional for each side of a trade. */
export const DEFAULT_SHORT_COSTS: ShortCosts = Object.freeze({
  halfSpreadBps: 1,
  slippageBps: 1,
  commissionBps: 0.5,
  minimumCommissionUnits: 0,
});

const SHORT_KEYS = ['halfSpreadBps', 'slippageBps', 'commissionBps', 'minimumCommissionUnits'] as const;
const LONG_KEYS = ['spread', 'slippage', 'commission', 'fees', 'financing'] as const;

/**
 * A cost model from what a user states, every part checked and filled in. A resolved model resolves to itself.
 *
 * The short form (`halfSpreadBps`, `slippageBps`, `commissionBps`, `minimumCommissionUnits`) becomes the long one with
 * three parts in basis points, no fees and no financing. The forms are not mixed.
 *
 * @returns frozen, plain JSON.
 * @throws {InvalidArgumentError} if a key is not known or a value is out of its domain; names the place, as
 * `spread.half`.
 *
 * @remarks
 * Source: this project.
 */
export function resolveCostModel(input: CostInput = {}): CostModel {
  checkKeys('', input, [...SHORT_KEYS, ...LONG_KEYS]);
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const shortKey = given.find(([key]) => (SHORT_KEYS as readonly string[]).includes(key))?.[0];
  const longKey = given.find(([key]) => (LONG_KEYS as readonly string[]).includes(key))?.[0];
  if (shortKey !== undefined && longKey !== undefined) {
    throw new InvalidArgumentError('costs', `in one form: either '${shortKey}' or '${longKey}'`, 'both');
  }
  const model = longKey === undefined ? fromShort(input as ShortCostInput) : fromLong(input as CostModelInput);
  checkTogether(model);
  return deepFreeze(model);
}

function fromShort(input: ShortCostInput): CostModel {
  const costs = { ...DEFAULT_SHORT_COSTS };
  for (const key of SHORT_KEYS) costs[key] = input[key] ?? costs[key];
  checkBps('halfSpreadBps', costs.halfSpreadBps);
  checkBps('slippageBps', costs.slippageBps);
  checkBps('commissionBps', costs.commissionBps);
  checkUnits('minimumCommissionUnits', costs.minimumCommissionUnits);
  return { ...partsOf(costs), fees: [], financing: NO_FINANCING };
}

function fromLong(input: CostModelInput): CostModel {
  const defaults = partsOf(DEFAULT_SHORT_COSTS);
  return {
    spread: input.spread === undefined ? defaults.spread : resolveSpread(input.spread),
    slippage: input.slippage === undefined ? defaults.slippage : resolveSlippage(input.slippage),
    commission: input.commission === undefined ? defaults.commission : resolveCommission(input.commission),
    fees: input.fees === undefined ? [] : resolveFees(input.fees),
    financing: input.financing === undefined ? NO_FINANCING : resolveFinancing(input.financing),
  };
}

function partsOf(costs: ShortCosts): { spread: SpreadModel; slippage: SlippageModel; commission: CommissionModel } {
  return {
    spread: { kind: 'bps', half: costs.halfSpreadBps },
    slippage: { kind: 'bps', value: costs.slippageBps },
    commission: { kind: 'bps', value: costs.commissionBps, minimumUnits: costs.minimumCommissionUnits },
  };
}

/**
 * Throws unless spread and slippage together leave a sale some of its price.
 *
 * Source: this project.
 */
export function checkTogether(model: CostModel): void {
  if (model.spread.kind !== 'bps' || model.slippage.kind !== 'bps') return;
  const moved = model.spread.half + model.slippage.value;
  if (moved < BPS_PER_UNIT) return;
  throw new InvalidArgumentError('costs', `such that spread and slippage stay below ${BPS_PER_UNIT} bps`, moved);
}
