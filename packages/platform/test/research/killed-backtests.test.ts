import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runBacktest } from '../../src/research/index.ts';
import type { BacktestRequest, PublishedBacktest } from '../../src/research/index.ts';
import { readAudit, readTrials, runPaths } from '../../src/runs/index.ts';
import type { AuditEntry } from '../../src/runs/index.ts';
import { plantedEdge } from '../../src/sources/index.ts';
import { SILENT_PROGRESS } from '../../src/telemetry/index.ts';
import { KILLED_BACKTEST } from './killed-backtest.ts';
import { testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

const KILLS = 4;
const RUNNER = fileURLToPath(new URL('./backtest-once.ts', import.meta.url));
const FLAGS = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
const FILES = ['measures.json', 'trades.csv', 'report.html'];

function start({ root }: TestWorkspace): ChildProcess {
  return spawn(process.execPath, [...FLAGS, RUNNER, root, '2'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}

function made({ root }: TestWorkspace, change: Partial<BacktestRequest> = {}): Promise<PublishedBacktest> {
  return runBacktest({
    ...{ ...KILLED_BACKTEST, ...change, folder: root, workspace: root, workers: 1, memoryBytes: 2 ** 31 },
    ...{ progress: SILENT_PROGRESS, clock: { now: () => Date.now() } },
  });
}

function published({ root }: TestWorkspace): readonly string[] {
  return FILES.map((file) => readFileSync(join(root, 'published/backtests/killed', file), 'utf8'));
}

/** Number of lines of the newest run's audit: how far the run has come. */
function progressOf({ root }: TestWorkspace, known: ReadonlySet<string>): number {
  const id = readdirSync(join(root, 'runs')).find((name) => /^[0-9a-f]{16}$/u.test(name) && !known.has(name));
  const audit = id === undefined ? undefined : runPaths(root, id).audit;
  return audit === undefined || !existsSync(audit) ? 0 : readFileSync(audit, 'utf8').split('\n').length - 1;
}

describe('a backtest that is killed', () => {
  it(
    `X-11 X-09 S4-19: survives ${KILLS} SIGKILLs: the last results stay, resumed bytes are equal, no step repeated, one trial`,
    { timeout: 120_000 },
    async () => {
      const [killed, whole] = [testWorkspace(), testWorkspace()];
      const earlier = { params: { lookback: 3, rebalanceBars: 1, direction: 'long-short' } };
      for (const workspace of [killed, whole]) {
        await workspace.publish('edge', plantedEdge({ seed: 9, bars: 800, strength: 0.16 }));
        await made(workspace, earlier);
      }
      const first = published(killed);
      const known = new Set(readdirSync(join(killed.root, 'runs')));
      let kills = 0;
      for (;;) {
        const child = start(killed);
        const exit = ended(child);
        let code: number | null | undefined;
        void exit.then((value) => (code = value));
        const from = progressOf(killed, known);
        // Each kill comes some audit lines further than the last, so that every kind of step is hit.
        while (code === undefined && (kills === KILLS || progressOf(killed, known) < from + 4 + (kills % 4)))
          await pause(1);
        if (code !== undefined) {
          expect(code).toBe(0);
          break;
        }
        child.kill('SIGKILL');
        await exit;
        kills++;
        expect(published(killed)).toEqual(first);
      }
      expect(kills).toBe(KILLS);
      const once = await made(whole);
      expect(published(killed)).toEqual(published(whole));
      const entries: AuditEntry[] = [];
      for await (const entry of readAudit(runPaths(killed.root, once.runId).audit)) entries.push(entry);
      const done = entries.filter(({ event }) => event === 'step-finished' || event === 'step-recovered');
      expect(new Set(done.map((entry) => entry['key'])).size).toBe(done.length);
      expect(entries.some(({ event }) => event === 'run-resumed')).toBe(true);
      expect(await readTrials(killed.root)).toHaveLength(2);
      [killed, whole].forEach((workspace) => workspace.remove());
    },
  );
});
