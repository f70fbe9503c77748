/** A whole run with every root moved: what it writes lies in its workspace, and nothing is left anywhere else. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, treeHash } from '../../src/cli/testing/index.ts';
import { changedPaths, hasTracer, isBelow, movedEnvironment, tracingTo } from './traced-changes.ts';

const BIN = fileURLToPath(new URL('../../bin/assay.js', import.meta.url));

const CONFIG = {
  name: 'moved',
  packs: [{ dataset: 'made', timeframe: '1d', walkForward: { trainSize: 300, testSize: 150 } }],
  strategies: [{ class: 'random-entry', sweep: { seed: [1] } }, { class: './mine.mjs' }],
};

const MODULE = `export const strategy = {
  name: 'mine',
  summary: 'Holds on even days.',
  source: 'a test',
  parameters: [],
  terms: () => [],
  create: () => ({
    decide: (view) =>
      view.updated.map((instrument) => {
        const value = new Date(view.time).getUTCDate() % 2 === 0 ? 1 : 0;
        return { legs: [{ instrument, target: { kind: 'exposure', value } }], allOrNone: false, reason: 'day' };
      }),
  }),
};
`;

interface Roots {
  readonly home: string;
  readonly temporary: string;
  readonly cwd: string;
  readonly workspace: string;
}

function movedRoots(): Roots {
  const root = mkdtempSync(path.join(tmpdir(), 'assay-roots-'));
  const [home, temporary, cwd, workspace] = ['home', 'temporary', 'cwd', 'workspace'].map((name) => {
    mkdirSync(path.join(root, name));
    return path.join(root, name);
  }) as [string, string, string, string];
  writeFileSync(path.join(cwd, 'config.yaml'), JSON.stringify(CONFIG));
  writeFileSync(path.join(cwd, 'mine.mjs'), MODULE);
  return { home, temporary, cwd, workspace };
}

/** Runs the real command on the roots; `through` stands before it. */
function assay(roots: Roots, args: readonly string[], through: readonly string[] = []): void {
  const { home, temporary, cwd, workspace } = roots;
  const env = movedEnvironment({ home, temporary });
  const words = [...through, process.execPath, BIN, ...args, '--workspace', workspace];
  const [program = '', ...rest] = words;
  const { status, stderr } = spawnSync(program, rest, { cwd, env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}

const GENERATE = ['data', 'synthetic', '--name', 'made', '--kind', 'random-walk', '--seed', 'a', '--bars', '900'];
const RUN = ['research', 'run', '--config', 'config.yaml', '--once', '--workers', '1', '--quiet'];

describe('a run whose roots were all moved', () => {
  const roots = movedRoots();
  const trace = path.join(path.dirname(roots.cwd), 'trace');
  let before: readonly string[] = [];

  beforeAll(async () => {
    const generated = await runCli([...GENERATE, '--workspace', roots.workspace], { cwd: roots.cwd });
    expect(generated.code).toBe(0);
    chmodSync(roots.cwd, 0o555);
    before = [treeHash(roots.home), treeHash(roots.cwd)];
    assay(roots, RUN, hasTracer() ? tracingTo(trace) : []);
  }, 120_000);

  afterAll(() => {
    chmodSync(roots.cwd, 0o755);
    rmSync(path.dirname(roots.cwd), { recursive: true, force: true });
  });

  it('X-10: leaves home, working folder and temporary folder as they were', () => {
    expect([treeHash(roots.home), treeHash(roots.cwd)]).toEqual(before);
    // Node keeps the compiled form of Assay's own code there; everything else has been removed again.
    expect(readdirSync(roots.temporary).filter((name) => name !== 'node-compile-cache')).toEqual([]);
    expect(readdirSync(roots.workspace).sort()).toEqual(['lake', 'published', 'runs', 'trials']);
    expect(readdirSync(path.join(roots.workspace, 'published/research/moved'))).toContain('rankings.json');
  });

  it('X-10: asks the system to change nothing elsewhere', (context) => {
    if (!hasTracer()) return context.skip('strace is not there');
    const changed = changedPaths(readFileSync(trace, 'utf8'));
    expect(changed.filter(isBelow(roots.workspace)).length).toBeGreaterThan(20);
    expect(changed.filter(isBelow(roots.temporary)).length).toBeGreaterThan(2);
    const allowed = [roots.workspace, roots.temporary, '/dev/null'].map(isBelow);
    expect(changed.filter((name) => !allowed.some((is) => is(name)))).toEqual([]);
  });
});
