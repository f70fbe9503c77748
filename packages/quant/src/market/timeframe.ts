import { InvalidArgumentError } from '@assay/core/errors';

/** Length of a bar, as `5m`, `1h`, `1d`, `1w`, `1mo`. */
export type Timeframe = `${number}${TimeframeUnit}`;

/** Unit of a timeframe: minute, hour, day (session), week, calendar month. */
export type TimeframeUnit = 'm' | 'h' | 'd' | 'w' | 'mo';

/** A timeframe taken apart. */
export interface TimeframeParts {
  readonly count: number;
  readonly unit: TimeframeUnit;
}

/**
 * Takes a timeframe such as `15m` or `1mo` apart.
 *
 * @throws {InvalidArgumentError} if the text is not a count from 1 on and a unit of m, h, d, w, mo.
 *
 * @remarks
 * Source: this project.
 */
export function parseTimeframe(text: string): TimeframeParts {
  const match = /^([1-9]\d{0,3})(mo|m|h|d|w)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('timeframe', 'such as 5m, 1h, 1d, 1w or 1mo', text);
  return { count: Number(match[1]), unit: match[2] as TimeframeUnit };
}
