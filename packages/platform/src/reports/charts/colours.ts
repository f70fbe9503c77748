type Rgb = readonly [number, number, number];

const NEUTRAL: Rgb = [247, 247, 247];
/** Vermilion and blue of the Okabe–Ito palette: told apart with every common colour vision. */
const BELOW: Rgb = [213, 94, 0];
const ABOVE: Rgb = [0, 114, 178];

/** A fill and the colour of the text on it. */
export interface CellColour {
  readonly fill: string;
  readonly text: string;
}

/** Colour of a value on a scale that is neutral at 0 and full at ±`reach`. */
export function divergingColour(value: number, reach: number): CellColour {
  const share = Math.min(1, Math.abs(value) / reach);
  const end = value < 0 ? BELOW : ABOVE;
  const rgb = NEUTRAL.map((from, channel) => Math.round(from + ((end[channel] ?? 0) - from) * share));
  const [red = 0, green = 0, blue = 0] = rgb;
  const isDark = 0.299 * red + 0.587 * green + 0.114 * blue < 140;
  return { fill: `rgb(${red}, ${green}, ${blue})`, text: isDark ? '#ffffff' : '#1b1f24' };
}

/** Steps of colour from neutral to full in a table of many cells. */
const HEAT_STEPS = 8;

/** Class of a cell by its value: `h0` to `h16`, neutral in the middle. */
export function heatClass(value: number, reach: number): string {
  const step = Math.round(Math.max(-1, Math.min(1, value / reach)) * HEAT_STEPS);
  return `h${step + HEAT_STEPS}`;
}

/** Style of the cells that `heatClass` names. */
export function heatClasses(): string {
  return Array.from({ length: 2 * HEAT_STEPS + 1 }, (_, index) => {
    const { fill, text } = divergingColour(index - HEAT_STEPS, HEAT_STEPS);
    return `.months .h${index}{background:${fill};color:${text}}`;
  }).join('');
}
