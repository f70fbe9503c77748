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
    experiment: { stress: { enabled: false, costs: { multiples: [2] } } },
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

describe.concurrent('the paths of a run', { timeout: 240_000 }, () => {
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
  }, 240_000);
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

  it('S4-04, X-10: another working folder gives the same bytes and is left as it was, and so is what the environment says', async () => {
    const [first, second] = [place(), place()];
    const other = path.join(second, 'ws');
    const elsewhere = at('elsewhere');
    mkdirSync(elsewhere);
    const before = [elsewhere, other].map(treeHash);
    const config = path.relative(elsewhere, at('inputs/research.yaml'));
    const workspace = path.relative(elsewhere, path.join(first, 'ws'));
    const env = { ASSAY_WORKSPACE: other };
    expect(await run({ cwd: elsewhere, config, workspace, env }, path.join(first, 'ws'))).toEqual(reference);
    expect([elsewhere, other].map(treeHash)).toEqual(before);
  });

  it('S4-04, X-10: a moved config finds the files beside it; outputs go below the working folder, never beside either', async () => {
    const folder = place();
    renameSync(path.join(folder, 'ws'), path.join(folder, 'assay-workspace'));
    const moved = at('moved/far/away');
    writeInputs(moved);
    // Files of the same names in the working folder would be another sweep, and no strategy at all.
    mkdirSync(path.join(folder, 'parts'));
    writeFileSync(path.join(folder, 'parts/sweep.yaml'), 'seed: [7, 8, 9]\n');
    writeFileSync(path.join(folder, 'parts/mine.mjs'), 'export const strategy = undefined;\n');
    const call = { cwd: folder, config: path.join(moved, 'research.yaml') };
    expect(await run(call, path.join(folder, 'assay-workspace'))).toEqual(reference);
    expect(readdirSync(moved).sort()).toEqual(['parts', 'research.yaml']);
    expect(readdirSync(folder).sort()).toEqual(['assay-workspace', 'parts']);

    rmSync(path.join(moved, 'parts/sweep.yaml'));
    const lost = await runCli(['research', 'run', '--config', call.config, '--once'], { cwd: folder });
    expect(lost.code).toBe(2);
    expect(lost.stderr).toContain('strategies[1].sweep: ./parts/sweep.yaml: the file does not exist');
  });

  it('S4-04, X-10: absolute paths stay what they are; outputs go to the workspace of the environment without an option', async () => {
    const folder = place();
    writeInputs(at('named'), (file) => at('inputs/parts', file));
    rmSync(at('named/parts'), { recursive: true });
    const call = { cwd: folder, config: at('named/research.yaml'), env: { ASSAY_WORKSPACE: 'ws' } };
    expect(await run(call, path.join(folder, 'ws'))).toEqual(reference);
    expect(readdirSync(folder)).toEqual(['ws']);
    expect(readdirSync(at('named'))).toEqual(['research.yaml']);
  });
});
