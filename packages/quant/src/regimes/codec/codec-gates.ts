import { barAt } from '../../market/index.ts';
import type { BarSeries } from '../../market/index.ts';
import type { CodecReading } from './codec-reading.ts';
import type { CodecSpec } from './codec-spec.ts';
import { codecStream } from './codec-stream.ts';

/**
 * Readings of a series: what `codecStream` says of its bars, one after the other.
 *
 * The spread is that of the closes where the series has both sides of the market.
 *
 * @throws {InvalidArgumentError} as `codecStream`.
 *
 * @remarks
 * Causal: a reading depends on the bars up to its last one.
 * Cost: O(n) and O(window) a reading.
 * Source: this project; docs/methods/gate-codec.md.
 */
export function codecGates(series: BarSeries, spec: CodecSpec = {}): readonly CodecReading[] {
  const stream = codecStream(spec, series.timeframe);
  const readings: CodecReading[] = [];
  for (let i = 0; i < series.length; i++) {
    const reading = stream.push(barAt(series, i), spreadAt(series, i));
    if (reading !== undefined) readings.push(reading);
  }
  return readings;
}

/**
 * Distance of the ask from the bid at the close of a bar, in price units; NaN where the series has one side only.
 *
 * @remarks
 * Causal: the bar itself.
 * Source: this project.
 */
export function spreadAt({ ask, close }: BarSeries, index: number): number {
  return ask === undefined ? NaN : ask.close[index] - close[index];
}
