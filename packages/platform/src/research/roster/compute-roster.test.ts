import type { RosterModel, RosterWeek } from '@assay/contracts/schemas';
import { describe, expect, it } from 'vitest';
import { bestWithin, computeRoster } from './compute-roster.ts';
import { weekToJudge } from './update-roster.ts';

type Cell = RosterWeek['instruments'][number]['cells'][number];

const PASS: Partial<Cell> = { trades: 40, sharpe: 1, profitFactor: 1.5 };
const BORDERLINE: Partial<Cell> = { trades: 40, sharpe: 1, profitFactor: 1.1 };
const FAIL: Partial<Cell> = { trades: 40, sharpe: -1, profitFactor: 0.8, qualified: false };

const CAPLESS = { pnl: 10, profitFactor: 1, profitFactorCapped: false, sharpe: 0 };

function cell(figures: Partial<Cell>, key = 'k', axes: Cell['axes'] = { maxHazard: 0.1, minRepetitions: 1 }): Cell {
  return { key, axes, qualified: true, score: 0.5, trades: 0, ...CAPLESS, ...figures };
}

function week(name: string, cells: readonly Cell[]): RosterWeek {
  return {
    ...{
      format: 1,
      week: name,
      archivedAt: '2026-01-01T00:00:00.000Z',
      window: { from: '2026-01-01', to: '2026-03-31' },
    },
    ...{ weeks: 13, grid: { name: 'g', runId: 'r', strategy: 'gates', dataset: 'd@1' } },
    settings: { maxHazard: 0.1, minRepetitions: 1 },
    instruments: [{ instrument: 'EURUSD', cells: [...cells] }],
  };
}

function rosterOf(...weeks: readonly (readonly [string, readonly Cell[]])[]): RosterModel['instruments'][number] {
  const [entry] = computeRoster(
    'r',
    weeks.map(([name, cells]) => week(name, cells)),
  ).instruments;
  return entry as RosterModel['instruments'][number];
}

describe('computeRoster', () => {
  it('S1-14 goes through the weeks in order, whatever order they are given in, and holds in those that are missing', () => {
    const weeks = [week('2026-W05', [cell(FAIL)]), week('2026-W03', [cell(FAIL)]), week('2026-W02', [cell(PASS)])];
    const roster = computeRoster('r', weeks);
    expect(roster.missing).toEqual(['2026-W04']);
    const [entry] = roster.instruments;
    expect(entry?.history.map((one) => [one.week, one.outcome, one.state])).toEqual([
      ['2026-W02', 'pass', 'active'],
      ['2026-W03', 'fail', 'failing'],
      ['2026-W04', 'hold', 'failing'],
      ['2026-W05', 'fail', 'disabled'],
    ]);
    expect(entry?.history[2]?.held).toBe('the week is missing');
    expect(computeRoster('r', weeks.toReversed())).toEqual(roster);
  });

  it('S1-14 considers only cells within the stricter settings after a borderline week', () => {
    const loose = cell({ ...PASS, score: 0.9 }, 'loose');
    const strict = cell({ ...PASS, sharpe: 0.7, score: 0.6 }, 'strict', { maxHazard: 0.08, minRepetitions: 1 });
    const first = [cell(BORDERLINE), cell({ ...BORDERLINE, score: 0.4 }, 'first', strict.axes)];
    const entry = rosterOf(['2026-W02', first], ['2026-W03', [loose, strict]]);
    expect(entry.state).toBe('active');
    expect(entry.tightening).toEqual({ maxHazard: 0.08 });
    expect(entry.history[1]?.figures?.axes).toEqual(strict.axes);
    expect(entry.wouldChange).toContain('hazard cap of 0.08 at most');
    const none = rosterOf(['2026-W02', first], ['2026-W03', [loose, { ...strict, score: null, sharpe: null }]]);
    expect([none.state, none.history[1]?.outcome]).toEqual(['tightened', 'hold']);
    expect(none.history[1]?.held).toBe('no cell within its stricter settings has a score');
  });

  it('S1-14 tightens no further than the grid of the week reaches, so that every week can be judged', () => {
    const grid = (figures: Partial<Cell>): readonly Cell[] =>
      [0.08, 0.1, 0.12].flatMap((maxHazard) =>
        [1, 2].map((minRepetitions) => cell(figures, `${maxHazard} ${minRepetitions}`, { maxHazard, minRepetitions })),
      );
    const weeks = Array.from({ length: 6 }, (_, at) => [`2026-W0${at + 2}`, grid(BORDERLINE)] as const);
    const entry = rosterOf(...weeks, ['2026-W08', grid(PASS)]);
    expect(entry.tightening).toEqual({ maxHazard: 0.08, minRepetitions: 2 });
    expect(entry.history.map(({ outcome }) => outcome)).toEqual([...Array<string>(6).fill('borderline'), 'pass']);
    expect(entry.history.at(-1)?.figures?.axes).toEqual({ maxHazard: 0.08, minRepetitions: 2 });
  });

  it('S1-14 takes the strictest cells there are where a later grid reaches less far than the stricter settings', () => {
    const narrow = [0.08, 0.06].map((maxHazard) =>
      cell(BORDERLINE, String(maxHazard), { maxHazard, minRepetitions: 1 }),
    );
    const wide = [0.12, 0.1].map((maxHazard) => cell(PASS, String(maxHazard), { maxHazard, minRepetitions: 1 }));
    const entry = rosterOf(['2026-W02', narrow], ['2026-W03', narrow], ['2026-W04', wide]);
    expect(entry.tightening).toEqual({ maxHazard: 0.06 });
    expect([entry.history.at(-1)?.outcome, entry.history.at(-1)?.figures?.axes['maxHazard']]).toEqual(['pass', 0.1]);
    expect(rosterOf(['2026-W02', [cell(BORDERLINE, 'k', {})]]).tightening).toEqual({ maxHazard: 0.08 });
  });

  it('S1-14 says of every instrument why it stands there and what would change it', () => {
    const failing = rosterOf(['2026-W02', [cell(FAIL)]]);
    expect(failing.why).toBe(
      '2026-W02 failed, 1 of 2 weeks in a row: no cell qualifies, so the best of all is taken, 40 trades (at least 20), Sharpe ' +
        'ratio −1.00 (above 0.5, missed), profit factor 0.80 (above 1.2, missed).',
    );
    expect(failing.wouldChange).toContain('the next failing week disables it');
    const disabled = rosterOf(['2026-W02', [cell(FAIL)]], ['2026-W03', [cell(FAIL)]], ['2026-W04', [cell(BORDERLINE)]]);
    expect([disabled.onRoster, disabled.wouldChange]).toEqual([
      false,
      'One passing week brings it back; nothing else does.',
    ]);
    expect(disabled.why).toContain('does not bring it back');
    const unknown = rosterOf(['2026-W02', [cell({ score: null, sharpe: null })]]);
    expect([unknown.state, unknown.why]).toEqual([
      'listed',
      expect.stringContaining('No week has judged it: it stands as it was listed.'),
    ]);
  });
});

describe('bestWithin', () => {
  it('S1-14 takes the best of the qualified cells before a better one that does not qualify', () => {
    const better = cell({ score: 0.9, qualified: false }, 'better');
    const fit = cell({ score: 0.4 }, 'fit');
    expect(bestWithin([better, fit], {})?.key).toBe('fit');
    expect(bestWithin([better], {})?.key).toBe('better');
    expect(bestWithin([cell({ score: null })], {})).toBeUndefined();
  });
});

describe('weekToJudge', () => {
  const saturday = Date.UTC(2026, 10, 21, 12);
  it('S1-14 is the last week that is over, and refuses one that is not', () => {
    expect(weekToJudge(undefined, saturday).name).toBe('2026-W46');
    expect(weekToJudge('2026-W40', saturday).name).toBe('2026-W40');
    expect(() => weekToJudge('2026-W47', saturday)).toThrow('week 2026-W47 is not over: it ends on 2026-11-22');
    expect(weekToJudge('2026-W47', Date.UTC(2026, 10, 23)).name).toBe('2026-W47');
  });
});
