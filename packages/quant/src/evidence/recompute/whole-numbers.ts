/**
 * The nearest whole number; half a unit goes to the even neighbour.
 *
 * @remarks
 * Source: IEEE 754-2019, roundToIntegralTiesToEven.
 */
export function nearestEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  const isUp = rest === 0.5 ? below % 2 !== 0 : rest > 0.5;
  return (isUp ? below + 1 : below) + 0;
}

/**
 * What of a whole amount falls to some of the lots it belongs to, rounded down.
 *
 * @remarks
 * Numerics: exact, in wide integers.
 * Source: docs/methods/records.md.
 */
export function partByLots(units: number, lots: number, ofLots: number): number {
  if (lots === ofLots) return units;
  const [product, divisor] = [BigInt(units) * BigInt(lots), BigInt(ofLots)];
  const rest = ((product % divisor) + divisor) % divisor;
  return Number((product - rest) / divisor);
}

/**
 * A whole amount shared out by lots, the first served first; the shares sum to it.
 *
 * @remarks
 * Source: docs/methods/records.md.
 */
export function partsByLots(units: number, lots: readonly number[]): readonly number[] {
  let [left, leftLots] = [units, lots.reduce((sum, one) => sum + one, 0)];
  return lots.map((own) => {
    const part = partByLots(left, own, leftLots);
    [left, leftLots] = [left - part, leftLots - own];
    return part;
  });
}

/**
 * An amount in another currency at a rate: the product of the two doubles, rounded once, half to even.
 *
 * @remarks
 * Source: docs/methods/accounts.md.
 */
export function exchangedUnits(units: number, rate: number): number {
  return units === 0 || rate === 1 ? units : nearestEven(units * rate);
}

/** The least whole number not below a value; what is within 1e-12 of a whole number counts as that number. */
export function wholeAbove(value: number): number {
  const nearest = Math.round(value);
  return Math.abs(value - nearest) <= 1e-12 * nearest ? nearest : Math.ceil(value);
}
