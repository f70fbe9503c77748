/** Complete weeks that the grid of a roster evaluates. */
export const ROSTER_WEEKS = 13;
