import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { plant, ROOT, run } from '../house/testing/scratch.ts';
import type { Finished } from '../house/testing/scratch.ts';

const BIN = path.join(ROOT, 'packages/platform/bin/assay.js');
const MANIFEST = JSON.parse(readFileSync(path.join(ROOT, 'packages/platform/package.json'), 'utf8'));

const scratch = mkdtempSync(path.join(tmpdir(), 'assay-bin-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const assay = (args: readonly string[], options: Partial<Parameters<typeof run>[2]> = {}): Promise<Finished> =>
  run(process.execPath, [BIN, ...args], { cwd: scratch, ...options });

describe('the assay command', () => {
  it('prints its version', async () => {
    expect(await assay(['--version'])).toMatchObject({ code: 0, stdout: `${MANIFEST.version}\n`, stderr: '' });
  });

  it('S4-21: ends with the codes of the catalogue', async () => {
    writeFileSync(path.join(scratch, 'bad.csv'), 'date,open,high,low,close,volume\n2019-01-02,1,1,1,x,1\n');
    const importing = ['data', 'import', 'bad.csv', '--layout', 'ohlcv-daily', '--name', 'bad'];
    expect((await assay(['data', 'lst'])).code).toBe(2);
    expect((await assay(['research', 'run', '--config', 'none.yaml', '--once'])).code).toBe(2);
    expect((await assay(importing)).code).toBe(3);
    expect((await assay(['data', 'list'])).code).toBe(0);
    expect(readdirSync(scratch)).toEqual(['bad.csv']);
  });

  it('loads at its start nothing but commander and what every command needs', async () => {
    const hook = `import { registerHooks } from 'node:module';
registerHooks({ load: (url, context, next) => {
  if (url.startsWith('file:')) process.stderr.write(url + '\\n');
  return next(url, context);
} });\n`;
    plant(scratch, 'hook/hook.mjs', hook);
    const env = { ...process.env, NODE_OPTIONS: `--import=${pathToFileURL(path.join(scratch, 'hook/hook.mjs')).href}` };
    const { stderr, code } = await assay(['--version'], { env });
    expect(code).toBe(0);
    const loaded = stderr
      .trim()
      .split('\n')
      .map((url) => url.replace(pathToFileURL(ROOT).href, ''));
    const unexpected = loaded.filter(
      (url) =>
        !/^\/(?:packages\/platform\/(?:bin|src\/(?:main|cli))|packages\/core\/src\/errors|(?:packages\/platform\/)?node_modules\/commander)\//u.test(
          url,
        ),
    );
    expect(unexpected).toEqual([]);
    expect(loaded.length).toBeGreaterThan(10);
    expect(loaded.length).toBeLessThan(60);
  });

  it('does not complain when its reader has gone', async () => {
    const script = `{ "$0" "$1" completion fish; echo "code $?" >&2; } | true`;
    const { stderr } = await run('sh', ['-c', script, process.execPath, BIN], { cwd: scratch });
    expect(stderr).toBe('code 0\n');
  });

  it('S4-21, X-11: ends with 130 when it is interrupted, and the same command goes on', async () => {
    const cwd = path.join(scratch, 'interrupted');
    const range = { min: 2, max: 400, step: 1 };
    const config = {
      name: 'long',
      packs: [{ dataset: 'made', timeframe: '1d', walkForward: { trainSize: 1000, testSize: 500 } }],
      strategies: [{ class: 'time-series-momentum', sweep: { lookback: range } }],
    };
    plant(cwd, 'long.yaml', JSON.stringify(config));
    const synthetic = ['data', 'synthetic', '--kind', 'random-walk', '--seed', '1', '--bars', '3000', '--name', 'made'];
    expect((await assay(synthetic, { cwd })).code).toBe(0);
    const args = ['research', 'run', '--config', 'long.yaml', '--once', '--workers', '1'];
    const finished = (): number => stepsFinished(path.join(cwd, 'assay-workspace/runs'));
    const broken = await interrupted(args, cwd, () => finished() >= 2);
    expect(broken.stderr).toContain('assay: interrupted; the same command goes on where this one stopped');
    expect({ code: broken.code, signal: broken.signal }).toEqual({ code: 130, signal: null });
    const resumed = await assay(args, { cwd });
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toContain('Went on where an earlier run of the same was broken off');
  });
});

function stepsFinished(runs: string): number {
  try {
    return readdirSync(runs, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.cols')).length;
  } catch {
    return 0;
  }
}

/** Starts a command and interrupts it once something has happened. */
async function interrupted(args: readonly string[], cwd: string, hasHappened: () => boolean): Promise<Finished> {
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, [BIN, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const poll = setInterval(() => {
    if (!hasHappened()) return;
    clearInterval(poll);
    child.kill('SIGINT');
  }, 5);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearInterval(poll);
      resolve({ code, signal, stdout, stderr });
    });
  });
}
