import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const BARS = 100_000_000;

describe('a very long history', () => {
  it('X-17: 100 million bars are imported, audited and read back, every sum the same, within 1 GiB', () => {
    const program = path.join('bench', 'data-import.bench.ts');
    const options = ['--rows', String(BARS), '--repeats', '1', '--memory', '1GiB', '--alone'];
    const args = ['--conditions=source', '--disable-warning=ExperimentalWarning', program, ...options];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    console.log(stdout);
    // The program compares rows, sums and memory itself, and ends with 1 where one of them is wrong.
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('100000000 bars');
  });
});
