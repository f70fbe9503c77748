/** Whole commands, as a person gives them, on a machine without network and with an empty environment, with hostile modules in them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { treeHash } from '../../src/cli/testing/index.ts';
import { contacts, hasTracer } from '../cli/traced-changes.ts';
import { FAILING, HONEST, HOSTILE } from './hostile-rows.ts';

const BIN = fileURLToPath(new URL('../../bin/assay.js', import.meta.url));
const cwd = mkdtempSync(path.join(tmpdir(), 'assay-isolated-'));
const trace = path.join(cwd, 'trace');
const at = (name: string): string => path.join(cwd, name);

const config = (name: string, ...modules: readonly string[]): string =>
  JSON.stringify({
    name,
    packs: [{ dataset: 'made', timeframe: '1d', walkForward: { trainSize: 100, testSize: 200 } }],
    strategies: [...modules.map((file) => ({ class: `./${file}` })), { class: 'random-entry', sweep: { seed: [1] } }],
    experiment: { stress: { enabled: false } },
    evaluation: { leakTest: { cuts: 0 } },
  });

interface Told {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command with nothing in its environment, and writes down what it asks of the network. */
function assay(...args: readonly string[]): Told {
  return traced([process.execPath, BIN, ...args], trace);
}

function traced(words: readonly string[], file: string): Told {
  const tracing = [
    'strace',
    '-f',
    '--seccomp-bpf',
    '-A',
    '-qq',
    '-e',
    'trace=%network',
    '-e',
    'signal=none',
    '-o',
    file,
  ];
  const [program = '', ...rest] = hasTracer() ? [...tracing, ...words] : words;
  const { status, stdout, stderr } = spawnSync(program, rest, { cwd, env: {}, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const research = (name: string): Told =>
  assay('research', 'run', '--config', `${name}.yaml`, '--once', '--workers', '1');

interface Row {
  readonly id: string;
  readonly strategy: string;
  readonly metrics: Readonly<Record<string, number | null>>;
}

/** Figures that follow from a row's own record; others count how many rows stand beside it. */
const OWN = [
  'totalReturn',
  'maxDrawdown',
  'commissionCost',
  'bestPeriod',
  'expectancy',
  'excessTotalReturn',
  'calmarRatio',
];

function rankingsOf(name: string): { readonly runId: string; readonly rows: readonly Row[] } {
  const file = at(`assay-workspace/published/research/${name}/rankings.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as { readonly runId: string; readonly rows: readonly Row[] };
}

/** Files below the folder, apart from a module's own copies, whose bytes hold a text. */
function holding(text: string): readonly string[] {
  return readdirSync(at('assay-workspace'), { recursive: true, encoding: 'utf8' })
    .filter((name) => !/\.m?js$/u.test(name) && statSync(at(`assay-workspace/${name}`)).isFile())
    .filter((name) => readFileSync(at(`assay-workspace/${name}`)).includes(text));
}

describe('commands without network and environment', () => {
  const told: Record<string, Told> = {};
  let lake: readonly string[] = [];

  beforeAll(() => {
    writeFileSync(at('honest.mjs'), HONEST);
    writeFileSync(at('hostile.mjs'), HOSTILE);
    writeFileSync(at('failing.mjs'), FAILING);
    writeFileSync(at('calm.yaml'), config('calm', 'honest.mjs'));
    writeFileSync(at('mixed.yaml'), config('mixed', 'hostile.mjs', 'honest.mjs'));
    writeFileSync(at('broken.yaml'), config('broken', 'failing.mjs', 'honest.mjs'));
    const made = ['--name', 'made', '--kind', 'random-walk', '--seed', 'a', '--bars', '400'];
    told['synthetic'] = assay('data', 'synthetic', ...made);
    told['calm'] = research('calm');
    lake = [treeHash(at('assay-workspace/lake'))];
    told['mixed'] = research('mixed');
    lake = [...lake, treeHash(at('assay-workspace/lake'))];
    told['backtest'] = assay('backtest', 'run', '--strategy', 'random-entry', '--instruments', 'SYN1');
    const { runId, rows } = rankingsOf('calm');
    const { id = '' } = rows.find(({ strategy }) => strategy.includes('honest')) ?? {};
    told['export'] = assay('runs', 'export', runId, 'calm.tar.gz');
    told['trades'] = assay('runs', 'export-trades', runId, '--tables', 'all', '--out', 'tables');
    told['replay'] = assay('runs', 'replay', runId, '--workers', '1');
    told['trade'] = assay('explain', 'trade', runId, '1', '--row', id, '--png', 'trade.png', '--html', 'trade.html');
    told['verdict'] = assay('explain', 'verdict', runId, id);
  }, 240_000);
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  it('X-16: work offline with an empty environment', () => {
    const ends = Object.entries(told).map(([name, { status, stderr }]) => ({ name, status, stderr }));
    expect(ends.filter(({ status }) => status !== 0)).toEqual([]);
    expect(ends.map(({ stderr }) => stderr).join('')).not.toContain('hostile-print');
    expect(told['replay']?.stdout).toContain('every byte the same');
    expect(ends.length).toBe(9);
  });

  it('S2-10: ask the system for no address but their own pipes', (context) => {
    if (!hasTracer()) return context.skip('strace is not there');
    expect(readFileSync(trace, 'utf8').split('AF_UNIX').length).toBeGreaterThan(3);
    expect(contacts(readFileSync(trace, 'utf8'))).toEqual([]);
    const control = at('control');
    traced([process.execPath, '-e', "require('node:net').connect(9, '127.0.0.1').on('error', () => 0)"], control);
    expect(contacts(readFileSync(control, 'utf8')).some((line) => line.includes('127.0.0.1'))).toBe(true);
  });

  it('S2-10: a hostile row changes neither the record of another row nor the prices', () => {
    const metricsOf = (run: string, strategy: string): unknown => {
      const metrics = rankingsOf(run).rows.find((row) => row.strategy.includes(strategy))?.metrics;
      return OWN.map((name) => metrics?.[name]);
    };
    expect(metricsOf('calm', 'honest')).toEqual(OWN.map(() => expect.any(Number) as unknown));
    for (const name of ['honest', 'random-entry']) expect(metricsOf('mixed', name)).toEqual(metricsOf('calm', name));
    // It decides as the honest one does: its attempts have changed nothing for itself either.
    expect(metricsOf('mixed', 'hostile')).toEqual(metricsOf('calm', 'honest'));
    expect(lake[1]).toBe(lake[0]);
  });

  it('X-16: what a module says of itself is text in the report and on the terminal', () => {
    expect(holding('<script>alert(1)')).toEqual([]);
    expect(
      Object.values(told)
        .map(({ stdout, stderr }) => stdout + stderr)
        .join(''),
    ).not.toContain('\u001b[2J');
  });

  it('S2-10: a module that fails holds its row in its own words; the other row is judged as without it', () => {
    const { status, stdout } = research('broken');
    expect(status).toBe(0);
    const words = /The strategy module failed: no more\?\[2J \(failing\.mjs:2, strategy 'failing', in decide\(\) at /iu;
    expect(stdout.replaceAll(/\s+/gu, ' ')).toMatch(words);
    const held = JSON.parse(readFileSync(at('assay-workspace/published/research/broken/held.json'), 'utf8')) as {
      readonly rows: readonly { readonly strategy: string; readonly failure?: { readonly message: string } }[];
    };
    const failed = held.rows.filter(({ failure }) => failure !== undefined);
    expect(failed.map(({ strategy }) => strategy)).toEqual([expect.stringContaining('failing')]);
    const judged = rankingsOf('broken').rows.find(({ strategy }) => strategy.includes('honest'));
    expect(judged?.metrics['totalReturn']).toEqual(expect.any(Number));
  }, 60_000);
});
