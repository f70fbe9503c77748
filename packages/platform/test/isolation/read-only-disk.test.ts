/** Commands on a disk that can only be read: what reads works, what writes says so, and nothing that was there changes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, treeHash } from '../../src/cli/testing/index.ts';

const BIN = fileURLToPath(new URL('../../bin/assay.js', import.meta.url));
const CONFIG = {
  name: 'still',
  packs: [{ dataset: 'made', timeframe: '1d', walkForward: { trainSize: 100, testSize: 200 } }],
  strategies: [{ class: 'random-entry', sweep: { seed: [1] } }],
};

const cwd = mkdtempSync(path.join(tmpdir(), 'assay-read-only-'));
/** Mounts the folder read-only, for itself and its children alone. */
const MOUNTED = [
  'unshare',
  '-m',
  'sh',
  '-c',
  'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && "$@"',
];

function onReadOnly(words: readonly string[]): { readonly status: number | null; readonly out: string } {
  const [program = '', ...rest] = [...MOUNTED, cwd, ...words];
  const { status, stdout, stderr } = spawnSync(program, rest, { cwd, encoding: 'utf8' });
  return { status, out: `${stdout}${stderr}` };
}

const canMount = (): boolean => onReadOnly(['true']).status === 0;

describe('a disk that can only be read', () => {
  let before = '';

  beforeAll(async () => {
    writeFileSync(path.join(cwd, 'config.yaml'), JSON.stringify(CONFIG));
    const made = ['data', 'synthetic', '--name', 'made', '--kind', 'random-walk', '--seed', 'a', '--bars', '400'];
    expect((await runCli(made, { cwd })).code).toBe(0);
    before = treeHash(cwd);
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  it.each([
    ['research run', ['research', 'run', '--config', 'config.yaml', '--once', '--quiet']],
    [
      'data synthetic',
      ['data', 'synthetic', '--name', 'other', '--kind', 'random-walk', '--seed', 'b', '--bars', '400'],
    ],
  ])(
    'S4-22: %s says that it cannot write, where, and what to do',
    (_, words, context?: { skip(why: string): never }) => {
      if (!canMount()) return context?.skip('nothing can be mounted here');
      const { status, out } = onReadOnly([process.execPath, BIN, ...words]);
      expect(status).toBe(1);
      expect(out).toMatch(
        /^assay: .*read-only file system.*assay-workspace|^assay: .*assay-workspace.*Read-only file system/imu,
      );
      expect(out).toContain('The file system can only be read: choose another place, as with --workspace.');
      expect(treeHash(cwd)).toBe(before);
    },
  );

  it('is enough for commands that only read', (context) => {
    if (!canMount()) return context.skip('nothing can be mounted here');
    const { status, out } = onReadOnly([process.execPath, BIN, 'data', 'list']);
    expect({ status, isListed: /^made\s/mu.test(out) }).toEqual({ status: 0, isListed: true });
  });
});
