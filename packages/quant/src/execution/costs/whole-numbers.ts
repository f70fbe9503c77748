/** Relative width within which a product of doubles counts as the whole number it stands for. */
const WHOLE_TOLERANCE = 1e-12;

/**
 * The whole number nearest to a value; half a unit goes to the even neighbour.
 *
 * @param value - finite.
 *
 * @remarks
 * NaN: NaN for NaN.
 * Source: IEEE 754-2019, roundToIntegralTiesToEven.
 */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const excess = value - floor;
  if (excess === 0.5) return (floor % 2 === 0 ? floor : floor + 1) + 0;
  return (excess > 0.5 ? floor + 1 : floor) + 0;
}

/**
 * The whole number nearest to a value; half a unit goes up.
 *
 * @param value - ≥ 0.
 *
 * @remarks
 * NaN: NaN for NaN.
 * Source: this project.
 */
export function roundHalfUp(value: number): number {
  const floor = Math.floor(value);
  return value - floor >= 0.5 ? floor + 1 : floor;
}

/**
 * The least whole number that is not below a value, where a value within 1e-12 of a whole number counts as that number.
 *
 * @param value - ≥ 0.
 *
 * @remarks
 * Numerics: keeps a rate that comes to whole ticks from costing one more because of its last binary digit.
 * Source: this project.
 */
export function ceilWhole(value: number): number {
  const nearest = Math.round(value);
  return Math.abs(value - nearest) <= WHOLE_TOLERANCE * nearest ? nearest : Math.ceil(value);
}
