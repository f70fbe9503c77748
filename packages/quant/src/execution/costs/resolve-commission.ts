import { checkNonEmpty } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type {
  BpsCommission,
  CommissionModel,
  CommissionTier,
  MakerTakerCommission,
  PerContractCommission,
  PerShareCommission,
  TieredCommission,
} from './cost-model.ts';
import { checkAscending, checkBps, checkKeys, checkKind, checkUnits, checkWithin } from './input-checks.ts';

type WithMinimum<T extends { readonly minimumUnits: number }> = Omit<T, 'minimumUnits'> & {
  readonly minimumUnits?: number;
};

/** A commission as a user states it; the minimum is 0 where absent. */
export type CommissionInput =
  | WithMinimum<BpsCommission>
  | WithMinimum<PerShareCommission>
  | WithMinimum<PerContractCommission>
  | WithMinimum<TieredCommission>
  | WithMinimum<MakerTakerCommission>;

const PATH = 'commission';
const KINDS = ['bps', 'per-share', 'per-contract', 'tiered', 'maker-taker'];

/**
 * A commission model, checked and filled in.
 *
 * @throws {InvalidArgumentError} if a key is not known or a value is out of its domain.
 *
 * @remarks
 * Source: this project.
 */
export function resolveCommission(input: CommissionInput): CommissionModel {
  checkKind(PATH, input, KINDS);
  const { minimumUnits = 0 } = input;
  checkUnits(`${PATH}.minimumUnits`, minimumUnits);
  switch (input.kind) {
    case 'bps':
      checkKeys(PATH, input, ['kind', 'value', 'minimumUnits', 'perOrderUnits', 'decimals']);
      checkBps(`${PATH}.value`, input.value);
      return { kind: 'bps', value: input.value, minimumUnits, ...perOrder(input), ...rounding(input) };
    case 'per-share':
      checkKeys(PATH, input, ['kind', 'perShare', 'minimumUnits', 'maximumFraction']);
      checkWithin(`${PATH}.perShare`, input.perShare, 0);
      return { kind: 'per-share', perShare: input.perShare, minimumUnits, ...maximum(input) };
    case 'per-contract':
      checkKeys(PATH, input, ['kind', 'perContract', 'minimumUnits']);
      checkWithin(`${PATH}.perContract`, input.perContract, 0);
      return { kind: 'per-contract', perContract: input.perContract, minimumUnits };
    case 'tiered':
      checkKeys(PATH, input, ['kind', 'tiers', 'minimumUnits', 'maximumFraction']);
      return { kind: 'tiered', tiers: resolveTiers(input.tiers), minimumUnits, ...maximum(input) };
    case 'maker-taker':
      checkKeys(PATH, input, ['kind', 'makerBps', 'takerBps', 'minimumUnits']);
      checkBps(`${PATH}.makerBps`, input.makerBps);
      checkBps(`${PATH}.takerBps`, input.takerBps);
      return { kind: 'maker-taker', makerBps: input.makerBps, takerBps: input.takerBps, minimumUnits };
  }
}

function perOrder({ perOrderUnits }: Pick<BpsCommission, 'perOrderUnits'>): Pick<BpsCommission, 'perOrderUnits'> {
  if (perOrderUnits === undefined) return {};
  checkUnits(`${PATH}.perOrderUnits`, perOrderUnits);
  return { perOrderUnits };
}

function rounding({ decimals }: Pick<BpsCommission, 'decimals'>): Pick<BpsCommission, 'decimals'> {
  if (decimals === undefined) return {};
  if (!(Number.isInteger(decimals) && decimals >= 0 && decimals <= 6)) {
    throw new InvalidArgumentError(`${PATH}.decimals`, 'whole, 0 to 6', decimals);
  }
  return { decimals };
}

function resolveTiers(input: readonly CommissionTier[]): readonly CommissionTier[] {
  checkNonEmpty(`${PATH}.tiers`, input);
  const tiers = input.map((tier, i) => {
    const path = `${PATH}.tiers[${i}]`;
    checkKeys(path, tier, ['above', 'perUnit']);
    checkWithin(`${path}.above`, tier.above, 0);
    checkWithin(`${path}.perUnit`, tier.perUnit, 0);
    return { above: tier.above, perUnit: tier.perUnit };
  });
  const volumes = tiers.map((tier) => tier.above);
  if (volumes[0] !== 0) throw new InvalidArgumentError(`${PATH}.tiers[0].above`, '0', volumes[0]);
  checkAscending(`${PATH}.tiers`, volumes);
  return tiers;
}

function maximum(input: { readonly maximumFraction?: number }): { readonly maximumFraction?: number } {
  const { maximumFraction } = input;
  if (maximumFraction === undefined) return {};
  if (!(maximumFraction > 0 && maximumFraction <= 1)) {
    throw new InvalidArgumentError(`${PATH}.maximumFraction`, '> 0 and at most 1', maximumFraction);
  }
  return { maximumFraction };
}
