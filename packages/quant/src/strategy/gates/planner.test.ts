import { MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GateSide } from '../../signals/index.ts';
import { keepPlanner, planBar, recallPlanner, startPlanner } from './planner.ts';
import type { KeptPlanner, PlannerOutcome, PlannerRules, PlannerSignal, PlannerState } from './planner.ts';
import { sessionPhase } from './session-window.ts';

const ALWAYS = { openHour: 0, closeHour: 24, exitBufferMinutes: 5 };
const RULES: PlannerRules = {
  ...{ holdMinutes: 60, maxHoldMinutes: 0, long: true, short: true, against: false },
  ...{ hardBlockFlattens: true, persistInPosition: false, session: ALWAYS },
};

interface Step extends Partial<Omit<PlannerSignal, 'time'>> {
  readonly minute: number;
  /** What the account shows; what was asked for unless it is told. */
  readonly held?: GateSide;
}

/** Outcomes of steps, the account following what is asked for. */
function planned(steps: readonly Step[], rules: Partial<PlannerRules> = {}): readonly PlannerOutcome[] {
  const state = startPlanner();
  let held: GateSide = 0;
  return steps.map(({ minute, held: shown, signal = 0, key = NaN, hardBlocked = false }) => {
    const bar = { time: minute * MS_PER_MINUTE, signal, key, hardBlocked };
    const outcome = planBar(state, bar, shown ?? held, { ...RULES, ...rules });
    held = outcome.side;
    return outcome;
  });
}

const reasons = (steps: readonly Step[], rules: Partial<PlannerRules> = {}): readonly string[] =>
  planned(steps, rules).map(({ action, side, reason }) => `${action} ${side} ${reason}`);

describe('the planner', () => {
  it('S1-05: enters on a signal, holds for its time and leaves at the first bar after it, with no gate at all', () => {
    expect(
      reasons([
        { minute: 0, signal: 1, key: 1 },
        { minute: 59 },
        { minute: 61 },
        { minute: 70, signal: 1, key: 1 },
        { minute: 71, signal: -1, key: 2 },
      ]),
    ).toEqual([
      'enter 1 signal',
      'stay 1 in-position',
      'exit 0 hold-expired',
      'stay 0 duplicate-signal',
      'enter -1 signal',
    ]);
  });

  it('S1-05: a hard block flattens and forgets the last signal; the other side is blocked while it holds', () => {
    const steps: readonly Step[] = [
      { minute: 0, signal: 1, key: 1 },
      { minute: 1, signal: -1, key: 2 },
      { minute: 2, key: 2, hardBlocked: true },
      { minute: 3, key: 2, hardBlocked: true },
      { minute: 4, signal: 1, key: 1 },
    ];
    expect(reasons(steps)).toEqual([
      ...['enter 1 signal', 'stay 1 opposite-side-blocked', 'exit 0 hard-blocked', 'stay 0 hard-blocked'],
      'enter 1 signal',
    ]);
    expect(reasons(steps, { hardBlockFlattens: false })[2]).toBe('stay 1 in-position');
  });

  it('S1-05: new signals renew a hold up to the longest one', () => {
    const steps = [0, 40, 80, 100, 119, 120].map((minute) => ({ minute, signal: 1 as const, key: minute + 1 }));
    expect(reasons(steps, { maxHoldMinutes: 120 })).toEqual([
      'enter 1 signal',
      ...Array.from({ length: 4 }, () => 'stay 1 hold-renewed'),
      'exit 0 max-hold',
    ]);
    expect(reasons(steps)[2]).toBe('exit 0 hold-expired');
    const same = [0, 40, 60].map((minute) => ({ minute, signal: 1 as const, key: 1 }));
    expect(reasons(same, { maxHoldMinutes: 600 })[2]).toBe('exit 0 hold-expired');
  });

  it('S1-05: sessions have an exit window; positions persist where that is asked for', () => {
    const session = { openHour: 8, closeHour: 10, exitBufferMinutes: 15 };
    const steps: readonly Step[] = [
      { minute: 479, signal: 1, key: 1 },
      { minute: 480, signal: 1, key: 1 },
      { minute: 584 },
      { minute: 585 },
      { minute: 586, signal: 1, key: 2 },
      { minute: 600, signal: 1, key: 2 },
    ];
    const hold = { holdMinutes: 1000, session };
    expect(reasons(steps, hold)).toEqual([
      ...['stay 0 session-closed', 'enter 1 signal', 'stay 1 in-position', 'exit 0 exit-window'],
      ...['stay 0 exit-window', 'stay 0 session-closed'],
    ]);
    expect(reasons(steps, { ...hold, persistInPosition: true }).slice(3)).toEqual([
      'stay 1 persist-in-position',
      'stay 1 persist-in-position',
      'stay 1 persist-in-position',
    ]);
  });

  it('S1-05: a side that is not allowed, or the one against the signal', () => {
    expect(reasons([{ minute: 0, signal: -1, key: 1 }], { short: false })).toEqual(['stay 0 side-not-allowed']);
    expect(reasons([{ minute: 0, signal: -1, key: 1 }], { against: true })).toEqual(['enter 1 signal']);
  });

  it('S1-05: believes the account: what a stop closed is not entered again on the same signal, what was carried over is held', () => {
    expect(
      reasons([
        { minute: 0, signal: 1, key: 1 },
        { minute: 10, held: 0, signal: 1, key: 1 },
        { minute: 20, held: -1 },
        { minute: 79, held: -1 },
        { minute: 80, held: -1 },
      ]),
    ).toEqual([
      ...['enter 1 signal', 'stay 0 duplicate-signal', 'stay -1 in-position', 'stay -1 in-position'],
      'exit 0 hold-expired',
    ]);
  });

  it('S1-05: asks to leave at each bar until the account shows it gone, whatever comes meanwhile', () => {
    const steps: readonly Step[] = [
      { minute: 0, signal: 1, key: 1 },
      { minute: 60, held: 1, signal: 1, key: 2 },
      { minute: 70, held: 1, signal: -1, key: 3 },
      { minute: 130, held: 1, signal: 1, key: 4 },
      { minute: 140, held: 0, signal: -1, key: 3 },
    ];
    const left = ['enter 1 signal', ...Array.from({ length: 3 }, () => 'exit 0 hold-expired'), 'enter -1 signal'];
    expect(reasons(steps)).toEqual(left);
    expect(reasons(steps, { maxHoldMinutes: 60 })).toEqual(left);
    const blocked: readonly Step[] = [
      { minute: 0, signal: 1, key: 1 },
      { minute: 10, held: 1, hardBlocked: true },
      { minute: 20, held: 1 },
      { minute: 90, held: 1 },
      { minute: 100, held: 0, signal: 1, key: 1 },
    ];
    expect(reasons(blocked)).toEqual([
      ...['enter 1 signal', 'exit 0 hard-blocked', 'exit 0 hard-blocked', 'exit 0 hard-blocked', 'enter 1 signal'],
    ]);
  });

  it('S1-05: an entry that fills late is held from its decision; one that is not its own from when it shows', () => {
    const late: readonly Step[] = [
      { minute: 0, signal: 1, key: 1 },
      { minute: 20, held: 0 },
      { minute: 40, held: 1 },
      { minute: 60, held: 1 },
    ];
    expect(reasons(late)[3]).toBe('exit 0 hold-expired');
    const other = late.map((step) => (step.held === 1 ? { ...step, held: -1 as const } : step));
    expect(reasons([...other, { minute: 99, held: -1 }, { minute: 100, held: -1 }]).slice(3)).toEqual([
      ...['stay -1 in-position', 'stay -1 in-position', 'exit 0 hold-expired'],
    ]);
  });

  it('S1-05: a session spans midnight where it closes before it opens', () => {
    const night = { openHour: 22, closeHour: 2, exitBufferMinutes: 30 };
    const at = (hour: number): string => sessionPhase(night, hour * MS_PER_HOUR);
    expect([21.99, 22, 0, 1.4, 1.5, 2, 12].map(at)).toEqual([
      ...['closed', 'open', 'open', 'open', 'exit-window', 'closed', 'closed'],
    ]);
  });
});

const arbitrarySteps = fc.array(
  fc.record({
    gap: fc.integer({ min: 1, max: 90 }),
    signal: fc.constantFrom<GateSide>(-1, 0, 1),
    key: fc.integer({ min: 1, max: 4 }),
    hardBlocked: fc.integer({ min: 0, max: 19 }).map((one) => one === 13),
    isStopped: fc.boolean(),
    isRefused: fc.boolean(),
  }),
  { minLength: 30, maxLength: 60 },
);
const arbitraryRules = fc.record({
  holdMinutes: fc.integer({ min: 1, max: 200 }),
  maxHoldMinutes: fc.integer({ min: 0, max: 400 }),
  ...{ long: fc.boolean(), short: fc.boolean(), against: fc.boolean() },
  ...{ hardBlockFlattens: fc.boolean(), persistInPosition: fc.boolean() },
  session: fc.record({
    openHour: fc.integer({ min: 0, max: 11 }),
    closeHour: fc.integer({ min: 12, max: 24 }),
    exitBufferMinutes: fc.integer({ min: 0, max: 60 }),
  }),
});

interface Before {
  readonly held: GateSide;
  /** Key of the signal that was acted on last. */
  readonly lastKey: number;
  readonly rules: PlannerRules;
}

function checkOutcome(outcome: PlannerOutcome, bar: PlannerSignal, { held, lastKey, rules }: Before): void {
  const { action, side } = outcome;
  if (action === 'exit') expect([held !== 0, side]).toEqual([true, 0]);
  if (action === 'stay') expect(side).toBe(held);
  if (bar.hardBlocked && (held === 0 || rules.hardBlockFlattens)) expect(side).toBe(0);
  if (action !== 'enter') return;
  expect([held, side, bar.hardBlocked]).toEqual([0, rules.against ? -bar.signal : bar.signal, false]);
  expect(bar.key).not.toBe(lastKey);
  expect(side > 0 ? rules.long : rules.short).toBe(true);
  expect(sessionPhase(rules.session, bar.time)).toBe('open');
}

interface Traced {
  readonly outcome: PlannerOutcome;
  readonly bar: PlannerSignal;
  readonly before: Before;
  readonly isDue: boolean;
  /** It was asked to be left before, and the account shows it still. */
  readonly wasLeaving: boolean;
  /** Since the entry; 0 while flat. */
  readonly heldForMs: number;
}

type ArbitraryStep = Omit<PlannerSignal, 'time'> & {
  readonly gap: number;
  readonly isStopped: boolean;
  readonly isRefused: boolean;
};

/** A position as the test itself follows it, whatever the planner believes. */
interface Followed {
  held: GateSide;
  enteredAt: number;
  holdUntil: number;
  isLeft: boolean;
}

function follow(own: Followed, { action, side, reason }: PlannerOutcome, time: number, rules: PlannerRules): void {
  const [hold, longest] = [rules.holdMinutes, rules.maxHoldMinutes].map((minutes) => minutes * MS_PER_MINUTE);
  if (action === 'enter') Object.assign(own, { held: side, enteredAt: time, holdUntil: time + hold, isLeft: false });
  if (reason === 'hold-renewed') own.holdUntil = Math.min(time + hold, own.enteredAt + longest);
  if (action === 'exit') own.isLeft = true;
}

/** Steps one after the other; a stop closes the position now and then, and an order to leave does not fill. */
function traced(steps: readonly ArbitraryStep[], rules: PlannerRules): readonly Traced[] {
  const state: PlannerState = startPlanner();
  const own: Followed = { held: 0, enteredAt: NaN, holdUntil: NaN, isLeft: false };
  let [minute, lastKey] = [0, NaN];
  return steps.map(({ gap, signal, key, hardBlocked, isStopped, isRefused }) => {
    minute += gap;
    if (isStopped && gap > 80) own.held = 0;
    const bar = { time: minute * MS_PER_MINUTE, signal, key, hardBlocked };
    const { held } = own;
    const before = { held, lastKey, rules };
    const isDue = held !== 0 && bar.time >= own.holdUntil;
    const wasLeaving = held !== 0 && own.isLeft;
    const heldForMs = held === 0 ? 0 : bar.time - own.enteredAt;
    const outcome = planBar(state, bar, held, rules);
    lastKey = keyAfter(outcome, bar, before);
    follow(own, outcome, bar.time, rules);
    if (outcome.action === 'exit' && !isRefused) own.held = 0;
    return { outcome, bar, before, isDue, wasLeaving, heldForMs };
  });
}

function keyAfter(
  outcome: PlannerOutcome,
  { key, hardBlocked }: PlannerSignal,
  { held, lastKey, rules }: Before,
): number {
  if (hardBlocked && (held === 0 || rules.hardBlockFlattens)) return NaN;
  return outcome.action === 'enter' || outcome.reason === 'hold-renewed' ? key : lastKey;
}

describe('whatever comes (property)', () => {
  const settings = { seed: 7, numRuns: 400 };

  it('S1-05: no position without an outcome that enters it, and each is left from the first bar at or after its hold on', () => {
    let [entered, expired, asked] = [0, 0, 0];
    const run = fc.property(arbitrarySteps, arbitraryRules, (steps, rules) => {
      for (const { outcome, bar, before, isDue, wasLeaving, heldForMs } of traced(steps, rules)) {
        checkOutcome(outcome, bar, before);
        entered += Number(outcome.action === 'enter');
        expired += Number(isDue);
        asked += Number(wasLeaving);
        if (isDue || wasLeaving) expect(outcome.action).toBe('exit');
        if (heldForMs >= MS_PER_MINUTE * Math.max(rules.holdMinutes, rules.maxHoldMinutes))
          expect(outcome.action).toBe('exit');
      }
    });
    fc.assert(run, settings);
    expect(entered).toBeGreaterThan(500);
    expect(expired).toBeGreaterThan(100);
    expect(asked).toBeGreaterThan(500);
  });

  it('S1-05: stopped anywhere and started from its state through JSON it goes on as it would have', () => {
    const run = fc.property(arbitrarySteps, arbitraryRules, fc.integer({ min: 0, max: 59 }), (steps, rules, stop) => {
      const outcomes = (restartAt: number): readonly PlannerOutcome[] => {
        let [state, held, minute]: [PlannerState, GateSide, number] = [startPlanner(), 0, 0];
        return steps.map(({ gap, signal, key, hardBlocked, isRefused }, index) => {
          minute += gap;
          if (index === restartAt) state = recallPlanner(JSON.parse(JSON.stringify(keepPlanner(state))) as KeptPlanner);
          const outcome = planBar(state, { time: minute * MS_PER_MINUTE, signal, key, hardBlocked }, held, rules);
          if (outcome.action !== 'exit' || !isRefused) held = outcome.side;
          return outcome;
        });
      };
      expect(outcomes(stop)).toEqual(outcomes(-1));
    });
    fc.assert(run, settings);
  });
});
