import { describe, expect, it } from 'vitest';
import { chooseCuts, cutCoverage } from './cuts.ts';
import { examineLeaks } from './examine.ts';
import type { LeakExamination, Replayed } from './examine.ts';
import { barBeforeItsEnd, fillBeforeDecision, settledBeforeExpiry } from './ordering.ts';
import { testInstrument } from '../../market/testing/index.ts';
import { decisionRecords, executionRecords, firstDifference } from './records.ts';
import type { LeakRecord } from './records.ts';

const CLOSES = Array.from({ length: 100 }, (_, i) => i * 10);
const record = (time: number, text = 'buy', what: LeakRecord['what'] = 'decision'): LeakRecord => ({
  ...{ time, what, instrument: 'A', text },
});
const decidedAt = (times: readonly number[]): readonly LeakRecord[] => times.map((time) => record(time));
const replayed = (decisions: readonly LeakRecord[]): Replayed => ({ decisions, executions: [] });

function examined(replay: LeakExamination['replay'], changes: Partial<LeakExamination> = {}): Promise<unknown> {
  const judged = replayed(decidedAt([100, 400, 700]));
  return examineLeaks({ seed: 'test', closes: CLOSES, cuts: 3, judged, replay, ...changes });
}

describe('examineLeaks', () => {
  it('X-01: reruns first, and calls what differs then nondeterministic, not a leak', async () => {
    const found = await examined(() => Promise.resolve(replayed(decidedAt([100, 410, 700]))));
    expect(found).toMatchObject({
      outcome: 'nondeterministic',
      replays: 1,
      firstDifference: { kind: 'rerun', cut: null, time: 400, full: 'buy', replayed: null },
    });
  });

  it('X-01: calls a difference at two cuts a leak, and shows the oldest record of the first', async () => {
    const found = await examined((request) =>
      Promise.resolve(
        replayed(
          request.kind !== 'rerun' && request.kind !== 'prefix' ? decidedAt([request.cut]) : decidedAt([100, 400, 700]),
        ),
      ),
    );
    expect(found).toMatchObject({ outcome: 'leak', differing: 2, replays: 7, cuts: [100, 400, 700] });
    expect(found).toMatchObject({
      firstDifference: { kind: 'late-poison', cut: 400, time: 100, full: 'buy', replayed: null },
    });
  });

  it('X-01: looks for a difference that one cut showed at further cuts, and is no leak where none shows it again', async () => {
    const seen: number[] = [];
    const found = await examined((request) => {
      if (request.kind !== 'rerun') seen.push(request.cut);
      const isOdd = request.kind === 'prefix' && request.cut === seen[0];
      return Promise.resolve(replayed(isOdd ? [] : decidedAt([100, 400, 700])));
    });
    expect(new Set(seen).size).toBeGreaterThan(3);
    expect(found).toMatchObject({ outcome: 'clean', differing: 1, firstDifference: { kind: 'prefix' } });
  });

  it('ignores what comes after a cut, and executions in its own moment, in which a market may open again', async () => {
    const judged: Replayed = { decisions: decidedAt([100, 400, 700]), executions: [] };
    const found = await examined((request) => {
      if (request.kind === 'rerun') return Promise.resolve(judged);
      const decisions = decidedAt([...[100, 400, 700].filter((time) => time <= request.cut), request.cut + 1]);
      return Promise.resolve({ decisions, executions: [record(request.cut, 'filled', 'order')] });
    });
    expect(found).toMatchObject({ outcome: 'clean', differing: 0, error: null });
  });

  it('fails where the strategy fails on what it is shown, in its own words; a leak that shows comes first', async () => {
    const failing = await examined(({ kind }) =>
      kind === 'poison'
        ? Promise.reject(new Error('no such bar'))
        : Promise.resolve(replayed(decidedAt([100, 400, 700]))),
    );
    expect(failing).toMatchObject({ outcome: 'failed', error: 'no such bar', differing: 0 });
    const leaking = await examined(({ kind }) => {
      if (kind === 'poison') return Promise.reject(new Error('no such bar'));
      return Promise.resolve(replayed(kind === 'rerun' ? decidedAt([100, 400, 700]) : []));
    });
    expect(leaking).toMatchObject({ outcome: 'leak' });
    expect(await examined(() => Promise.reject(new Error('broken')))).toMatchObject({ outcome: 'failed', replays: 1 });
  });

  it('X-02: cuts first where a column is known to change, at those too when a difference is to be reproduced', async () => {
    const seen = new Set<number>();
    const changing = [210, 550, 640, 880];
    const found = await examined(
      (request) => {
        if (request.kind !== 'rerun') seen.add(request.cut);
        const isOdd = request.kind === 'prefix' && (request.cut === 210 || request.cut === 880);
        return Promise.resolve(replayed(isOdd ? [] : decidedAt([100, 400, 700])));
      },
      { probe: (cuts) => Promise.resolve(cuts.length === 60 ? changing : []) },
    );
    expect([...seen]).toEqual([210, 550, 640, 880]);
    expect(found).toMatchObject({ outcome: 'leak', differing: 2 });
    const failing = await examined(() => Promise.resolve(replayed(decidedAt([100, 400, 700]))), {
      probe: () => Promise.reject(new Error('too short')),
    });
    expect(failing).toMatchObject({ outcome: 'clean', error: null });
  });

  it('says that it was not run where nothing is cut, and where there is nothing to cut', async () => {
    const replay = (): Promise<Replayed> => Promise.resolve(replayed(decidedAt([100, 400, 700])));
    expect(await examined(replay, { cuts: 0 })).toMatchObject({ outcome: 'not-run', replays: 0, coverage: 0 });
    expect(await examined(replay, { closes: [10] })).toMatchObject({ outcome: 'not-run', cuts: [], coverage: 0 });
  });
});

describe('chooseCuts', () => {
  it('X-01: cuts where the strategy asked for something, once in each part, and the same for the same seed', () => {
    const decisions = [55, 120, 350, 352, 600, 980];
    const cuts = chooseCuts({ seed: 'run/row', closes: CLOSES, decisions, count: 3 });
    expect(cuts.map((cut, part) => cut >= part * 330 && cut < (part + 1) * 330)).toEqual([true, true, true]);
    expect(decisions).toEqual(expect.arrayContaining([...cuts]));
    expect(chooseCuts({ seed: 'run/row', closes: CLOSES, decisions, count: 3 })).toEqual(cuts);
    const others = Array.from({ length: 20 }, (_, k) =>
      chooseCuts({ seed: `${k}`, closes: CLOSES, decisions, count: 3 }),
    );
    expect(new Set(others.map(String)).size).toBeGreaterThan(4);
  });

  it('falls back to closes, never the last one, and makes no more cuts than there are', () => {
    const cuts = chooseCuts({ seed: 'a', closes: [1, 2, 3], decisions: [], count: 9 });
    expect(cuts).toEqual([1, 2]);
    expect(cutCoverage(cuts, [1, 2, 3])).toBeCloseTo(2 / 3);
    expect(cutCoverage([], [1, 2, 3])).toBe(0);
    expect(() => chooseCuts({ seed: 'a', closes: CLOSES, decisions: [], count: 1.5 })).toThrow(
      /'count': must be whole/,
    );
  });
});

describe('the order of records', () => {
  const fill = { time: 20, decisionTime: 10, instrument: 'A', side: 'buy', lots: 3, rule: 'at-close' } as const;

  it('X-01: finds a fill that is not strictly later than its decision: a same-bar fill', () => {
    expect(fillBeforeDecision([fill])).toBeUndefined();
    const found = fillBeforeDecision([fill, { ...fill, decisionTime: 20 }]);
    expect(found).toMatchObject({ kind: 'order', time: 20, instrument: 'A', what: 'fill' });
    expect(found?.full).toContain('buy 3 lots by at-close');
  });

  it('X-01: finds a bar of a higher timeframe that is known before its period has ended', () => {
    const week = { instrument: { id: 'A' }, timeframe: '1w', length: 2, eventTime: Float64Array.of(5, 10) } as const;
    expect(barBeforeItsEnd({ ...week, availableAt: Float64Array.of(5, 11) })).toBeUndefined();
    expect(barBeforeItsEnd({ ...week, availableAt: Float64Array.of(5, 6) })).toMatchObject({
      time: 6,
      instrument: 'A',
    });
  });
});

describe('settledBeforeExpiry', () => {
  const settled = { time: 20, instrument: 'ES', side: 'sell', lots: 2, rule: 'expired-at-last-mark', reason: 'expiry' };
  const future = { ...testInstrument({ id: 'ES' }), kind: 'future', root: 'ES', expiry: 30 } as const;

  it('X-01: finds an expiry that is settled before its time, and no exit of another kind', () => {
    const fill = { ...settled, side: 'sell' } as const;
    const found = settledBeforeExpiry([{ ...fill, reason: 'signal' }, fill], [future]);
    expect(found).toMatchObject({ kind: 'order', time: 20, what: 'fill', instrument: 'ES' });
    expect(found?.full).toContain('before the expiry at 30');
    expect(settledBeforeExpiry([{ ...fill, time: 30 }], [future])).toBeUndefined();
    expect(settledBeforeExpiry([fill], [testInstrument({ id: 'ES' })])).toBeUndefined();
  });
});

describe('firstDifference', () => {
  it('finds the oldest of records that are missing, added or other, and nothing behind its end', () => {
    const full = [record(1), record(5, 'sell'), record(9)];
    expect(firstDifference(full, full)).toBeUndefined();
    expect(firstDifference(full, [record(1), record(9)])).toMatchObject({ time: 5, full: 'sell', replayed: null });
    expect(firstDifference(full, [record(1), record(3), ...full.slice(1)])).toMatchObject({ time: 3, full: null });
    expect(firstDifference(full, [record(1), record(5, 'hold')])).toMatchObject({ full: 'sell', replayed: 'hold' });
    expect(firstDifference(full, full.slice(0, 2), (time) => time < 9)).toBeUndefined();
  });

  it('tells decisions, orders, refusals and fills by everything that matters', () => {
    const legs = [{ instrument: 'A', target: { kind: 'exposure', value: 1 }, stopLoss: { fraction: 0.1 } }] as const;
    const [leg] = decisionRecords([{ legs, allOrNone: false, reason: 'up' }], 7);
    expect(leg).toEqual({ ...record(7), text: 'exposure 1 {"stopLoss":{"fraction":0.1}}: up' });
    expect(decisionRecords([{ kind: 'cancel', tag: '*' }], 7)).toMatchObject([{ instrument: '*' }]);
    const refusals = [{ time: 3, instrument: 'A', reason: 'no-price' }];
    const orderEvents = [{ time: 3, orderId: 1, tag: 't', instrument: 'A', event: 'accepted', reason: 'r' }] as const;
    const found = executionRecords({ fills: [], refusals, orderEvents });
    expect(found.map(({ what, text }) => `${what} ${text}`)).toEqual([`order accepted 't': r`, 'refusal no-price']);
  });
});
