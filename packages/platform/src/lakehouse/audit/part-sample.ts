/**
 * What is usual in a series, part by part.
 *
 * A robust scale needs the median, and the median needs all values: those of one part are kept (a year of minutes is
 * 525,600 of them), judged when the part ends, and forgotten. So the scale is exact, the same whatever the chunks, follows a
 * market that grows calmer over the years, and a part whose bars did not change keeps its findings when others are appended.
 * An approximate summary of the whole history would be smaller but could not say which bars it judged.
 *
 * Parts with fewer than 250 values are judged together with the next; those at the end by the part before them.
 */
import type { EpochMs } from '@assay/core/time';
import type { PartitionRule } from '../partitions.ts';
import { GrowingColumn } from './growing.ts';
import { PartitionMemo } from './tally.ts';

const FEWEST = 250;
/** No part of a known timeframe has more; what has is judged in pieces. */
const MOST = 600_000;

/** One value with its place. */
export interface SampledValue {
  readonly value: number;
  readonly eventTime: EpochMs;
  readonly sourceRow: number;
}

/** Collects values and judges them when enough are known. `Usual` is what a scale consists of. */
export class PartSample<Usual> {
  private readonly partition: PartitionMemo;
  private readonly measure: (values: Float64Array) => Usual;
  private readonly judge: (value: SampledValue, usual: Usual) => void;
  private readonly values = new GrowingColumn();
  private readonly times = new GrowingColumn();
  private readonly rows = new GrowingColumn();
  private current: string | undefined;
  private usual: Usual | undefined;

  /**
   * @param measure - what is usual among values.
   * @param judge - told of every value with what is usual around it, in order.
   */
  constructor(
    rule: PartitionRule,
    measure: (values: Float64Array) => Usual,
    judge: (value: SampledValue, usual: Usual) => void,
  ) {
    this.partition = new PartitionMemo(rule);
    this.measure = measure;
    this.judge = judge;
  }

  /** Takes the next value; those that are no number are left out. */
  add(value: number, eventTime: EpochMs, sourceRow: number): void {
    const { name } = this.partition.at(eventTime);
    const hasEnded = this.current !== undefined && this.current !== name;
    if ((hasEnded && this.values.length >= FEWEST) || this.values.length >= MOST) this.flush();
    this.current = name;
    if (Number.isNaN(value)) return;
    this.values.push(value);
    this.times.push(eventTime);
    this.rows.push(sourceRow);
  }

  /** Judges what is left. */
  end(): void {
    if (this.values.length > 0) this.flush();
  }

  private flush(): void {
    const { values, times, rows } = this;
    if (this.usual === undefined || values.length >= FEWEST) this.usual = this.measure(values.view());
    const { usual } = this;
    for (let index = 0; index < values.length; index++) {
      this.judge({ value: values.at(index), eventTime: times.at(index), sourceRow: rows.at(index) }, usual);
    }
    for (const column of [values, times, rows]) column.clear();
  }
}
