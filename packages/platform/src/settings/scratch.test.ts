import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listNames, temporaryPathFor } from './files.ts';
import { withScratchFolder } from './scratch.ts';
import { temporaryFolder } from './testing/index.ts';

/** No process has it: above the largest number that Linux gives. */
const NOBODY = 4_194_999;

describe('withScratchFolder', () => {
  let place = '';
  beforeEach(() => {
    place = temporaryFolder();
    vi.stubEnv('TMPDIR', place);
  });
  afterEach(() => vi.unstubAllEnvs());

  it('lends a folder that nobody else can read, and removes it also where the work fails', async () => {
    await withScratchFolder('test', async (folder) => {
      expect([path.dirname(folder), readdirSync(folder)]).toEqual([place, []]);
      if (process.platform !== 'win32') expect(statSync(folder).mode & 0o077).toBe(0);
      writeFileSync(path.join(folder, 'kept'), '');
      return Promise.resolve();
    });
    await expect(withScratchFolder('test', () => Promise.reject(new Error('broken work')))).rejects.toThrow('broken');
    expect(await listNames(place)).toEqual([]);
  });

  it('X-11: takes away what killed commands left, and nothing of a running one or of anybody else', async () => {
    const running = temporaryPathFor(path.join(place, `assay-${process.getuid?.() ?? 'own'}-plan`));
    const left = running.replace(`-${process.pid}-`, `-${NOBODY}-`);
    const foreign = left.replace('.assay-', '.other-');
    for (const folder of [running, left, foreign]) mkdirSync(path.join(folder, 'modules'), { recursive: true });
    await withScratchFolder('test', () => Promise.resolve());
    expect([running, left, foreign].map((folder) => existsSync(folder))).toEqual([true, false, true]);
  });
});
