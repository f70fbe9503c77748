/** A research run that is killed many times, and what it comes to. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { readAudit, runPaths } from '../../../src/runs/index.ts';
import type { AuditEntry } from '../../../src/runs/index.ts';
import { plantedEdge } from '../../../src/sources/index.ts';
import { comparableBytes, testWorkspace } from '../workspace.ts';
import type { TestWorkspace } from '../workspace.ts';

const RUNNER = fileURLToPath(new URL('../run-once.ts', import.meta.url));
const FLAGS = ['--conditions=source', '--disable-warning=ExperimentalWarning'];

/** A config whose runs have every kind of step. */
export const killedConfig = (seed: number): string => `
name: killed
packs: [{ name: edge, dataset: edge, timeframe: 1d }]
strategies:
  - class: time-series-momentum
    params: { rebalanceBars: 1, direction: long-short }
    sweep: { lookback: { min: 1, max: 20, step: 1 } }
  - class: random-entry
    sweep: { seed: { min: 1, max: 30, step: 1 } }
experiment: { seed: ${seed}, walkForward: { trainSize: 2y, testSize: 1y } }
`;

/** Runs a config in a process of its own. */
export function start(workspace: TestWorkspace, path: string, env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [...FLAGS, RUNNER, workspace.root, path, '2'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
}

/** The exit code of a process; null where a signal ended it. */
export function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

/** Number of finished lines of the newest run's audit: how far the run has come. */
function progressOf(workspace: TestWorkspace, known: ReadonlySet<string>): number {
  const runs = join(workspace.root, 'runs');
  const id = readdirSync(runs).find((name) => /^[0-9a-f]{16}$/u.test(name) && !known.has(name));
  const audit = id === undefined ? undefined : runPaths(workspace.root, id).audit;
  return audit === undefined || !existsSync(audit) ? 0 : readFileSync(audit, 'utf8').split('\n').length - 1;
}

/** What kinds of steps were begun. */
function kindsOfSteps(entries: readonly AuditEntry[]): readonly string[] {
  const begun = entries.filter(({ event }) => event === 'step-started');
  return [...new Set(begun.map((entry) => (entry['step'] as string).split(':')[0] as string))].sort();
}

async function audited(workspace: TestWorkspace, id: string): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const entry of readAudit(runPaths(workspace.root, id).audit)) entries.push(entry);
  return entries;
}

/** Workspaces with a published run of the first config, and the second config ready. */
export async function killedWorkspaces(): Promise<readonly [TestWorkspace, TestWorkspace]> {
  const pair = [testWorkspace(), testWorkspace()] as const;
  for (const workspace of pair) {
    await workspace.publish('edge', plantedEdge({ seed: 9, bars: 1600, strength: 0.16 }));
    await workspace.run(workspace.write('first.yaml', killedConfig(1)));
    workspace.write('second.yaml', killedConfig(2));
  }
  return pair;
}

/** Kills the second run so many times, on its way through every kind of step, and compares it with one that was not. */
export async function surviveKills(
  [killed, whole]: readonly [TestWorkspace, TestWorkspace],
  wanted: number,
): Promise<void> {
  const first = comparableBytes(killed, 'killed');
  const before = new Set(readdirSync(join(killed.root, 'runs')));
  let kills = 0;
  for (let target = 1; ; target++) {
    const child = start(killed, join(killed.root, 'second.yaml'));
    const exit = ended(child);
    if (kills >= wanted) {
      expect(await exit).toBe(0);
      break;
    }
    let code: number | null | undefined;
    void exit.then((value) => (code = value));
    const from = progressOf(killed, before);
    // Each kill comes some audit lines further than the last, so that every kind of step is hit.
    const lines = Math.round((2 + (target % 4)) * (20 / wanted));
    while (code === undefined && progressOf(killed, before) < from + lines) await pause(1);
    if (code !== undefined) {
      expect(code).toBe(0);
      break;
    }
    child.kill('SIGKILL');
    await exit;
    kills++;
    expect(comparableBytes(killed, 'killed')).toEqual(first);
  }
  expect(kills).toBe(wanted);
  const { runId } = await whole.run(join(whole.root, 'second.yaml'), 1);
  expect(comparableBytes(killed, 'killed')).toEqual(comparableBytes(whole, 'killed'));
  const entries = await audited(killed, runId);
  const done = entries.filter(({ event }) => event === 'step-finished' || event === 'step-recovered');
  expect(new Set(done.map((entry) => entry['key'])).size).toBe(done.length);
  expect(entries.filter(({ event }) => event === 'run-resumed').length).toBeGreaterThanOrEqual(wanted - 2);
  const kinds = ['benchmark', 'costs', 'judge', 'neighbour', 'pack', 'report', 'row', 'sweep'];
  expect(kindsOfSteps(entries)).toEqual(kindsOfSteps(await audited(whole, runId)));
  expect(kindsOfSteps(entries)).toEqual(expect.arrayContaining(kinds));
}
