import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../bin/assay.js', import.meta.url));

function versionWith(openFiles: number): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const command = `ulimit -n ${openFiles} && exec "$0" "$1" --version`;
  return spawnSync('sh', ['-c', command, process.execPath, PROGRAM], { encoding: 'utf8' });
}

describe.skipIf(!existsSync('/proc/self/limits'))('a system that allows few open files', () => {
  it('X-08: is refused before anything is loaded, with how many there are, how many are needed and what to do', () => {
    const { status, stdout, stderr } = versionWith(40);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      'assay: the system allows this process 40 open files, at least 64 are needed: raise the limit (ulimit -n 64 or more; its hard form, if that is refused).\n',
    );
    expect(versionWith(64)).toMatchObject({ status: 0, stderr: '' });
  });
});
