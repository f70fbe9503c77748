import { parseIsoDate } from '@assay/core/time';
import type { AccountConfig } from '@assay/contracts/schemas';
import { REG_T_ACCOUNT, US_EQUITY_SETTLEMENT } from '@assay/quant/risk';
import type { AccountModel, CashAccount, MarginTier, RegTAccount } from '@assay/quant/risk';
import { moneyAsUnits } from './money-as-units.ts';

type Config<Kind extends AccountConfig['kind']> = Extract<AccountConfig, { readonly kind: Kind }>;
type TierConfig = Config<'crypto'>['tiers'][number];

/** The account's model as the engine takes it. Dates that are none become NaN, which its check refuses. */
export function accountModel(account: AccountConfig): AccountModel {
  switch (account.kind) {
    case 'unlimited':
      return { kind: 'unlimited' };
    case 'cash':
      return { kind: 'cash', settlement: settlement(account.settlementDays) };
    case 'reg-t':
      return regT(account);
    case 'fx':
      return account;
    case 'crypto':
      return crypto(account);
  }
}

/** The most that an account can be exposed to per unit of equity, by what positions take to be opened. */
export function mostExposure(account: AccountConfig): number {
  switch (account.kind) {
    case 'unlimited':
    case 'cash':
      return 1;
    case 'reg-t':
    case 'crypto':
      return 1 / account.initial;
    case 'fx':
      return Math.max(account.leverage, ...Object.values(account.leverageByInstrument ?? {}));
  }
}

function settlement(days: Config<'cash'>['settlementDays']): CashAccount['settlement'] {
  if (days === 'us-equity') return US_EQUITY_SETTLEMENT;
  if (typeof days === 'number') return days;
  return days.map((cycle) => ({ from: parseIsoDate(cycle.from) ?? NaN, days: cycle.days }));
}

function regT({ kind, perShare, minimumEquity, ...rates }: Config<'reg-t'>): RegTAccount {
  return {
    kind,
    ...rates,
    perShare:
      perShare === undefined
        ? REG_T_ACCOUNT.perShare
        : {
            boundaryUnits: moneyAsUnits(perShare.boundary),
            leastUnits: moneyAsUnits(perShare.least),
            leastLowPricedUnits: moneyAsUnits(perShare.leastLowPriced),
          },
    minimumEquityUnits: minimumEquity === undefined ? REG_T_ACCOUNT.minimumEquityUnits : moneyAsUnits(minimumEquity),
  };
}

function crypto({ kind, mode, initial, tiers, tiersByInstrument }: Config<'crypto'>): AccountModel {
  const own = Object.entries(tiersByInstrument ?? {}).map(([id, one]) => [id, one.map(marginTier)] as const);
  return {
    ...{ kind, mode, initial, tiers: tiers.map(marginTier) },
    ...(own.length === 0 ? {} : { tiersByInstrument: Object.fromEntries(own) }),
  };
}

function marginTier({ floor, maintenance, initial }: TierConfig): MarginTier {
  return { floorUnits: moneyAsUnits(floor), maintenance, ...(initial === undefined ? {} : { initial }) };
}
