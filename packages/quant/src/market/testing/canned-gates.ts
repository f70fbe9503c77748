import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import { MS_PER_HOUR } from '@assay/core/time';
import type { BarSeries } from '../bars.ts';
import { recordTable } from '../record-table.ts';
import type { RecordRow } from '../record-table.ts';
import type { RecordTable } from '../records.ts';

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

const REGIMES = ['bull', 'bear', 'mean-revert', 'chaotic', 'neutral'];
const TAGS = ['coherent', 'ruptured', 'low-hazard', 'calming'];

/** Gates at every `stride`-th bar with measures out of a hat: some blocked, some refused by their maker, some late. */
export function cannedGates(series: BarSeries, seed: number | string, options: CannedOptions = {}): RecordTable {
  const { stride = 16, isMissing = () => false } = options;
  const rng = createRng(seed).fork('canned-gates');
  const rows: RecordRow[] = [];
  for (let nth = 1; nth * stride <= series.length; nth++) {
    const row = cannedRow(series, nth * stride - 1, nth, rng);
    if (!isMissing(nth)) rows.push(row);
  }
  return recordTable({ kind: 'gates', id: series.instrument.id, unit: 'level', synthetic: true }, rows);
}

function cannedRow(series: BarSeries, bar: number, nth: number, rng: Rng): RecordRow {
  const level = (): number => rng.nextFloat();
  const list = (words: readonly string[]): string | undefined =>
    words.length === 0 ? undefined : JSON.stringify(words);
  const isRefused = level() < 0.1;
  return {
    eventTime: series.eventTime[bar] ?? NaN,
    availableAt: (series.availableAt[bar] ?? NaN) + (level() < 0.2 ? 2 * MS_PER_HOUR : 0),
    values: {
      ...{ timeframe: series.timeframe, maker: 'canned' },
      direction: rng.nextInt(5) === 0 ? 0 : rng.nextInt(2) * 2 - 1,
      ...(isRefused ? { admit: 0, reasons: list(['out of a hat']) } : {}),
      ...(level() < 0.2 ? { hardBlocked: 1 } : {}),
      tags: list(TAGS.filter((_, k) => (nth >> k) % 2 === 1)),
      regime: REGIMES[rng.nextInt(REGIMES.length)],
      ...{ hazard: level() ** 2, flipRate: level(), coherence: level(), coherenceLevel: level(), stability: level() },
      ...{ entropy: level(), entropyLevel: level(), lowFrequencyLevel: level(), lagSlope: level() - 0.5 },
      ...{ reynolds: 10 * level(), halfLife: 50 * level(), correlationLength: 50 * level() },
      ...{ repetitions: 1 + rng.nextInt(6), confidence: level() },
    },
  };
}
