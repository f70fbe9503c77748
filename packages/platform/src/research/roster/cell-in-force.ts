/** Which cell of a week's grid an instrument is judged by: that of its own settings, whatever any cell came to. */
import type { RosterWeek } from '@assay/contracts/schemas';
import type { Tightening } from '@assay/quant/evidence';
import type { ParameterValue } from '@assay/quant/strategy';

/** Values of axes by name, as far as they are known. */
type Settings = Readonly<Record<string, ParameterValue | undefined>>;

/** A cell of a week's grid. */
export type WeekCell = RosterWeek['instruments'][number]['cells'][number];

/**
 * The cell within stricter settings whose axes are nearest to the profile's own values; undefined where no cell is within them.
 *
 * The cell is chosen by settings alone. The best cell of the weeks that are judged would pass on noise in every other week, and the
 * best of a week before shares twelve of thirteen weeks with them (docs/decisions/0032-roster-cell.md).
 */
export function cellInForce(
  cells: readonly WeekCell[],
  own: Settings,
  tightening: Tightening = {},
): WeekCell | undefined {
  const wanted = inForce(own, tightening);
  const within = cells.filter((cell) => isWithin(cell, tightening));
  const distances = new Map(within.map((cell) => [cell, distanceOf(cell, wanted)]));
  return within.toSorted((one, other) => {
    const difference = (distances.get(one) as number) - (distances.get(other) as number);
    return difference === 0 ? (one.key < other.key ? -1 : 1) : difference;
  })[0];
}

/** The profile's own values, made stricter. */
function inForce(own: Settings, { maxHazard, minRepetitions }: Tightening): Settings {
  return {
    ...own,
    ...(maxHazard === undefined ? {} : { maxHazard }),
    ...(minRepetitions === undefined ? {} : { minRepetitions }),
  };
}

function isWithin({ axes }: WeekCell, { maxHazard, minRepetitions }: Tightening): boolean {
  const cap = axes['maxHazard'];
  const repetitions = axes['minRepetitions'];
  return (
    (maxHazard === undefined || typeof cap !== 'number' || cap <= maxHazard) &&
    (minRepetitions === undefined || typeof repetitions !== 'number' || repetitions >= minRepetitions)
  );
}

/** Sum over axes of how far a value is from the one that is wanted, as a share of that; a word is there or is not. */
function distanceOf({ axes }: WeekCell, wanted: Settings): number {
  return Object.entries(axes).reduce((sum, [name, value]) => sum + apart(value, wanted[name]), 0);
}

function apart(value: ParameterValue, wanted: ParameterValue | undefined): number {
  if (wanted === undefined || value === wanted) return 0;
  if (typeof value !== 'number' || typeof wanted !== 'number') return 1;
  return Math.abs(value - wanted) / Math.max(Math.abs(value), Math.abs(wanted));
}
