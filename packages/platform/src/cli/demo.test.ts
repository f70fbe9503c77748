import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rankingsSchema, researchConfigSchema, summarySchema } from '@assay/contracts/schemas';
import { STRATEGIES } from '@assay/quant/strategy';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../settings/testing/index.ts';
import { DEMO_CONFIG } from './demo-config.ts';
import { runCli } from './testing/index.ts';

const README = new URL('../../../../README.md', import.meta.url);

describe('assay demo', () => {
  it('shows six families with sweeps, and the benchmark', () => {
    const config = researchConfigSchema.parse(parse(DEMO_CONFIG));
    // Gates have a demo of their own.
    const shown = STRATEGIES.map(({ name }) => name).filter((name) => name !== 'gates');
    expect(new Set(config.strategies.map((strategy) => strategy.class))).toEqual(new Set(shown));
    const swept = config.strategies.filter(({ sweep }) => sweep !== undefined);
    expect(new Set(swept.map((strategy) => strategy.class)).size).toBe(6);
    expect(readFileSync(README, 'utf8')).toContain('judges six families of strategies');
    expect(config.packs.every(({ start }) => start === '2006-01-01')).toBe(true);
  });

  it('judges the real sample with about a hundred parameter sets, and says how to go on', async () => {
    const cwd = temporaryFolder();
    const workspace = ['--workspace', 'my lab'];
    // Somebody took the sample's name before.
    const synthetic = ['data', 'synthetic', '--kind', 'random-walk', '--seed', '1', '--bars', '20', '--name', 'sample'];
    expect((await runCli([...synthetic, ...workspace], { cwd })).code).toBe(0);
    const { code, stdout, stderr } = await runCli(['demo', '--quiet', ...workspace], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const folder = path.join(cwd, 'my lab/published/research/demo');
    const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
    const { rows } = rankingsSchema.parse(read('rankings.json'));
    expect(new Set(rows.map((row) => row.strategy)).size).toBe(6);
    expect(rows.filter((row) => row.pack === 'stocks').map((row) => row.instruments.length)).toEqual([5, 5]);
    const sets = rows.reduce((sum, row) => sum + row.parameterSets, 0);
    expect(sets).toBeGreaterThanOrEqual(80);
    expect(sets).toBeLessThanOrEqual(120);
    expect(rows.every((row) => row.trades > 0)).toBe(true);
    const { counts, benchmarks, trials } = summarySchema.parse(read('summary.json'));
    expect(counts.rows).toBe(rows.length);
    expect(benchmarks.map((one) => one.pack)).toEqual(['sp500.SP500', 'stocks.universe']);
    expect(trials.thisRun).toBeGreaterThan(sets);
    for (const { strategy, verdict } of rows) {
      expect(stdout).toContain(strategy);
      expect(stdout).toContain(verdict);
    }
    expect(stdout).toContain(`Report:   ${path.join(folder, 'report.html')}`);
    expect(stdout).toMatch(/^Run: +assay runs show [0-9a-f]{16} --workspace 'my lab'$/m);
    expect(stdout).toContain('With your own data:\n  assay data import');
    expect(stdout).toMatch(/--once --workspace 'my lab'$/m);
    expect(existsSync(path.join(folder, 'report.html'))).toBe(true);
    expect(readFileSync(path.join(cwd, 'my lab/demo.yaml'), 'utf8')).toBe(DEMO_CONFIG);
    const listed = (await runCli(['data', 'list', '--json', ...workspace], { cwd })).json();
    expect(listed).toMatchObject([{ dataset: 'sample', versions: 2, kind: 'sample' }]);

    const again = await runCli(['demo', '--json', ...workspace], { cwd });
    expect(again.stderr).toBe('');
    expect(again.json()).toMatchObject({ name: 'demo', counts });
  });
});
