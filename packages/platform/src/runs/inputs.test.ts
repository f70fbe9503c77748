import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../settings/index.ts';
import { temporaryFolder } from '../settings/testing/index.ts';
import { keepInputs, readInputs } from './inputs.ts';
import { runPaths } from './run-paths.ts';

function plantedSource(folder: string, content: string): string {
  const source = path.join(folder, 'source.bin');
  writeFileSync(source, content);
  chmodSync(source, 0o644);
  return source;
}

describe('keepInputs', () => {
  it('links what never changes, read-only', async () => {
    const folder = temporaryFolder();
    const paths = runPaths(folder, '1'.repeat(16));
    const source = plantedSource(folder, 'prices');
    const [kept] = await keepInputs(paths, [{ source, name: 'data/prices.bin', immutable: true }]);
    expect(kept).toEqual({
      name: 'data/prices.bin',
      file: path.join(paths.inputs, 'data/prices.bin'),
      sha256: sha256Hex('prices'),
      bytes: 6,
      restored: false,
    });
    expect(statSync(kept?.file ?? '').ino).toBe(statSync(source).ino);
    expect(statSync(kept?.file ?? '').mode & 0o222).toBe(0);
  });

  it('copies what its owner may change, and leaves it as it is', async () => {
    const folder = temporaryFolder();
    const paths = runPaths(folder, '1'.repeat(16));
    const source = plantedSource(folder, 'first');
    const [kept] = await keepInputs(paths, [{ source, name: 'module.js', immutable: false }]);
    writeFileSync(source, 'edited');
    expect(readFileSync(kept?.file ?? '', 'utf8')).toBe('first');
    expect(statSync(source).mode & 0o222).not.toBe(0);
    expect(statSync(kept?.file ?? '').mode & 0o222).toBe(0);
  });

  it('takes the same content again, and refuses another one under the same name', async () => {
    const folder = temporaryFolder();
    const paths = runPaths(folder, '1'.repeat(16));
    const input = { source: plantedSource(folder, 'first'), name: 'a', immutable: false };
    await keepInputs(paths, [input]);
    await keepInputs(paths, [input, { ...input, name: 'b' }]);
    const entry = { sha256: sha256Hex('first'), bytes: 5 };
    expect(await readInputs(paths)).toEqual({ a: entry, b: entry });
    writeFileSync(input.source, 'second');
    await expect(keepInputs(paths, [input])).rejects.toMatchObject({ code: 'DATA_INVALID' });
    expect(await readInputs(paths)).toEqual({ a: entry, b: entry });
  });

  it.each(['schöne Idee.mjs', 'mod/50 % (v2), #1.mjs'])('keeps a file called %j', async (name) => {
    const folder = temporaryFolder();
    const source = plantedSource(folder, 'x');
    const [kept] = await keepInputs(runPaths(folder, '1'.repeat(16)), [{ source, name, immutable: false }]);
    expect(kept?.name).toBe(name);
  });

  it.each(['../x', '/x', 'a/../b', 'a//b', '.x', ' .x', 'x.', 'x ', 'a\nb', ''])(
    'refuses the name %j',
    async (name) => {
      const folder = temporaryFolder();
      const input = { source: plantedSource(folder, ''), name, immutable: true };
      await expect(keepInputs(runPaths(folder, '1'.repeat(16)), [input])).rejects.toThrow("invalid 'name'");
    },
  );
});
