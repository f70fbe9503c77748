import { describe, expect, it } from 'vitest';
import { DEFAULT_ROSTER_POLICY, judgeWeek } from './policy.ts';
import type { WeeklyFigures, WeekOutcome } from './policy.ts';
import { isOnRoster, LISTED, loosened, stepRoster, tightened } from './roster.ts';
import type { RosterEntry, RosterState } from './roster.ts';

const FIGURES: Readonly<Record<WeekOutcome, WeeklyFigures | undefined>> = {
  pass: { trades: 40, sharpe: 1, profitFactor: 1.5 },
  borderline: { trades: 40, sharpe: 0.4, profitFactor: 1.5 },
  fail: { trades: 40, sharpe: -1, profitFactor: 0.8 },
  hold: undefined,
};
const SETTINGS = { maxHazard: 0.1, minRepetitions: 1 };

function step(before: RosterEntry, outcome: WeekOutcome): RosterEntry {
  return stepRoster(before, '2026-W46', FIGURES[outcome], { settings: SETTINGS }).after;
}

function entry(state: RosterState, failures = 0): RosterEntry {
  return { state, failures, tightening: state === 'tightened' ? { maxHazard: 0.08 } : {}, lastJudged: '2026-W45' };
}

describe('judgeWeek', () => {
  it.each<readonly [string, WeeklyFigures | undefined, WeekOutcome, readonly string[]]>([
    ['all three met', { trades: 20, sharpe: 0.51, profitFactor: 1.21 }, 'pass', []],
    ['too few trades alone', { trades: 19, sharpe: 0.51, profitFactor: 1.21 }, 'borderline', ['trades']],
    ['the Sharpe ratio at its limit', { trades: 20, sharpe: 0.5, profitFactor: 1.21 }, 'borderline', ['sharpe']],
    [
      'the profit factor at its limit',
      { trades: 20, sharpe: 0.51, profitFactor: 1.2 },
      'borderline',
      ['profit-factor'],
    ],
    ['two missed', { trades: 19, sharpe: 0.5, profitFactor: 1.21 }, 'fail', ['trades', 'sharpe']],
    ['all missed', { trades: 0, sharpe: -1, profitFactor: 0 }, 'fail', ['trades', 'sharpe', 'profit-factor']],
    ['a null Sharpe ratio', { trades: 0, sharpe: null, profitFactor: 0.1 }, 'hold', []],
    ['a null profit factor', { trades: 3, sharpe: 0, profitFactor: null }, 'hold', []],
    ['a missing week', undefined, 'hold', []],
  ])('S1-14 C6 with %s', (_, figures, outcome, missed) => {
    expect(judgeWeek(figures)).toEqual({ outcome, missed });
  });
});

describe('stepRoster', () => {
  it.each<readonly [RosterState, number, WeekOutcome, RosterState, number]>([
    ['listed', 0, 'pass', 'active', 0],
    ['listed', 0, 'borderline', 'tightened', 0],
    ['listed', 0, 'fail', 'failing', 1],
    ['listed', 0, 'hold', 'listed', 0],
    ['active', 0, 'pass', 'active', 0],
    ['active', 0, 'borderline', 'tightened', 0],
    ['active', 0, 'fail', 'failing', 1],
    ['active', 0, 'hold', 'active', 0],
    ['tightened', 0, 'pass', 'active', 0],
    ['tightened', 0, 'borderline', 'tightened', 0],
    ['tightened', 0, 'fail', 'failing', 1],
    ['tightened', 0, 'hold', 'tightened', 0],
    ['failing', 1, 'pass', 'active', 0],
    ['failing', 1, 'borderline', 'tightened', 0],
    ['failing', 1, 'fail', 'disabled', 2],
    ['failing', 1, 'hold', 'failing', 1],
    ['disabled', 2, 'pass', 'active', 0],
    ['disabled', 2, 'borderline', 'disabled', 2],
    ['disabled', 2, 'fail', 'disabled', 3],
    ['disabled', 2, 'hold', 'disabled', 2],
  ])('S1-14 goes from %s with %i failures by %s to %s with %i', (...row) => {
    const [from, failures, outcome, to, then] = row;
    const before = entry(from, failures);
    const after = step(before, outcome);
    expect([after.state, after.failures]).toEqual([to, then]);
    expect(after.lastJudged).toBe(outcome === 'hold' ? '2026-W45' : '2026-W46');
    expect(isOnRoster(after)).toBe(to !== 'disabled');
  });

  it('S1-14 disables after two failing weeks in a row and no sooner, a missing one between them or not', () => {
    const weeks: readonly WeekOutcome[] = ['fail', 'hold', 'fail'];
    expect(weeks.reduce(step, LISTED).state).toBe('disabled');
    const broken: readonly WeekOutcome[] = ['fail', 'borderline', 'fail'];
    expect(broken.reduce(step, LISTED).state).toBe('failing');
  });

  it('S1-14 tightens the hazard cap down to its lowest, then the repetitions, and stops there', () => {
    const steps = [0, 1, 2, 3, 4].reduce<readonly RosterEntry[]>(
      (entries) => [...entries, step(entries.at(-1) ?? LISTED, 'borderline')],
      [],
    );
    expect(steps.map(({ tightening }) => tightening)).toEqual([
      { maxHazard: 0.08 },
      { maxHazard: 0.06 },
      { maxHazard: 0.06, minRepetitions: 2 },
      { maxHazard: 0.06, minRepetitions: 3 },
      { maxHazard: 0.06, minRepetitions: 3 },
    ]);
    expect(tightened({}, { maxHazard: 0.05, minRepetitions: 4 }, DEFAULT_ROSTER_POLICY)).toEqual({});
    expect(tightened({}, {}, DEFAULT_ROSTER_POLICY)).toEqual({});
  });

  it('S1-14 loosens one step with each passing week, the way it came, also after it was disabled', () => {
    const strictest = { ...entry('tightened'), tightening: { maxHazard: 0.06, minRepetitions: 3 } };
    const steps = [0, 1, 2, 3, 4].reduce<readonly RosterEntry[]>(
      (entries) => [...entries, step(entries.at(-1) ?? strictest, 'pass')],
      [],
    );
    expect(steps.map(({ tightening }) => tightening)).toEqual([
      { maxHazard: 0.06, minRepetitions: 2 },
      { maxHazard: 0.06 },
      { maxHazard: 0.08 },
      {},
      {},
    ]);
    expect(step({ ...entry('disabled', 2), tightening: { maxHazard: 0.06 } }, 'pass').tightening).toEqual({
      maxHazard: 0.08,
    });
    // A profile that has become stricter itself leaves nothing to loosen.
    expect(loosened({ maxHazard: 0.06 }, { maxHazard: 0.07 }, DEFAULT_ROSTER_POLICY)).toEqual({});
  });

  it('S1-14 is not in use once two weeks in a row had no cell within its settings, and is again once one is judged', () => {
    const untested = (before: RosterEntry): RosterEntry =>
      stepRoster(before, '2026-W47', 'untested', { settings: SETTINGS }).after;
    const once = untested(entry('tightened'));
    expect([isOnRoster(once), once.state, once.lastJudged]).toEqual([true, 'tightened', '2026-W45']);
    // A missing week between says nothing.
    const twice = untested(step(once, 'hold'));
    expect([isOnRoster(twice), twice.state, twice.failures]).toEqual([false, 'tightened', 0]);
    for (const outcome of ['pass', 'borderline', 'fail'] as const) expect(isOnRoster(step(twice, outcome))).toBe(true);
    expect(step(untested(untested(entry('failing', 1))), 'fail').state).toBe('disabled');
  });
});
