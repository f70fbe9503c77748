import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import type { Timeframe } from '@assay/quant/market';
import { TIME_FORMATS, timeKind, timeParser } from '../time-formats.ts';
import type { TimeFormat } from '../time-formats.ts';

/** How the times of a file seem to be written. */
export interface GuessedTime {
  readonly format: TimeFormat;
  /** Other formats that every time would fit, with another meaning. */
  readonly others: readonly TimeFormat[];
  /** The times as they were read, as though they were UTC. */
  readonly readings: readonly number[];
}

/** The formats that fit every time; the one with the shortest steps first, as rows stand one after the other. */
export function guessTime(texts: readonly string[]): GuessedTime | undefined {
  const fits = TIME_FORMATS.flatMap((format) => {
    const parse = timeParser(format);
    const readings = texts.map((text) => parse(text));
    return readings.every((reading) => typeof reading === 'number') ? [{ format, readings }] : [];
  });
  const [best, ...rest] = fits.sort((a, b) => spread(a.readings) - spread(b.readings));
  if (best === undefined) return undefined;
  const differs = rest.filter(({ readings }) => readings.some((reading, index) => reading !== best.readings[index]));
  return { ...best, others: differs.map(({ format }) => format) };
}

/** Sum of the steps from each time to the next, back ones counted many times. */
function spread(readings: readonly number[]): number {
  let sum = 0;
  for (let index = 1; index < readings.length; index++) {
    const step = (readings[index] as number) - (readings[index - 1] as number);
    sum += step < 0 ? -10 * step : step;
  }
  return sum;
}

/** The timeframe whose bars are that far apart; undefined where there is none. */
export function guessTimeframe(step: number, format: TimeFormat): Timeframe | undefined {
  const isDay = timeKind(format) === 'date' || step >= 0.8 * MS_PER_DAY;
  if (isDay) {
    if (step < 4.5 * MS_PER_DAY) return '1d';
    return step < 10 * MS_PER_DAY ? '1w' : step < 40 * MS_PER_DAY ? '1mo' : undefined;
  }
  if (step % MS_PER_HOUR === 0) return `${step / MS_PER_HOUR}h`;
  return step % MS_PER_MINUTE === 0 ? `${step / MS_PER_MINUTE}m` : undefined;
}
