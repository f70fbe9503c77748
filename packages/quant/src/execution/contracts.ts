import { checkInteger, checkOneOf } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { describeContract } from './describe-contract.ts';
import type { CostModel, FillContract, FillVariant } from './fill-contract.ts';

/** The parts of a fill contract that may differ from a shipped variant. */
export interface FillContractOverrides {
  /**
   * Costs as a user states them, before the variant's factor (pessimistic × 2, optimistic × 0.5) is applied.
   *
   * @default DEFAULT_COSTS
   */
  readonly costs?: Partial<CostModel> | undefined;
  readonly latencyMs?: number | undefined;
  readonly degenerateOpen?: FillContract['degenerateOpen'] | undefined;
  readonly bothTouched?: FillContract['bothTouched'] | undefined;
  readonly targetFill?: FillContract['targetFill'] | undefined;
  readonly gapThroughStop?: FillContract['gapThroughStop'] | undefined;
}

type Rules = Omit<FillContract, 'name' | 'description' | 'variant' | 'costs'>;

/** Costs of a liquid instrument: 2.5 basis points of notional for each side of a trade. */
export const DEFAULT_COSTS: CostModel = Object.freeze({
  halfSpreadBps: 1,
  slippageBps: 1,
  commissionBps: 0.5,
  minimumCommissionUnits: 0,
});

const VERSION = 1;
const BPS_PER_UNIT = 10_000;

const BASE_RULES: Rules = {
  latencyMs: 1,
  degenerateOpen: 'next-close',
  bothTouched: 'stop-first',
  targetFill: 'touch',
  gapThroughStop: 'open',
};

const RULES: Readonly<Record<FillVariant, Rules>> = {
  base: BASE_RULES,
  pessimistic: { ...BASE_RULES, targetFill: 'through', gapThroughStop: 'worst-of-bar' },
  optimistic: { ...BASE_RULES, bothTouched: 'target-first' },
};

const COST_FACTORS: Readonly<Record<FillVariant, number>> = { base: 1, pessimistic: 2, optimistic: 0.5 };

/**
 * The `base` contract: next open, stop before target, a target fills when touched, a gap through the stop at the open.
 *
 * @throws {InvalidArgumentError} if an override is out of its domain.
 *
 * @remarks
 * Source: this project.
 */
export function baseContract(overrides: FillContractOverrides = {}): FillContract {
  return fillContract('base', overrides);
}

/**
 * The `pessimistic` contract: twice the costs, a target only when traded through, a gap through the stop at the bar's
 * worst price.
 *
 * @throws {InvalidArgumentError} if an override is out of its domain.
 *
 * @remarks
 * Source: this project.
 */
export function pessimisticContract(overrides: FillContractOverrides = {}): FillContract {
  return fillContract('pessimistic', overrides);
}

/**
 * The `optimistic` contract: half the costs, target before stop.
 *
 * @throws {InvalidArgumentError} if an override is out of its domain.
 *
 * @remarks
 * Source: this project.
 */
export function optimisticContract(overrides: FillContractOverrides = {}): FillContract {
  return fillContract('optimistic', overrides);
}

/**
 * A shipped variant with overrides. The name identifies the content: `base/1` is the variant as shipped,
 * `base/1+cost-free` the same without any cost, `base/1+9f3c01d2` one that differs in some other way.
 *
 * @throws {InvalidArgumentError} if an override is out of its domain.
 *
 * @remarks
 * Source: this project.
 */
export function fillContract(variant: FillVariant, overrides: FillContractOverrides = {}): FillContract {
  checkOneOf('variant', variant, Object.keys(RULES));
  const costs = scaledCosts({ ...DEFAULT_COSTS, ...defined(overrides.costs ?? {}) }, COST_FACTORS[variant]);
  const rules = resolveRules(variant, overrides);
  const shippedCosts = scaledCosts(DEFAULT_COSTS, COST_FACTORS[variant]);
  const isCostFree = contentOf(costs, rules) === contentOf(NO_COSTS, rules);
  const shipped = contentOf(isCostFree ? NO_COSTS : shippedCosts, RULES[variant]);
  const content = contentOf(costs, rules);
  const suffix = content === shipped ? '' : `+${contentHash(content)}`;
  const unnamed = { variant, ...rules, costs };
  return Object.freeze({
    name: `${variant}/${VERSION}${isCostFree ? '+cost-free' : ''}${suffix}`,
    description: describeContract(unnamed),
    ...unnamed,
  });
}

const NO_COSTS: CostModel = { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0, minimumCommissionUnits: 0 };

function resolveRules(variant: FillVariant, overrides: FillContractOverrides): Rules {
  const { latencyMs, degenerateOpen, bothTouched, targetFill, gapThroughStop } = overrides;
  const changed = defined({ latencyMs, degenerateOpen, bothTouched, targetFill, gapThroughStop });
  const rules: Rules = { ...RULES[variant], ...changed };
  checkInteger('latencyMs', rules.latencyMs, 1);
  checkOneOf('degenerateOpen', rules.degenerateOpen, ['next-close', 'refuse', 'accept']);
  checkOneOf('bothTouched', rules.bothTouched, ['stop-first', 'target-first']);
  checkOneOf('targetFill', rules.targetFill, ['touch', 'through']);
  checkOneOf('gapThroughStop', rules.gapThroughStop, ['open', 'worst-of-bar']);
  return rules;
}

function scaledCosts(costs: CostModel, factor: number): CostModel {
  for (const name of ['halfSpreadBps', 'slippageBps', 'commissionBps'] as const) {
    if (!(costs[name] >= 0 && costs[name] < BPS_PER_UNIT)) {
      throw new InvalidArgumentError(name, `>= 0 and below ${BPS_PER_UNIT}`, costs[name]);
    }
  }
  checkInteger('minimumCommissionUnits', costs.minimumCommissionUnits, 0);
  const scaled = {
    halfSpreadBps: costs.halfSpreadBps * factor,
    slippageBps: costs.slippageBps * factor,
    commissionBps: costs.commissionBps * factor,
    minimumCommissionUnits: Math.ceil(costs.minimumCommissionUnits * factor),
  };
  const moved = scaled.halfSpreadBps + scaled.slippageBps;
  if (moved >= BPS_PER_UNIT) {
    throw new InvalidArgumentError('costs', `such that spread and slippage stay below ${BPS_PER_UNIT} bps`, moved);
  }
  return Object.freeze(scaled);
}

/** The entries of an options object that are given. */
function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function contentOf(costs: CostModel, rules: Rules): string {
  const { halfSpreadBps, slippageBps, commissionBps, minimumCommissionUnits } = costs;
  const { latencyMs, degenerateOpen, bothTouched, targetFill, gapThroughStop } = rules;
  const numbers = [halfSpreadBps, slippageBps, commissionBps, minimumCommissionUnits, latencyMs];
  return [...numbers, degenerateOpen, bothTouched, targetFill, gapThroughStop].join('|');
}

/** FNV-1a with 32 bits, as eight hexadecimal digits. */
function contentHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
