import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/testing/index.ts';
import type { CliResult } from '../../src/cli/testing/index.ts';
import { runBacktest } from '../../src/research/index.ts';
import { runPaths } from '../../src/runs/index.ts';
import { temporaryFolder } from '../../src/settings/testing/index.ts';
import { plantedEdge } from '../../src/sources/index.ts';
import { SILENT_PROGRESS } from '../../src/telemetry/index.ts';
import { testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

const RUNNER = fileURLToPath(new URL('./run-once.ts', import.meta.url));
const FLAGS = ['--conditions=source', '--disable-warning=ExperimentalWarning'];

const RULE = `export const wanted = (up) => (up > 0 ? 0.2 : 0);\n`;
const MODULE = `import { wanted } from './lib/rule.mjs';
export const strategy = {
  name: 'own', summary: 'Follows the last bar.', source: 'a test', parameters: [], terms: () => [],
  columns: ({ close, length }) => ({ up: Float64Array.from({ length }, (_, i) => (i > 0 ? close[i] - close[i - 1] : 0)) }),
  create: () => ({
    decide: (view) => view.updated.flatMap((instrument) => {
      const exposure = wanted(view.column(instrument, 'up'));
      if ((exposure > 0) === (view.position(instrument) > 0)) return [];
      return [{ legs: [{ instrument, target: { kind: 'exposure', value: exposure } }], allOrNone: false, reason: 'up' }];
    }),
  }),
};
`;

const config = (seeds: string, more = ''): string => `
name: proved
hypothesis: the last bar says something of the next one
packs:
  - { name: edge, dataset: edge, timeframe: 1d, lastNDays: 10500, coverage: { atEnds: null }, freshness: { missedBars: 100000 } }
strategies:
  - { class: ./mine/own.mjs }
  - { class: random-entry, sweep: { seed: ${seeds} } }
experiment: { walkForward: { trainSize: 200, testSize: 200 }, stress: { enabled: false } }
evaluation: { leakTest: { cuts: 1 } }
${more}`;

function writeModule(root: string): void {
  mkdirSync(path.join(root, 'mine/lib'), { recursive: true });
  writeFileSync(path.join(root, 'mine/own.mjs'), MODULE);
  writeFileSync(path.join(root, 'mine/lib/rule.mjs'), RULE);
}

/** A workspace whose second cycle is compared with the first, and counts its trials as prior ones. */
async function workspaceWithRun(workers = 2): Promise<{ workspace: TestWorkspace; runId: string }> {
  const workspace = testWorkspace();
  await workspace.publish('edge', plantedEdge({ seed: 9, bars: 450, strength: 0.1 }));
  writeModule(workspace.root);
  await workspace.run(workspace.write('first.yaml', config('[1, 2]')), workers);
  const { runId } = await workspace.run(workspace.write('second.yaml', config('[3, 4, 5]')), workers);
  return { workspace, runId };
}

const replay = (cwd: string, run: string, ...more: readonly string[]): Promise<CliResult> =>
  runCli(['runs', 'replay', run, '--quiet', ...more], { cwd });

interface Replay {
  readonly ok: boolean;
  readonly files: readonly { readonly name: string; readonly equal: boolean }[];
  readonly differences: readonly Readonly<Record<string, unknown>>[];
  readonly notes: readonly string[];
}

describe('assay runs replay', () => {
  let workspace: TestWorkspace;
  let runId: string;
  const inWorkspace = (...more: readonly string[]): Promise<CliResult> =>
    replay(workspace.root, runId, '--workspace', workspace.root, ...more);
  const folder = (): string => runPaths(workspace.root, runId).folder;

  beforeAll(async () => ({ workspace, runId } = await workspaceWithRun()), 400_000);
  afterAll(() => workspace.remove());

  it(
    'S2-43, S2-10: makes a run again without its lakehouse, its config and its module, with 1, 2 and 4 workers',
    { timeout: 400_000 },
    async () => {
      const away = temporaryFolder();
      for (const name of ['lake', 'mine', 'first.yaml', 'second.yaml', 'trials'])
        renameSync(path.join(workspace.root, name), path.join(away, name));
      try {
        for (const workers of ['1', '2', '4']) {
          const result = await inWorkspace('--json', '--workers', workers);
          const made = result.json() as Replay;
          expect([made.differences, made.ok, made.notes]).toEqual([[], true, []]);
          expect(result.code).toBe(0);
          const names = made.files.map(({ name }) => name);
          for (const name of [
            'run.json',
            'priors.json',
            'finished.json',
            'artefacts/rankings.json',
            'artefacts/report.html',
          ])
            expect(names).toContain(name);
          expect(names).toContain('published/research/proved/candidates.json');
          expect(names.filter((name) => name.startsWith('steps/')).length).toBeGreaterThan(10);
          expect(names.filter((name) => name.startsWith('inputs/modules/'))).toHaveLength(2);
        }
      } finally {
        for (const name of readdirSync(away)) renameSync(path.join(away, name), path.join(workspace.root, name));
      }
      const priors = JSON.parse(readFileSync(path.join(folder(), 'priors.json'), 'utf8')) as { trials: unknown[] };
      expect(priors.trials.length).toBeGreaterThan(0);
      const before = JSON.parse(readFileSync(path.join(folder(), 'inputs/cycle-before.json'), 'utf8')) as {
        rows: unknown[];
      };
      expect(before.rows).toHaveLength(2);
    },
  );

  it('S2-43: says which file differs, from where on, and ends with 1', { timeout: 400_000 }, async () => {
    const files = {
      'artefacts/rankings.json': (text: string) => text.replace(/"trades": \d+/u, '"trades": 7'),
      'artefacts/report.html': (text: string) => text.replace('<main', '<Main'),
    };
    const kept = Object.keys(files).map((name) => [name, readFileSync(path.join(folder(), name))] as const);
    for (const [name, change] of Object.entries(files))
      writeFileSync(path.join(folder(), name), change(readFileSync(path.join(folder(), name), 'utf8')));
    writeFileSync(path.join(folder(), 'steps', 'ffffffffffffffff.json'), '{}');
    const result = await inWorkspace('--json');
    for (const [name, content] of kept) writeFileSync(path.join(folder(), name), content);
    rmSync(path.join(folder(), 'steps', 'ffffffffffffffff.json'));
    expect(result.code).toBe(1);
    const { ok, differences } = result.json() as Replay;
    expect(ok).toBe(false);
    expect(differences).toEqual([
      expect.objectContaining({
        file: 'artefacts/rankings.json',
        what: 'differs',
        at: expect.stringMatching(/^rows\[0\]\..*trades$/u) as string,
        recorded: '7',
      }),
      expect.objectContaining({
        file: 'artefacts/report.html',
        at: expect.stringMatching(/^byte \d+, line \d+$/u) as string,
      }),
      { file: 'steps/ffffffffffffffff.json', what: 'was not made again' },
    ]);
  });

  it(
    'S2-11: a slice that the folder lacks is an error; --lax takes it from the lakehouse and warns',
    { timeout: 400_000 },
    async () => {
      const objects = path.join(folder(), 'inputs/objects');
      const [name = ''] = readdirSync(objects);
      const whole = readFileSync(path.join(objects, name));
      rmSync(path.join(objects, name));
      const strict = await inWorkspace();
      expect(strict.code).toBe(3);
      expect(strict.stderr).toContain(`'inputs/objects/${name}' of run '${runId}' is missing: nothing else is read`);
      const lax = await inWorkspace('--lax', '--json');
      expect(lax.stderr).toContain(`warning: 'inputs/objects/${name}' is missing from the run's folder`);
      const { differences } = lax.json() as Replay;
      expect(differences).toEqual([{ file: `inputs/objects/${name}`, what: 'was made by the replay only' }]);
      expect(lax.code).toBe(1);

      writeFileSync(path.join(objects, name), whole.toReversed());
      const changed = await inWorkspace('--lax'); // what is there and is another one is never exchanged in silence
      expect([changed.code, changed.stderr]).toEqual([3, expect.stringContaining('is not as it was kept') as string]);
      writeFileSync(path.join(objects, name), whole);

      const rule = readdirSync(path.join(folder(), 'inputs'), { recursive: true, encoding: 'utf8' }).find((file) =>
        file.endsWith('rule.mjs'),
      );
      const module = path.join(folder(), 'inputs', rule ?? '');
      chmodSync(module, 0o644);
      writeFileSync(module, RULE.replace('0.2', '0.3'));
      const other = await inWorkspace('--lax');
      expect([other.code, other.stderr]).toEqual([3, expect.stringContaining('rule.mjs') as string]);
      writeFileSync(module, RULE);
      expect((await inWorkspace()).code).toBe(0);
    },
  );

  it(
    'S2-11: a run that goes on with a slice gone takes it from the lakehouse, and its audit says so',
    { timeout: 400_000 },
    async () => {
      const objects = path.join(folder(), 'inputs/objects');
      const [name = ''] = readdirSync(objects);
      rmSync(path.join(objects, name));
      await workspace.run(path.join(workspace.root, 'second.yaml'));
      expect(readFileSync(runPaths(workspace.root, runId).audit, 'utf8')).toContain(
        `"event":"input-restored","name":"objects/${name}"`,
      );
      const verified = await runCli(['runs', 'verify', runId, '--workspace', workspace.root], { cwd: workspace.root });
      expect([verified.code, verified.stderr]).toEqual([0, '']);
    },
  );

  it(
    'S2-43: an archive is the same twice, unpacks with tar, verifies and replays elsewhere',
    { timeout: 400_000 },
    async () => {
      const elsewhere = temporaryFolder();
      const write = (file: string): Promise<CliResult> =>
        runCli(['runs', 'export', runId, path.join(elsewhere, file), '--json', '--workspace', workspace.root], {
          cwd: elsewhere,
        });
      const [one, other] = [await write('one.tar.gz'), await write('other.tgz')];
      expect(one.code).toBe(0);
      expect(
        readFileSync(path.join(elsewhere, 'one.tar.gz')).equals(readFileSync(path.join(elsewhere, 'other.tgz'))),
      ).toBe(true);
      expect((one.json() as { sha256: string }).sha256).toBe((other.json() as { sha256: string }).sha256);
      expect(spawnSync('tar', ['-xzf', 'one.tar.gz'], { cwd: elsewhere }).status).toBe(0);
      const unpacked = `./assay-run-${runId}`;
      const verified = await runCli(['runs', 'verify', unpacked, '--json'], { cwd: elsewhere });
      expect(verified.json()).toMatchObject({ ok: true, runId, problems: [] });
      const again = await replay(elsewhere, unpacked, '--json');
      expect(again.json()).toMatchObject({ ok: true, differences: [] });

      writeFileSync(path.join(elsewhere, unpacked, 'artefacts', 'report.html'), 'another');
      const refused = await runCli(['runs', 'export', unpacked, 'two.tar.gz'], { cwd: elsewhere });
      expect([refused.code, existsSync(path.join(elsewhere, 'two.tar.gz'))]).toEqual([3, false]);
    },
  );

  it(
    'S2-43, X-10: dates that the clock decided are those of the run, whenever it is replayed',
    { timeout: 400_000 },
    async () => {
      const clock = { now: () => Date.UTC(2031, 0, 1) };
      const result = await runCli(['runs', 'replay', runId, '--workspace', workspace.root, '--quiet'], {
        cwd: workspace.root,
        clock,
      });
      expect([result.code, result.stderr]).toEqual([0, '']);
    },
  );
});

describe('a replay of other runs', () => {
  it(
    'S2-43, X-09: a run that was killed and resumed replays, and holds the files of one that was not',
    { timeout: 400_000 },
    async () => {
      const killed = testWorkspace();
      const whole = await workspaceWithRun(1);
      await killed.publish('edge', plantedEdge({ seed: 9, bars: 450, strength: 0.1 }));
      writeModule(killed.root);
      await killed.run(killed.write('first.yaml', config('[1, 2]')));
      const second = killed.write('second.yaml', config('[3, 4, 5]'));
      const known = new Set(readdirSync(path.join(killed.root, 'runs')));
      for (const lines of [12, 24, 36]) {
        const child = spawn(process.execPath, [...FLAGS, RUNNER, killed.root, second, '2'], { stdio: 'ignore' });
        const ended = new Promise((resolve) => child.once('exit', resolve));
        let isOver = false;
        void ended.then(() => (isOver = true));
        while (!isOver && linesOf(killed, known) < lines) await pause(2);
        child.kill('SIGKILL');
        await ended;
      }
      const { runId } = await killed.run(second);
      const result = await replay(killed.root, runId, '--workspace', killed.root, '--json');
      expect((result.json() as Replay).differences).toEqual([]);
      expect(result.code).toBe(0);
      expect(runId).toBe(whole.runId);
      const files = (root: string): unknown =>
        (JSON.parse(readFileSync(runPaths(root, runId).finished, 'utf8')) as { files: Record<string, string> }).files;
      const withoutMoment = (root: string): Record<string, unknown> => {
        const table = { ...(files(root) as Record<string, unknown>) };
        // When the cycle before was published stands in these.
        for (const name of Object.keys(table))
          if (/^(inputs\.json|inputs\/cycle-before\.json|steps\/.*\.json|artefacts\/report\.html)$/u.test(name))
            delete table[name];
        return table;
      };
      expect(withoutMoment(killed.root)).toEqual(withoutMoment(whole.workspace.root));
      killed.remove();
      whole.workspace.remove();
    },
  );

  it(
    'S2-43: a backtest with a module replays, elsewhere too, after its source was deleted',
    { timeout: 400_000 },
    async () => {
      const workspace = testWorkspace();
      await workspace.publish('edge', plantedEdge({ seed: 9, bars: 300, strength: 0.1 }));
      writeModule(workspace.root);
      const { runId } = await runBacktest({
        ...{
          strategy: './mine/own.mjs',
          folder: workspace.root,
          workspace: workspace.root,
          workers: 1,
          memoryBytes: 2 ** 31,
        },
        ...{ progress: SILENT_PROGRESS, clock: { now: () => Date.now() } },
      });
      for (const name of ['lake', 'mine', 'trials']) rmSync(path.join(workspace.root, name), { recursive: true });
      const result = await replay(workspace.root, runId, '--workspace', workspace.root, '--json');
      const made = result.json() as Replay & { kind: string };
      expect([made.kind, made.differences, made.ok]).toEqual(['backtest', [], true]);
      expect(made.files.map(({ name }) => name)).toContain('published/backtests/own/trades.csv');
      const elsewhere = temporaryFolder();
      cpSync(runPaths(workspace.root, runId).folder, path.join(elsewhere, 'copy'), { recursive: true });
      workspace.remove();
      expect((await replay(elsewhere, './copy')).code).toBe(0);
    },
  );

  it('S2-43: a run that has not finished is not replayed, and what to do is said', async () => {
    const folder = temporaryFolder();
    const result = await replay(folder, '0123456789abcdef');
    expect([result.code, result.stderr]).toEqual([2, expect.stringContaining('assay runs list') as string]);
  });
});

function linesOf(workspace: TestWorkspace, known: ReadonlySet<string>): number {
  const runs = path.join(workspace.root, 'runs');
  const id = readdirSync(runs).find((name) => /^[0-9a-f]{16}$/u.test(name) && !known.has(name));
  const audit = id === undefined ? undefined : runPaths(workspace.root, id).audit;
  return audit === undefined || !existsSync(audit) ? 0 : readFileSync(audit, 'utf8').split('\n').length - 1;
}
