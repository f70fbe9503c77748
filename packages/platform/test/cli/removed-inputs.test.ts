/** A run of research whose inputs are taken away, one after the other. */
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, treeHash } from '../../src/cli/testing/index.ts';
import type { CliResult } from '../../src/cli/testing/index.ts';

const MODULE = `import { QUIET } from './part.mjs';
export const strategy = {
  name: 'mine',
  summary: 'Holds on some days.',
  source: 'a test',
  parameters: [{ name: 'days', type: 'integer', description: 'Days of the month.', default: 9, min: 1, max: 28 }],
  terms: () => [],
  create: ({ days }) => ({
    decide: (view) =>
      view.updated.map((instrument) => {
        const value = new Date(view.time).getUTCDate() > days ? 1 : QUIET;
        return { legs: [{ instrument, target: { kind: 'exposure', value } }], allOrNone: false, reason: 'day' };
      }),
  }),
};
`;

const CONFIG = {
  name: 'whole',
  packs: [{ dataset: 'made', timeframe: '1d', walkForward: { trainSize: 300, testSize: 150 } }],
  strategies: [{ class: 'random-entry', sweep: 'grid.yaml' }],
  experiment: { stress: { enabled: false } },
  evaluation: { kill: 'limits.yaml', leakTest: { cuts: 0 } },
  notify: { when: 'changes', telegram: { chat: 1, api: 'http://127.0.0.1:9' } },
};

const ENV = { ASSAY_TELEGRAM_TOKEN: '123456:secret' };
const cwd = mkdtempSync(path.join(tmpdir(), 'assay-removed-'));
const at = (name: string): string => path.join(cwd, name);
const LAKE = 'assay-workspace/lake';

function research(env: Readonly<Record<string, string>> = ENV, config = 'config.yaml'): Promise<CliResult> {
  return runCli(['research', 'run', '--config', config, '--once', '--workers', '1', '--quiet'], { cwd, env });
}

/** What is published, apart from the note of a failure. */
function publishedHash(): string {
  const note = at('assay-workspace/published/research/whole/error.json');
  rmSync(note, { force: true });
  return treeHash(at('assay-workspace/published'));
}

/** The one file below a folder whose name ends so. */
function fileBelow(folder: string, ending: string): string {
  const names = readdirSync(at(folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending));
  expect(names.length).toBeGreaterThan(0);
  return path.join(folder, names[0] as string);
}

/** An input, how it is called, and the sentence that its absence is answered with: what is missing, and what to do. */
const INPUTS: readonly (readonly [what: string, file: () => string, code: number, says: RegExp])[] = [
  ['the config', () => 'config.yaml', 2, /config\.yaml: .*\n.*the file does not exist\n.*research init/u],
  [
    'the lakehouse',
    () => LAKE,
    2,
    /dataset 'made' was not found\. .*lake' is empty: run `assay demo` or `assay data import`/u,
  ],
  ['the dataset', () => `${LAKE}/datasets/made`, 2, /dataset 'made' was not found\. .*lake' is empty: run/u],
  [
    'its manifest',
    () => fileBelow(`${LAKE}/datasets/made/versions`, '.json'),
    2,
    /packs\[0\]\.dataset: dataset version 'made' was not found\. .*import it again/u,
  ],
  [
    'an object',
    () => fileBelow(`${LAKE}/objects`, '.parquet'),
    3,
    /lake object '.*parquet' cannot be read: ENOENT[^]*import its source files again/u,
  ],
  ['the sweep file', () => 'grid.yaml', 2, /strategies\[0\]\.sweep: grid\.yaml: the file does not exist/u],
  ['the kill policy', () => 'limits.yaml', 2, /evaluation\.kill: limits\.yaml: the file does not exist/u],
];

describe('a run whose inputs are taken away', () => {
  let before = '';

  beforeAll(async () => {
    writeFileSync(at('config.yaml'), JSON.stringify(CONFIG));
    writeFileSync(at('mine.mjs'), MODULE);
    writeFileSync(at('part.mjs'), 'export const QUIET = 0;\n');
    writeFileSync(at('grid.yaml'), 'seed: [5, 15]\n');
    writeFileSync(at('limits.yaml'), 'maxDrawdown: 0.4\n');
    const made = ['data', 'synthetic', '--name', 'made', '--kind', 'random-walk', '--seed', 'a', '--bars', '900'];
    expect((await runCli(made, { cwd })).code).toBe(0);
    expect(await research()).toMatchObject({ code: 0, stderr: '' });
    before = publishedHash();
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  it.each(INPUTS)(
    'X-08: without %s it ends with an error that says so, and what was published stays',
    async (what, file, code, says) => {
      const name = file();
      renameSync(at(name), at('taken-away'));
      const told = await research();
      // What the command may have made in its place goes.
      rmSync(at(name), { recursive: true, force: true });
      renameSync(at('taken-away'), at(name));
      expect({ what, code: told.code, stdout: told.stdout }).toEqual({ what, code, stdout: '' });
      expect(told.stderr).toMatch(says);
      expect(publishedHash()).toBe(before);
    },
  );

  it('X-08: without a module of the user, or a file that it imports, it ends with an error that names the file', async () => {
    writeFileSync(at('mine.yaml'), JSON.stringify({ ...CONFIG, strategies: [{ class: './mine.mjs' }] }));
    for (const file of ['mine.mjs', 'part.mjs']) {
      renameSync(at(file), at('taken-away'));
      const told = await research(ENV, 'mine.yaml');
      renameSync(at('taken-away'), at(file));
      expect(told).toMatchObject({ code: 2, stdout: '' });
      expect(told.stderr).toMatch(
        new RegExp(`1 problem\\n.*strategies\\[0\\]\\.class: .*${file}.*does not exist`, 'u'),
      );
    }
    expect(publishedHash()).toBe(before);
  });

  it('X-08: without the credential of a notice it ends with an error that names it, before anything is evaluated', async () => {
    const lake = treeHash(at('assay-workspace'));
    expect(await research({})).toMatchObject({ code: 2, stdout: '' });
    expect((await research({})).stderr).toContain(
      'notify.telegram: needs the environment variable ASSAY_TELEGRAM_TOKEN',
    );
    expect(treeHash(at('assay-workspace'))).toBe(lake);
  });

  it('X-08: with everything back in its place the same command ends well, and publishes the same', async () => {
    expect(await research()).toMatchObject({ code: 0, stderr: '' });
    expect(publishedHash()).toBe(before);
  });
});
