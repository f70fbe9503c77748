import type { SimulationConfig } from '@assay/contracts/schemas';
import { MS_PER_SECOND } from '@assay/core/time';
import { fillContract } from '@assay/quant/execution';
import type { FillContract, FillContractOverrides } from '@assay/quant/execution';
import type { CalendarId, Currency } from '@assay/quant/market';
import type { AccountModel, BreakerSpec, Cap, RiskLimits, SizingPolicy } from '@assay/quant/risk';
import { accountModel, mostExposure } from './simulation-account.ts';
import { costInput } from './simulation-costs.ts';
import { breakerOf, capOf } from './simulation-risk.ts';

/** What an account is allowed, as plain JSON: parts that are not stated are absent. */
export interface SimulationAccount {
  readonly currency: Currency;
  /** In currency units. */
  readonly cash: number;
  readonly sizing: SizingPolicy;
  readonly limits: RiskLimits;
  /** Absent where it is unlimited. */
  readonly model?: AccountModel;
  /** Absent where neither caps nor breakers are stated; series from outside come with the bars. */
  readonly risk?: {
    readonly caps: readonly Cap[];
    readonly breakers: readonly BreakerSpec[];
    readonly calendar?: CalendarId;
  };
}

/** What a config says of simulations. */
export interface SimulationSettings {
  /** The contract of the run. */
  readonly contract: FillContract;
  /** The same under pessimistic fills, which verdicts are compared with. */
  readonly pessimistic: FillContract;
  readonly account: SimulationAccount;
}

/**
 * What `simulate` needs, from a parsed config: the fill contract with its costs, and the account with its sizing, limits,
 * caps and breakers. Depends on the config alone.
 *
 * @throws {InvalidArgumentError} if a part is out of its domain; `simulationProblems` lists all of them before.
 */
export function simulationSettings(config: SimulationConfig): SimulationSettings {
  return {
    contract: contractOf(config, config.fills),
    pessimistic: contractOf(config, 'pessimistic'),
    account: accountOf(config),
  };
}

function accountOf(config: SimulationConfig): SimulationAccount {
  const { currency, cash, account, sizing, maxGrossExposure, risk } = config;
  const { caps, breakers, calendar } = risk;
  const isRuled = caps.length > 0 || breakers.length > 0;
  const rules = { caps: caps.map(capOf), breakers: breakers.map(breakerOf) };
  return {
    ...{ currency, cash, sizing },
    limits: { maxGrossExposure: maxGrossExposure ?? mostExposure(account) },
    ...(account.kind === 'unlimited' ? {} : { model: accountModel(account) }),
    ...(isRuled ? { risk: { ...rules, ...(calendar === undefined ? {} : { calendar }) } } : {}),
  };
}

/** The contract of a config under one of the shipped variants. */
export function contractOf(config: SimulationConfig, variant: FillContract['variant']): FillContract {
  const { contract, costs, degenerateOpen } = config;
  const { quotes, ...rules } = contract;
  const stated = quotes === undefined ? {} : { quotes: quoteRules(quotes) };
  return fillContract(variant, { ...rules, ...stated, degenerateOpen, costs: costInput(costs) });
}

function quoteRules({
  staleSeconds,
  maxSpreadFraction,
}: NonNullable<SimulationConfig['contract']['quotes']>): FillContractOverrides['quotes'] {
  return {
    ...(staleSeconds === undefined ? {} : { staleMs: Math.round(staleSeconds * MS_PER_SECOND) }),
    ...(maxSpreadFraction === undefined ? {} : { maxSpreadFraction }),
  };
}
