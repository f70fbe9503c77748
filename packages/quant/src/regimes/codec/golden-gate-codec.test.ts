import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BarSeries } from '../../market/index.ts';
import { barAt } from '../../market/index.ts';
import { emptySource, testInstrument } from '../../market/testing/index.ts';
import { codecGates, spreadAt } from './codec-gates.ts';
import { codecNull } from './codec-null.ts';
import type { NullMeasure } from './codec-null.ts';
import type { CodecMeasure, CodecReading } from './codec-reading.ts';
import { resolveCodec } from './codec-spec.ts';
import type { CodecSpec } from './codec-spec.ts';
import { codecStream } from './codec-stream.ts';
import type { CodecState } from './codec-stream.ts';

interface GoldenReading extends Pick<CodecReading, 'regime' | 'direction' | 'signature' | 'tags'> {
  readonly bar: number;
  readonly bits: number;
  readonly measures: Readonly<Partial<Record<CodecMeasure, number | null>>>;
}

interface GoldenCase {
  readonly name: string;
  readonly spec: CodecSpec;
  readonly bars: Readonly<Record<'close', number[]>> &
    Partial<Readonly<Record<'high' | 'low' | 'volume' | 'askClose', (number | null)[]>>>;
  readonly readings: readonly GoldenReading[];
}

interface NullCase {
  readonly measure: NullMeasure;
  readonly windows: number;
  readonly levels: readonly number[];
  readonly quantiles: readonly number[];
}

const cases = <T>(name: string): readonly T[] => {
  const file = new URL(`../../../../../golden/regimes/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly T[] }).cases;
};

function seriesOf({ bars }: GoldenCase): BarSeries {
  const { close, high, low, volume, askClose } = bars;
  const column = (values: readonly (number | null)[] | undefined): Float64Array =>
    Float64Array.from(values ?? close.map(() => null), (value) => value ?? NaN);
  const eventTime = Float64Array.from(close, (_, i) => i * 60_000);
  const prices = { open: column(close), high: column(high), low: column(low), close: column(close) };
  return {
    ...{ instrument: testInstrument(), timeframe: '1m', adjustment: 'raw', synthetic: true, length: close.length },
    ...{ shape: high === undefined ? 'close-only' : 'ohlc', openTime: eventTime, eventTime, availableAt: eventTime },
    ...{ ...prices, volume: column(volume), source: emptySource(close.length) },
    ...(askClose === undefined ? {} : { side: 'bid', ask: { ...prices, close: column(askClose) } }),
  };
}

/** Fed one bar at a time by a stream that is stopped, written down and started again at every seventh. */
function restarted(series: BarSeries, spec: CodecSpec): readonly CodecReading[] {
  let stream = codecStream(spec, series.timeframe);
  const found: CodecReading[] = [];
  for (let i = 0; i < series.length; i++) {
    if (i % 7 === 0)
      stream = codecStream(spec, series.timeframe, JSON.parse(JSON.stringify(stream.state())) as CodecState);
    const reading = stream.push(barAt(series, i), spreadAt(series, i));
    if (reading !== undefined) found.push(reading);
  }
  return found;
}

const IMPLEMENTATIONS = { batch: codecGates, stream: restarted };
const RAW: CodecSpec = { thresholds: 'raw', nullDraws: 100 };

describe.each(Object.entries(IMPLEMENTATIONS))('the codec as %s', (_, readingsOf) => {
  it.each(cases<GoldenCase>('gate-codec'))('S1-15: reads what numpy reads: $name', (golden) => {
    const readings = readingsOf(seriesOf(golden), { ...golden.spec, ...RAW });
    const words = ({ regime, direction, signature, tags }: Omit<GoldenReading, 'bar' | 'bits' | 'measures'>) => ({
      ...{ regime, direction, signature, tags },
    });
    expect(readings.map((one) => ({ bar: one.eventTime / 60_000, ...words(one) }))).toEqual(
      golden.readings.map((one) => ({ bar: one.bar, ...words(one) })),
    );
    for (const [i, { measures }] of golden.readings.entries()) {
      for (const [name, value] of Object.entries(measures) as [CodecMeasure, number | null][]) {
        const own = readings[i]?.measures[name];
        if (value === null) expect(own, `${name} of ${i}`).toBeUndefined();
        else
          expect(Math.abs((own ?? NaN) - value), `${name} of ${i}`).toBeLessThan(1e-10 * Math.max(1, Math.abs(value)));
      }
    }
  });
});

describe('the null of the codec', () => {
  it.each(cases<NullCase>('gate-null'))(
    'ruling 16: puts the quantiles of numpy at their levels: $measure',
    (golden) => {
      const { measure, windows, levels, quantiles } = golden;
      const noise = codecNull(resolveCodec({ nullDraws: 3_000 }), { range: true, spread: true, volume: true });
      for (const [i, level] of levels.entries()) {
        const value = quantiles[i] ?? NaN;
        const error = Math.sqrt(level * (1 - level) * (1 / windows + 1 / noise.draws));
        // A measure that counts has steps, and a quantile may stand anywhere on one.
        const step = noise.sorted[measure].filter((one) => Math.abs(one - value) < 1e-9).length / noise.draws;
        expect(Math.abs(noise.level(measure, value) - level)).toBeLessThan(5 * error + step);
      }
    },
  );
});
