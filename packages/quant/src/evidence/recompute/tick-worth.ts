import type { Instrument } from '../../market/index.ts';

/** What ticks of lots are worth. */
export interface TickWorth {
  /** Size of a tick in price units. */
  readonly tick: number;
  /** True where one tick of one lot is a whole number of ledger units. */
  readonly isWhole: boolean;
  /** Ledger units of `ticks` (whole, or whole and a half) on `lots` lots, rounded half to even. */
  units(ticks: number, lots: number): number;
  /** The same of a part of a lot. */
  part(ticks: number, numerator: number, denominator: number): number;
}

/** A millionth of a currency unit is a ledger unit. */
const LEDGER_DECIMALS = 6;

/**
 * Worth of an instrument's ticks, from its written terms: tick · lot · multiplier · 10⁶ ledger units.
 *
 * @remarks
 * Numerics: exact, in wide integers.
 * Source: this project.
 */
export function tickWorth({
  tickSize,
  lotSize,
  multiplier,
}: Pick<Instrument, 'tickSize' | 'lotSize' | 'multiplier'>): TickWorth {
  let [numerator, decimals] = [1n, -LEDGER_DECIMALS];
  for (const text of [tickSize, lotSize, multiplier]) {
    const [whole = '', fraction = ''] = text.split('.');
    numerator *= BigInt(whole + fraction);
    decimals += fraction.length;
  }
  if (decimals < 0) numerator *= 10n ** BigInt(-decimals);
  const denominator = 10n ** BigInt(Math.max(0, decimals));
  return {
    tick: Number(tickSize),
    isWhole: numerator % denominator === 0n,
    units: (ticks, lots) => {
      // Half ticks: the middle between two sides.
      return roundHalfEven(BigInt(Math.round(2 * ticks)) * BigInt(lots) * numerator, 2n * denominator);
    },
    part: (ticks, above, below) =>
      roundHalfEven(BigInt(ticks) * BigInt(above) * numerator, denominator * BigInt(below)),
  };
}

function roundHalfEven(numerator: bigint, denominator: bigint): number {
  const isNegative = numerator < 0n;
  const size = isNegative ? -numerator : numerator;
  let quotient = size / denominator;
  const twice = 2n * (size % denominator);
  if (twice > denominator || (twice === denominator && quotient % 2n === 1n)) quotient += 1n;
  return Number(isNegative ? -quotient : quotient) + 0;
}
