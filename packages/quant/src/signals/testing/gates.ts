import { createRng } from '@assay/core/random';
import { MS_PER_HOUR } from '@assay/core/time';
import type { BarSeries, RecordTable } from '../../market/index.ts';
import { REGIME_LABELS } from '../../regimes/index.ts';
import { GATE_TAGS } from '../gates/guards.ts';
import { gateTable } from '../gates/gate.ts';
import type { Gate, GateSide } from '../gates/gate.ts';

/** The same bars, one an hour without a pause; what was late stays as late. */
export function hourlySeries(series: BarSeries, from = 1_136_246_400_000): BarSeries {
  const eventTime = Float64Array.from({ length: series.length }, (_, i) => from + (i + 1) * MS_PER_HOUR);
  return {
    ...series,
    timeframe: '1h',
    openTime: series.shape === 'ohlc' ? eventTime.map((time) => time - MS_PER_HOUR) : eventTime,
    eventTime,
    availableAt: eventTime.map((time, i) => time + (series.availableAt[i] ?? NaN) - (series.eventTime[i] ?? NaN)),
  };
}

/** What a test says about canned gates; everything has a default. */
export interface CannedOptions {
  /** Bars from one gate to the next. @default 16 */
  readonly stride?: number | undefined;
  /** Is the n-th gate missing, counted from 1? */
  readonly isMissing?: ((nth: number) => boolean) | undefined;
}

/** Gates at every `stride`-th bar with measures out of a hat: some blocked, some refused by their maker, some late. */
export function cannedGates(series: BarSeries, seed: number | string, options: CannedOptions = {}): RecordTable {
  const { stride = 16, isMissing = () => false } = options;
  const rng = createRng(seed).fork('canned-gates');
  const gates: Gate[] = [];
  for (let nth = 1; nth * stride <= series.length; nth++) {
    const bar = nth * stride - 1;
    const level = (): number => rng.nextFloat();
    const isRefused = level() < 0.1;
    const gate: Gate = {
      ...{ instrument: series.instrument.id, timeframe: series.timeframe, maker: 'canned' },
      eventTime: series.eventTime[bar] ?? NaN,
      availableAt: (series.availableAt[bar] ?? NaN) + (level() < 0.2 ? 2 * MS_PER_HOUR : 0),
      direction: (rng.nextInt(5) === 0 ? 0 : rng.nextInt(2) * 2 - 1) as GateSide,
      ...{ admit: isRefused ? false : undefined, hardBlocked: level() < 0.2 ? true : undefined },
      ...{
        reasons: isRefused ? ['out of a hat'] : [],
        tags: GATE_TAGS.filter((_, k) => (nth >> k) % 2 === 1),
        signature: undefined,
      },
      regime: REGIME_LABELS[rng.nextInt(REGIME_LABELS.length)],
      measures: {
        ...{ hazard: level() ** 2, flipRate: level(), coherence: level(), coherenceLevel: level(), stability: level() },
        ...{ entropy: level(), entropyLevel: level(), lowFrequencyLevel: level(), lagSlope: level() - 0.5 },
        ...{ reynolds: 10 * level(), halfLife: 50 * level(), correlationLength: 50 * level() },
        ...{ repetitions: 1 + rng.nextInt(6), confidence: level() },
      },
    };
    if (!isMissing(nth)) gates.push(gate);
  }
  return gateTable(series.instrument.id, gates, true);
}
