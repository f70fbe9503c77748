import { beyondLedger, moneyUnits } from '../market/index.ts';
import type { LedgerScale } from '../market/index.ts';
import type { OpenSlice, SliceBasis } from './open-slice.ts';

/** New lots for old ones: `now` for each `before`, both whole and ≥ 1, in lowest terms. */
export interface SplitRatio {
  readonly now: number;
  readonly before: number;
}

/** Lots after a split. */
export interface SplitResult {
  readonly slices: OpenSlice[];
  /** Whole lots held, ≥ 0. */
  readonly lots: number;
  /** The part of a lot that is left over, with its part of the signed cost; undefined where there is none. */
  readonly rest:
    | {
        readonly numerator: number;
        readonly denominator: number;
        readonly costUnits: number;
        readonly referenceUnits: number;
      }
    | undefined;
}

/**
 * Open lots after a split, oldest first.
 *
 * The lots up to and with each entry are multiplied and rounded down together, so that the whole is rounded once. Lots of
 * an entry that come to no new lot go on under the next entry (at the end under the last one), with their costs and
 * income. What the lots cost stays, to the unit; the part of a lot left over takes its part of the last entry's cost.
 *
 * @throws {DataError} DATA_UNFIT if the lots would be beyond 2^53.
 *
 * @remarks
 * Numerics: exact, in wide integers where needed.
 * Source: this project.
 */
export function splitSlices(open: readonly OpenSlice[], scale: LedgerScale, ratio: SplitRatio): SplitResult {
  const slices: OpenSlice[] = [];
  let [lotsBefore, lots] = [0, 0];
  let carried: OpenSlice | undefined;
  for (const slice of open) {
    lotsBefore += slice.lots;
    const upTo = wholeLots(lotsBefore, ratio);
    const merged =
      carried === undefined ? withBasis(slice, scale, ratio) : mergedInto(withBasis(slice, scale, ratio), carried);
    carried = undefined;
    if (upTo === lots) carried = merged;
    else slices.push({ ...merged, lots: upTo - lots });
    lots = upTo;
  }
  const numerator = Number((BigInt(lotsBefore) * BigInt(ratio.now)) % BigInt(ratio.before));
  const last = slices.pop();
  if (carried !== undefined && last === undefined) return cashedWhole(carried, numerator, ratio);
  if (last === undefined) return { slices, lots, rest: undefined };
  const whole = carried === undefined ? last : mergedInto(last, carried);
  slices.push(whole);
  if (numerator === 0) return { slices, lots, rest: undefined };
  return { slices, lots, rest: { numerator, denominator: ratio.before, ...takeRest(whole, numerator, ratio.before) } };
}

/**
 * Whole lots that a number of lots becomes, rounded down.
 *
 * @throws {DataError} DATA_UNFIT if they are beyond 2^53.
 *
 * @remarks
 * Source: this project.
 */
export function wholeLots(lots: number, ratio: SplitRatio): number {
  const product = lots * ratio.now;
  if (Number.isSafeInteger(product)) return Math.floor(product / ratio.before);
  const wide = Number((BigInt(lots) * BigInt(ratio.now)) / BigInt(ratio.before));
  if (!Number.isSafeInteger(wide)) throw beyondLedger('lots');
  return wide;
}

/**
 * A slice with its cost kept apart from price and lots, which are in other terms from now on.
 *
 * Source: this project.
 */
export function withBasis(slice: OpenSlice, scale: LedgerScale, { now, before }: SplitRatio): OpenSlice {
  const { fill, lots, basis } = slice;
  const signed = fill.side === 'buy' ? lots : -lots;
  const known: SliceBasis = basis ?? {
    costUnits: moneyUnits(scale, fill.priceTicks, signed),
    referenceUnits: moneyUnits(scale, fill.referenceTicks, signed),
    ratio: 1,
  };
  return { ...slice, basis: { ...known, ratio: (known.ratio * now) / before } };
}

/** A slice with another's cost, costs and income added; fill, lots and ratio stay its own. */
function mergedInto(slice: OpenSlice, other: OpenSlice): OpenSlice {
  const [own, added] = [slice.basis, other.basis];
  return {
    ...slice,
    spreadUnits: slice.spreadUnits + other.spreadUnits,
    commissionUnits: slice.commissionUnits + other.commissionUnits,
    feeUnits: slice.feeUnits + other.feeUnits,
    dividendUnits: slice.dividendUnits + other.dividendUnits,
    financingUnits: slice.financingUnits + other.financingUnits,
    basis: {
      costUnits: (own?.costUnits ?? 0) + (added?.costUnits ?? 0),
      referenceUnits: (own?.referenceUnits ?? 0) + (added?.referenceUnits ?? 0),
      ratio: own?.ratio ?? 1,
    },
  };
}

function takeRest(slice: OpenSlice, numerator: number, denominator: number): Omit<SliceBasis, 'ratio'> {
  const { basis, lots } = slice;
  if (basis === undefined) return { costUnits: 0, referenceUnits: 0 };
  const share = numerator / (lots * denominator + numerator);
  const costUnits = Math.round(basis.costUnits * share);
  const referenceUnits = Math.round(basis.referenceUnits * share);
  basis.costUnits -= costUnits;
  basis.referenceUnits -= referenceUnits;
  return { costUnits, referenceUnits };
}

function cashedWhole(slice: OpenSlice, numerator: number, ratio: SplitRatio): SplitResult {
  const { costUnits = 0, referenceUnits = 0 } = slice.basis ?? {};
  return { slices: [], lots: 0, rest: { numerator, denominator: ratio.before, costUnits, referenceUnits } };
}
