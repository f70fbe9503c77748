import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createMemoryMeter, followTree, peakMemoryBytes, treeMemoryBytes } from './memory-meter.ts';

const MEBIBYTE = 2 ** 20;
const HOLDER = fileURLToPath(new URL('testing/memory-holder.ts', import.meta.url));

describe('createMemoryMeter', () => {
  it('is at least what this process holds', () => {
    const held = Buffer.alloc(64 * MEBIBYTE, 1);
    const { ownPeakBytes, peakBytes, reason } = createMemoryMeter().stop();
    expect(ownPeakBytes).toBeGreaterThan(held.length);
    if (reason === null) expect(peakBytes).toBeGreaterThanOrEqual(ownPeakBytes);
    else expect(peakBytes).toBeNull();
  });

  it.skipIf(!existsSync('/proc/self/stat'))('counts children of children, and remembers the peak', async () => {
    const meter = createMemoryMeter({ intervalMs: 3_600_000 });
    const before = treeMemoryBytes([process.pid]) ?? NaN;
    const holder = spawn(process.execPath, [HOLDER, '200'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    meter.sample();
    const alone = treeMemoryBytes([holder.pid ?? 0]) ?? NaN;
    holder.stdin.end();
    await once(holder, 'exit');
    const { peakBytes } = meter.stop();
    expect(alone).toBeGreaterThan(200 * MEBIBYTE);
    expect(peakBytes).toBeGreaterThan(before + 180 * MEBIBYTE);
  });

  it('counts nothing for a process that is gone', () => {
    if (existsSync('/proc/self/stat')) expect(treeMemoryBytes([4_194_999])).toBe(0);
  });
});

describe.skipIf(!existsSync('/proc/self/stat'))('followTree', () => {
  it('counts a new root at once, and no longer what has ended', async () => {
    const roots: number[] = [];
    const tree = followTree(() => [...roots]);
    const holder = spawn(process.execPath, [HOLDER, '200', 'child'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    expect(tree.bytes()).toBe(0);
    roots.push(holder.pid ?? 0);
    expect(tree.bytes()).toBeGreaterThan(180 * MEBIBYTE);
    holder.stdin.end();
    await once(holder, 'exit');
    expect(tree.bytes()).toBe(0);
  });
});

describe.skipIf(!existsSync('/proc/self/stat'))('peakMemoryBytes', () => {
  it('is what the system recorded of a process; null for one that is gone', async () => {
    const holder = spawn(process.execPath, [HOLDER, '200', 'child'], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    const pid = holder.pid ?? 0;
    expect(peakMemoryBytes(pid)).toBeGreaterThan(200 * MEBIBYTE);
    holder.stdin.end();
    await once(holder, 'exit');
    expect(peakMemoryBytes(4_194_999)).toBeNull();
  });
});
