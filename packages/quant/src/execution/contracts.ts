import { checkInteger, checkOneOf } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { contractName } from './contract-name.ts';
import type { ContractRules } from './contract-name.ts';
import { isCostFree } from './costs/cost-content.ts';
import { DEFAULT_SHORT_COSTS, resolveCostModel } from './costs/resolve-cost-model.ts';
import type { CostInput, ShortCosts } from './costs/resolve-cost-model.ts';
import { scaleCosts } from './costs/scale-costs.ts';
import { describeContract } from './describe-contract.ts';
import type { FillContract, FillVariant } from './fill-contract.ts';
import { checkQuoteRules, DEFAULT_QUOTE_RULES } from './quote-rules.ts';
import type { QuoteRules } from './quote-rules.ts';

/** The parts of a fill contract that may differ from a shipped variant. */
export interface FillContractOverrides {
  /**
   * Costs as a user states them, before the variant's factor (pessimistic × 2, optimistic × 0.5) is applied: the short form
   * in basis points, or a cost model part by part.
   *
   * @default DEFAULT_COSTS
   */
  readonly costs?: CostInput | undefined;
  readonly latencyMs?: number | undefined;
  readonly marketFill?: FillContract['marketFill'] | undefined;
  readonly quoteSize?: FillContract['quoteSize'] | undefined;
  readonly marginCheck?: FillContract['marginCheck'] | undefined;
  readonly degenerateOpen?: FillContract['degenerateOpen'] | undefined;
  readonly intrabarPath?: FillContract['intrabarPath'] | undefined;
  readonly limitFill?: FillContract['limitFill'] | undefined;
  readonly gapThroughStop?: FillContract['gapThroughStop'] | undefined;
  readonly gapThroughLimit?: FillContract['gapThroughLimit'] | undefined;
  readonly entryBarExits?: FillContract['entryBarExits'] | undefined;
  readonly volumeShare?: number | undefined;
  readonly noVolume?: FillContract['noVolume'] | undefined;
  readonly quotes?: Partial<QuoteRules> | undefined;
  readonly marks?: FillContract['marks'] | undefined;
  /** Another name for `intrabarPath`: `stop-first` is `against`, `target-first` is `for`. */
  readonly bothTouched?: 'stop-first' | 'target-first' | undefined;
  /** Another name for `limitFill`. */
  readonly targetFill?: FillContract['limitFill'] | undefined;
}

/** Costs of a liquid instrument: 2.5 basis points of notional for each side of a trade. */
export const DEFAULT_COSTS: ShortCosts = DEFAULT_SHORT_COSTS;

const BASE_RULES: ContractRules = {
  latencyMs: 1,
  degenerateOpen: 'next-close',
  intrabarPath: 'against',
  limitFill: 'touch',
  gapThroughStop: 'open',
  gapThroughLimit: 'open',
  entryBarExits: 'work',
  volumeShare: undefined,
  noVolume: 'fill',
  quotes: DEFAULT_QUOTE_RULES,
  marks: 'liquidation',
  marketFill: 'next-open',
  quoteSize: 'partial',
  marginCheck: 'worst-of-each',
};

const RULES: Readonly<Record<FillVariant, ContractRules>> = {
  base: BASE_RULES,
  pessimistic: { ...BASE_RULES, limitFill: 'through', gapThroughStop: 'worst-of-bar', marginCheck: 'worst-together' },
  optimistic: { ...BASE_RULES, intrabarPath: 'for', marginCheck: 'close' },
};

const COST_FACTORS: Readonly<Record<FillVariant, number>> = { base: 1, pessimistic: 2, optimistic: 0.5 };

/**
 * The `base` contract: next open, the path against the account, a limit fills when touched, a gap through a stop at the open.
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
 * The `pessimistic` contract: twice the costs, a limit only when traded through, a gap through a stop at the bar's worst
 * price.
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
 * The `optimistic` contract: half the costs, the path for the account.
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
  const costs = scaleCosts(resolveCostModel(overrides.costs), COST_FACTORS[variant]);
  return named(variant, resolveRules(variant, overrides), costs);
}

/**
 * A contract with its costs multiplied by a factor, and its variant and every other rule as they are.
 *
 * Fees by law or venue stay as they are: see `scaleCosts`.
 *
 * @param factor - ≥ 0.
 * @returns the contract itself in all but its costs and its name, which is that of its content.
 * @throws {InvalidArgumentError} if the factor is out of its domain, or a sale would leave nothing of the price.
 *
 * @remarks
 * Source: this project.
 */
export function stressedContract(contract: FillContract, factor: number): FillContract {
  const { variant, costs } = contract;
  return named(variant, resolveRules(variant, contract), scaleCosts(costs, factor));
}

function named(variant: FillVariant, rules: ContractRules, costs: FillContract['costs']): FillContract {
  const factor = COST_FACTORS[variant];
  const shippedCosts = isCostFree(costs) ? costs : scaleCosts(resolveCostModel(), factor);
  const shipped = { costs: shippedCosts, rules: RULES[variant] };
  const unnamed = { variant, ...rules, costs };
  return Object.freeze({
    name: contractName(variant, { costs, rules }, shipped),
    description: describeContract(unnamed),
    ...unnamed,
  });
}

function resolveRules(variant: FillVariant, overrides: FillContractOverrides): ContractRules {
  const { bothTouched, targetFill, quotes, marketFill, quoteSize, marginCheck } = overrides;
  const { latencyMs, degenerateOpen, intrabarPath, limitFill, entryBarExits } = overrides;
  const { gapThroughStop, gapThroughLimit, volumeShare, noVolume, marks } = overrides;
  const fills = { latencyMs, degenerateOpen, intrabarPath, limitFill, entryBarExits, gapThroughStop, gapThroughLimit };
  const given = { ...fills, volumeShare, noVolume, marks, marketFill, quoteSize, marginCheck };
  const aliases = { intrabarPath: pathOf(bothTouched), limitFill: targetFill };
  const shipped = RULES[variant];
  const changed = { ...defined(aliases), ...defined(given) };
  const rules: ContractRules = {
    ...shipped,
    ...changed,
    quotes: Object.freeze({ ...shipped.quotes, ...defined(quotes ?? {}) }),
  };
  checkInteger('latencyMs', rules.latencyMs, 1);
  checkOneOf('degenerateOpen', rules.degenerateOpen, ['next-close', 'refuse', 'accept']);
  checkOneOf('intrabarPath', rules.intrabarPath, ['against', 'for', 'nearest', 'high-first', 'low-first']);
  checkOneOf('limitFill', rules.limitFill, ['touch', 'through']);
  checkOneOf('gapThroughStop', rules.gapThroughStop, ['open', 'worst-of-bar', 'level']);
  checkOneOf('gapThroughLimit', rules.gapThroughLimit, ['open', 'level']);
  checkOneOf('entryBarExits', rules.entryBarExits, ['work', 'wait', 'unambiguous']);
  checkOneOf('noVolume', rules.noVolume, ['fill', 'refuse']);
  checkOneOf('marks', rules.marks, ['liquidation', 'mid']);
  checkOneOf('marketFill', rules.marketFill, ['next-open', 'next-quote']);
  checkOneOf('quoteSize', rules.quoteSize, ['partial', 'refuse']);
  checkOneOf('marginCheck', rules.marginCheck, ['worst-of-each', 'worst-together', 'close']);
  checkQuoteRules(rules.quotes);
  if (volumeShare !== undefined && !(volumeShare > 0 && volumeShare <= 1)) {
    throw new InvalidArgumentError('volumeShare', '> 0 and at most 1', volumeShare);
  }
  return rules;
}

function pathOf(bothTouched: FillContractOverrides['bothTouched']): FillContract['intrabarPath'] | undefined {
  if (bothTouched === undefined) return undefined;
  checkOneOf('bothTouched', bothTouched, ['stop-first', 'target-first']);
  return bothTouched === 'stop-first' ? 'against' : 'for';
}

/** The entries of an options object that are given. */
function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
