/** Inputs resolve against the config file and outputs against the workspace (ruling 7), wherever the command is called from. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, treeHash } from '../../src/cli/testing/index.ts';

const MODULE = `export const strategy = {
  name: 'mine',
  summary: 'Holds on even days.',
  source: 'a test',
  parameters: [],
  terms: () => [],
  create: () => ({
    decide: (view) =>
      view.updated.map((instrument) => {
        const value = new Date(view.time).getUTCDate() % 2 === 0 ? 1 : 0;
        return { legs: [{ instrument, target: { kind: 'exposure', value } }], allOrNone: false, reason: 'day' };
      }),
  }),
};
`;

/** A config that names a module, a sweep and limits, each by its path. */
function configOf(named: (file: string) => string): string {
  return JSON.stringify({
    name: 'paths',
    packs: [{ dataset: 'made', timeframe: '1d', walkForward: { trainSize: 150, testSize: 150 } }],
    strategies: [{ class: named('mine.mjs') }, { class: 'random-entry', sweep: named('sweep.yaml') }],
    evaluation: { kill: named('kill.yaml'), leakTest: { cuts: 0 } },
    experiment: { stress: { enabled: false } },
  });
}

/** Puts a config and the files it names into a folder. */
function writeInputs(folder: string, named = (file: string): string => `./parts/${file}`): void {
  mkdirSync(path.join(folder, 'parts'), { recursive: true });
  writeFileSync(path.join(folder, 'research.yaml'), configOf(named));
  writeFileSync(path.join(folder, 'parts/mine.mjs'), MODULE);
  writeFileSync(path.join(folder, 'parts/sweep.yaml'), 'seed: [1, 2]\n');
  writeFileSync(path.join(folder, 'parts/kill.yaml'), 'maxDrawdown: 0.4\n');
}

/** Where a command is called, and with what. */
interface Call {
  readonly cwd: string;
  readonly config: string;
  readonly workspace?: string;
  readonly env?: Readonly<Record<string, string>>;
}

describe('the paths of a run', { timeout: 120_000 }, () => {
  let root = '';
  let bare = '';
  let reference: Readonly<Record<string, string>> = {};
  let count = 0;
  const at = (...parts: readonly string[]): string => path.join(root, ...parts);

  /** A folder of its own with a workspace `ws` that holds the data. */
  function place(): string {
    const folder = at(`place-${++count}`);
    mkdirSync(folder);
    cpSync(bare, path.join(folder, 'ws'), { recursive: true });
    return folder;
  }

  /** Runs the config and returns all that the run has kept and published, but for what says when it was. */
  async function run(
    { cwd, config, workspace, env = {} }: Call,
    ws: string,
  ): Promise<Readonly<Record<string, string>>> {
    const words = ['research', 'run', '--config', config, '--once', '--workers', '1', '--quiet'];
    const option = workspace === undefined ? [] : ['--workspace', workspace];
    expect(await runCli([...words, ...option], { cwd, env })).toMatchObject({ code: 0, stderr: '' });
    const files = readdirSync(ws, { recursive: true, encoding: 'utf8' }).sort();
    const compared = files.filter((file) => /^(published\/research\/paths|runs\/[0-9a-f]{16})\//u.test(file));
    const entries = compared.flatMap((file): readonly (readonly [string, string])[] => {
      if (!/\.(json|html|cols|mjs|yaml)$/u.test(file) || /(summary|error)\.json$|\/history\//u.test(file)) return [];
      const text = readFileSync(path.join(ws, file), 'latin1');
      return [[file, text.replace(/"generatedAt": "[^"]*"/u, '"generatedAt": ""')]];
    });
    return Object.fromEntries(entries);
  }

  beforeAll(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'assay-paths-'));
    bare = at('bare');
    const words = ['data', 'synthetic', '--name', 'made', '--kind', 'random-walk', '--seed', 'a', '--bars', '450'];
    expect(await runCli([...words, '--workspace', 'bare'], { cwd: root })).toMatchObject({ code: 0 });
    writeInputs(at('inputs'));
    const folder = place();
    const call = { cwd: at('inputs'), config: 'research.yaml', workspace: path.join(folder, 'ws') };
    reference = await run(call, path.join(folder, 'ws'));
  }, 120_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('S4-04: the reference holds every kind of artefact', () => {
    const names = Object.keys(reference).map((file) => path.basename(file));
    for (const name of ['run.json', 'finished.json', 'rankings.json', 'killed.json', 'report.html', 'mine.mjs'])
      expect(names).toContain(name);
    expect(names.filter((name) => name.endsWith('.cols')).length).toBeGreaterThan(3);
    expect(JSON.parse(reference['published/research/paths/rankings.json'] ?? '{}')).toMatchObject({
      rows: [{}, {}],
    });
    expect(Object.values(reference).some((text) => text.includes(root))).toBe(false);
  });

  it('S4-04: another working folder gives the same bytes and is left as it was', async () => {
    const folder = place();
    const elsewhere = at('elsewhere');
    mkdirSync(elsewhere);
    const before = treeHash(elsewhere);
    const config = path.relative(elsewhere, at('inputs/research.yaml'));
    const workspace = path.relative(elsewhere, path.join(folder, 'ws'));
    expect(await run({ cwd: elsewhere, config, workspace }, path.join(folder, 'ws'))).toEqual(reference);
    expect(treeHash(elsewhere)).toBe(before);
  });

  it('S4-04: a config that was moved finds the files beside it, not those where the command is called', async () => {
    const folder = place();
    writeInputs(at('moved/far/away'));
    // Files of the same names in the working folder would be another sweep, and no strategy at all.
    mkdirSync(path.join(folder, 'parts'));
    writeFileSync(path.join(folder, 'parts/sweep.yaml'), 'seed: [7, 8, 9]\n');
    writeFileSync(path.join(folder, 'parts/mine.mjs'), 'export const strategy = undefined;\n');
    const call = { cwd: folder, config: at('moved/far/away/research.yaml'), workspace: 'ws' };
    expect(await run(call, path.join(folder, 'ws'))).toEqual(reference);
    expect(readdirSync(at('moved/far/away')).sort()).toEqual(['parts', 'research.yaml']);

    rmSync(at('moved/far/away/parts/sweep.yaml'));
    const words = ['research', 'run', '--config', call.config, '--once', '--workspace', 'ws'];
    const lost = await runCli(words, { cwd: folder });
    expect(lost.code).toBe(2);
    expect(lost.stderr).toContain('strategies[1].sweep: ./parts/sweep.yaml: the file does not exist');
  });

  it('S4-04: absolute paths stay what they are', async () => {
    const folder = place();
    writeInputs(at('named'), (file) => at('inputs/parts', file));
    rmSync(at('named/parts'), { recursive: true });
    const call = { cwd: root, config: at('named/research.yaml'), workspace: path.join(folder, 'ws') };
    expect(await run(call, path.join(folder, 'ws'))).toEqual(reference);
  });

  const config = (): string => at('inputs/research.yaml');

  it('S4-04, X-10: outputs go to the workspace of the option, whatever the environment says', async () => {
    const [first, second] = [place(), place()];
    const [workspace, other] = [path.join(first, 'ws'), path.join(second, 'ws')];
    const env = { ASSAY_WORKSPACE: other };
    const before = treeHash(other);
    expect(await run({ cwd: root, config: config(), workspace, env }, workspace)).toEqual(reference);
    expect(treeHash(other)).toBe(before);
  });

  it('S4-04, X-10: outputs go to the workspace of the environment where no option says so', async () => {
    const folder = place();
    const env = { ASSAY_WORKSPACE: 'ws' };
    expect(await run({ cwd: folder, config: config(), env }, path.join(folder, 'ws'))).toEqual(reference);
    expect(readdirSync(folder)).toEqual(['ws']);
  });

  it('S4-04, X-10: outputs go below the working folder else, never to where the config is', async () => {
    const folder = place();
    renameSync(path.join(folder, 'ws'), path.join(folder, 'assay-workspace'));
    expect(await run({ cwd: folder, config: config() }, path.join(folder, 'assay-workspace'))).toEqual(reference);
    expect(readdirSync(at('inputs')).sort()).toEqual(['parts', 'research.yaml']);
  });
});
