import { InvalidArgumentError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import type { RecordTable } from '../../market/index.ts';
import { CODEC_DEFAULTS } from '../../regimes/index.ts';

/** Bars that a gate without a stride holds where nothing else is asked for: two strides of the codec as it comes. */
export const DEFAULT_TTL_BARS: number = 2 * CODEC_DEFAULTS.stride;

/** The times of gates, of which one is in force at a time, and their strides as the number `stride`. */
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

  /** Offers a gate that has become known since the last bar, in the order of knowledge; true if it takes over. */
  offer(row: number, eventTime: EpochMs, stride: number = NaN): boolean {
    if (eventTime < this.eventTime) return false;
    this.stride = stride;
    this.current = row;
    this.eventTime = eventTime;
    this.age = 0;
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
 * @param from - when the first bar opened: gates that were known before have an age that no bar tells, and never count.
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
  const order = orderOfKnowledge(gates).filter((row) => gates.availableAt[row] >= from);
  let next = 0;
  return Int32Array.from(moments, (moment) => {
    for (; next < order.length && gates.availableAt[order[next]] <= moment; next++)
      holder.offer(order[next], gates.eventTime[order[next]], gates.numbers?.['stride']?.[order[next]]);
    return holder.next();
  });
}

/** Rows by when they could be known, then by what they tell of; rows of one moment as they stand. */
export function orderOfKnowledge({ length, eventTime, availableAt }: GateTimes): Int32Array {
  const order = Int32Array.from({ length }, (_, row) => row);
  return order.sort((a, b) => availableAt[a] - availableAt[b] || eventTime[a] - eventTime[b] || a - b);
}
