import type { FillContract } from '../execution/index.ts';
import { isDegenerateOpen } from './columns.ts';
import type { SeriesColumns } from './columns.ts';
import type { Quote } from './fill-desk.ts';
import type { QueuedLeg, QueuedSet } from './fill-queue.ts';
import type { PlannedSegment } from './segment-plan.ts';
import { isHalted } from './side-prices.ts';
import type { SidePrices } from './side-prices.ts';
import type { Timeline } from './timeline.ts';
import type { VolumeCaps } from './volume-caps.ts';

/** Where orders meet prices: the bars at the present moment, under the contract. */
export interface Venue {
  readonly columns: readonly SeriesColumns[];
  readonly timeline: Timeline;
  readonly contract: FillContract;
  readonly sides: SidePrices;
  readonly volumes: VolumeCaps;
}

/**
 * The prices at which a set can fill among the opens of this moment, one per leg; undefined while it has to wait.
 *
 * All legs must trade at this very moment: by the open of a bar that closes in the segment, or, for a close-only
 * instrument, by a close that is later than the decision.
 *
 * Source: this project.
 */
export function quotesAtOpen(venue: Venue, set: QueuedSet, planned: PlannedSegment): readonly Quote[] | undefined {
  const { columns, contract } = venue;
  const quotes: Quote[] = [];
  for (const leg of set.legs) {
    const { s } = leg;
    const { isCloseOnly } = columns[s];
    const quote = isCloseOnly ? closeQuote(venue, leg, set, contract.latencyMs) : openQuote(venue, leg, set);
    const last = isCloseOnly ? planned.lastClose[s] : planned.lastBar[s];
    if (quote === undefined || quote.barIndex > last) return undefined;
    quotes.push(quote);
  }
  return quotes;
}

/**
 * The prices at which a set can fill among the closes of this moment: of close-only bars, or of the bars whose open
 * was degenerate.
 *
 * Source: this project.
 */
export function quotesAtClose(venue: Venue, set: QueuedSet, planned: PlannedSegment): readonly Quote[] | undefined {
  const quotes: Quote[] = [];
  for (const leg of set.legs) {
    const quote = closeQuote(venue, leg, set, 0);
    if (quote === undefined || quote.barIndex > planned.lastClose[leg.s]) return undefined;
    quotes.push(quote);
  }
  return quotes;
}

/**
 * True if a leg would fill at an open that only repeats the close before it.
 *
 * Source: this project.
 */
export function hasDegenerateOpen(venue: Venue, set: QueuedSet): boolean {
  return set.legs.some(({ s }) => {
    const one = venue.columns[s];
    return !one.isCloseOnly && isDegenerateOpen(one, venue.timeline.openedBar[s]);
  });
}

/**
 * The close that the bars opened now have in common; NaN where they have none.
 *
 * Source: this project.
 */
export function commonClose(venue: Venue, set: QueuedSet): number {
  let common = NaN;
  for (const { s } of set.legs) {
    const one = venue.columns[s];
    if (one.isCloseOnly) return NaN;
    const close = one.closeTime[venue.timeline.openedBar[s]];
    if (close !== common && !Number.isNaN(common)) return NaN;
    common = close;
  }
  return common;
}

function openQuote(venue: Venue, leg: QueuedLeg, set: QueuedSet): Quote | undefined {
  const { s } = leg;
  const one = venue.columns[s];
  const { time } = venue.timeline;
  const i = venue.timeline.openedBar[s];
  if (i < 0 || one.openTime[i] !== time || Number.isNaN(one.openTicks[i])) return undefined;
  if (one.delistedAt !== undefined && time >= one.delistedAt) return undefined;
  const rule = set.isRemainder === true ? 'remainder-at-next-open' : 'market-at-next-open';
  const sides = venue.sides.at(s, i, 'open');
  if (sides !== undefined && isHalted(sides)) return undefined;
  return {
    referenceTicks: one.openTicks[i],
    moment: 'open',
    sides,
    volumeCapLots: venue.volumes.before(s, i),
    barIndex: i,
    time: time + venue.contract.latencyMs,
    rule,
  };
}

function closeQuote(venue: Venue, leg: QueuedLeg, set: QueuedSet, delayMs: number): Quote | undefined {
  const { s } = leg;
  const one = venue.columns[s];
  const { time } = venue.timeline;
  const i = venue.timeline.closedBar[s];
  if (i < 0 || one.closeTime[i] !== time || Number.isNaN(one.closeTicks[i])) return undefined;
  const isDue = set.dueClose === time;
  const isLater = one.isCloseOnly && set.decisionTime + venue.contract.latencyMs <= time;
  if (!isDue && !isLater) return undefined;
  const sides = venue.sides.at(s, i, 'close');
  if (sides !== undefined && isHalted(sides)) return undefined;
  return {
    referenceTicks: one.closeTicks[i],
    moment: 'close',
    sides,
    volumeCapLots: venue.volumes.of(s, i),
    barIndex: i,
    time: time + delayMs,
    rule: closeRule(set, isDue),
  };
}

function closeRule(set: QueuedSet, isDue: boolean): string {
  if (isDue) return 'market-at-close-degenerate-open';
  return set.isRemainder === true ? 'remainder-at-next-close' : 'market-at-next-close';
}
