/** A strategy that fails in the middle of a run: its row is held without a record, the others are judged. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rankings, RankingRow } from '@assay/contracts/schemas';
import { runCli } from '../../src/cli/testing/index.ts';
import { plantedEdge } from '../../src/sources/index.ts';
import { publishedRows, testWorkspace } from './workspace.ts';
import type { TestWorkspace } from './workspace.ts';

const MODULE = (name: string, parameters: string, more: string): string => `
export const strategy = {
  name: '${name}', summary: 'Fails.', source: 'a test', parameters: ${parameters}, terms: () => [],
  ${more}
};
`;

const SIZE = "[{ name: 'size', type: 'integer', default: 10, minimum: 1, maximum: 100, description: 'Bars.' }]";
const MODULES: Readonly<Record<string, string>> = {
  // In the record of its choice, long after it has begun.
  thrower: MODULE(
    'thrower',
    '[]',
    `create: () => ({ decide: (view) => {
    if (view.barCount('SYN1') > 400) throw new Error('no more patience');
    return [];
  } })`,
  ),
  // With one of the parameter sets that its sweep tries.
  picky: MODULE(
    'picky',
    SIZE,
    `create: ({ size }) => ({ decide: () => { if (size === 40) helper.none(); return []; } })`,
  ),
  // When its choice is moved by a tenth.
  moved: MODULE(
    'moved',
    SIZE,
    `validate: ({ size }) => { if (size === 11) throw new Error('eleven'); return []; },
    create: () => ({ decide: () => [] })`,
  ),
};

const CONFIG = `
name: failing
packs: [{ name: edge, dataset: edge, timeframe: 1d }]
strategies:
  - { class: ./thrower.mjs }
  - { class: ./picky.mjs, sweep: { size: [8, 40] } }
  - { class: ./moved.mjs }
  - { class: random-entry }
experiment:
  walkForward: { scheme: rolling, trainSize: 100, testSize: 250, purgeSize: 0 }
  stress: { enabled: false }
evaluation: { leakTest: { cuts: 1 } }
`;

async function started(): Promise<TestWorkspace> {
  const workspace = testWorkspace();
  await workspace.publish('edge', plantedEdge({ seed: 7, bars: 620, strength: 0.15, lag: 1 }));
  for (const [name, text] of Object.entries(MODULES)) workspace.write(`${name}.mjs`, text);
  return workspace;
}

describe('a research run with strategies that fail', () => {
  let workspace: TestWorkspace;
  let rankings: Rankings;
  const row = (name: string): RankingRow => rankings.rows.find(({ strategy }) => strategy === name) as RankingRow;

  beforeAll(async () => {
    workspace = await started();
    ({ rankings } = await workspace.run(workspace.write('failing.yaml', CONFIG), 2));
  }, 120_000);
  afterAll(() => workspace.remove());

  it('S4-18, X-08: judges the other rows, and holds those as insufficient', () => {
    expect(publishedRows(workspace, 'failing', 'held').map(({ strategy }) => strategy)).toEqual(
      expect.arrayContaining(['thrower', 'picky', 'moved']),
    );
    expect(row('random-entry')).toMatchObject({ leak: { outcome: 'clean' } });
    expect(row('random-entry').failure).toBeUndefined();
    expect(row('random-entry').metrics['totalReturn']).not.toBeNull();
  });

  it('S4-18: says what happened, in which step, file and line, and at which decision', () => {
    expect(row('thrower').failure).toMatchObject({
      ...{ code: 'STRATEGY_FAILED', step: 'sweep', file: 'thrower.mjs', line: 5 },
      message: expect.stringMatching(
        /^the strategy module failed: no more patience \(thrower\.mjs:5, strategy 'thrower', in decide\(\) at 2/u,
      ) as unknown,
      time: expect.stringMatching(/^2.*Z$/u) as unknown,
    });
    expect(row('picky').failure).toMatchObject({ code: 'STRATEGY_FAILED', step: 'sweep', file: 'picky.mjs', line: 4 });
    expect(row('moved').failure).toMatchObject({ step: 'failed', file: 'moved.mjs', line: 4, time: null });
    for (const name of Object.keys(MODULES)) {
      expect(row(name)).toMatchObject({ verdict: 'insufficient', score: null, trades: 0 });
      expect(row(name).reasons).toEqual([{ rule: 'strategy-failed', value: 1, limit: 0 }]);
      expect(Object.values(row(name).metrics).every((value) => value === null)).toBe(true);
    }
  });

  it('S3-50: what was tried before it failed counts as tried', async () => {
    const { stdout } = await runCli(['trials', 'list', '--json'], { cwd: workspace.root, env: ENV(workspace) });
    const { families } = JSON.parse(stdout) as { readonly families: readonly { readonly trials: readonly Trial[] }[] };
    const tried = families.flatMap(({ trials }) => trials);
    expect(tried.map(({ params }) => JSON.stringify(params))).toEqual(
      expect.arrayContaining(['{"size":8}', '{"size":40}', '{"size":10}']),
    );
  });

  it('S4-18: the page and `assay explain verdict` say why, and `explain trade` that there is none', async () => {
    const page = workspace.read('failing', 'report.html');
    for (const words of ['no more patience', 'thrower.mjs, line 5, deciding at', 'There is no record of this row'])
      expect([words, page.includes(words)]).toEqual([words, true]);
    const run = async (...words: readonly string[]): ReturnType<typeof runCli> =>
      runCli(words, { cwd: workspace.root, env: ENV(workspace) });
    const verdict = await run('explain', 'verdict', rankings.runId, row('thrower').id);
    expect([verdict.code, verdict.stderr]).toEqual([0, '']);
    expect(verdict.stdout).toContain('no more patience (thrower.mjs:5');
    expect(verdict.stdout).toContain('its strategy failed, so no other rule had anything to judge');
    const trade = await run('explain', 'trade', rankings.runId, '0', '--row', row('thrower').id);
    expect(trade.code).toBe(1);
    expect(trade.stderr).toContain('has no trades: the strategy module failed: no more patience');
    expect((await run('runs', 'verify', rankings.runId)).code).toBe(0);
    expect((await run('runs', 'export-trades', rankings.runId)).code).toBe(0);
  });

  it('X-09, S2-43: a replay with one worker finds every byte again', async () => {
    const words = ['runs', 'replay', rankings.runId, '--quiet', '--workers', '1'];
    const replayed = await runCli(words, { cwd: '/', env: ENV(workspace) });
    expect(replayed.stdout).toContain('every byte the same');
  }, 120_000);

  it('X-08: a module that cannot be loaded is a problem of the config, before anything is done', async () => {
    workspace.write('broken.mjs', 'export const strategy = {');
    workspace.write('reaching.mjs', "import 'node:fs';\nexport const strategy = {};");
    const classes = ['./broken.mjs', './reaching.mjs', './missing.mjs'].map((one) => `  - { class: ${one} }`);
    const text = CONFIG.replace('  - { class: random-entry }', classes.join('\n'));
    const error = await workspace.run(workspace.write('broken.yaml', text)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    expect((error as { problems: readonly { path: string }[] }).problems.map(({ path }) => path)).toEqual([
      'strategies[3].class',
      'strategies[4].class',
      'strategies[5].class',
    ]);
  });
});

interface Trial {
  readonly params: object;
}

const ENV = (workspace: TestWorkspace): Record<string, string> => ({ ASSAY_WORKSPACE: workspace.root });
