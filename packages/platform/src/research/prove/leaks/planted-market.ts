import { calendarById } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { resample } from '@assay/quant/panel';
import type { Provenance } from '../../../lakehouse/index.ts';
import { canonicalJson, sha256Hex } from '../../../settings/index.ts';

/** Bars with a source, as a dataset of the lakehouse has them. */
export interface SourcedBars {
  readonly series: readonly BarSeries[];
  readonly provenance: Provenance;
}

/** Generated bars as if each series had been read from a file of its own: every bar has the file's hash and a row number. */
export function sourcedBars(
  series: readonly BarSeries[],
  generator: { readonly name: string; readonly seed: string },
): SourcedBars {
  const files = series.map((bars) => sha256Hex(canonicalJson({ ...generator, ...fileOf(bars) })));
  return {
    series: series.map((bars, index) => ({
      ...bars,
      source: {
        files: [files[index] as string],
        file: new Int32Array(bars.length),
        row: Int32Array.from({ length: bars.length }, (_, i) => i + 1),
      },
    })),
    provenance: {
      kind: 'synthetic',
      description: `${generator.name}, seed ${generator.seed}`,
      sources: series.map((bars, index) => ({
        sha256: files[index] as string,
        name: `${Object.values(fileOf(bars)).join(' ')} of ${generator.name}, seed ${generator.seed}`,
        rows: bars.length,
      })),
      generator: { ...generator },
      notes: [],
    },
  };
}

/** Each instrument and timeframe has a file of its own; those of days are named by the instrument alone. */
function fileOf({ instrument, timeframe }: BarSeries): { readonly id: string; readonly timeframe?: string } {
  return timeframe === '1d' ? { id: instrument.id } : { id: instrument.id, timeframe };
}

/** The higher timeframe of the made markets. */
export const HIGHER: string = '1w';

/** The same bars by the week, as `assay data resample` makes them: each is known when its week is over. */
export function weeklyBars(bars: BarSeries): BarSeries {
  const calendar = calendarById(bars.instrument.calendar);
  return resample(bars, { calendar, timeframe: HIGHER as BarSeries['timeframe'] }).series;
}
