/** Series out of staged rows. */
import type { BarSeries } from '@assay/quant/market';
import type { SeriesHead, SeriesSource, StagedRows, Staging } from '../../lakehouse/index.ts';
import type { BarsLayout } from '../layouts/layout.ts';
import { BAR, hasBothSides, hasRange } from './bar-stage.ts';
import type { BarTerms } from './bar-terms.ts';
import { gather } from './gather.ts';
import { selectBars } from './select-bars.ts';
import type { BarClash, SelectedBars } from './select-bars.ts';
import { perSubject, subjectBlocks } from './staged-groups.ts';
import type { Block } from './staged-groups.ts';

/** What series are made of. */
export interface BarSourceOptions {
  readonly layout: BarsLayout;
  /** The instruments, by index of their subject. */
  readonly terms: readonly BarTerms[];
  /** Latest eventTime of each member that was read. */
  readonly memberEnds: readonly number[];
  /** Names of the sources, by number of the member. */
  readonly files: readonly string[];
  readonly onClash: (clash: BarClash, block: Block) => void;
}

/** The series of an import, each to be read before the next is asked for. */
export function barSources(staging: Staging, options: BarSourceOptions): AsyncGenerator<SeriesSource> {
  return perSubject(subjectBlocks(withReleases(staging.sorted(), options)), (subject, blocks) => {
    const head = headOf(options, subject);
    return { head, chunks: () => chunksOf(head, blocks, options) };
  });
}

async function* chunksOf(
  head: SeriesHead,
  blocks: () => AsyncGenerator<Block>,
  options: BarSourceOptions,
): AsyncGenerator<BarSeries> {
  const isJoined = head.hasAsk && !hasBothSides(options.layout);
  let previous = -Infinity;
  for await (const block of blocks()) {
    const selected = selectBars(block, {
      isJoined,
      previous,
      onClash: (clash) => options.onClash(clash, block),
      isFirstKept: (first, second) => compareSources(block, options.files, first, second) <= 0,
    });
    const series = barsOf(head, block, selected, options.files);
    if (series.length === 0) continue;
    previous = series.eventTime[series.length - 1] as number;
    yield series;
  }
}

/** By name of the source, then row: what stands does not depend on where the files lay. */
function compareSources({ columns }: Block, files: readonly string[], a: number, b: number): number {
  const [file, row] = [columns[BAR.file] as Float64Array, columns[BAR.row] as Float64Array];
  const [left, right] = [files[file[a] as number] ?? '', files[file[b] as number] ?? ''];
  return left < right ? -1 : left > right ? 1 : (row[a] as number) - (row[b] as number);
}

/** What a series is, by the rows that were read of it. */
function headOf({ layout, terms }: BarSourceOptions, subject: number): SeriesHead {
  const { instrument, subject: found } = terms[subject] as BarTerms;
  const isNamed = layout.side === 'from-name';
  const hasAsk = hasBothSides(layout) || (isNamed && found.sides === 3);
  return {
    instrument,
    timeframe: layout.timeframe,
    shape: hasRange(layout) ? 'ohlc' : 'close-only',
    side: layout.side !== 'from-name' ? layout.side : found.sides === 2 ? 'ask' : 'bid',
    hasAsk,
    adjustment: layout.adjustment,
    synthetic: false,
  };
}

function barsOf(head: SeriesHead, block: Block, { rows, asks }: SelectedBars, files: readonly string[]): BarSeries {
  const { columns, from, to } = block;
  const pick = (slot: number, chosen: Int32Array | undefined): Float64Array => {
    const column = columns[slot] as Float64Array;
    if (chosen === undefined) return column.subarray(from, to);
    return gather(column, chosen);
  };
  const price = (offset: number): Float64Array => pick(BAR.open + offset, rows);
  const ask = (offset: number): Float64Array =>
    asks === undefined ? pick(BAR.ask + offset, rows) : pick(BAR.open + offset, asks);
  const { instrument, timeframe, shape, adjustment, side, synthetic, hasAsk } = head;
  return {
    ...{ instrument, timeframe, shape, adjustment, side, synthetic },
    length: rows?.length ?? to - from,
    openTime: pick(BAR.openTime, rows),
    eventTime: pick(BAR.eventTime, rows),
    availableAt: pick(BAR.availableAt, rows),
    ...{ open: price(0), high: price(1), low: price(2), close: price(3) },
    volume: pick(BAR.volume, rows),
    ...(hasAsk ? { ask: { open: ask(0), high: ask(1), low: ask(2), close: ask(3) } } : {}),
    source: { files, file: Int32Array.from(pick(BAR.file, rows)), row: Int32Array.from(pick(BAR.row, rows)) },
  };
}

/** Rows that are known with the last one of their file get that time now that it is known. */
async function* withReleases(
  rows: AsyncIterable<StagedRows>,
  { layout, memberEnds }: BarSourceOptions,
): AsyncGenerator<StagedRows> {
  for await (const batch of rows) {
    if (layout.availableAt?.endOfFile === true) {
      const [known, file] = [batch.columns[BAR.availableAt] as Float64Array, batch.columns[BAR.file] as Float64Array];
      for (let row = 0; row < batch.length; row++) known[row] = memberEnds[file[row] as number] as number;
    }
    yield batch;
  }
}
