import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeVersion, versionOf } from './code-version.ts';
import { nodeChild, temporaryFolder } from './testing/index.ts';

/** Four packages with one source file each, side by side or below the platform package. */
function plantPackages(root: string, place: (name: string) => string): string {
  for (const name of ['contracts', 'core', 'platform', 'quant']) {
    const folder = path.join(root, place(name));
    mkdirSync(path.join(folder, 'src', 'room'), { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: `@assay/${name}`, version: '1.2.3' }));
    writeFileSync(path.join(folder, 'src', 'room', 'index.ts'), `export const name = '${name}';\n`);
  }
  return path.join(root, 'platform');
}

describe('codeVersion', () => {
  it('is the package version and a hash, wherever the command is called from', async () => {
    expect(codeVersion()).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/u);
    const before = process.cwd();
    const child = nodeChild(new URL('testing/code-version-elsewhere.ts', import.meta.url), [tmpdir()]);
    const lines: string[] = [];
    for await (const line of child.lines) lines.push(line);
    expect(await child.ended).toBe(0);
    expect(lines).toEqual([codeVersion()]);
    expect(process.cwd()).toBe(before);
  });
});

describe('versionOf', () => {
  it('follows the source files of every package, not the tests', () => {
    const root = temporaryFolder();
    const platform = plantPackages(root, (name) => name);
    const first = versionOf(platform, 'src');
    expect(first).toMatch(/^1\.2\.3\+[0-9a-f]{12}$/u);

    mkdirSync(path.join(root, 'core', 'src', 'room', 'testing'));
    writeFileSync(path.join(root, 'core', 'src', 'room', 'testing', 'x.ts'), '');
    writeFileSync(path.join(root, 'core', 'src', 'room', 'x.test.ts'), '');
    writeFileSync(path.join(root, 'core', 'src', 'room', 'README.md'), '');
    expect(versionOf(platform, 'src')).toBe(first);

    const seen = new Set([first]);
    for (const name of ['contracts', 'core', 'platform', 'quant']) {
      writeFileSync(path.join(root, name, 'src', 'room', 'index.ts'), 'export const changed = 1;\n');
      seen.add(versionOf(platform, 'src'));
    }
    writeFileSync(path.join(root, 'quant', 'src', 'new.ts'), '');
    seen.add(versionOf(platform, 'src'));
    expect(seen.size).toBe(6);
  });

  it('is the same side by side and nested, and refuses where a package is missing', () => {
    const flat = plantPackages(temporaryFolder(), (name) => name);
    const nestedRoot = temporaryFolder();
    const nested = plantPackages(nestedRoot, (name) =>
      name === 'platform' ? name : path.join('platform', 'node_modules', '@assay', name),
    );
    expect(versionOf(nested, 'src')).toBe(versionOf(flat, 'src'));
    expect(() => versionOf(nestedRoot, 'src')).toThrow(/'@assay\/c/u);
  });
});
