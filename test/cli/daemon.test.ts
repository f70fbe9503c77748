import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT, run } from '../house/testing/scratch.ts';
import type { Finished } from '../house/testing/scratch.ts';

const BIN = path.join(ROOT, 'packages/platform/bin/assay.js');
const scratch = mkdtempSync(path.join(tmpdir(), 'assay-daemon-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const assay = (...args: readonly string[]): Promise<Finished> =>
  run(process.execPath, [BIN, ...args], { cwd: scratch });
const MARKET = ['data', 'synthetic', '--kind', 'random-walk', '--seed', '1', '--name', 'made', '--bars', '3000'];

function writeConfig(file: string, change: object): void {
  const packs = [{ dataset: 'made', timeframe: '1d', walkForward: { trainSize: 1000, testSize: 500 } }];
  writeFileSync(path.join(scratch, file), JSON.stringify({ packs, ...change }));
}

/** A daemon in a process of its own. */
function daemon(config: string): {
  readonly pid: number;
  kill(signal: NodeJS.Signals): number;
  readonly ended: Promise<Finished & { readonly at: number }>;
  until(hasHappened: () => boolean): Promise<void>;
  readonly printed: { stdout: string };
} {
  const args = [BIN, 'research', 'run', '--config', config, '--workers', '1', '--quiet'];
  const child = spawn(process.execPath, args, { cwd: scratch, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text));
  const ended = new Promise<Finished & { readonly at: number }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...printed, at: performance.now() }));
  });
  const until = async (hasHappened: () => boolean): Promise<void> => {
    const over = ended.then(({ stderr }) => Promise.reject(new Error(`it ended before: ${stderr}`)));
    over.catch(() => undefined);
    while (!hasHappened()) await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 10))]);
  };
  const kill = (signal: NodeJS.Signals): number => {
    child.kill(signal);
    return performance.now();
  };
  return { pid: child.pid ?? -1, kill, ended, until, printed };
}

const health = (name: string): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(path.join(scratch, 'assay-workspace/published/research', name, 'health.json'), 'utf8'));

describe('assay research run as a daemon', () => {
  it(
    'S4-22: ends within a second on SIGTERM while it sleeps, refuses a second one meanwhile, and leaves no lock',
    { retry: 2 },
    async () => {
      expect((await assay(...MARKET)).code).toBe(0);
      writeConfig('small.yaml', { name: 'small', strategies: [{ class: 'random-entry', sweep: { seed: [1] } }] });
      const first = daemon('small.yaml');
      await first.until(() => first.printed.stdout.includes('Next: '));
      expect(health('small')).toMatchObject({ state: 'waiting', pid: first.pid, cycles: 1 });
      const second = await assay('research', 'run', '--config', 'small.yaml');
      expect(second.stderr).toContain(`the daemon of 'small' is in use by process ${first.pid} on`);
      expect(second.code).toBe(1);
      const asked = first.kill('SIGTERM');
      const { code, signal, stderr, at } = await first.ended;
      expect({ code, signal }).toEqual({ code: 130, signal: null });
      // The one test that looks at the time: the second is the promise itself.
      expect(at - asked).toBeLessThan(1000);
      expect(stderr).toContain('assay: stopped between cycles');
      expect(health('small')).toMatchObject({ state: 'stopped', nextStart: null });
      const left = readdirSync(path.join(scratch, 'assay-workspace/published/research/small'));
      expect(left.filter((name) => name.startsWith('.'))).toEqual([]);
    },
  );

  it('S4-22, X-11: ends on SIGTERM during a cycle, and the run goes on where it stopped', async () => {
    const lookback = { min: 2, max: 400, step: 1 };
    writeConfig('long.yaml', { name: 'long', strategies: [{ class: 'time-series-momentum', sweep: { lookback } }] });
    const steps = (): number =>
      readdirSync(path.join(scratch, 'assay-workspace/runs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.cols'),
      ).length;
    const before = steps();
    const first = daemon('long.yaml');
    await first.until(() => steps() >= before + 2);
    first.kill('SIGTERM');
    const { code, stderr } = await first.ended;
    expect(stderr).toContain('assay: stopped during a cycle; the same command goes on where this one stopped');
    expect(code).toBe(130);
    expect(health('long')).toMatchObject({ state: 'stopped', cycles: 1, failedCycles: 0 });
    const again = await assay('research', 'run', '--config', 'long.yaml', '--once', '--workers', '1', '--quiet');
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('Went on where an earlier run of the same was broken off');
  });
});
