import { InvalidArgumentError } from '@assay/core/errors';
import { firstAtOrAfter } from './columns.ts';
import type { SeriesColumns } from './columns.ts';
import type { BoundaryPolicy, Segment } from './simulation.ts';

/** A segment laid out on the bars. */
export interface PlannedSegment {
  readonly segment: Segment;
  /** Decisions are made at moments in [decideFrom, end). */
  readonly decideFrom: number;
  /** The last close in the segment, over all series. */
  readonly end: number;
  /** True if positions are closed where it ends. */
  readonly isFlattened: boolean;
  /** Per series: index of its last bar that closes in the segment, -1 where none does. Orders fill in bars up to it. */
  readonly lastBar: Int32Array;
  /** Per series: last bar at whose close an order fills; one less than `lastBar` where that close ends the segment flat. */
  readonly lastClose: Int32Array;
  /** Per series: number of bars that close in the segment. */
  readonly bars: Int32Array;
}

/**
 * Lays segments out on the bars: the first decision of each is at the last moment before `from` at which a bar became
 * available (at the first one from there on where there is none), the last one before the last close up to `to`.
 *
 * @throws {InvalidArgumentError} if segments overlap, are out of order, or hold no close.
 *
 * @remarks
 * Source: this project.
 */
export function planSegments(
  columns: readonly SeriesColumns[],
  segments: readonly Segment[],
  boundary: BoundaryPolicy,
): readonly PlannedSegment[] {
  let endedBefore = -Infinity;
  let previousTo = -Infinity;
  return segments.map((segment, i) => {
    if (!(segment.from <= segment.to)) {
      throw new InvalidArgumentError(`segments[${i}].to`, `>= from (${segment.from})`, segment.to);
    }
    if (!(segment.from > previousTo)) {
      throw new InvalidArgumentError(
        `segments[${i}].from`,
        `after the end of the segment before (${previousTo})`,
        segment.from,
      );
    }
    const isFlattened = boundary === 'flatten' || i === segments.length - 1;
    const planned = planSegment(columns, segment, endedBefore, isFlattened);
    if (planned.end === -Infinity) {
      throw new InvalidArgumentError(
        `segments[${i}]`,
        'a stretch with at least one close',
        `${segment.from} to ${segment.to}`,
      );
    }
    endedBefore = planned.end;
    previousTo = segment.to;
    return planned;
  });
}

function planSegment(
  columns: readonly SeriesColumns[],
  segment: Segment,
  endedBefore: number,
  isFlattened: boolean,
): PlannedSegment {
  const lastBar = new Int32Array(columns.length).fill(-1);
  const bars = new Int32Array(columns.length);
  let lastAvailable = -Infinity;
  let end = -Infinity;
  for (const { index, closeTime, availableAt } of columns) {
    const first = firstAtOrAfter(closeTime, segment.from);
    const last = firstAtOrAfter(closeTime, segment.to + 1) - 1;
    const known = firstAtOrAfter(availableAt, segment.from) - 1;
    if (known >= 0) lastAvailable = Math.max(lastAvailable, availableAt[known]);
    if (last < first) continue;
    lastBar[index] = last;
    bars[index] = last - first + 1;
    end = Math.max(end, closeTime[last]);
  }
  const decideFrom = Math.max(endedBefore, lastAvailable === -Infinity ? segment.from : lastAvailable);
  const lastClose = lastBar.map((bar, s) => (isFlattened && columns[s].closeTime[bar] === end ? bar - 1 : bar));
  return { segment, decideFrom, end, isFlattened, lastBar, lastClose, bars };
}
