import { checkInRange, checkInteger, checkNonEmpty, checkOneOf, checkPositive } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type {
  AccountModel,
  CryptoAccount,
  FxAccount,
  MarginTier,
  RegTAccount,
  SettlementCycle,
} from './account-model.ts';

/** The names of all account models. */
export const ACCOUNT_KINDS: readonly AccountModel['kind'][] = ['unlimited', 'cash', 'reg-t', 'fx', 'crypto'];

/**
 * Throws unless an account model is in its domain.
 *
 * @throws {InvalidArgumentError} if it is not.
 *
 * @remarks
 * Source: this project.
 */
export function checkAccountModel(model: AccountModel): void {
  checkOneOf('account.kind', model.kind, ACCOUNT_KINDS);
  switch (model.kind) {
    case 'unlimited':
      return;
    case 'cash':
      checkSettlement(model.settlement);
      return;
    case 'reg-t':
      checkRegT(model);
      return;
    case 'fx':
      checkFx(model);
      return;
    case 'crypto':
      checkCrypto(model);
      return;
  }
}

function checkSettlement(settlement: number | readonly SettlementCycle[]): void {
  if (typeof settlement === 'number') {
    checkInteger('account.settlement', settlement, 0);
    return;
  }
  checkNonEmpty('account.settlement', settlement);
  let before = -Infinity;
  for (const [i, cycle] of settlement.entries()) {
    checkInteger(`account.settlement[${i}].days`, cycle.days, 0);
    checkInteger(`account.settlement[${i}].from`, cycle.from);
    if (cycle.from <= before) {
      throw new InvalidArgumentError(`account.settlement[${i}].from`, 'later than the one before it', cycle.from);
    }
    before = cycle.from;
  }
}

function checkRegT(model: RegTAccount): void {
  checkRate('account.initial', model.initial);
  checkRate('account.maintenanceLong', model.maintenanceLong);
  checkPositive('account.maintenanceShort', model.maintenanceShort);
  checkPositive('account.maintenanceShortLowPriced', model.maintenanceShortLowPriced);
  checkInteger('account.perShare.boundaryUnits', model.perShare.boundaryUnits, 0);
  checkInteger('account.perShare.leastUnits', model.perShare.leastUnits, 0);
  checkInteger('account.perShare.leastLowPricedUnits', model.perShare.leastLowPricedUnits, 0);
  checkInteger('account.minimumEquityUnits', model.minimumEquityUnits, 0);
}

function checkFx(model: FxAccount): void {
  checkLeverage('account.leverage', model.leverage);
  for (const [instrument, leverage] of Object.entries(model.leverageByInstrument ?? {})) {
    checkLeverage(`account.leverageByInstrument.${instrument}`, leverage);
  }
  checkPositive('account.stopOut', model.stopOut);
  checkPositive('account.marginCall', model.marginCall);
  if (model.marginCall < model.stopOut) {
    throw new InvalidArgumentError(
      'account.marginCall',
      `at least stopOut, which is ${model.stopOut}`,
      model.marginCall,
    );
  }
}

function checkLeverage(name: string, leverage: number): void {
  if (!(leverage >= 1 && leverage < Infinity)) throw new InvalidArgumentError(name, 'finite and >= 1', leverage);
}

function checkCrypto(model: CryptoAccount): void {
  checkOneOf('account.mode', model.mode, ['cross', 'isolated']);
  checkRate('account.initial', model.initial);
  checkTiers('account.tiers', model.tiers, model.initial);
  for (const [instrument, tiers] of Object.entries(model.tiersByInstrument ?? {})) {
    checkTiers(`account.tiersByInstrument.${instrument}`, tiers, model.initial);
  }
}

/** Throws unless tiers rise from 0, and what opens a position also keeps it. */
function checkTiers(where: string, tiers: readonly MarginTier[], initial: number): void {
  checkNonEmpty(where, tiers);
  let before: MarginTier = { floorUnits: -1, maintenance: 0, initial: 0 };
  for (const [i, tier] of tiers.entries()) {
    const name = `${where}[${i}]`;
    checkInteger(`${name}.floorUnits`, tier.floorUnits, 0);
    if (i === 0 ? tier.floorUnits !== 0 : tier.floorUnits <= before.floorUnits) {
      throw new InvalidArgumentError(`${name}.floorUnits`, '0 for the first tier and rising', tier.floorUnits);
    }
    checkPositive(`${name}.maintenance`, tier.maintenance);
    checkInRange(`${name}.maintenance`, tier.maintenance, before.maintenance, 1);
    checkInRange(`${name}.initial`, tier.initial ?? 0, before.initial ?? 0, 1);
    if (tier.maintenance >= 1) throw new InvalidArgumentError(`${name}.maintenance`, '< 1', tier.maintenance);
    if (Math.max(initial, tier.initial ?? 0) < tier.maintenance) {
      const rule = `at least the maintenance rate ${tier.maintenance}: raise account.initial or give the tier one`;
      throw new InvalidArgumentError(`${name}.initial`, rule, tier.initial);
    }
    before = tier;
  }
}

function checkRate(name: string, rate: number): void {
  checkPositive(name, rate);
  checkInRange(name, rate, 0, 1);
}
