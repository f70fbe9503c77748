import { InvalidArgumentError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import type { RecordTable } from '../../market/index.ts';
import { CODEC_DEFAULTS } from '../../regimes/index.ts';
import { momentsOf } from './moments.ts';

/** Bars that a gate without a stride holds where nothing else is asked for: two strides of the codec as it comes. */
export const DEFAULT_TTL_BARS: number = 2 * CODEC_DEFAULTS.stride;

/**
 * The times of gates, of which one is in force at a time; their strides as the number `stride`, and of those that were known
 * before the first bar opened how many bars they had held by then as the number `barsBefore`.
 */
export type GateTimes = Pick<RecordTable, 'length' | 'eventTime' | 'availableAt'> &
  Partial<Pick<RecordTable, 'numbers'>>;

/** Which gate holds between two bars, as plain JSON. */
export interface InForceState {
  /** Row of the gate in force or of the last one that was; -1 before the first. */
  readonly row: number;
  readonly eventTime: EpochMs | null;
  /** Bars since it could be known, that bar included. */
  readonly age: number;
  /** Its stride in bars; null where it does not say. */
  readonly stride: number | null;
}

/**
 * The gate in force bar by bar: a gate holds from its `availableAt` until the next one, or for `ttlBars` bars; where those are 0 for
 * two of its own strides.
 *
 * @remarks
 * Causal: a gate counts from the first bar whose moment is not before the gate's `availableAt`; one that became known after a
 * later one never counts.
 * Source: this project.
 */
export class GateInForce {
  private readonly ttlBars: number;
  private current: number;
  private eventTime: EpochMs;
  private age: number;
  private stride: number;

  /** @param ttlBars - whole bars ≥ 1; 0 for two strides of each gate, `DEFAULT_TTL_BARS` where it does not say. */
  constructor(ttlBars: number, state: InForceState = { row: -1, eventTime: null, age: 0, stride: null }) {
    if (!(Number.isInteger(ttlBars) && ttlBars >= 0))
      throw new InvalidArgumentError('gateTtlBars', 'a whole number >= 0', ttlBars);
    this.ttlBars = ttlBars;
    this.current = state.row;
    this.eventTime = state.eventTime ?? -Infinity;
    this.age = state.age;
    this.stride = state.stride ?? NaN;
  }

  /**
   * Offers a gate that has become known since the last bar, in the order of knowledge; true if it takes over.
   *
   * @param age - bars that it has held already, where it was known before the first bar.
   */
  offer(row: number, eventTime: EpochMs, stride: number = NaN, age: number = 0): boolean {
    if (eventTime < this.eventTime) return false;
    this.stride = stride;
    this.current = row;
    this.eventTime = eventTime;
    this.age = age;
    return true;
  }

  /** Moves on to the next bar: the row of the gate in force, or -1. */
  next(): number {
    this.age++;
    const own = Number.isNaN(this.stride) ? DEFAULT_TTL_BARS : 2 * this.stride;
    return this.age <= (this.ttlBars === 0 ? own : this.ttlBars) ? this.current : -1;
  }

  state(): InForceState {
    const { current: row, eventTime, age, stride } = this;
    return { row, eventTime: Number.isFinite(eventTime) ? eventTime : null, age, stride: stride > 0 ? stride : null };
  }
}

/**
 * Row of the gate in force at each of a series' bars, -1 where none is.
 *
 * @param moments - shape (n,): when each bar could be known, not falling.
 * @param from - when the first bar opened: gates that were known before have the age `barsBefore`, and count only where they have it.
 * @param ttlBars - see `GateInForce`.
 * @returns shape (n,).
 *
 * @remarks
 * Causal: yes.
 * Cost: O(n + m log m).
 * Source: this project.
 */
export function gatesInForce(
  gates: GateTimes,
  { moments, from }: { readonly moments: Float64Array; readonly from: EpochMs },
  ttlBars: number,
): Int32Array {
  const holder = new GateInForce(ttlBars);
  const { stride } = gates.numbers ?? {};
  const ages = agesAtStart(gates, from);
  const order = orderOfKnowledge(gates).filter((row) => !Number.isNaN(ages[row]));
  let next = 0;
  return Int32Array.from(moments, (moment) => {
    for (; next < order.length && gates.availableAt[order[next]] <= moment; next++) {
      const row = order[next];
      holder.offer(row, gates.eventTime[row], stride?.[row], ages[row]);
    }
    return holder.next();
  });
}

/** What a gate tells of bars before the first one that is decided. */
export interface GateBefore {
  readonly availableAt: EpochMs;
  /** Bars before the first one at whose moment the gate was known; undefined or NaN where they were not counted. */
  readonly barsBefore?: number | undefined;
}

/**
 * How many bars a gate has held when the first one opens: 0 where it was not known yet, NaN where nobody can tell.
 *
 * @param from - when the first bar opened.
 *
 * @remarks
 * Causal: yes.
 * Source: this project.
 */
export function ageAtStart({ availableAt, barsBefore = NaN }: GateBefore, from: EpochMs): number {
  if (!Number.isNaN(barsBefore)) return barsBefore;
  return availableAt >= from ? 0 : NaN;
}

/**
 * Gates with the number `barsBefore`: at how many earlier bars each was known; NaN where it was known at none, or where the earlier
 * bars begin too late to tell.
 *
 * @param earlier - the bars before the first one, oldest first.
 * @param from - when the first bar opened.
 *
 * @remarks
 * Causal: depends on when bars before the first one were known.
 * Cost: O(n m).
 * Source: this project.
 */
export function gatesWithBarsBefore(
  gates: RecordTable,
  earlier: { readonly openTime: Float64Array; readonly availableAt: Float64Array },
  from: EpochMs,
): RecordTable {
  const moments = momentsOf(earlier.availableAt);
  const begin = moments.length === 0 ? Infinity : earlier.openTime[0];
  const last = moments.at(-1) ?? -Infinity;
  const barsBefore = gates.availableAt.map((at) =>
    at < begin || (at >= from && at > last) ? NaN : moments.length - momentsBefore(moments, at),
  );
  return barsBefore.every(Number.isNaN) ? gates : { ...gates, numbers: { ...gates.numbers, barsBefore } };
}

/** How many moments are before a time. */
function momentsBefore(moments: Float64Array, time: EpochMs): number {
  const first = moments.findIndex((moment) => moment >= time);
  return first < 0 ? moments.length : first;
}

/**
 * Rows of the gates that take over, each once and in that order: those that another follows before the next bar, too.
 *
 * @param until - when the last bar could be known; later gates count for none.
 * @param from - see `gatesInForce`.
 *
 * @remarks
 * Causal: whether a gate takes over depends on those known before it.
 * Cost: O(m log m).
 * Source: this project.
 */
export function gatesTakenOver(
  gates: GateTimes,
  { until, from }: { readonly until: EpochMs; readonly from: EpochMs },
): Int32Array {
  const ages = agesAtStart(gates, from);
  let newest = -Infinity;
  return orderOfKnowledge(gates).filter((row) => {
    const isCounted = !Number.isNaN(ages[row]) && gates.availableAt[row] <= until;
    if (!isCounted || gates.eventTime[row] < newest) return false;
    newest = gates.eventTime[row];
    return true;
  });
}

/** The age of each gate at the first bar. */
function agesAtStart({ availableAt, numbers }: GateTimes, from: EpochMs): Float64Array {
  const { barsBefore } = numbers ?? {};
  return availableAt.map((at, row) => ageAtStart({ availableAt: at, barsBefore: barsBefore?.[row] }, from));
}

/** Rows by when they could be known, then by what they tell of; rows of one moment as they stand. */
export function orderOfKnowledge({ length, eventTime, availableAt }: GateTimes): Int32Array {
  const order = Int32Array.from({ length }, (_, row) => row);
  return order.sort((a, b) => availableAt[a] - availableAt[b] || eventTime[a] - eventTime[b] || a - b);
}
