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

  it('S1-06: a dry run refuses what the run refuses, in the same words', async () => {
    const profile = (name: string, of: object): string => {
      writeFileSync(path.join(cwd, name), JSON.stringify({ params: PARAMS, ...of }));
      return name;
    };
    const own = profile('own.yaml', { gates: { dataset: 'fx-gates' } });
    const other = profile('other.yaml', { gates: { dataset: 'fx-gates', timeframe: '4h' } });
    const asked = (command: string, ...more: readonly string[]): ReturnType<typeof runCli> =>
      runCli(['backtest', command, '--strategy', 'gates', '--dataset', 'fx', '--quiet', '--json', ...more], { cwd });
    for (const [more, said] of [
      [['--profile', own, '--from', '2030-01-01'], 'has no bar in the period'],
      [['--profile', other], 'has no gate of EURUSD at 4h'],
    ] as const) {
      for (const command of ['run', 'grid']) {
        const [dry, whole] = [await asked(command, ...more, '--dry-run'), await asked(command, ...more)];
        expect([command, dry.code, dry.json().error.message]).toEqual([command, 3, whole.json().error.message]);
        expect(dry.json().error.message).toContain(said);
      }
    }
    expect((await asked('grid', '--profile', own, '--from', from, '--dry-run')).code).toBe(0);
  });

  it('S1-06: faults of a profile and of axes are listed at once, each at its place with the nearest name', async () => {
    const problemsOf = async (...more: readonly string[]): Promise<readonly string[]> => {
      const line = ['backtest', ...more, '--strategy', 'gates', '--dataset', 'fx', '--dry-run', '--json'];
      const { error } = (await runCli(line, { cwd })).json();
      const problems = error.context.problems as readonly { readonly path: string; readonly message: string }[];
      return problems.map((one) => `${one.path}: ${one.message}`);
    };
    const faulty = { hold: 3, gates: { dataset: 'fx-gate' }, grid: { hold: [240] } };
    writeFileSync(path.join(cwd, 'faulty.yaml'), JSON.stringify({ ...faulty, params: { maxHazrd: 0.1 } }));
    const all = await problemsOf('grid', '--profile', 'faulty.yaml');
    expect(all).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^faulty\.yaml: hold: unknown key; did you mean 'grid\.holds'\?/u),
        expect.stringMatching(/^faulty\.yaml: grid\.hold: unknown key; did you mean 'holds'\?/u),
        expect.stringMatching(/^faulty\.yaml: params\.maxHazrd: .*'maxHazard'/u),
        expect.stringMatching(/^faulty\.yaml: invalid 'gates\.dataset': .*'fx-gates'/u),
      ]),
    );
    expect(all).toHaveLength(4);
    const alone = await problemsOf('run', '--profile', 'faulty.yaml');
    expect(alone.map((one) => one.slice(0, 28))).toHaveLength(3);
    writeFileSync(path.join(cwd, 'axes.yaml'), JSON.stringify({ grid: { axes: { maxHazrd: [0.1, 0.2] } } }));
    const axes = await problemsOf('grid', '--profile', 'axes.yaml', '--axes', 'minStrek=2,3');
    expect(axes).toEqual([
      expect.stringMatching(/^axes\.yaml: grid\.axes\.maxHazrd: .*'maxHazard'/u),
      expect.stringMatching(/^--axes minStrek: .*'minStreak'/u),
    ]);
  });
});
