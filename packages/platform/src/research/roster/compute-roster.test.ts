import type { RosterModel, RosterWeek } from '@assay/contracts/schemas';
import { describe, expect, it } from 'vitest';
import { planAxes } from '../grid/plan-axes.ts';
import { cellInForce } from './cell-in-force.ts';
import { computeRoster } from './compute-roster.ts';
import { tightenedValues, weekToJudge } from './update-roster.ts';

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

  it('S1-14 judges by the cell of the settings in force, whatever the best one came to', () => {
    const own = { maxHazard: 0.1, minRepetitions: 1, holdMinutes: 240 };
    const cells = [0.08, 0.1, 0.12].flatMap((maxHazard) =>
      [240, 480].map((holdMinutes) =>
        cell(maxHazard === 0.1 && holdMinutes === 240 ? FAIL : { ...PASS, score: 5 }, `${maxHazard}/${holdMinutes}`, {
          ...{ maxHazard, minRepetitions: 1, holdMinutes },
        }),
      ),
    );
    const [entry] = computeRoster('r', [{ ...week('2026-W02', cells), own }]).instruments;
    expect([entry?.state, entry?.history[0]?.figures?.axes]).toEqual(['failing', own]);
  });

  it('S1-14 judges by the cell of stricter settings after a borderline week, and by a looser one after a passing week', () => {
    const loose = cell({ ...FAIL }, 'loose');
    const strict = cell({ ...PASS, sharpe: 0.7 }, 'strict', { maxHazard: 0.08, minRepetitions: 1 });
    const entry = rosterOf(['2026-W02', [cell(BORDERLINE)]], ['2026-W03', [loose, strict]]);
    expect(entry.state).toBe('active');
    expect(entry.history[1]?.figures?.axes).toEqual(strict.axes);
    expect(entry.tightening).toEqual({});
    const tight = rosterOf(['2026-W02', [cell(BORDERLINE)]]);
    expect(tight.wouldChange).toContain('It is judged, and to be traded, with a hazard cap of 0.08 at most');
  });

  it('S1-14 says that no cell lies within its settings, and after two such weeks it is not in use', () => {
    const loose = cell(PASS, 'loose');
    const once = rosterOf(['2026-W02', [cell(BORDERLINE)]], ['2026-W03', [loose]]);
    expect([once.state, once.history[1]?.outcome, once.onRoster, once.untested]).toEqual([
      'tightened',
      'hold',
      true,
      1,
    ]);
    expect(once.history[1]?.held).toBe('its grid has no cell with a hazard cap of 0.08 at most');
    const twice = rosterOf(['2026-W02', [cell(BORDERLINE)]], ['2026-W03', [loose]], ['2026-W04', [loose]]);
    expect([twice.state, twice.onRoster]).toEqual(['tightened', false]);
    expect(twice.why).toContain('What is not tested is not in use.');
    expect(twice.wouldChange).toContain('A grid with a cell of its settings');
  });

  /** Weeks of grids that are planned as `assay roster update` plans them, each after those before. */
  function plannedWeeks(figures: readonly Partial<Cell>[]): readonly RosterWeek[] {
    return figures.reduce<readonly RosterWeek[]>((before, one, index) => {
      const { axes } = planAxes({
        ...{
          strategy: 'gates',
          params: {},
          declared: [],
          stated: { profileHolds: undefined },
          hasProfile: false,
          hasGates: true,
        },
        ...{ allowHoldsOutsideProfile: false, also: tightenedValues('r', before) },
      });
      const cells = (axes['maxHazard'] ?? []).flatMap((maxHazard) =>
        (axes['minRepetitions'] ?? []).map((minRepetitions) =>
          cell(one, `${String(maxHazard)}/${String(minRepetitions)}`, { maxHazard, minRepetitions, holdMinutes: 240 }),
        ),
      );
      const name = `2026-W${String(index + 2).padStart(2, '0')}`;
      return [...before, { ...week(name, cells), own: { maxHazard: 0.1, minRepetitions: 1, holdMinutes: 240 } }];
    }, []);
  }

  it('S1-14 goes on judging on the grids that are really made, however strict settings become', () => {
    const [lost] = computeRoster(
      'r',
      plannedWeeks([BORDERLINE, BORDERLINE, BORDERLINE, BORDERLINE, BORDERLINE, FAIL, FAIL, FAIL]),
    ).instruments;
    expect(lost?.history.map(({ outcome, state }) => `${outcome} ${state}`)).toEqual([
      ...Array.from({ length: 5 }, () => 'borderline tightened'),
      ...['fail failing', 'fail disabled', 'fail disabled'],
    ]);
    expect(lost?.history.at(-1)?.figures?.axes).toMatchObject({ maxHazard: 0.06, minRepetitions: 3 });
    expect(lost?.onRoster).toBe(false);
    const [back] = computeRoster('r', plannedWeeks([BORDERLINE, BORDERLINE, PASS, PASS, PASS])).instruments;
    expect(back?.history.map(({ figures }) => figures?.axes['maxHazard'])).toEqual([0.1, 0.08, 0.06, 0.08, 0.1]);
    expect([back?.state, back?.tightening]).toEqual(['active', {}]);
  });

  it('S1-14 tries what the roster has tightened to beside the band, says so, and nothing more once it is loosened', () => {
    const tried = (figures: readonly Partial<Cell>[]): unknown => tightenedValues('r', plannedWeeks(figures));
    expect(tried([PASS])).toBeUndefined();
    expect(tried([BORDERLINE, BORDERLINE, BORDERLINE])).toEqual({
      values: { maxHazard: [0.06], minRepetitions: [2] },
      because: 'the roster has tightened EURUSD',
    });
    const grid = plannedWeeks([BORDERLINE, BORDERLINE, PASS, PASS]).map(
      ({ instruments }) => instruments[0]?.cells.length,
    );
    expect(grid).toEqual([6, 6, 8, 6]);
  });

  it('S1-14 says of every instrument why it stands there and what would change it', () => {
    const failing = rosterOf(['2026-W02', [cell(FAIL)]]);
    expect(failing.why).toBe(
      '2026-W02 failed, 1 of 2 weeks in a row: 40 trades (at least 20), Sharpe ratio −1.00 (above 0.5, missed), profit factor ' +
        '0.80 (above 1.2, missed).',
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

describe('cellInForce', () => {
  it('S1-14 is chosen by settings alone: nearest to the own ones, within stricter ones', () => {
    const cells = [0.06, 0.11, 0.14].flatMap((maxHazard) =>
      [1, 2].map((minRepetitions) =>
        cell({ score: maxHazard }, `${maxHazard}/${minRepetitions}`, { maxHazard, minRepetitions, regimes: 'any' }),
      ),
    );
    const own = { maxHazard: 0.12, minRepetitions: 1, regimes: 'trend' };
    expect(cellInForce(cells, own)?.key).toBe('0.11/1');
    expect(cellInForce(cells, own, { maxHazard: 0.1 })?.key).toBe('0.06/1');
    expect(cellInForce(cells, own, { minRepetitions: 2 })?.key).toBe('0.11/2');
    expect(cellInForce(cells, own, { maxHazard: 0.05 })).toBeUndefined();
    expect(cellInForce(cells.toReversed(), {})?.key).toBe('0.06/1');
    // A grid without such an axis has nothing that could be too loose.
    expect(cellInForce([cell({}, 'fast', { fast: 5 })], { fast: 9 }, { maxHazard: 0.05 })?.key).toBe('fast');
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
