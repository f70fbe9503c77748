import type { RankingRow } from '@assay/contracts/schemas';
import { describe, expect, it } from 'vitest';
import type { PublishedRun } from '../research/index.ts';
import type { Surroundings } from './context.ts';
import { describeOutcome, howToGoOn } from './describe-outcome.ts';

const ROW: RankingRow = {
  id: 'day-of-week.p.X',
  strategy: 'day-of-week',
  params: { weekday: 1 },
  instruments: ['X'],
  timeframe: '1d',
  verdict: 'candidate',
  pessimisticVerdict: 'killed',
  score: 0.5,
  scoreVersion: 'score/1',
  metrics: {},
  nulls: {},
  reasons: [],
  checks: [],
  trades: 30,
  trials: 5,
  pack: 'p',
  period: { from: '2010-01-04', to: '2011-01-03' },
  parameterSets: 5,
  selections: [],
};

function published(change: { origin?: PublishedRun['origin']; candidates?: number; declared?: number }): PublishedRun {
  const { origin = 'created', candidates = 1, declared = 0 } = change;
  const counts = { rows: 1, candidates, killed: 1 - candidates, insufficient: 0, suspicious: 0 };
  return {
    runId: 'abcdef0123456789',
    origin,
    rankings: { rows: [ROW] },
    summary: { name: 'n', counts, trials: { thisRun: 5, prior: 2, declared }, data: {}, workers: 2, seconds: 3.25 },
  } as unknown as PublishedRun;
}

function surroundings(change: { isTTY?: boolean; columns?: number; env?: Surroundings['env'] } = {}): Surroundings {
  const stdout = { write: () => true, isTTY: change.isTTY, columns: change.columns ?? 90 };
  return { stdout, stderr: stdout, env: change.env ?? {}, cwd: '/here', clock: { now: () => 0 } };
}

const told = (change = {}, world = surroundings()): string =>
  describeOutcome(published(change), '/here/assay-workspace', world);

describe('describeOutcome', () => {
  it('counts verdicts and trials, and says where to read on', () => {
    expect(told()).toMatch(/^1 row: 1 candidate, 0 killed, 0 insufficient, 0 suspicious\.$/m);
    expect(told()).toContain('5 of this run, 2 made before in this workspace.\nTook 3.3 s with 2 workers.');
    expect(told()).toContain('Report:   /here/assay-workspace/published/research/n/report.html');
    expect(told()).toMatch(/^Run: +assay runs show abcdef0123456789$/m);
  });

  it('says that nothing passed only where nothing did', () => {
    expect(told()).not.toContain('Nothing passed');
    expect(told({ candidates: 0 })).toMatch(/no candidates, 1 killed.* Nothing passed every rule/);
  });

  it('says what was declared, and whether anything was computed', () => {
    expect(told({ declared: 7 })).toContain('in this workspace and 7 declared.');
    expect(told({ origin: 'resumed' })).toContain('Went on where an earlier run');
    expect(told({ origin: 'reopened' })).toContain('read, not computed again');
  });

  it('is written for a terminal that does not know its size', () => {
    const hundred = told({}, surroundings({ columns: 100 }));
    expect(told({}, surroundings({ columns: 0 }))).toBe(hundred);
    expect(told({}, surroundings({ columns: 0.5 }))).toBe(hundred);
  });

  it('is coloured on a terminal only, and not with NO_COLOR', () => {
    const escape = '\u001b[';
    expect(told()).not.toContain(escape);
    expect(told({}, surroundings({ isTTY: true }))).toContain(escape);
    expect(told({}, surroundings({ isTTY: true, env: { NO_COLOR: '1' } }))).not.toContain(escape);
    expect(told({}, surroundings({ isTTY: true, env: { TERM: 'dumb' } }))).not.toContain(escape);
  });
});

describe('howToGoOn', () => {
  it.each([
    ['/here/assay-workspace', {}, ''],
    ['/here/lab', {}, ' --workspace lab'],
    ['/here/lab', { ASSAY_WORKSPACE: 'lab' }, ''],
    ['/other/lab', {}, ' --workspace /other/lab'],
    ["/here/it's", {}, " --workspace 'it'\\''s'"],
  ])('finds %s again', (workspace, env, option) => {
    const lines = howToGoOn(workspace, surroundings({ env })).split('\n');
    expect(lines.at(-1)).toBe(`  assay research run --config research.yaml --once${option}`);
    expect(lines[1]).toBe(`  assay data import prices.csv --layout ohlcv-daily --name mine${option}`);
  });
});
