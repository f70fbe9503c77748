import type { ReportRow, StressModel } from '@assay/contracts/schemas';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../render-report.ts';
import { modelOf, openPage, thinnedReportModel } from '../testing/index.ts';

const model = thinnedReportModel();
const measure = (value: number): { value: number } => ({ value });
const NONE = { value: null, reason: 'too-few-regimes' };

const REGIME = {
  ...{
    periods: 100,
    segments: 4,
    trades: 12,
    meanReturn: measure(0.001),
    totalReturn: measure(0.1),
    sharpe: measure(1.2),
  },
  ...{ shareOfAbsPnl: measure(0.95), shareOfPeriods: measure(0.6) },
};
const PATHS = {
  ...{ medianReturn: measure(0.2), medianDrawdown: measure(0.1), ruinProbability: measure(0.01) },
  fractionPositive: measure(0.9),
};

const STRESS: StressModel = {
  state: 'done',
  costs: [{ multiple: 1, totalReturn: measure(0.3), meanReturn: measure(0.001), sharpe: measure(0.9) }],
  fills: [{ variant: 'pessimistic', totalReturn: measure(0.2), meanReturn: measure(0.001), sharpe: measure(0.7) }],
  regimes: [
    { ...REGIME, label: 'quiet' },
    { ...REGIME, label: 'crisis', totalReturn: measure(-0.02), shareOfAbsPnl: measure(0.05), sharpe: NONE },
  ],
  resimulated: [
    { label: 'quiet', segments: 4, periods: 100, trades: 14, totalReturn: measure(0.08), sharpe: measure(1) },
  ],
  model: { definition: 'model/1', instruments: [{ instrument: 'A', fits: 3, newest: 'model/1+abc' }] },
  dependency: measure(0.8),
  consistency: measure(0),
  monteCarlo: {
    ...{ paths: 1000, method: 'circular', blockLength: 4, trades: 20, ruinLevel: 0.2, sizing: 'compounding', ...PATHS },
    ...{ p5Return: measure(-0.1), p5Drawdown: measure(0.05), p95Drawdown: measure(0.3) },
    fan: {
      trades: [0, 20],
      bands: [0.05, 0.25, 0.5, 0.75, 0.95].map((level) => ({ level, equity: [1, 0.8 + level] })),
    },
    otherSizing: { ...PATHS, returnP5: measure(-0.12), drawdownP5: measure(0.06), drawdownP95: measure(0.33) },
  },
};

async function textOf(stress: StressModel | undefined): Promise<string> {
  const row = structuredClone(model.rows[0]) as ReportRow;
  const changed = { ...row, row: { ...row.row, ...(stress === undefined ? {} : { stress }) } };
  const regimeStretches = [{ label: 'crisis', from: row.equity.times[5] ?? 0, to: row.equity.times[40] ?? 0 }];
  const page = openPage(await renderReport(modelOf(model, { ...changed, regimeStretches })));
  const rows = page.document.querySelector('#rows')?.textContent ?? '';
  return rows.replace(/\s+/g, ' ');
}

describe('stressParts', () => {
  it('S4-15, S4-14: shows regimes, resampled trades, other terms, and why a figure is missing', async () => {
    const text = await textOf(STRESS);
    expect(text).toContain('The record depends on one regime (0.80 of 1): quiet holds 95.0 % of the absolute results');
    expect(text).toContain('Regimes: quiet, crisis; depends on one');
    expect(text).toContain('fewer than two regimes have enough periods');
    expect(text).toContain('Return, 5th percentile');
    expect(text).toContain('model/1+abc');
    expect(text).toMatch(/pessimistic fills\s*\+20\.0/);
    expect(text).toContain('Later starts were not looked at.');
    expect(text).not.toMatch(/\bNaN\b|\bundefined\b|\[object/);
  });

  it('S4-17: says how often luck makes such a dependency, and calls it luck where it does', async () => {
    const dependencyByChance = { above80: measure(0.4), above90: measure(0.21) };
    const rare = await textOf({ ...STRESS, dependencyLevel: measure(0.004), dependencyByChance });
    expect(rare).toContain('The record depends on one regime (0.80 of 1)');
    expect(rare).toContain(
      'favours one as clearly with probability 0.004, and reaches this dependency with probability 0.210.',
    );
    const luck = await textOf({ ...STRESS, dependencyLevel: measure(0.3), dependencyByChance });
    expect(luck).toContain('Most of the result is of one regime, which luck explains (0.80 of 1)');
    expect(luck).not.toContain('depends on one');
  });

  it('S4-15: says that a stress has failed, and why', async () => {
    const text = await textOf({ ...STRESS, state: 'stress_failed', reason: 'the strategy divided by zero' });
    expect(text).toContain('The stress failed. the strategy divided by zero.');
    expect(text).not.toContain('Resampled trades');
  });

  it('says nothing where there was none', async () => {
    expect(await textOf(undefined)).not.toContain('Resampled trades');
  });
});
