import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isModulePath, prepareModule } from './prepare-module.ts';

describe('prepareModule', () => {
  let folder = '';
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  const store = (): string => join(folder, 'store');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-modules-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('copies the module and what it imports, without what only types need', async () => {
    const entry = write(
      'a.ts',
      "import type { X } from 'anything';\nimport { b } from './lib/b.ts';\nexport const x: X = b;\n",
    );
    write('lib/b.ts', "export const b = await import('./c.js');\n");
    write('lib/c.js', 'export const c = 1;\n');
    write('lib/unused.js', 'export const u = 1;\n');
    const module = await prepareModule(entry, store());
    expect(module.files).toEqual(['a.ts', 'lib/b.ts', 'lib/c.js']);
    expect(readdirSync(module.folder).sort()).toEqual(['a.ts', 'lib', 'package.json']);
  });

  it('names a module by its content and its imports, not by its place (S4-13)', async () => {
    const entry = write('one/a.ts', "import { b } from './b.ts';\nexport const x = b;\n");
    write('one/b.ts', 'export const b = 1;\n');
    const copy = write('two/a.ts', "import { b } from './b.ts';\nexport const x = b;\n");
    write('two/b.ts', 'export const b = 1;\n');
    const first = await prepareModule(entry, store());
    expect((await prepareModule(copy, store())).hash).toBe(first.hash);
    write('two/b.ts', 'export const b = 2;\n');
    expect((await prepareModule(copy, store())).hash).not.toBe(first.hash);
  });

  it('lists every import it cannot follow', async () => {
    const entry = write(
      'a.mjs',
      "import fs from 'node:fs';\nimport 'left-pad';\nimport '../outside.mjs';\nawait import(globalThis.name);\nimport './absent.mjs';\n",
    );
    const error = await prepareModule(entry, store()).catch((reason: unknown) => reason as Error);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    const text = (error as Error).message;
    expect(text).toContain("'node:fs'");
    expect(text).toContain("'left-pad'");
    expect(text).toContain('outside the folder');
    expect(text).toContain('computed');
    expect(text).toContain('absent.mjs: does not exist');
    expect(text).toContain('5 problems');
  });

  it('reads a specifier as Node does, as a URL', async () => {
    const entry = write('a.mjs', "import './mein%20Modul.mjs?again';\nimport './größe.mjs';\n");
    write('mein Modul.mjs', 'export {};\n');
    write('größe.mjs', 'export {};\n');
    expect((await prepareModule(entry, store())).files).toEqual(['a.mjs', 'größe.mjs', 'mein Modul.mjs']);
    const broken = write('b.mjs', "import './50%.mjs';\n");
    await expect(prepareModule(broken, store())).rejects.toThrow("'./50%.mjs', which is no path of a file");
  });

  it('says that a missing module does not exist', async () => {
    await expect(prepareModule(join(folder, 'nowhere.ts'), store())).rejects.toThrow('nowhere.ts: does not exist');
  });
});

describe('isModulePath', () => {
  it('tells files from the names of built-in strategies', () => {
    expect(isModulePath('./my.ts')).toBe(true);
    expect(isModulePath('strategies/mine.mjs')).toBe(true);
    expect(isModulePath('buy-and-hold')).toBe(false);
  });
});
