import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../settings/testing/index.ts';
import { shellWord, typedCommand } from './typed-command.ts';

describe('typedCommand', () => {
  interface Places {
    readonly folder: string;
    readonly project: string;
    /** Programs of the project. */
    readonly own: string;
    readonly installed: string;
  }
  const places = (): Places => {
    const folder = temporaryFolder();
    const place = (...names: readonly string[]): string => {
      const made = path.join(folder, ...names);
      mkdirSync(made, { recursive: true });
      return made;
    };
    const own = place('project', 'node_modules', '.bin');
    const installed = place('installed');
    for (const holder of [own, installed]) writeFileSync(path.join(holder, 'assay'), '');
    return { folder, project: place('project', 'inner'), own, installed };
  };
  const searching = (...folders: readonly string[]): { PATH: string } => ({ PATH: folders.join(path.delimiter) });

  it('is the bare name where it is installed', () => {
    const { folder, project, own, installed } = places();
    expect(typedCommand({ cwd: folder, env: searching('/nowhere', installed) })).toBe('assay');
    expect(typedCommand({ cwd: project, env: searching(own, installed) })).toBe('assay');
  });

  it('is npx in a project that has it, although npm puts the bare name on the path of its scripts', () => {
    const { project, own } = places();
    expect(typedCommand({ cwd: project, env: searching(own, '/nowhere') })).toBe('npx assay');
  });

  it('is the program itself elsewhere', () => {
    const { folder, own } = places();
    const command = typedCommand({ cwd: folder, env: searching(own, '') });
    expect(command).toMatch(/^node .*bin\/assay\.js'?$/u);
    expect(command).toContain(fileURLToPath(new URL('../../bin/assay.js', import.meta.url)));
  });

  it('is the bare name where nothing is known', () => {
    expect(typedCommand({ cwd: places().folder, env: {} })).toBe('assay');
  });
});

describe('shellWord', () => {
  it('quotes what a shell would take apart', () => {
    expect(['a/b-c.yaml', 'my lab', "it's"].map(shellWord)).toEqual(['a/b-c.yaml', "'my lab'", "'it'\\''s'"]);
  });
});
