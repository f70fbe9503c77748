/**
 * The part of a whole number of units that falls to some of the lots it belongs to, rounded down; all lots take it all.
 *
 * floor(units · lots / ofLots).
 *
 * @param units - whole, signed.
 * @param lots - whole, 0 to `ofLots`.
 *
 * @remarks
 * Numerics: exact; products beyond 2^53 go through wide integers.
 * Source: this project.
 */
export function shareOf(units: number, lots: number, ofLots: number): number {
  if (lots === ofLots || units === 0) return units;
  const product = units * lots;
  if (Number.isSafeInteger(product)) return Math.floor(product / ofLots);
  const [dividend, divisor] = [BigInt(units) * BigInt(lots), BigInt(ofLots)];
  const quotient = dividend / divisor;
  return Number(dividend < 0n && dividend % divisor !== 0n ? quotient - 1n : quotient);
}

/**
 * Whole units shared out by lots: the shares are whole and sum to the units.
 *
 * @param lots - each > 0.
 * @returns one share for each entry of `lots`.
 *
 * @remarks
 * Source: this project.
 */
export function sharedOut(units: number, lots: readonly number[]): readonly number[] {
  let [rest, restLots] = [units, lots.reduce((sum, one) => sum + one, 0)];
  return lots.map((own) => {
    const share = shareOf(rest, own, restLots);
    rest -= share;
    restLots -= own;
    return share;
  });
}
