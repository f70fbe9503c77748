/** A disk that is full, and one that can only be read. Needs the right to mount; without it the tests are skipped and say so. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCommand } from '../data/command.ts';
import type { CommandResult } from '../data/command.ts';
import { makeLab } from './lab.ts';
import type { Lab } from './lab.ts';
import { commandNamed } from './long-commands.ts';
import type { LongCommand } from './long-commands.ts';
import { inspect } from './looks.ts';
import { differences, treeOf } from './tree.ts';
import type { Tree } from './tree.ts';

/** Space that is left for a command: too little for any of them to come to its end. */
const SPACES_KIB = [8, 48];
const NAMES = ['data import', 'runs export-trades', 'verdict acknowledge'];

function mount(folder: string, options: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function canMount(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), 'assay-mount-'));
  const isMounted = mount(folder, 'size=64k');
  if (isMounted) execFileSync('umount', [folder]);
  rmdirSync(folder);
  return isMounted;
}

describe.skipIf(!canMount())('a small disk', { timeout: 240_000 }, () => {
  let lab: Lab;
  let disk: string;
  beforeAll(async () => {
    lab = await makeLab();
    disk = path.join(lab.root, 'disk');
    expect(mount(disk, 'size=64m')).toBe(true);
  }, 240_000);
  afterAll(() => {
    execFileSync('umount', [disk]);
    lab.remove();
  });

  const run = ({ args }: LongCommand, cwd = disk): Promise<CommandResult> => startCommand(cwd, args).ended;
  /** A copy of the lab on the disk. */
  const reset = (): Tree => {
    for (const name of readdirSync(disk)) rmSync(path.join(disk, name), { recursive: true, force: true });
    const copy = lab.copy();
    cpSync(copy, disk, { recursive: true, verbatimSymlinks: true });
    rmSync(copy, { recursive: true, force: true });
    return treeOf(disk);
  };
  const remount = (options: string): void => void execFileSync('mount', ['-o', `remount,${options}`, disk]);
  /** Fills the disk but for a little; returns what makes room again. */
  const fill = (spaceKib: number): (() => void) => {
    const stuffing = path.join(disk, '.stuffing.lock');
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(stuffing, Buffer.alloc(bavail * bsize - spaceKib * 1024));
    return () => rmSync(stuffing);
  };

  it.each(NAMES)(
    'X-11: %s on a full disk says so and what to do, loses nothing, and gives the same once there is room',
    async (name) => {
      const command = commandNamed(lab, name);
      const before = reset();
      expect(await run(command)).toMatchObject({ code: 0 });
      const after = treeOf(disk);
      for (const space of SPACES_KIB) {
        reset();
        const makeRoom = fill(space);
        const { code, stderr } = await run(command);
        expect({ code, stderr }).toMatchObject({ code: 1 });
        expect(stderr).toMatch(/ENOSPC|no space left/iu);
        expect(stderr).toMatch(/make room/u);
        expect(stderr).toContain(disk);
        await inspect(disk, { before, after });
        makeRoom();
        const again = await run(command);
        if (command.onceOnly !== true) expect(again).toMatchObject({ code: 0 });
        expect(differences(treeOf(disk), after)).toEqual([]);
      }
    },
  );

  it.each(NAMES)('X-11: %s on a disk that can only be read names it, and changes nothing', async (name) => {
    const command = commandNamed(lab, name);
    const before = reset();
    remount('ro');
    try {
      const { code, stderr } = await run(command);
      expect({ code, stderr }).toMatchObject({ code: 1 });
      expect(stderr).toMatch(/read-only|can only be read/iu);
      expect(stderr).toContain(disk);
      expect(differences(treeOf(disk), before)).toEqual([]);
    } finally {
      remount('rw');
    }
    expect(await run(command)).toMatchObject({ code: 0 });
  });
});
