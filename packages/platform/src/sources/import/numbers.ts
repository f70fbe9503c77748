const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/u;
const BLANK = new Set(['', '-', 'na', 'n/a', '#n/a', 'nan', 'null', 'none']);

/** A plain decimal number; NaN for any other text, also for what JavaScript would take, as 0x10 and blanks. */
export function parseNumber(text: string): number {
  return NUMBER.test(text) ? Number(text) + 0 : NaN;
}

/** The reader of numbers with that sign between units and fractions. */
export function numberReader(decimal: '.' | ','): (text: string) => number {
  if (decimal === '.') return parseNumber;
  return (text) => (text.includes('.') ? NaN : parseNumber(text.replace(',', '.')));
}

/** Divides a number by a scale; `text` is what it was read from. */
export type Scaler = (value: number, text: string) => number;

/**
 * The divider by a scale: the double nearest to the decimal that is meant, where the scale is a power of ten or the number
 * is whole; 707.1 / 10 is 70.71, not its neighbour.
 */
export function scaler(scale: number): Scaler {
  if (scale === 1) return (value) => value;
  const exponent = Math.round(Math.log10(scale));
  const isPowerOfTen = 10 ** exponent === scale;
  return (value, text) => {
    if (!isPowerOfTen || Number.isInteger(value)) return value / scale;
    const [digits = '', power = '0'] = text.replace(',', '.').split(/e/iu);
    return Number(`${digits}e${Number(power) - exponent}`);
  };
}

/** True for texts that stand for nothing. */
export function isBlank(text: string): boolean {
  return text === '' || (text.length < 5 && BLANK.has(text.toLowerCase()));
}
