import { createRng } from '@assay/core/random';
import { MS_PER_HOUR } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { cannedGates, hourlySeries, walkSeries } from '../../market/testing/index.ts';
import { sliceSeries } from '../../market/index.ts';
import type { BarSeries, RecordTable } from '../../market/index.ts';
import { decisionAt } from './decision.ts';
import type { GateDecision } from './decision.ts';
import { DecisionStream } from './decision-stream.ts';
import type { DecisionStreamState } from './decision-stream.ts';
import { gateEvidence } from './evidence.ts';
import type { EvidenceSpec } from './evidence.ts';
import { gateAt } from './gate.ts';
import { DEFAULT_GUARDS } from './guards.ts';
import type { GateGuards } from './guards.ts';
import { momentsOf } from './moments.ts';
import { gatesWithBarsBefore, orderOfKnowledge } from './in-force.ts';

const SPEC: EvidenceSpec = {
  gateTtlBars: 12,
  fallback: true,
  deriver: { minStreak: 2, window: 10, calibrationBars: 150 },
};
const GUARDS: GateGuards = { ...DEFAULT_GUARDS, maxHazard: 0.5 };

/** One decision at a time; at each bar of `restarts` the stream goes through JSON into a new one. */
function streamed(
  series: BarSeries,
  gates: RecordTable,
  restarts: ReadonlySet<number>,
  { spec = SPEC, guards = GUARDS }: { readonly spec?: EvidenceSpec; readonly guards?: GateGuards } = {},
): readonly GateDecision[] {
  let stream = new DecisionStream(spec, guards);
  const order = orderOfKnowledge(gates);
  const moments = momentsOf(series.availableAt);
  let next = 0;
  return Array.from({ length: series.length }, (_, i) => {
    if (restarts.has(i)) {
      stream = new DecisionStream(spec, guards, JSON.parse(JSON.stringify(stream.state())) as DecisionStreamState);
    }
    for (; next < order.length && gates.availableAt[order[next]] <= moments[i]; next++)
      stream.offer(gateAt(gates, order[next]));
    return stream.push({
      ...{ openTime: series.openTime[i], close: series.close[i] },
      ...{ closeTime: series.eventTime[i], availableAt: series.availableAt[i] },
    });
  });
}

describe('a stream of decisions', () => {
  it.each([1, 2, 3])('S1-01 ruling 18: restarted in mid-stream it decides as the batch does (seed %s)', (seed) => {
    const onTime = hourlySeries(walkSeries(seed, 1200));
    const whole = {
      ...onTime,
      availableAt: onTime.availableAt.map((at, i) => at + (i % 41 === 0 ? 4 * MS_PER_HOUR : 0)),
    };
    const gates = cannedGates(whole, seed, { isMissing: (nth) => nth % 3 === 1 });
    const evidence = gateEvidence({ ...whole, closeTime: whole.eventTime }, gates, SPEC);
    const batch = Array.from({ length: whole.length }, (_, bar) => decisionAt(evidence, GUARDS, bar));
    expect(streamed(whole, gates, new Set())).toEqual(batch);
    const rng = createRng(seed).fork('restarts');
    const restarts = new Set([0, 1, ...Array.from({ length: 40 }, () => rng.nextInt(1200))]);
    expect(streamed(whole, gates, restarts)).toEqual(batch);
    expect(new Set(batch.map(({ source }) => source)).size).toBe(3);
  });

  it.each([0.1, 0.35, 0.8])(
    'S1-01 S1-04 D3 ruling 18: with a percentile of hazard of %s the stream decides as the batch does, over restarts',
    (hazardPercentile) => {
      const series = hourlySeries(walkSeries(21, 1200));
      // Gates of two makers, denser than bars in places: some are followed by another before the next bar.
      const canned = cannedGates(series, 21, { stride: 4 });
      const eventTime = canned.eventTime.map((time, k) => (k % 5 === 1 ? canned.eventTime[k + 1] - 1 : time));
      // And some are known behind a later one: they never count.
      const availableAt = canned.availableAt.map(
        (time, k) => Math.max(time, eventTime[k]) + (k % 7 === 3 ? 9 * MS_PER_HOUR : 0),
      );
      const maker = { words: ['one', 'other'], index: Int32Array.from(canned.eventTime, (_, k) => Math.sign(k % 3)) };
      const gates = { ...canned, eventTime, availableAt, texts: { ...canned.texts, maker } };
      const guards = { ...GUARDS, maxHazard: 0.6, hazardPercentile };
      const evidence = gateEvidence({ ...series, closeTime: series.eventTime }, gates, SPEC);
      const batch = Array.from({ length: series.length }, (_, bar) => decisionAt(evidence, guards, bar));
      expect(streamed(series, gates, new Set(), { guards })).toEqual(batch);
      const rng = createRng(`${hazardPercentile}`).fork('restarts');
      const restarts = new Set([0, 1, ...Array.from({ length: 60 }, () => rng.nextInt(1200))]);
      expect(streamed(series, gates, restarts, { guards })).toEqual(batch);
      const capped = Array.from({ length: series.length }, (_, bar) =>
        decisionAt(evidence, { ...guards, hazardPercentile: 0 }, bar),
      );
      expect(batch).not.toEqual(capped);
    },
  );

  it('ruling 17: gates hold for two of their own strides, in the stream as in the batch and over restarts', () => {
    const series = hourlySeries(walkSeries(9, 900));
    const canned = cannedGates(series, 9, { stride: 40 });
    const stride = canned.eventTime.map((_, nth) => (nth % 3 === 0 ? NaN : 4 + nth));
    const gates = { ...canned, numbers: { ...canned.numbers, stride } };
    const spec = { ...SPEC, gateTtlBars: 0 };
    const evidence = gateEvidence({ ...series, closeTime: series.eventTime }, gates, spec);
    const batch = Array.from({ length: series.length }, (_, bar) => decisionAt(evidence, GUARDS, bar));
    expect(streamed(series, gates, new Set([100, 333, 500, 501]), { spec })).toEqual(batch);
    const bars = [0, 1, 2, 7].map((nth) => evidence.row.filter((row) => row === nth).length);
    expect(bars).toEqual([32, 10, 12, 22]);
    expect(gateAt(gates, 1).stride).toBe(5);
  });

  it('X-01 ruling 17: a gate that was known before the first bar is in force at it, in the stream as in the batch', () => {
    const whole = hourlySeries(walkSeries(5, 700));
    const gates = cannedGates(whole, 5, { isMissing: (nth) => nth % 3 === 1 });
    const sources = [303, 310, 325, 331].map((first) => {
      const series = sliceSeries(whole, first, 700);
      const aged = gatesWithBarsBefore(gates, sliceSeries(whole, 200, first), series.openTime[0] ?? NaN);
      const evidence = gateEvidence({ ...series, closeTime: series.eventTime }, aged, SPEC);
      const batch = Array.from({ length: series.length }, (_, bar) => decisionAt(evidence, GUARDS, bar));
      expect(streamed(series, aged, new Set([0, 1, 2, 30]))).toEqual(batch);
      const guards = { ...GUARDS, hazardPercentile: 0.2 };
      const followed = Array.from({ length: series.length }, (_, bar) => decisionAt(evidence, guards, bar));
      expect(streamed(series, aged, new Set([0, 1, 2, 30]), { guards })).toEqual(followed);
      return batch[0]?.source;
    });
    expect(new Set(sources)).toEqual(new Set(['gate', 'none']));
  });

  it('ruling 18: a state that lacks a run of the calibration decides otherwise', () => {
    const series = hourlySeries(walkSeries(4, 400));
    const push = (stream: DecisionStream, from: number, to: number): readonly GateDecision[] =>
      Array.from({ length: to - from }, (_, k) =>
        stream.push({
          ...{ openTime: series.openTime[from + k], close: series.close[from + k] },
          ...{ closeTime: series.eventTime[from + k], availableAt: series.availableAt[from + k] },
        }),
      );
    const stream = new DecisionStream(SPEC, GUARDS);
    push(stream, 0, 300);
    const state = JSON.parse(JSON.stringify(stream.state())) as DecisionStreamState;
    const poor = { ...state, deriver: { ...state.deriver, runs: state.deriver.runs.slice(40) } };
    const rest = push(stream, 300, 400);
    expect(push(new DecisionStream(SPEC, GUARDS, state), 300, 400)).toEqual(rest);
    expect(push(new DecisionStream(SPEC, GUARDS, poor), 300, 400)).not.toEqual(rest);
  });
});
