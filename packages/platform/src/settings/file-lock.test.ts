import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireFileLock, lockHolder, withFileLock } from './file-lock.ts';
import { listNames, removeAbandonedTemporaries } from './files.ts';
import { processIdentity } from './processes.ts';
import { nodeChild, temporaryFolder } from './testing/index.ts';
import type { NodeChild } from './testing/index.ts';

const CONTENDER = new URL('testing/lock-contender.ts', import.meta.url);

async function killOnceInside(child: NodeChild): Promise<void> {
  for await (const line of child.lines) if (line === 'inside') child.kill();
  expect(await child.ended).toBe('SIGKILL');
}

describe('withFileLock', () => {
  it('lets one in at a time and gives the lock back when the work throws', async () => {
    const lockPath = path.join(temporaryFolder(), 'locks', 'x.lock');
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`enter ${name}`);
      await Promise.resolve();
      events.push(`leave ${name}`);
      if (name === 'a') throw new Error('broken work');
    };
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((name) => withFileLock(lockPath, work(name))));
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    for (let index = 0; index < events.length; index += 2) {
      expect(events[index + 1]).toBe(events[index]?.replace('enter', 'leave'));
    }
    expect(await listNames(path.dirname(lockPath))).toEqual([]);
  });

  it('excludes other processes, also when holders are killed inside', async () => {
    const folder = temporaryFolder();
    const lockPath = path.join(folder, 'x.lock');
    const logPath = path.join(folder, 'log');
    const victims = [1, 2, 3].map(() => nodeChild(CONTENDER, [lockPath, logPath, 1, 'hang']));
    const workers = [1, 2, 3].map(() => nodeChild(CONTENDER, [lockPath, logPath, 12]));
    await Promise.all([...victims.map(killOnceInside), ...workers.map((worker) => worker.ended)]);

    const killed = new Set(victims.map((victim) => String(victim.pid)));
    const events = readFileSync(logPath, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' '));
    let inside: string | undefined;
    for (const [event, pid] of events) {
      if (event === 'enter') expect(inside === undefined || killed.has(inside)).toBe(true);
      else expect(pid).toBe(inside);
      inside = event === 'enter' ? pid : undefined;
    }
    expect(events.filter(([event]) => event === 'leave')).toHaveLength(3 * 12);
    expect(events.filter(([event]) => event === 'enter')).toHaveLength(3 * 12 + 3);
    // Where a victim came last, its lock is there until the next one asks for it.
    await (await acquireFileLock(lockPath, { waitMs: 5_000 })).release();
    await removeAbandonedTemporaries(folder);
    expect(await listNames(folder)).toEqual(['log']);
  });
});

describe('acquireFileLock', () => {
  it('names the holder and what to do when it waited long enough', async () => {
    const lockPath = path.join(temporaryFolder(), 'x.lock');
    const lock = await acquireFileLock(lockPath, { waitMs: 0 });
    expect((await lockHolder(lockPath))?.pid).toBe(process.pid);
    const error: unknown = await acquireFileLock(lockPath, { waitMs: 0, what: "run 'abc'" }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'CONFLICT', context: { pid: process.pid } });
    expect((error as Error).message).toContain(`run 'abc' is in use by process ${process.pid}`);
    await lock.release();
    await lock.release();
    expect(await lockHolder(lockPath)).toBeUndefined();
  });

  it('takes over at once from a number that has been given to another process, not from another machine', async () => {
    const lockPath = path.join(temporaryFolder(), 'x.lock');
    const holder = { ...processIdentity(), token: 'aaaa' };
    writeFileSync(lockPath, JSON.stringify({ ...holder, host: 'elsewhere', pid: 4_194_999 }));
    await expect(acquireFileLock(lockPath, { waitMs: 0 })).rejects.toMatchObject({ code: 'CONFLICT' });
    if (holder.started === '') return; // this system does not tell when a process began
    writeFileSync(lockPath, JSON.stringify({ ...holder, started: '1' }));
    await (await acquireFileLock(lockPath, { waitMs: 0 })).release();
  });

  it('clears away a clearer that died', async () => {
    const folder = temporaryFolder();
    const lockPath = path.join(folder, 'x.lock');
    const gone = { ...processIdentity(), pid: 4_194_999, started: '1' };
    writeFileSync(lockPath, JSON.stringify({ ...gone, token: 'aaaa' }));
    writeFileSync(`${lockPath}.aaaa`, JSON.stringify({ ...gone, token: 'bbbb' }));
    await (await acquireFileLock(lockPath, { waitMs: 0 })).release();
    expect(await listNames(folder)).toEqual([]);
  });
});
