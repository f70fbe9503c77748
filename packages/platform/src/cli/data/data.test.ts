import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { runCli, treeHash } from '../testing/index.ts';
import type { CliResult } from '../testing/index.ts';

const ROWS = [
  'date,open,high,low,close,volume',
  '2019-01-02,100,102,99,101,1000',
  '2019-01-03,101,103,100,102,1100',
  '2019-01-04,102,104,101,103,1200',
  '2019-01-07,103,105,102,104,1300',
];

function folderWith(files: Readonly<Record<string, readonly string[]>>): string {
  const cwd = temporaryFolder();
  for (const [name, lines] of Object.entries(files)) writeFileSync(path.join(cwd, name), `${lines.join('\n')}\n`);
  return cwd;
}

const importing = (cwd: string, ...more: readonly string[]): Promise<CliResult> =>
  runCli(['data', 'import', 'ABC.csv', '--layout', 'ohlcv-daily', '--name', 'prices', ...more], { cwd });

describe('assay data import', () => {
  it('publishes a version, the same for the same files, that list and show know', async () => {
    const cwd = folderWith({ 'ABC.csv': ROWS });
    const first = await importing(cwd, '--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const { version, ...facts } = first.json();
    expect(facts).toMatchObject({
      dataset: 'prices',
      isNew: true,
      fit: true,
      series: 1,
      bars: 4,
      from: '2019-01-02',
      to: '2019-01-07',
    });
    expect((await importing(cwd, '--json')).json()).toMatchObject({ version, isNew: false });
    expect((await importing(cwd)).stdout).toContain(`prices@${version} was published before\n  1 series, 4 bars`);
    expect((await runCli(['data', 'list'], { cwd })).stdout).toMatch(
      /prices +[0-9a-f]{16} +import +yes +1 +1 +4 +0 +2019-01-02/,
    );
    const shown = await runCli(['data', 'show', `prices@${version.slice(0, 8)}`], { cwd });
    expect(shown.stdout).toMatch(/ABC +1d +equity +us-equity +ohlc +trade +raw +no +4 +2019-01-02 +2019-01-07/);
    expect((await runCli(['data', 'show', 'prices', '--json'], { cwd })).json()).toMatchObject({ version });
  });

  it('takes a layout from a file beside it', async () => {
    const layout = [
      'columns: { time: day, close: last }',
      'time: { format: iso-date }',
      'timeframe: 1d',
      'adjustment: raw',
      'instrument: { from: fixed, id: XYZ, kind: equity, currency: USD, tickSize: "0.01", calendar: us-equity }',
    ];
    const cwd = folderWith({ 'own.yaml': layout, 'a.csv': ['day,last', '2019-01-02,10', '2019-01-03,10.5'] });
    const args = ['data', 'import', 'a.csv', '--layout', 'own.yaml', '--name', 'own', '--json'];
    expect((await runCli(args, { cwd })).json()).toMatchObject({ dataset: 'own', bars: 2, fit: true });
  });

  it.each([
    ['a row that is no price', [...ROWS, '2019-01-08,x,105,102,104,1'], 3, /ABC\.csv:5: /],
    ['an empty file', [''], 3, /ABC\.csv/],
    ['a missing column', ROWS.map((row) => row.split(',').slice(0, 4).join(',')), 3, /close/],
    ['a high below the low', [...ROWS, '2019-01-08,103,99,102,104,1'], 3, /ABC\.csv:5: /],
  ])('X-08: refuses %s, and publishes nothing', async (_, lines, code, message) => {
    const cwd = folderWith({ 'ABC.csv': lines });
    const before = treeHash(cwd);
    const result = await importing(cwd);
    expect(result.stderr).toMatch(message);
    expect(result.code).toBe(code);
    expect(treeHash(cwd)).toBe(before);
  });

  it('X-08: refuses what the audit calls unfit, unless it is accepted, and audit then ends with 3', async () => {
    const cwd = folderWith({ 'ABC.csv': [...ROWS, '2019-01-08,4000,4002,3999,4001,1'] });
    const refused = await importing(cwd);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('toxic-return');
    const accepted = await importing(cwd, '--accept-unfit');
    expect(accepted.code).toBe(0);
    expect(accepted.stdout).toContain('not fit');
    const audited = await runCli(['data', 'audit', 'prices'], { cwd });
    expect(audited.code).toBe(3);
    expect(audited.stdout).toMatch(/ABC 1d +error +toxic-return +1 +2019-01-08 row 5: /);
    expect((await runCli(['data', 'audit', 'prices', '--json'], { cwd })).json().counts.error).toBeGreaterThan(0);
  });
});

describe('assay data synthetic', () => {
  const args = (kind: string, ...more: readonly string[]): readonly string[] => [
    ...['data', 'synthetic', '--kind', kind, '--name', 'made', '--seed', '7', '--bars', '100', '--json'],
    ...more,
  ];

  const SMALL: Readonly<Record<string, readonly string[]>> = { 'option-chain': ['--bars', '3'] };

  it.each<[string, readonly (readonly string[])[]]>([
    [
      'random-walk',
      [
        ['--instruments', '2'],
        ['--start', '2010-01-04'],
        ['--calendar', 'continuous'],
        ['--timeframe', '5m'],
        ['--drift', '0.001'],
        ['--volatility', '0.02'],
        ['--seed', '8'],
        ['--bars', '101'],
      ],
    ],
    [
      'planted-edge',
      [
        ['--lag', '3'],
        ['--lag', '0'],
        ['--strength', '-0.4'],
        ['--timeframe', '1h'],
      ],
    ],
    [
      'regime-switching',
      [
        ['--states', '4'],
        ['--persistence', '0.9'],
        ['--volatilities', '0.01, 0.03'],
        ['--drifts', '0,0'],
        ['--instruments', '2'],
        ['--timeframe', '15m'],
      ],
    ],
    [
      'jumps',
      [
        ['--jump-rate', '0.2'],
        ['--jump-mean', '0.05'],
        ['--jump-deviation', '0.1'],
        ['--volatility', '0.02'],
      ].map((more) => ['--jump-rate', '0.1', ...more]),
    ],
    [
      'correlated-panel',
      [
        ['--instruments', '3'],
        ['--blocks', '4'],
        ['--within', '0.9'],
        ['--between', '0.1'],
        ['--crypto', '1'],
        ['--crypto', '1', '--crypto-volatility', '0.05'],
        ['--short', '2'],
        ['--short', '2', '--short-bars', '20'],
      ],
    ],
    [
      'fx',
      [
        ['--pairs', 'EURUSD,USDJPY'],
        ['--spread', '12'],
        ['--timeframe', '1m'],
        ['--drift', '0.0001'],
      ],
    ],
    [
      'option-chain',
      [
        ['--rate', '0.05'],
        ['--crash-day', '0'],
        ['--crash-return', '-0.2'],
        ['--volatility', '0.03'],
      ],
    ],
  ])('publishes the kind %s, labelled, and every option changes it', async (kind, options) => {
    const cwd = temporaryFolder();
    const versions = new Set<string>();
    for (const more of [[], ...options]) {
      const result = await runCli(args(kind, ...(SMALL[kind] ?? []), ...more), { cwd });
      expect(result).toMatchObject({ code: 0, stderr: '' });
      versions.add(result.json().version as string);
    }
    expect(versions.size).toBe(options.length + 1);
    const manifest = (await runCli(['data', 'show', 'made', '--json'], { cwd })).json();
    expect(manifest.provenance).toMatchObject({ kind: 'synthetic', generator: { name: kind } });
    expect([...manifest.series, ...manifest.tables].every(({ synthetic }) => synthetic === true)).toBe(true);
  });

  it('publishes the truth beside the bars, and says what it is', async () => {
    const cwd = temporaryFolder();
    const made = await runCli(args('regime-switching').slice(0, -1), { cwd });
    expect(made.stdout).toContain('switch between 2 states');
    const { tables, provenance } = (await runCli(['data', 'show', 'made', '--json'], { cwd })).json();
    expect(tables).toMatchObject([{ kind: 'values', id: 'SYN1.state', unit: 'state', rows: 100 }]);
    expect(provenance.notes.join()).toContain('Truth: the values <ID>.state');
    await runCli(args('option-chain', '--bars', '3'), { cwd });
    const chain = (await runCli(['data', 'show', 'made', '--json'], { cwd })).json();
    expect(chain.tables.map((table: { kind: string; id: string }) => `${table.kind} ${table.id}`)).toEqual([
      'chain SYN1',
      'values RATE.USD',
      'values SYN1.short-volatility',
    ]);
    expect(chain.provenance.generator).toMatchObject({ seed: '7', rate: 0.02, surface: { rho: -0.7 } });
  });

  it.each([
    [['--bars', 'many'], /'--bars': must be a number, was 'many'/],
    [['--bars', '0'], /'bars'/],
    [['--volatility', ' '], /'--volatility': must be a number/],
    [['--calendar', 'us-equty'], /'calendar': must be one of us-equity/],
    [['--timeframe', '1w'], /'timeframe': must be minutes or hours/],
    [['--start', '2010-02-30'], /'start': must be a date/],
    [['--lag', '2', '--strength', '1'], /--lag and --strength would have no effect on --kind random-walk/],
    [['--jump-rate', '1'], /--jump-rate would have no effect on --kind random-walk/],
    [['--kind', 'fx', '--calendar', 'continuous'], /--calendar would have no effect on --kind fx/],
    [['--kind', 'regime-switching', '--volatility', '1'], /--volatility would have no effect/],
    [['--kind', 'regime-switching', '--states', '3'], /'states': must be 2 or 4, was 3/],
    [['--kind', 'regime-switching', '--drifts', '0,x'], /'--drifts': must be a number, was 'x'/],
    [['--kind', 'correlated-panel', '--short-bars', '3'], /'shortBars': must be absent where 'short' is 0/],
    [['--kind', 'fx', '--pairs', 'EURO'], /'pairs': must be two currency codes/],
    [['--name', 'No Name'], /'name'/],
  ])('X-08: refuses %j with 2', async (more, message) => {
    const cwd = temporaryFolder();
    const { code, stdout } = await runCli(args('random-walk', ...more), { cwd });
    expect(JSON.parse(stdout).error.message).toMatch(message);
    expect(code).toBe(2);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('says which kinds take an option that has no effect', async () => {
    const { stderr } = await runCli(
      args('random-walk', '--lag', '2').filter((word) => word !== '--json'),
      {
        cwd: temporaryFolder(),
      },
    );
    expect(stderr).toContain('These kinds take it: planted-edge.');
  });
});

describe('assay data sample, audit, remove and gc', () => {
  it('publishes the sample, audits it, and frees a version that was removed', async () => {
    const cwd = temporaryFolder();
    const published = await runCli(['data', 'sample'], { cwd });
    expect(published).toMatchObject({ code: 0, stderr: '' });
    expect(published.stdout).toMatch(/^sample@[0-9a-f]{16}\n {2}6 series, 5,660 bars, 2000-01-03 to 2020-04-17/);
    expect(published.stdout).toContain('survivorship');
    const audited = await runCli(['data', 'audit', 'sample'], { cwd });
    expect(audited.code).toBe(0);
    expect(audited.stdout).toMatch(/SP500 1d +warning +open-equals-previous-close +1,760/);
    expect((await runCli(['data', 'audit', 'sample', '--strict'], { cwd })).code).toBe(3);

    const before = treeHash(cwd);
    const dry = await runCli(['data', 'gc', '--dry-run', '--json'], { cwd });
    expect(dry.json()).toEqual({ removed: 0, kept: 13, bytes: 0, dryRun: true });
    expect((await runCli(['data', 'remove', 'sample'], { cwd })).code).toBe(2);
    expect(treeHash(cwd)).toBe(before);
    const { version } = (await runCli(['data', 'show', 'sample', '--json'], { cwd })).json();
    expect((await runCli(['data', 'remove', `sample@${version}`], { cwd })).code).toBe(0);
    expect((await runCli(['data', 'gc', '--json'], { cwd })).json()).toMatchObject({ removed: 13, kept: 0 });
    expect((await runCli(['data', 'show', 'sample'], { cwd })).code).toBe(2);
  });

  it('says which object is damaged, and ends with 3', async () => {
    const cwd = folderWith({ 'ABC.csv': ROWS });
    await importing(cwd);
    const objects = path.join(cwd, 'assay-workspace/lake/objects');
    const [folder = ''] = readdirSync(objects);
    const [file = ''] = readdirSync(path.join(objects, folder));
    writeFileSync(path.join(objects, folder, file), 'no Parquet');
    const damaged = await runCli(['data', 'audit', 'prices'], { cwd });
    expect(damaged.code).toBe(3);
    expect(damaged.stdout).toMatch(/ABC 1d: .*damaged/);
    rmSync(path.join(objects, folder, file));
    expect((await runCli(['data', 'audit', 'prices'], { cwd })).code).toBe(3);
  });

  it('lists the other datasets beside one whose manifest was changed, and says what to do', async () => {
    const cwd = folderWith({ 'ABC.csv': ROWS });
    const { version } = (await importing(cwd, '--json')).json();
    await runCli(['data', 'sample'], { cwd });
    const file = path.join(cwd, `assay-workspace/lake/datasets/prices/versions/${version}.json`);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"tickSize": "0.01"', '"tickSize": "0.5"'));
    const listed = await runCli(['data', 'list'], { cwd });
    expect(listed.code).toBe(0);
    expect(listed.stdout).toMatch(/^sample /m);
    expect(listed.stdout).toMatch(/damaged: prices@[0-9a-f]{16}: .*was changed after it was written/);
    expect(listed.stdout).toContain('assay data remove');
    const shown = await runCli(['data', 'show', 'prices'], { cwd });
    expect(shown.code).toBe(3);
    expect(await importing(cwd)).toMatchObject({ code: 0 });
    expect((await runCli(['data', 'show', 'prices'], { cwd })).code).toBe(0);
  });

  it('makes nothing where there is no workspace', async () => {
    const cwd = temporaryFolder();
    expect((await runCli(['data', 'list'], { cwd })).stdout).toContain('no dataset yet');
    expect((await runCli(['data', 'gc'], { cwd })).stdout).toContain('freed no files');
    expect((await runCli(['data', 'audit', 'x'], { cwd })).code).toBe(2);
    expect(existsSync(path.join(cwd, 'assay-workspace'))).toBe(false);
  });
});
