/** Which bits of a code are read: those of sign and change always. */
export interface CandleLayout {
  readonly range: boolean;
  readonly spread: boolean;
  readonly volume: boolean;
}

const ALWAYS = 0b1111_0000;
const RANGE = 0b1100;
const SPREAD = 0b10;
const VOLUME = 0b1;
const ALL_PLACES = [7, 6, 5, 4, 3, 2, 1, 0];

/** A layout as the mask of the bits it reads. */
export function maskOf({ range, spread, volume }: CandleLayout): number {
  return ALWAYS | (range ? RANGE : 0) | (spread ? SPREAD : 0) | (volume ? VOLUME : 0);
}

/** The layout of a mask. */
export function layoutOf(mask: number): CandleLayout {
  return { range: (mask & RANGE) !== 0, spread: (mask & SPREAD) !== 0, volume: (mask & VOLUME) !== 0 };
}

/** Places of the bits that a mask reads, in their order: 7 is the first bit of a code. */
export function placesOf(mask: number): readonly number[] {
  return ALL_PLACES.filter((place) => ((mask >> place) & 1) === 1);
}
