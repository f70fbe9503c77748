import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  ensureDirectory,
  listNames,
  produceFileAtomic,
  readJsonFile,
  removeAbandonedTemporaries,
  temporaryPathFor,
  writeFileAtomic,
  writeJsonAtomic,
} from './files.ts';
import { sha256File, sha256Hex } from './hashing.ts';
import { nodeChild, temporaryFolder } from './testing/index.ts';

describe('writeFileAtomic', () => {
  it('makes the folders, replaces the content and leaves nothing else behind', async () => {
    const folder = path.join(temporaryFolder(), 'a', 'b');
    const target = path.join(folder, 'file.bin');
    await writeFileAtomic(target, 'first');
    await writeFileAtomic(target, new Uint8Array([0, 255]));
    expect([...readFileSync(target)]).toEqual([0, 255]);
    expect(await listNames(folder)).toEqual(['file.bin']);
  });

  it('X-11: a reader sees a complete content at every moment, through kills of the writer', async () => {
    const folder = temporaryFolder();
    const target = path.join(folder, 'file.txt');
    for (let kill = 0; kill < 5; kill++) {
      const child = nodeChild(new URL('testing/file-rewriter.ts', import.meta.url), [target]);
      for await (const line of child.lines) {
        const content = readFileSync(target, 'utf8');
        expect(content.length).toBe(300_000);
        expect(content).toBe(content.charAt(0).repeat(300_000));
        if (Number(line) >= 4 + kill) child.kill();
      }
      expect(await child.ended).toBe('SIGKILL');
      const content = readFileSync(target, 'utf8');
      expect(content).toBe(content.charAt(0).repeat(300_000));
      expect(content.length).toBe(300_000);
    }
    await removeAbandonedTemporaries(folder);
    expect(await listNames(folder)).toEqual(['file.txt']);
  });
});

describe('produceFileAtomic', () => {
  it('keeps the old file and removes its own when the producer throws', async () => {
    const folder = temporaryFolder();
    const target = path.join(folder, 'file.txt');
    await writeFileAtomic(target, 'good');
    const fails = produceFileAtomic(target, (temporary) => {
      writeFileSync(temporary, 'half');
      throw new Error('disk full');
    });
    await expect(fails).rejects.toThrow('disk full');
    expect(readFileSync(target, 'utf8')).toBe('good');
    expect(await listNames(folder)).toEqual(['file.txt']);
  });
});

describe('produceFileAtomic on a disk that refuses', () => {
  const refusal = (facts: { readonly path?: string } = {}): NodeJS.ErrnoException =>
    Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write', ...facts });

  it('names the file where the system does not, and nothing else', async () => {
    const target = path.join(temporaryFolder(), 'file');
    const failing = (error: Error): Promise<void> => produceFileAtomic(target, () => Promise.reject(error));
    await expect(failing(refusal())).rejects.toMatchObject({
      message: `ENOSPC: no space left on device, write '${target}'`,
      path: target,
    });
    await expect(failing(refusal({ path: '/other' }))).rejects.toMatchObject({ path: '/other' });
    await expect(failing(new Error('ours'))).rejects.toThrow(/^ours$/u);
  });
});

describe('writeJsonAtomic', () => {
  it('X-04: writes nothing when a number is not finite', async () => {
    const target = path.join(temporaryFolder(), 'value.json');
    await expect(writeJsonAtomic(target, { score: NaN })).rejects.toThrow("invalid 'score'");
    expect(existsSync(target)).toBe(false);
    await writeJsonAtomic(target, { score: null });
    expect(await readJsonFile(target)).toEqual({ score: null });
  });
});

describe('readJsonFile', () => {
  it('says what is missing and what is broken', async () => {
    const target = path.join(temporaryFolder(), 'value.json');
    await expect(readJsonFile(target)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    writeFileSync(target, '{"half":');
    await expect(readJsonFile(target)).rejects.toMatchObject({ code: 'DATA_INVALID' });
  });
});

describe('removeAbandonedTemporaries', () => {
  it('leaves those of a running process and of other programs alone', async () => {
    const folder = temporaryFolder();
    const own = temporaryPathFor(path.join(folder, 'x'));
    const dead = own.replace(`-${process.pid}-`, '-4194999-');
    const elsewhere = dead.replace(/\.[0-9a-f]{8}-/u, '.00000000-');
    for (const file of [own, elsewhere, path.join(folder, 'x.partial')]) writeFileSync(file, '');
    mkdirSync(dead);
    const below = path.join(folder, 'below', path.basename(dead));
    mkdirSync(path.dirname(below));
    writeFileSync(below, '');
    expect(await removeAbandonedTemporaries(folder)).toEqual([path.basename(dead)]);
    expect(await listNames(folder)).toHaveLength(4);
    expect(await removeAbandonedTemporaries(folder, { recursive: true })).toEqual([path.basename(dead)]);
    expect(await listNames(path.dirname(below))).toEqual([]);
  });
});

describe('sha256File', () => {
  it('is the hash of the content', async () => {
    const target = path.join(temporaryFolder(), 'x');
    const data = Uint8Array.from({ length: 1_000_000 }, (_, index) => index % 251);
    writeFileSync(target, data);
    expect(statSync(target).size).toBe(1_000_000);
    expect(await sha256File(target)).toBe(sha256Hex(data));
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('ensureDirectory', () => {
  it('makes the folders that are missing, and nothing where they are', async () => {
    const folder = path.join(temporaryFolder(), 'a', 'b', 'c');
    await ensureDirectory(folder);
    await ensureDirectory(folder);
    await writeFileAtomic(path.join(folder, 'x'), 'x');
    await expect(ensureDirectory(path.join(folder, 'x'))).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it.skipIf(process.platform !== 'linux')(
    'X-11 ends with an error where a file system lets nobody make folders',
    async () => {
      await expect(ensureDirectory('/proc/nowhere/below')).rejects.toThrow(
        /cannot make the folder|ENOENT|EACCES|EROFS/u,
      );
    },
  );
});
