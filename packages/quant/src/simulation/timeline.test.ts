import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seriesColumns } from './columns.ts';
import { timedSeries } from './testing/index.ts';
import type { TimedBar } from './testing/index.ts';
import { Timeline } from './timeline.ts';

const PRICES = { open: 1, high: 1, low: 1, close: 1 };

/** Random bars in order: each opens at or after the one before closes. */
const bars = fc
  .array(fc.record({ pause: fc.nat(3), length: fc.integer({ min: 2, max: 5 }), delay: fc.nat(6) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((steps) => {
    let time = 0;
    return steps.map(({ pause, length, delay }): TimedBar => {
      const opens = time + pause;
      time = opens + length;
      return { opens, closes: time, available: time + delay, ...PRICES };
    });
  });

interface Event {
  readonly time: number;
  readonly phase: number;
  readonly s: number;
  readonly bar: number;
}

/** The slow way: all events in one list, sorted. */
function sortedEvents(all: readonly (readonly TimedBar[])[]): readonly Event[] {
  const events = all.flatMap((one, s) => {
    let known = 0;
    return one.flatMap((bar, i) => {
      known = Math.max(known, bar.available ?? bar.closes);
      return [
        { time: bar.closes, phase: 0, s, bar: i },
        { time: known, phase: 1, s, bar: i },
        { time: bar.opens, phase: 2, s, bar: i },
      ];
    });
  });
  return events.sort((a, b) => a.time - b.time || a.phase - b.phase || a.s - b.s || a.bar - b.bar);
}

describe('Timeline', () => {
  it('goes through all events in order, whatever sizes and calendars are merged', () => {
    fc.assert(
      fc.property(fc.array(bars, { minLength: 1, maxLength: 4 }), fc.nat(20), (all, from) => {
        const columns = all.map((one, s) => seriesColumns(timedSeries(one, { id: `S${s}` }), s, 1));
        const timeline = new Timeline(columns, from);
        const seen: Event[] = [];
        const known = Array.from(timeline.availableBars);
        while (timeline.advance()) {
          const { time } = timeline;
          timeline.closing
            .subarray(0, timeline.closingCount)
            .forEach((s) => seen.push({ time, phase: 0, s, bar: timeline.closedBar[s] }));
          timeline.available.subarray(0, timeline.availableCount).forEach((s) => {
            while (known[s] < timeline.availableBars[s]) seen.push({ time, phase: 1, s, bar: known[s]++ });
          });
          timeline.opening
            .subarray(0, timeline.openingCount)
            .forEach((s) => seen.push({ time, phase: 2, s, bar: timeline.openedBar[s] }));
        }
        expect(seen).toEqual(sortedEvents(all).filter((event) => event.time >= from));
      }),
    );
  });
});
