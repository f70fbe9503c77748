import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fixedClock } from '@assay/core/time';
import type { Clock } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { daemonHealthSchema } from '@assay/contracts/schemas';
import type { DaemonHealth } from '@assay/contracts/schemas';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { noticeServer } from '../../telemetry/testing/index.ts';
import { runCli, treeHash } from '../testing/index.ts';
import type { CliResult } from '../testing/index.ts';

const MARKET = ['--kind', 'planted-edge', '--seed', 'cli', '--strength', '0.3', '--drift', '0.0002', '--name', 'made'];
const T0 = Date.UTC(2021, 0, 4, 12);
const CONFIG = {
  name: 'small',
  packs: [{ dataset: 'made', timeframe: '1d', walkForward: { trainSize: 300, testSize: 150 } }],
  strategies: [{ class: 'random-entry', sweep: { seed: [1, 2] } }],
  loop: { every: '1h', pollEvery: '1s' },
};

const import900 = (cwd: string, bars = 900): Promise<CliResult> =>
  runCli(['data', 'synthetic', ...MARKET, '--bars', String(bars)], { cwd });

function writeConfig(cwd: string, change: object = {}): void {
  writeFileSync(path.join(cwd, 'research.yaml'), JSON.stringify({ ...CONFIG, ...change }));
}

async function workspace(): Promise<string> {
  const cwd = temporaryFolder();
  expect((await import900(cwd)).code).toBe(0);
  writeConfig(cwd);
  return cwd;
}

const published = (cwd: string, file: string): string =>
  path.join(cwd, 'assay-workspace/published/research/small', file);
const health = (cwd: string): DaemonHealth =>
  daemonHealthSchema.parse(JSON.parse(readFileSync(published(cwd, 'health.json'), 'utf8')));

/** Runs the daemon on `research.yaml` until `until` says so of what it has printed. */
async function daemon(
  cwd: string,
  until: (stdout: string) => boolean,
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly args?: readonly string[];
    readonly clock?: Clock;
  } = {},
): Promise<CliResult> {
  const stop = new AbortController();
  let printed = '';
  const onOutput = (text: string): void => {
    printed += text;
    if (until(printed)) stop.abort();
  };
  const args = ['research', 'run', '--workers', '1', '--quiet', ...(options.args ?? [])];
  const clock = options.clock ?? fixedClock(T0);
  return runCli(args, { cwd, env: options.env ?? {}, stop: stop.signal, onOutput, clock });
}

const afterCycle =
  (cycle: number) =>
  (stdout: string): boolean =>
    stdout.split('Next: ').length > cycle;

describe('assay research run without --once', () => {
  it('S4-22: runs a cycle, keeps its health beside the results, and ends with 130 when it is stopped', async () => {
    const cwd = await workspace();
    const result = await daemon(cwd, afterCycle(1));
    expect(result.stderr).toContain('assay: stopped between cycles');
    expect(result.code).toBe(130);
    expect(result.stdout).toMatch(/^small: cycles start at once and every 1h/u);
    expect(result.stdout).toMatch(/\nCycle 1 \(start\) 2021-01-04/u);
    const { runId } = JSON.parse(readFileSync(published(cwd, 'summary.json'), 'utf8')) as { readonly runId: string };
    expect(health(cwd)).toMatchObject({
      state: 'stopped',
      cycles: 1,
      failedCycles: 0,
      lastRunId: runId,
      pid: process.pid,
    });
    expect(readdirSync(path.dirname(published(cwd, 'x'))).filter((name) => name.endsWith('.lock'))).toEqual([]);
    const again = await runCli(['research', 'run', '--once', '--workers', '1', '--quiet'], { cwd });
    expect(again.stdout).toContain('had finished before');
    expect(again.stdout).toMatch(/Against the results of .* \([0-9a-f]{16}\): nothing changed\./u);
    expect(existsSync(published(cwd, 'health.json'))).toBe(true);
  });

  it('S4-22, S4-03: a new version of the dataset starts another cycle, which says what changed; machines read a line a cycle', async () => {
    const cwd = await workspace();
    let imported: Promise<CliResult> | undefined;
    const until = (stdout: string): boolean => {
      const cycles = stdout.split('\n').length - 1;
      if (cycles === 1) imported ??= import900(cwd, 1100);
      return cycles >= 2;
    };
    let time = T0;
    const clock = { now: () => (time += 1000) };
    const { stdout, code } = await daemon(cwd, until, { args: ['--json'], clock });
    expect((await imported)?.code).toBe(0);
    expect(code).toBe(130);
    const [first, second] = documents(stdout);
    expect([first.trigger, second.trigger]).toEqual(['start', 'new data']);
    expect(second.summary.datasets[0].version).not.toBe(first.summary.datasets[0].version);
    expect(second.summary.changes).toMatchObject({ since: { runId: first.summary.runId } });
    expect(second.summary.changes.rows.map(({ id }: { readonly id: string }) => id)).toEqual([
      'random-entry.pack-1.SYN1',
    ]);
    const [change] = second.summary.changes.rows;
    expect(change.score.from).not.toBe(change.score.to);
  });

  it('S4-03, S4-22: each cycle resolves its dates by its own present', async () => {
    const cwd = await workspace();
    writeConfig(cwd, { packs: [{ ...CONFIG.packs[0], lastNDays: 1000 }] });
    const ends: unknown[] = [];
    let time = Date.UTC(2002, 10, 5, 23, 30);
    const until = (stdout: string): boolean => {
      const text = readFileSync(published(cwd, 'rankings.json'), 'utf8');
      const { config } = JSON.parse(text) as { readonly config: { readonly accounts: readonly object[] } };
      if (ends.length < 2) ends.push(config.accounts[0]);
      time = Date.UTC(2002, 10, 6, 0, 30);
      return documents(stdout).length >= 2;
    };
    await daemon(cwd, until, { args: ['--json'], clock: { now: () => time } });
    expect(ends).toMatchObject([
      { from: '2000-02-09', to: '2002-11-04' },
      { from: '2000-02-10', to: '2002-11-05' },
    ]);
  });

  it('S4-22, S4-25: a failing cycle is told, with its step, and a notifier that fails harms nothing', async () => {
    const cwd = await workspace();
    await import900(cwd, 200);
    const up = await noticeServer();
    const down = await noticeServer(() => ({ status: 403 }));
    const notify = { webhook: { url: `${up.origin}/in` }, telegram: { chat: 7, api: down.origin } };
    writeConfig(cwd, { notify });
    const env = { ASSAY_TELEGRAM_TOKEN: '1234:very-secret' };
    const { stdout, stderr, code } = await daemon(cwd, afterCycle(1), { env });
    expect(code).toBe(130);
    expect(stderr).toMatch(/^assay: cycle 1 failed at 'read data', 1 in a row: /u);
    expect(health(cwd)).toMatchObject({
      consecutiveFailures: 1,
      lastError: { code: 'DATA_UNFIT', step: 'read data' },
      lastSuccess: null,
    });
    expect(stdout).toMatch(/Next: +2021-01-04T12:01:00/u);
  });

  it('S4-02, S4-21: refuses a wrong config with 2 before anything is touched', async () => {
    const cwd = await workspace();
    for (const [change, message] of [
      [{ loop: { cron: '99 * * * *' } }, /loop\.cron: must be such that the minute is of 0 to 59/],
      [{ loop: { every: '1h', cron: '* * * * *' } }, /loop: must set every or cron, not both/],
      [{ loop: { evry: '1h' } }, /loop\.evry: unknown key; did you mean 'every'\?/],
      [{ notify: { telegram: { chat: 1 } } }, /notify\.telegram: needs the environment variable ASSAY_TELEGRAM_TOKEN/],
      [{ packs: [{ ...CONFIG.packs[0], dataset: 'mode' }] }, /dataset 'mode' was not found/],
    ] as const) {
      writeConfig(cwd, change);
      const before = treeHash(cwd);
      const { code, stdout, stderr } = await daemon(cwd, () => false);
      expect(stderr).toMatch(message);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(treeHash(cwd)).toBe(before);
    }
  });

  it('S4-21: the dry run says when cycles would start, and leaves the tree as it was', async () => {
    const cwd = await workspace();
    writeConfig(cwd, { loop: { cron: '30 22 * * 1-5' } });
    const before = treeHash(cwd);
    const { stdout, code } = await runCli(['research', 'run', '--dry-run'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain(
      'Without --once cycles start by cron 30 22 * * 1-5 (UTC), and on a new version of its data',
    );
    expect(stdout).toContain('If it were started now: 2021-01-04T22:30:00.000Z, 2021-01-05T22:30:00.000Z');
    expect(treeHash(cwd)).toBe(before);
  });
});

describe('notices of assay research run', () => {
  it('S4-25, X-16: a webhook and a chat are told of a single cycle; the token is in no file and no output', async () => {
    const cwd = await workspace();
    const token = '987654:a-very-secret-token';
    const server = await noticeServer((index) => ({
      status: index === 1 ? 400 : 200,
      text: `{"description":"no ${token}"}`,
    }));
    const secretPath = '/services/T000/hush';
    writeConfig(cwd, { notify: { webhook: {}, telegram: { chat: '@here', api: server.origin } } });
    const env = { ASSAY_TELEGRAM_TOKEN: token, ASSAY_WEBHOOK_URL: `${server.origin}${secretPath}` };
    const args = ['research', 'run', '--once', '--workers', '1', '--quiet'];
    const result = await runCli(args, { cwd, env });
    expect(result.code).toBe(0);
    const hook = server.received.find(({ path: place }) => place === secretPath);
    const chat = server.received.find(({ path: place }) => place.includes(token));
    expect(hook?.body).toMatchObject({
      event: 'cycle-finished',
      name: 'small',
      experiments: 1,
      failures: 0,
      changes: { since: null },
      nextStart: null,
    });
    expect(hook?.body.killed + hook?.body.candidates + hook?.body.insufficient + hook?.body.suspicious).toBe(1);
    expect(chat?.body).toMatchObject({ chat_id: '@here' });
    expect(chat?.body.text).toMatch(/^small: cycle 1 done in .*\n1 experiments, \d killed, \d held, \d candidates$/u);
    expect(result.stderr).toMatch(/^assay: notice by (telegram|webhook) failed: http:\/\/127.* answered 400/u);
    const stopped = await daemon(cwd, afterCycle(1), { env });
    const failed = await runCli([...args, '--memory', '1MiB'], { cwd, env });
    const everything = [result, stopped, failed].map(({ stdout, stderr }) => stdout + stderr).join('') + textBelow(cwd);
    expect(everything).toContain('random-entry');
    for (const secret of [token, secretPath, encodeURIComponent(token)]) expect(everything).not.toContain(secret);
  });
});

/** JSON documents, one a line. */
function documents(stdout: string): readonly any[] /* eslint-disable-line @typescript-eslint/no-explicit-any */ {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as unknown);
}

/** Everything that stands in files below a folder. */
function textBelow(folder: string): string {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}
