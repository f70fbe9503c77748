/** Grids and rosters on pages and terminals whose sentences turn each other round. */
import type { GridResult, GridStatus, RosterModel, RosterWeek } from '@assay/contracts/schemas';
import { describeGrid } from '../../src/cli/backtest/describe-grid.ts';
import { describeGridPlan, gridPlanText } from '../../src/cli/backtest/describe-grid-plan.ts';
import { statusText } from '../../src/cli/backtest/grid-status-command.ts';
import { describeGatesDemo } from '../../src/cli/describe-gates-demo.ts';
import { rosterText } from '../../src/cli/roster/show-roster.ts';
import { weekText } from '../../src/cli/roster/update-roster.ts';
import { gatesDemoWords } from '../../src/cli/run-gates-demo.ts';
import { isoWeekNamed, rosterPersistence, weekAfter } from '@assay/quant/evidence';
import { renderGridPage, renderRosterPage } from '../../src/reports/index.ts';
import { GRID_RESULTS, gridCell, gridResult, openPage } from '../../src/reports/testing/index.ts';
import { computeRoster } from '../../src/research/roster/compute-roster.ts';

/** Results as far as their texts read them. */
type Part = never;
const SURROUNDINGS = { stdout: { write: () => undefined, columns: 4000 }, env: {}, cwd: '/' } as Part;

/** Pages of grids. */
export async function gridPages(): Promise<readonly string[]> {
  const pages = await Promise.all(GRID_RESULTS.map((result) => renderGridPage(result)));
  const rosters = await Promise.all([...ROSTERS, ...FOLLOWED].map(rosterPage));
  return [
    ...[...pages, ...rosters].map((page) => openPage(page).words),
    ...ROSTERS.map((one) => rosterText(one, SURROUNDINGS)),
  ];
}

function rosterPage(roster: RosterModel): Promise<string> {
  const histories = roster.instruments.map(({ history }) => history);
  return renderRosterPage(roster, { followed: rosterPersistence(histories, { apart: 13 }), apart: 13 });
}

function described(result: GridResult, origin: string, declared = 0): string {
  const { trials } = result;
  const summary = { name: 'g', seconds: 3, trials: { ...trials, declared } };
  return describeGrid({ result, summary, runId: 'r', origin } as Part, '/w', SURROUNDINGS);
}

const PROGRESS: GridStatus['progress'] = {
  ...{
    state: 'running',
    name: 'g',
    runId: 'r',
    holder: 'h',
    startedAt: 'a',
    updatedAt: 'b',
    cells: { finished: 3, total: 9 },
  },
  instruments: [{ instrument: 'EURUSD', finished: 3, total: 9 }],
};
const STATUSES: readonly GridStatus[] = [
  { state: 'idle', name: 'g', message: 'none', progress: null, error: null, latest: null },
  { state: 'running', name: 'g', message: 'm', progress: PROGRESS, error: null, latest: { runId: 'r', folder: '/f' } },
  {
    ...{ state: 'error', name: 'g', message: 'm', progress: null, latest: null },
    error: { code: 'X', step: 'pack', message: 'm', time: 't' },
  },
];

type Cell = RosterWeek['instruments'][number]['cells'][number];

function week(
  name: string,
  instruments: Readonly<Record<string, Partial<Cell> | undefined>>,
  maxHazard = 0.06,
): RosterWeek {
  const plain: Cell = {
    ...{ key: 'k', axes: { maxHazard: 0.06, minRepetitions: 2 }, qualified: true, score: 0.5 },
    ...{ trades: 40, pnl: 1, profitFactor: 1.5, profitFactorCapped: false, sharpe: 1 },
  };
  return {
    ...{ format: 1, week: name, archivedAt: 'a', window: { from: 'f', to: 't' }, weeks: 13 },
    ...{
      grid: { name: 'g', runId: 'r', strategy: 'gates', dataset: 'd' },
      settings: { maxHazard, minRepetitions: 1 },
    },
    instruments: Object.entries(instruments).flatMap(([instrument, cell]) =>
      cell === undefined ? [] : [{ instrument, cells: [{ ...plain, ...cell }] }],
    ),
  };
}

const FAIL = { sharpe: -1, profitFactor: 0.5, qualified: false };
const EDGE = { profitFactor: 1.1 };
const LOOSE = { axes: { maxHazard: 0.1, minRepetitions: 1 } };
const ROSTERS: readonly RosterModel[] = [
  computeRoster('r', [week('2026-W02', { A: {} })]),
  computeRoster('r', [week('2026-W02', { A: FAIL, B: EDGE, C: { score: null, sharpe: null } })]),
  computeRoster('r', [
    week('2026-W02', { A: FAIL, B: EDGE, C: EDGE, D: {}, E: {} }),
    week('2026-W04', { A: FAIL, B: LOOSE, C: EDGE, E: { sharpe: null } }),
    week('2026-W05', { A: EDGE, B: {}, C: {}, D: {}, E: { profitFactor: null } }),
  ]),
  computeRoster('r', [week('2026-W02', { A: FAIL }), week('2026-W03', { A: FAIL })]),
  computeRoster('r', [week('2026-W02', { A: EDGE }, 0.1)]),
  // Its stricter settings are in no grid that follows.
  computeRoster('r', [
    week('2026-W02', { A: { ...EDGE, ...LOOSE } }, 0.1),
    week('2026-W03', { A: LOOSE }, 0.1),
    week('2026-W04', { A: LOOSE }, 0.1),
  ]),
  computeRoster('r', []),
];

/** A roster of weeks in a row: `p` passes, `f` fails. */
function longRoster(...letters: readonly string[]): RosterModel {
  const first = isoWeekNamed('2020-W02');
  const weeks = [...(letters[0] ?? '')].map((_, at) => {
    const cells = letters.map((line, index) => [`I${index}`, line[at] === 'p' ? {} : FAIL] as const);
    return week(weekAfter(first, at).name, Object.fromEntries(cells));
  });
  return computeRoster('r', weeks);
}

const [P, F] = ['p'.repeat(13), 'f'.repeat(13)];
/** Rosters by what followed their passing weeks. */
const FOLLOWED: readonly RosterModel[] = [
  longRoster(P + 'p'),
  longRoster(F + 'f'),
  longRoster(P + 'p', F + 'f'),
  longRoster(...[P, F].flatMap((one) => Array<string>(3).fill(one.repeat(5)))),
  longRoster(...Array<string>(3).fill((P + F).repeat(3))),
  longRoster(P + P + F + F + P + P, P + F + F + P + P + F),
];

function plans(): readonly string[] {
  const strategy = { name: 'gates', axes: ['a'], sets: [{ a: 1, b: 2 }], skipped: 0 };
  const account = { manifest: { name: 'fx', version: 'v' }, timeframe: '1h', instruments: ['EURUSD'] };
  const plan = { strategies: [strategy], accounts: [account], rows: [{ strategy }], contract: { name: 'base/1' } };
  const loaded = { config: { name: 'g' } };
  return [
    gridPlanText(describeGridPlan({ ...plan, loaded } as Part)),
    gridPlanText(
      describeGridPlan({ ...plan, loaded, strategies: [{ ...strategy, skipped: 2 }], grid: { notes: ['n'] } } as Part),
    ),
  ];
}

function demos(): readonly string[] {
  const outcome = { net: -500, trades: 3 };
  const evidence = { deflatedSharpe: 0.4, trials: { counted: 1 }, leakTest: 'passed' };
  const summary = { outcomes: [outcome], evidence, status: 'not-judged', currency: 'USD' };
  return GRID_RESULTS.slice(0, 2).map((result, index) => {
    const grid = { result, summary: { name: 'g', seconds: 1, trials: result.trials }, runId: 'r', origin: 'created' };
    const gates = [{ dataset: 'fx-gates', gates: 5, bars: 9 }];
    const backtest = {
      summary: index === 0 ? summary : { ...summary, evidence: { ...evidence, deflatedSharpe: null } },
    };
    const demo = { gates, backtest, grid, week: 'w', roster: ROSTERS[index] } as Part;
    return describeGatesDemo(demo, gatesDemoWords(demo), { workspace: '/w', surroundings: SURROUNDINGS });
  });
}

/** What commands print of grids and rosters. */
export function gridTexts(): readonly string[] {
  const many = gridResult([], { notes: ['a note'] });
  return [
    ...GRID_RESULTS.map((result) => described(result, 'created')),
    described(many, 'resumed', 3),
    described(GRID_RESULTS[0] as GridResult, 'reopened'),
    ...STATUSES.map((status) => statusText(status, '/f')),
    ...[...ROSTERS, ...FOLLOWED].map((one) => rosterText(one, SURROUNDINGS)),
    ...[true, false].map((isNew) =>
      weekText({ week: week('2026-W02', { A: {} }), isNew, roster: ROSTERS[0] as RosterModel }),
    ),
    ...plans(),
    ...demos(),
    gridCell().key,
  ];
}
