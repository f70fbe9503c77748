/** Whole backtests with a store of gates that is connected, has gaps, or is away. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { GateCoverageModel } from '@assay/contracts/schemas';
import { formatIsoDate, MS_PER_DAY } from '@assay/core/time';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../testing/index.ts';

const STRIDE = 16;
const PARAMS = { maxHazard: 1, holdMinutes: 300, gateTtlBars: STRIDE, calibrationWindow: 300, minStreak: 3 };

interface Traded {
  readonly gates: GateCoverageModel;
  readonly outcomes: readonly { readonly under: string; readonly trades: number; readonly net: number }[];
}

describe('backtests of gates and of what stands in for them', { timeout: 120_000 }, () => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'assay-gate-sources-'));
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));
  let from = '';
  let gates = 0;
  let missing = 0;

  async function assay(line: string, exit = 0): Promise<unknown> {
    const { code, stderr, ...told } = await runCli([...line.split(' '), '--json'], { cwd });
    expect({ line, code, stderr: code === exit ? '' : stderr }).toEqual({ line, code: exit, stderr: '' });
    return told.json();
  }

  async function traded(name: string, profile: object, exit = 0): Promise<Traded> {
    writeFileSync(path.join(cwd, `${name}.yaml`), JSON.stringify({ params: PARAMS, ...profile }));
    const options = `--dataset fx --profile ${name}.yaml --name ${name} --from ${from} --no-stress --workers 1 --quiet`;
    return (await assay(`backtest run --strategy gates ${options}`, exit)) as Traded;
  }

  beforeAll(async () => {
    await assay('data synthetic --kind fx --name fx --seed 5 --bars 1500 --pairs EURUSD --start 2015-01-05');
    await assay('gates build --dataset fx --null-draws 200');
    await assay('gates push fx-gates --store ./whole');
    const folder = path.join(cwd, 'whole/EURUSD');
    const lines = readdirSync(folder)
      .sort()
      .flatMap((file) => readFileSync(path.join(folder, file), 'utf8').trim().split('\n'));
    const times = lines.map((line) => Date.parse((JSON.parse(line) as { readonly availableAt: string }).availableAt));
    const day = Math.ceil((times[1] as number) / MS_PER_DAY) * MS_PER_DAY;
    from = formatIsoDate(day);
    // Three of ten go, but for the first and the last ones, so that every gap has its whole stride of bars in the period.
    const kept = lines.filter((_, nth) => nth < 8 || nth >= lines.length - 2 || (nth * 7919) % 10 >= 3);
    [gates, missing] = [lines.length, lines.length - kept.length];
    mkdirSync(path.join(cwd, 'gaps'));
    writeFileSync(path.join(cwd, 'gaps/EURUSD.jsonl'), `${kept.join('\n')}\n`);
    await assay('gates pull --store ./gaps --name gappy-gates');
  });

  it('S1-02 ruling 17: with gates for every bar from before --from on nothing is derived; with the store away everything that there is is; both trade', async () => {
    const connected = await traded('connected', { gates: { dataset: 'fx-gates' } });
    const away = await traded('away', {});
    expect(connected.gates.bars).toMatchObject({ derived: 0, none: 0 });
    expect(away.gates.bars.gate).toBe(0);
    expect(away.gates.bars.derived).toBeGreaterThan(200);
    for (const { outcomes } of [connected, away]) {
      expect(outcomes[0]?.trades).toBeGreaterThan(5);
      expect(Math.abs(outcomes[0]?.net ?? NaN)).toBeLessThan(20_000);
    }
  });

  it('S1-02: with 30 % of the gates gone exactly their bars are derived or without', async () => {
    expect(missing / gates).toBeGreaterThan(0.2);
    const gappy = await traded('gappy', { gates: { dataset: 'gappy-gates' } });
    const { derived, none } = gappy.gates.bars;
    expect(derived + none).toBe(missing * STRIDE);
    expect(derived).toBeGreaterThan(20);
    expect(none).toBeGreaterThan(20);
  });

  it('S1-02: with the store away and nothing to stand in for it no bar has a gate and nothing is traded', async () => {
    // 4: nothing that could be measured.
    const idle = await traded('idle', { params: { ...PARAMS, fallback: false } }, 4);
    expect([idle.gates.bars.gate, idle.gates.bars.derived, idle.outcomes[0]?.trades]).toEqual([0, 0, 0]);
  });
});
