/** What `assay backtest run` says of a record under stress, through the command. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { backtestSummarySchema, neighbourhoodSchema, stressSchema } from '@assay/contracts/schemas';
import type { BacktestSummary } from '@assay/contracts/schemas';
import { runCli, walkBetween, workspaceWith } from '../testing/index.ts';
import type { CliResult } from '../testing/index.ts';

const DAYS = { from: '2015-11-02', to: '2018-01-02' };
const CROSSOVER = ['--strategy', 'moving-average-crossover', '--params', 'fast=5,slow=20'];

/** Fails where its first decision is in the middle of the history, as that of a regime by itself, and for other days than 4. */
const FAILING = `export const strategy = {
  name: 'only-from-the-start',
  summary: 'Is in the market on every fourth day.',
  source: 'made for a test',
  parameters: [{ name: 'days', type: 'integer', description: 'Days.', default: 4, min: 2, max: 9 }],
  terms: () => [],
  create({ days }) {
    if (days !== 4) throw new Error('four days or nothing');
    let isNew = true;
    return {
      decide: (view) => {
        if (isNew && view.barCount('AAA') > 60) throw new Error('not from the middle');
        isNew = false;
        return view.updated.map((instrument) => {
          const value = view.barCount(instrument) % days === 0 ? 1 : 0;
          return { legs: [{ instrument, target: { kind: 'exposure', value } }], allOrNone: false, reason: 'the day' };
        });
      },
    };
  },
};
`;

let cwd = '';
beforeAll(async () => {
  cwd = await workspaceWith([walkBetween('AAA', DAYS)]);
  return () => rmSync(cwd, { recursive: true, force: true });
});

function backtest(...more: readonly string[]): Promise<CliResult> {
  return runCli(['backtest', 'run', '--workers', '1', '--quiet', ...more], { cwd });
}

async function summaryOf(...more: readonly string[]): Promise<BacktestSummary> {
  const result = await backtest(...more, '--json');
  expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
  return backtestSummarySchema.parse(result.json());
}

function published(name: string, file: string): string {
  return readFileSync(path.join(cwd, 'assay-workspace/published/backtests', name, file), 'utf8');
}

function profile(name: string, stress: object): readonly string[] {
  writeFileSync(path.join(cwd, `${name}.yaml`), JSON.stringify({ stress }));
  return ['--profile', `${name}.yaml`, '--name', name];
}

const costsOf = ({ outcomes }: BacktestSummary): readonly string[] =>
  outcomes.map(({ under }) => under).filter((under) => under.startsWith('costs'));

describe('the stress of assay backtest run', { timeout: 240_000 }, () => {
  it('S4-15, S4-14, X-12: is that of a research row, and no trial', async () => {
    const summary = await summaryOf(...CROSSOVER, '--name', 'stressed');
    const stress = stressSchema.parse(summary.stress);
    expect(stress).toMatchObject({ state: 'done' });
    expect(stress.costs.map(({ multiple }) => multiple)).toEqual([1, 1.25, 1.5, 2]);
    const nets = summary.outcomes.filter(({ under }) => under.startsWith('costs'));
    expect(stress.costs.slice(1).map(({ totalReturn }) => totalReturn.value)).toEqual(
      nets.map(({ totalReturn }) => totalReturn),
    );
    const [base, pessimistic, optimistic] = stress.fills.map(({ totalReturn }) => totalReturn.value as number);
    expect(summary.outcomes[0]?.totalReturn).toBe(base);
    expect(summary.outcomes[1]?.totalReturn).toBe(pessimistic);
    expect(optimistic).toBeGreaterThan(base as number);
    const periods = stress.regimes.reduce((sum, regime) => sum + regime.periods, 0);
    expect(periods).toBe(summary.evidence.periods);
    expect(stress.resimulated.reduce((sum, regime) => sum + regime.periods, 0)).toBe(periods);
    expect(stress.monteCarlo).toMatchObject({ paths: 1000, trades: summary.outcomes[0]?.trades });
    for (const name of ['ruinProbability', 'p5Return', 'p95Drawdown', 'medianReturn'] as const)
      expect(stress.monteCarlo?.[name].value).toEqual(expect.any(Number));
    expect(stress.monteCarlo?.otherSizing.ruinProbability.value).toEqual(expect.any(Number));
    expect(stress.startDates?.parts).toHaveLength(50);
    expect(stress.leaveOneOut).toMatchObject({ by: 'year' });
    // The first of three years is two months, of which twenty days are warm-up.
    expect(stress.leaveOneOut?.parts.map(({ without }) => without.to - without.from)).toEqual([22, 252, 251]);
    expect(neighbourhoodSchema.parse(summary.neighbourhood)).toMatchObject({ state: 'done', neighbours: 4 });
    expect(summary.trials).toMatchObject({ counted: 1, thisRun: 1 });
    const ledger = readFileSync(path.join(cwd, 'assay-workspace/trials/ledger.jsonl'), 'utf8');
    expect(ledger.match(/"kind":"trial"/gu)).toHaveLength(1);
    const measures = JSON.parse(published('stressed', 'measures.json')) as Pick<BacktestSummary, 'stress'>;
    expect(measures.stress).toEqual(summary.stress);
    expect(published('stressed', 'report.html')).toContain('id="stress"');
  });

  it('S4-11, X-12: --no-stress is what `enabled: false` of a profile is: the same run and trial, costs multiplied even so', async () => {
    const off = await summaryOf(...CROSSOVER, '--name', 'off', '--no-stress');
    expect([off.stress, off.neighbourhood]).toEqual([undefined, undefined]);
    expect(costsOf(off)).toEqual(['costs ×1.25', 'costs ×1.5', 'costs ×2']);
    const byProfile = await summaryOf(...CROSSOVER, ...profile('by-profile', { enabled: false }));
    expect(byProfile).toMatchObject({ runId: off.runId, trials: { key: off.trials.key } });
    const on = await summaryOf(...CROSSOVER, '--name', 'on');
    expect(on.runId).not.toBe(off.runId);
    expect(on.trials.key).toBe(off.trials.key);
    expect(on.outcomes).toEqual(off.outcomes);
    const settings = { enabled: true, costs: { multiples: [3] }, monteCarlo: { paths: 50 } };
    const few = await summaryOf(...CROSSOVER, ...profile('few', settings));
    expect(costsOf(few)).toEqual(['costs ×3']);
    expect(few.stress?.monteCarlo?.paths).toBe(50);
    const turnedOff = await summaryOf(...CROSSOVER, ...profile('turned-off', settings), '--no-stress');
    expect(turnedOff.stress).toBeUndefined();
    expect(costsOf(turnedOff)).toEqual(['costs ×3']);
    const told = await backtest(...CROSSOVER, '--name', 'off', '--no-stress');
    expect(told.stdout).toMatch(/^Stress\n {2}off +nobody has looked/mu);
    expect(published('off', 'report.html')).toContain('Stress is off');
    const plan = await backtest(...CROSSOVER, '--no-stress', '--dry-run');
    expect(plan.stdout).toContain('Stress is off.');
  });

  it('S4-15: what fails is said, with its reason, and the rest of the backtest stands', async () => {
    writeFileSync(path.join(cwd, 'failing.mjs'), FAILING);
    const failing = ['--strategy', 'failing.mjs', '--to', '2016-03-31'];
    const options = [
      ...failing,
      ...profile('failing', { regimes: { minHistory: 62 }, monteCarlo: { enabled: false } }),
    ];
    const summary = await summaryOf(...options);
    expect(summary.stress).toMatchObject({ state: 'stress_failed', regimes: [], fills: [], costs: [] });
    expect(summary.stress?.reason).toContain('not from the middle');
    expect(summary.neighbourhood).toMatchObject({ state: 'stress_failed', neighbours: 0 });
    expect(summary.neighbourhood?.reason).toContain('four days or nothing');
    expect(summary.marks.map(({ rule }) => rule)).toContain('stress-failed');
    expect(summary.outcomes[0]?.net).toEqual(expect.any(Number));
    const { stdout } = await backtest(...options);
    expect(stdout).toMatch(/^ +stress_failed +.*not from the middle/mu);
    expect(stdout).toMatch(/^ +Parameters ±10 % +stress_failed: .*four days or nothing/mu);
    const page = published('failing', 'report.html');
    for (const words of ['The stress failed.', 'not from the middle', 'The parameters near by failed.'])
      expect(page).toContain(words);
  });

  it('S4-15: is told in a few lines', async () => {
    const { stdout } = await backtest(...CROSSOVER, '--name', 'told');
    const [, told = ''] = /^Stress\n((?: {2}.*\n)+)\n/mu.exec(stdout) ?? [];
    for (const line of [
      /Resampled trades +median return [+−].+\s%, 5th percentile [+−].+\s%; drawdown, 95th .+\s%/u,
      /% of 1.000 paths ruined; as amounts of money: .+\s%/u,
      /Regimes +normal [+−].+\s%, unknown [+−].+\s%; dependency on one is unknown: /u,
      /Fills +base [+−].+\s%, pessimistic [+−].+\s%, optimistic [+−].+\s%/u,
      /Later starts +.+\s% of 50 starts gain/u,
      /Left out +no gain that one year of 3 could carry/u,
      /Parameters ±10 % +\d of 4 neighbours above 0, Sharpe ratio .+ to .+; fragility \d\.\d\d/u,
    ])
      expect(told).toMatch(line);
    expect(told.trimEnd().split('\n').length).toBeLessThanOrEqual(8);
  });
});
