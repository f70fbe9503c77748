import type { EpochMs } from '@assay/core/time';
import { wholeUp } from '../whole-units.ts';
import type { MarginRequirement } from './requirement.ts';

/** One option of a structure. */
export interface StructureLeg {
  readonly right: 'call' | 'put';
  readonly expiry: EpochMs;
  /** Strike times multiplier in ledger units of the account's currency; whole, > 0. */
  readonly strikeUnits: number;
  /** Signed contracts; whole, not 0. */
  readonly contracts: number;
}

/** A structure as margin sees it. */
export interface StructureBasis {
  readonly legs: readonly StructureLeg[];
  /** Received at the opening, negative where it was paid; whole ledger units. */
  readonly creditUnits: number;
}

/** What a structure requires. Plug point: brokers differ, and the rooms that know options may bring their own. */
export type StructureMargin = (structure: StructureBasis) => MarginRequirement;

/** Margin of a naked short leg as a part of its strike's worth. */
export const NAKED_SHORT_RATE: number = 0.2;

/**
 * The most that a structure can lose until expiry, in whole ledger units: for an iron condor, width less credit.
 *
 * - min over the underlying's price S ∈ {0, strikes} of the payoff at expiry - credit, not below 0. The payoff is a line
 * between neighbouring strikes, so its least value lies at one of them unless it falls without end.
 *
 * @returns NaN where the loss has no bound (more calls sold than bought) or the legs expire at different times.
 *
 * @remarks
 * Source: FINRA Rule 4210(f)(2)(H), spreads: the amount by which the structure can lose at expiry.
 */
export function definedRiskUnits({ legs, creditUnits }: StructureBasis): number {
  const calls = legs.reduce((sum, leg) => (leg.right === 'call' ? sum + leg.contracts : sum), 0);
  if (calls < 0 || legs.some((leg) => leg.expiry !== legs[0].expiry)) return NaN;
  const payoffs = [0, ...legs.map((leg) => leg.strikeUnits)].map((price) => payoffAt(legs, price));
  return Math.max(0, -Math.min(...payoffs) - creditUnits) + 0;
}

/**
 * Margin of short legs without protection: rate · strike · multiplier · contracts over all short legs, rounded up.
 *
 * @param rate - part of the strike's worth. @default 0.2
 *
 * @remarks
 * Assumes: 20 % of strike notional, a rough rule for index options. FINRA Rule 4210(f)(2)(E) asks for the premium plus
 * 20 % of the underlying less what the option is out of the money, at least 10 %, which moves with the market.
 * Unrealistic when: the market moves by more than the rate (October 1987), or strikes are far from the money.
 * Source: this project.
 */
export function nakedShortUnits(legs: readonly StructureLeg[], rate: number = NAKED_SHORT_RATE): number {
  const notional = legs.reduce((sum, leg) => sum + Math.max(0, -leg.contracts) * leg.strikeUnits, 0);
  return wholeUp(rate * notional);
}

/**
 * The shipped `StructureMargin`: what the structure can lose where that is bounded, else 20 % of the notional of its
 * short legs; the same to open and to keep.
 *
 * @remarks
 * Source: this project; docs/methods/margin.md.
 */
export function structureMargin(structure: StructureBasis): MarginRequirement {
  const bounded = definedRiskUnits(structure);
  const units = Number.isNaN(bounded) ? nakedShortUnits(structure.legs) : bounded;
  return { initialUnits: units, maintenanceUnits: units };
}

function payoffAt(legs: readonly StructureLeg[], price: number): number {
  return legs.reduce((sum, { right, strikeUnits, contracts }) => {
    const inTheMoney = right === 'call' ? price - strikeUnits : strikeUnits - price;
    return sum + contracts * Math.max(0, inTheMoney);
  }, 0);
}
