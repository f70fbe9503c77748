import type { BarSeries } from '@assay/quant/market';
import { valueAt } from '../columns.ts';
import type { Lakehouse } from '../lakehouse.ts';
import { seriesHead } from '../manifest.ts';
import type { SeriesEntry } from '../manifest.ts';
import type { SeriesSource } from '../publish-request.ts';
import { readChunks } from '../read-series.ts';
import { barsAt, closeTime } from './bar-rows.ts';
import type { BarPlace } from './bar-rows.ts';
import type { SeriesRepair } from './plan-repair.ts';

/** Every version of every bar of a series, as it lies in the lake. */
export function storedSource(lake: Lakehouse, entry: SeriesEntry): SeriesSource {
  return { head: seriesHead(entry), chunks: () => readChunks(lake, entry, { vintage: 'all' }) };
}

/** The bars that a repair adds, alone. */
export function filledSource({ base, filled }: SeriesRepair): SeriesSource {
  return { head: seriesHead(base), chunks: () => [barsAt(base, filled)] };
}

/** The series with its repairs in place: of a replaced bar no version is left. Chunks without a repair stay as they are. */
export function repairedSource(lake: Lakehouse, repair: SeriesRepair): SeriesSource {
  const { base, filled, replaced } = repair;
  const given = new Set(replaced.map(closeTime));
  const repairs = [...filled, ...replaced].sort((a, b) => closeTime(a) - closeTime(b));
  return {
    head: seriesHead(base),
    chunks: () => mended(readChunks(lake, base, { vintage: 'all' }), { base, repairs, given }),
  };
}

interface Repairs {
  readonly base: SeriesEntry;
  readonly repairs: readonly BarPlace[];
  /** Closes of the bars that are given up. */
  readonly given: ReadonlySet<number>;
}

async function* mended(chunks: AsyncIterable<BarSeries>, { base, repairs, given }: Repairs): AsyncGenerator<BarSeries> {
  let next = 0;
  for await (const chunk of chunks) {
    const last = valueAt(chunk.eventTime, chunk.length - 1);
    const from = next;
    while (next < repairs.length && closeTime(repairs[next] as BarPlace) <= last) next++;
    if (next === from) {
      yield chunk;
      continue;
    }
    const kept = Array.from({ length: chunk.length }, (_, index): BarPlace => ({ series: chunk, index })).filter(
      (place) => !given.has(closeTime(place)),
    );
    const all = [...kept, ...repairs.slice(from, next)];
    // Versions of a bar keep their order: the sort is stable.
    yield barsAt(
      base,
      all.sort((a, b) => closeTime(a) - closeTime(b)),
    );
  }
}
