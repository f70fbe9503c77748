import type { EpochMs } from '@assay/core/time';
import type { Action } from '../../orders/index.ts';
import { isIntent } from '../../orders/index.ts';
import type { SimulationResult } from '../../simulation/index.ts';
import type { StrategyInstance } from '../../strategy/index.ts';
import type { LeakDifference } from './report.ts';

/** One thing that a simulation did, in a form that can be compared. */
export interface LeakRecord {
  readonly time: EpochMs;
  readonly what: 'decision' | 'order' | 'refusal' | 'fill';
  readonly instrument: string;
  /** Lots, prices, reasons: everything in which two records may differ. */
  readonly text: string;
}

/**
 * What a strategy asks for, one record per leg of an intent and per other action. Times of legs are that of the decision.
 *
 * Source: this project.
 */
export function decisionRecords(actions: readonly Action[], time: EpochMs): readonly LeakRecord[] {
  return actions.flatMap((action): readonly LeakRecord[] => {
    if (!isIntent(action)) {
      const instrument = 'instrument' in action ? (action.instrument ?? '*') : '*';
      return [{ time, what: 'decision', instrument, text: JSON.stringify(action) }];
    }
    const { legs, allOrNone, reason } = action;
    const together = allOrNone && legs.length > 1 ? ` with ${legs.length - 1} more` : '';
    return legs.map(({ instrument, target, ...exits }) => {
      const more = JSON.stringify(exits);
      const text = `${target.kind} ${target.value}${more === '{}' ? '' : ` ${more}`}${together}: ${reason}`;
      return { time, what: 'decision', instrument, text };
    });
  });
}

/**
 * The same strategy, with everything that it asks for appended to `log`.
 *
 * Source: this project.
 */
export function withDecisionLog(strategy: StrategyInstance, log: LeakRecord[]): StrategyInstance {
  return {
    ...(strategy.members === undefined ? {} : { members: strategy.members }),
    decide: (view) => {
      const actions = strategy.decide(view);
      if (actions.length > 0) log.push(...decisionRecords(actions, view.decisionTime));
      return actions;
    },
  };
}

/** The parts of a simulation that are compared. */
export type ComparedSimulation = Pick<SimulationResult, 'fills' | 'refusals' | 'orderEvents'>;

/**
 * Orders, refusals and fills of a simulation by time; of one moment in that order, each in the order it came about.
 *
 * Source: this project.
 */
export function executionRecords({ fills, refusals, orderEvents }: ComparedSimulation): readonly LeakRecord[] {
  const records: LeakRecord[] = [
    ...orderEvents.map(({ time, instrument, tag, event, reason, lots, remaining }): LeakRecord => {
      const sizes = `${lots === undefined ? '' : ` ${lots} lots`}${remaining === undefined ? '' : `, ${remaining} left`}`;
      return { time, what: 'order', instrument, text: `${event} '${tag}'${sizes}: ${reason}` };
    }),
    ...refusals.map(({ time, instrument, reason }): LeakRecord => ({
      time,
      what: 'refusal',
      instrument,
      text: reason,
    })),
    ...fills.map(({ time, instrument, side, lots, priceTicks, decisionTime, rule, reason }): LeakRecord => {
      const text = `${side} ${lots} lots at ${priceTicks} ticks, decided at ${decisionTime}, ${rule}: ${reason}`;
      return { time, what: 'fill', instrument, text };
    }),
  ];
  return records
    .map((record, index) => ({ record, index }))
    .sort(byTime)
    .map(({ record }) => record);
}

interface Numbered {
  readonly record: LeakRecord;
  readonly index: number;
}

function byTime(a: Numbered, b: Numbered): number {
  return a.record.time - b.record.time || a.index - b.index;
}

/**
 * The oldest record in which two streams differ, up to a moment; undefined where there is none.
 *
 * @param full - of the run, ascending in time.
 * @param other - of the replay, ascending in time.
 * @param isCompared - false for what lies behind the moment of interest.
 *
 * @remarks
 * Causal: reads the records that `isCompared` lets through only.
 * Source: this project.
 */
export function firstDifference(
  full: readonly LeakRecord[],
  other: readonly LeakRecord[],
  isCompared: (time: EpochMs) => boolean = () => true,
): Omit<LeakDifference, 'kind' | 'cut'> | undefined {
  const [a, b] = [full, other].map((records) => records.filter(({ time }) => isCompared(time)));
  const n = Math.max(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const [mine, theirs] = [a.at(i), b.at(i)];
    if (isSame(mine, theirs)) continue;
    // Whichever comes first is the one that the other stream does not have.
    const first = mine === undefined || (theirs !== undefined && theirs.time < mine.time) ? theirs : mine;
    if (first === undefined) return undefined;
    const textOf = (record: LeakRecord | undefined): string | null =>
      record?.time === first.time && record.instrument === first.instrument && record.what === first.what
        ? record.text
        : null;
    const { time, instrument, what } = first;
    return { time, instrument, what, full: textOf(mine), replayed: textOf(theirs) };
  }
  return undefined;
}

function isSame(a: LeakRecord | undefined, b: LeakRecord | undefined): boolean {
  return a?.time === b?.time && a?.what === b?.what && a?.instrument === b?.instrument && a?.text === b?.text;
}
