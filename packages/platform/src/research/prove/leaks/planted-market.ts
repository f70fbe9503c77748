import type { BarSeries } from '@assay/quant/market';
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
  const files = series.map((bars) => sha256Hex(canonicalJson({ ...generator, id: bars.instrument.id })));
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
        name: `${bars.instrument.id} of ${generator.name}, seed ${generator.seed}`,
        rows: bars.length,
      })),
      generator: { ...generator },
      notes: [],
    },
  };
}
