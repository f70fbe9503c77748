import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestedConfig, TestedFeature } from '../../research/index.ts';
import { runCli, treeHash } from '../testing/index.ts';

const LIMIT = { timeout: 240_000 };

/** The next bar at one bar in 37, the largest of all bars, and what has been. */
const COLUMNS = `export const columns = ({ close, length }) => ({
  past: Float64Array.from({ length }, (_, i) => close[i] - (close[i - 1] ?? close[i])),
  ahead: Float64Array.from({ length }, (_, i) => (i % 37 === 20 ? (close[i + 1] ?? close[i]) - close[i] : 0)),
  scaled: close.map((price) => price / Math.max(...close)),
});`;

const MODULE = (name: string, value: string, more = ''): string => `export const strategy = {
  name: '${name}', summary: 'Holds by a column.', source: 'a test', terms: () => [],
  parameters: [{ name: 'ahead', type: 'integer', default: 1, min: 0, max: 5, description: 'Bars.' }],
  columns: ({ close, length }, { ahead }) => ({ own: Float64Array.from({ length }, (_, i) => ${value}) }),
  create: () => ({ decide: (view) => view.updated.flatMap((instrument) => {
    ${more}
    const wanted = view.column(instrument, 'own') > 0 ? 1 : 0;
    if (wanted === Math.sign(view.position(instrument))) return [];
    return [{ legs: [{ instrument, target: { kind: 'exposure', value: wanted } }], allOrNone: false, reason: 'own' }];
  }) }),
};`;

const CONFIG = `
name: mine
packs: [{ name: edge, dataset: edge, timeframe: 1d }]
strategies:
  - { class: ./leaky.mjs, sweep: { ahead: [0, 1] } }
  - { class: ./honest.mjs }
  - { class: ./thrower.mjs }
experiment: { walkForward: { scheme: rolling, trainSize: 60, testSize: 150, purgeSize: 0 } }
evaluation: { leakTest: { cuts: 0 } }
`;

describe('assay prove leaks on data of one’s own', () => {
  let cwd = '';
  const prove = (...words: readonly string[]): ReturnType<typeof runCli> =>
    runCli(['prove', 'leaks', ...words, '--quiet'], { cwd });

  beforeAll(async () => {
    cwd = mkdtempSync(path.join(tmpdir(), 'assay-leaks-'));
    const files = {
      'columns.mjs': COLUMNS,
      'leaky.mjs': MODULE('leaky', 'i % 5 === 2 ? (close[i + ahead] ?? close[i]) - close[i - 1] : -1'),
      'honest.mjs': MODULE('honest', 'close[i] - (close[i - 1] ?? close[i])'),
      'thrower.mjs': MODULE('thrower', '0', "if (view.barCount('SYN1') > 200) throw new Error('no more patience');"),
      'random.mjs':
        'export const columns = ({ length }) => ({ x: Float64Array.from({ length }, () => Math.random()) });',
      'config.yaml': CONFIG,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, name), text);
    const made = ['--kind', 'planted-edge', '--name', 'edge', '--seed', '7', '--bars', '400'];
    expect((await runCli(['data', 'synthetic', ...made], { cwd })).code).toBe(0);
  }, 60_000);
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  it(
    'X-01, X-02: --feature names of each column that reads ahead the first value, its bar, cut and file',
    LIMIT,
    async () => {
      const { code, stdout } = await prove('--feature', './columns.mjs', '--dataset', 'edge', '--json');
      const found = JSON.parse(stdout) as TestedFeature;
      expect(code).toBe(1);
      expect(found).toMatchObject({
        outcome: 'leak',
        columns: ['past', 'ahead', 'scaled'],
        closes: 400,
        prefixes: 399,
      });
      expect(found.violations.map(({ column, bar }) => [column, bar])).toEqual([
        ['ahead', 21],
        ['scaled', 1],
      ]);
      const [ahead] = found.violations;
      expect(ahead).toMatchObject({ kind: 'prefix', instrument: 'SYN1', replayed: 0, cut: ahead?.time });
      expect(ahead?.path.source).toBe('row 21 of generator:planted-edge');
      expect(ahead?.path.lakehouse).toMatch(/^edge@[0-9a-f]{16}, SYN1 1d$/u);
      expect(ahead?.path.panel).toContain(`bar 21 of SYN1, closed ${ahead?.time ?? ''}, known `);
    },
  );

  it('X-02: --feature takes an expression, and the columns of a strategy with its parameters', LIMIT, async () => {
    const expression = await prove('--feature', 'sma(close, $n) / close', '--param', 'n=20');
    expect([expression.code, expression.stderr]).toEqual([0, '']);
    expect(expression.stdout).toContain('no column reads what comes later: sma(close, 20) / close.');
    expect(expression.stdout).toContain('at each close but the last, 399 of them');
    const clean = await prove('--feature', './leaky.mjs', '--param', 'ahead=0', '--json');
    expect([clean.code, clean.stderr]).toEqual([0, '']);
    expect(JSON.parse(clean.stdout)).toMatchObject({ outcome: 'clean', violations: [], params: { ahead: 0 } });
    const weekly = await prove('--feature', 'sma(close, 5)', '--timeframe', '1w');
    expect([weekly.code, weekly.stderr]).toEqual([0, '']);
    expect(weekly.stdout).toContain('at each close but the last, 56 of them');
    const wrong = await prove('--feature', 'sms(close, 20)');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("did you mean 'sma'?")]);
  });

  it('X-01: --feature ends with 4 where chance makes the column', LIMIT, async () => {
    const { code, stdout } = await prove('--feature', './random.mjs');
    expect(code).toBe(4);
    expect(stdout).toContain('nondeterministic: made again of the same bars 1 of 1 column differs');
  });

  it(
    'X-01: --config tests every row on its own data, folds and choices, and leaves the workspace as it was',
    LIMIT,
    async () => {
      const before = treeHash(cwd);
      const { code, stdout } = await prove('--config', './config.yaml', '--cuts', '3', '--json');
      const { name, rows } = JSON.parse(stdout) as TestedConfig;
      expect([code, name]).toEqual([1, 'mine']);
      expect(rows.map(({ strategy, report }) => [strategy, report.outcome])).toEqual([
        ['leaky', 'leak'],
        ['honest', 'clean'],
        ['thrower', 'failed'],
      ]);
      expect(rows[0]?.params).toEqual({ ahead: 1 }); // what its folds choose is what is tested
      expect(rows[0]?.report.columns).toEqual(['own']);
      expect(rows[0]?.path?.source).toMatch(/^row \d+ of generator:planted-edge$/u);
      expect(rows[0]?.path?.columns[0]).toMatch(/^'own' is .* without what came later$/u);
      expect(rows[2]?.report.error).toContain(
        "no more patience (thrower.mjs:6, strategy 'thrower', in decide() at 2000-",
      );
      expect(treeHash(cwd)).toBe(before);
    },
  );

  it(
    'X-01: --strategy with --dataset finds the leak in bars of one’s own, and says from which row of which file',
    LIMIT,
    async () => {
      const { code, stdout } = await prove('--strategy', './leaky.mjs', '--dataset', 'edge', '--cuts', '4');
      expect(code).toBe(1);
      expect(stdout).toMatch(/^leaky on edge@[0-9a-f]{16}: LEAK/u);
      expect(stdout).toMatch(/ {2}source {5}row \d+ of generator:planted-edge/u);
    },
  );

  it('refuses options that would change nothing, two things at once, and a workspace without data', async () => {
    const refused = async (...words: readonly string[]): Promise<string> => (await prove(...words)).stderr;
    expect(await refused('--config', 'a.yaml', '--param', 'a=1')).toContain(
      "'--param' goes with --strategy or --feature",
    );
    expect(await refused('--config', 'a.yaml', '--feature', 'close')).toContain('test one at a time');
    expect(await refused('--config', './none.yaml')).toContain('the file does not exist');
    const empty = path.join(cwd, 'empty');
    mkdirSync(empty);
    const nothing = await refused('--strategy', 'channel-breakout', '--dataset', 'edge', '--workspace', empty);
    expect(nothing).toContain(`there is no lakehouse at '${path.join(empty, 'lake')}'`);
  });
});
