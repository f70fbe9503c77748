import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { acquireFileLock, lockHolder } from './file-lock.ts';
import { isProcessGone, processIdentity } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';
import { temporaryFolder } from './testing/index.ts';

/** A running process whose parent never takes note of its end: killed, it stays behind as a zombie. */
async function unreapedProcess(): Promise<ProcessIdentity> {
  const parent = spawn('sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const identity = processIdentity(Number(line.toString()));
  onTestFinished(() => void (isProcessGone(identity) || process.kill(identity.pid, 'SIGKILL')));
  return identity;
}

async function killIntoZombie({ pid }: ProcessIdentity): Promise<void> {
  process.kill(pid, 'SIGKILL');
  while (!/\) Z /u.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await nextTurn();
}

describe('isProcessGone', () => {
  it('is false for this process, true for a number that nobody has', () => {
    expect(isProcessGone(processIdentity())).toBe(false);
    expect(isProcessGone({ ...processIdentity(), pid: 4_194_999 })).toBe(true);
  });

  it.skipIf(!existsSync('/proc/self/stat'))('is true for a zombie, whose lock is taken over at once', async () => {
    const lockPath = path.join(temporaryFolder(), 'x.lock');
    const holder = await unreapedProcess();
    writeFileSync(lockPath, JSON.stringify({ ...holder, token: 'aaaa' }));
    expect(isProcessGone(holder)).toBe(false);
    await expect(acquireFileLock(lockPath, { waitMs: 0 })).rejects.toMatchObject({ code: 'CONFLICT' });
    await killIntoZombie(holder);
    expect(isProcessGone(holder)).toBe(true);
    expect(await lockHolder(lockPath)).toBeUndefined();
    await (await acquireFileLock(lockPath, { waitMs: 0 })).release();
  });
});
