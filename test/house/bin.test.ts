import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { linkModules, plant, ROOT, run, temporaryFolder } from './testing/scratch.ts';

/** A stand-in for src/main that says how it was started, and does what it is told. */
const MAIN = `
const args: string[] = process.argv.slice(2);
process.stdout.write(JSON.stringify({
  major: Number.parseInt(process.versions.node, 10), args, execArgv: process.execArgv, handover: process.env['ASSAY_NODE_HANDOVER'] ?? null,
}) + '\\n');
if (args[0] === 'exit') process.exitCode = Number(args[1]);
if (args[0] === 'die') process.kill(process.pid, 'SIGKILL');
if (args[0] === 'wait') {
  const timer = setInterval(() => undefined, 60_000);
  process.on('SIGTERM', () => {
    clearInterval(timer);
    process.stdout.write('cleaned up\\n');
    process.exitCode = 7;
  });
  process.stdout.write('ready\\n');
}
`;
const FLAGS = [
  ...['ExperimentalWarning', 'PERM0001', 'PERM0006'].map((name) => `--disable-warning=${name}`),
  '--report-exclude-env',
  '--report-exclude-network',
  '--max-semi-space-size=8',
  '--heap-growing-percent=25',
];

interface Started {
  readonly major: number;
  readonly args: readonly string[];
  readonly execArgv: readonly string[];
  readonly handover: string | null;
}

const folder = temporaryFolder();
cpSync(path.join(ROOT, 'packages/platform/bin'), path.join(folder, 'packages/platform/bin'), { recursive: true });
plant(folder, 'packages/platform/package.json', '{ "type": "module" }');
plant(folder, 'packages/platform/src/main/main.ts', MAIN);
linkModules(folder);
const bin = path.join(folder, 'packages/platform/bin/assay.js');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A Node of the machine that is too old to run Assay itself. */
function oldNode(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders
    .map((one) => path.join(one, 'node'))
    .filter((file) => existsSync(file))
    .find(
      (file) => Number.parseInt(execFileSync(file, ['-p', 'process.versions.node'], { encoding: 'utf8' }), 10) < 24,
    );
}

const old = oldNode();
const NODES = [
  { name: 'the bundled Node', node: process.execPath, absent: false },
  { name: 'an older Node', node: old ?? '', absent: old === undefined },
];

describe.each(NODES)('assay.js started by $name', ({ node, absent }) => {
  const assay = (...args: readonly string[]): ReturnType<typeof run> => run(node, [bin, ...args], { cwd: folder });

  it('runs main on the bundled Node with the flags of a checkout', async (test) => {
    test.skip(absent, 'no Node older than 24 on this machine');
    const { code, stdout, stderr } = await assay('demo', '--workers', '1', 'a b');
    const started = JSON.parse(stdout) as Started;
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(started).toEqual({
      major: 26,
      args: ['demo', '--workers', '1', 'a b'],
      execArgv: ['--conditions=source', ...FLAGS],
      handover: null,
    });
  });

  it('ends with the exit code of the command', async (test) => {
    test.skip(absent, 'no Node older than 24 on this machine');
    expect((await assay('exit', '4')).code).toBe(4);
  });

  it('ends by the signal that ended the command', async (test) => {
    test.skip(absent, 'no Node older than 24 on this machine');
    expect((await assay('die')).signal).toBe('SIGKILL');
  });

  it('lets the command clean up when it is told to stop', async (test) => {
    test.skip(absent, 'no Node older than 24 on this machine');
    let told = false;
    const { code, stdout } = await run(node, [bin, 'wait'], {
      cwd: folder,
      onStdout: (soFar, kill) => {
        if (told || !soFar.includes('ready')) return;
        told = true;
        kill('SIGTERM');
      },
    });
    expect(stdout).toContain('cleaned up');
    expect(code).toBe(7);
  });
});

describe('assay.js without a Node that can run it', () => {
  it('says so in one line and exits with 2', async (test) => {
    if (old === undefined) return test.skip('no Node older than 24 on this machine');
    const bare = temporaryFolder();
    try {
      cpSync(path.join(folder, 'packages'), path.join(bare, 'packages'), { recursive: true });
      const alone = path.join(bare, 'packages/platform/bin/assay.js');
      const { code, stdout, stderr } = await run(old, [alone, 'demo'], { cwd: bare });
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^assay: needs Node 24 or newer, this is .*\n$/u);
    } finally {
      rmSync(bare, { recursive: true, force: true });
    }
  });
});

describe('assay.js as published', () => {
  it('says which file is missing where it was not built', async () => {
    const broken = path.join(folder, 'broken/node_modules/@assay/platform');
    cpSync(path.join(folder, 'packages/platform'), broken, { recursive: true });
    const { code, stderr } = await run(process.execPath, [path.join(broken, 'bin/assay.js')], { cwd: folder });
    expect(stderr).toMatch(/^assay: this installation is incomplete, .*main[.]js is missing: install again[.]\n$/u);
    expect(code).toBe(2);
  });

  it('runs the built main', async () => {
    const published = path.join(folder, 'global/node_modules/@assay/platform');
    cpSync(path.join(folder, 'packages/platform'), published, { recursive: true });
    plant(published, 'dist/main/main.js', "process.stdout.write('built');\n");
    const { code, stdout } = await run(process.execPath, [path.join(published, 'bin/assay.js')], { cwd: folder });
    expect(stdout).toBe('built');
    expect(code).toBe(0);
  });
});
