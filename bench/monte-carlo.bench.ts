/**
 * Processor time of `monteCarloTrades` for 1,000 paths of 10,000 trades, beside numpy, on one core.
 *
 * Trades drawn one by one and in blocks of √n, added up and compounded; every run gives all figures and the fan. Programs
 * are processes of their own and take turns in every repeat. `first` is the first run of a process, `warm` its last. numpy
 * is taken in two forms, all paths in one matrix and path by path, since the second keeps its arrays in the cache. Parity
 * comes first: numpy is given the places that were drawn here and must find the same figures to 1e-9, else the times are void.
 * Memory: peak of the process.
 *
 * Usage: npm run bench -- monte-carlo, or with options
 *   node --conditions=source bench/monte-carlo.bench.ts --paths 1000 --trades 10000 --repeats 5 --python /path/to/python
 * Without --python (one that has numpy) the peer is left out, and the bench says so.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createBootstrap } from '@assay/core/inference';
import { createRng } from '@assay/core/random';

interface Measured {
  readonly seconds: readonly number[];
  readonly peakMiB: number;
  readonly version: string;
  readonly figures: Readonly<Record<string, number>>;
}

const { values: given } = parseArgs({
  options: {
    paths: { type: 'string', default: '1000' },
    trades: { type: 'string', default: '10000' },
    repeats: { type: 'string', default: '5' },
    runs: { type: 'string', default: '5' },
    python: { type: 'string' },
  },
});
const [nPaths, nTrades, repeats] = [Number(given.paths), Number(given.trades), Number(given.repeats)];
const TOLERANCE = 1e-9;

const place = (name: string): string => fileURLToPath(new URL(`./monte-carlo/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
const files = { trades: join(folder, 'trades.f64'), places: join(folder, 'places.i32') };

function run(program: string, args: readonly string[]): Measured {
  const { status, signal, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status ?? signal}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
}

const own = (bootstrap: string, sizing: string): Measured =>
  run(process.execPath, [
    '--conditions=source',
    place('assay-run.ts'),
    files.trades,
    bootstrap,
    sizing,
    given.paths,
    given.runs,
  ]);

const numpy = (bootstrap: string, sizing: string, form: string): Measured =>
  run(given.python ?? '', [
    place('numpy_run.py'),
    files.trades,
    bootstrap,
    sizing,
    given.paths,
    given.runs,
    form,
    files.places,
  ]);

function writeTrades(): void {
  const rng = createRng('bench-monte-carlo');
  writeFileSync(
    files.trades,
    Float64Array.from({ length: nTrades }, () => 2e-5 + 1e-3 * rng.nextNormal()),
  );
}

/** The places that `monteCarloTrades` draws with this seed. */
function writePlaces(bootstrap: 'iid' | 'circular'): void {
  const blockLength = bootstrap === 'iid' ? 1 : Math.max(2, Math.round(Math.sqrt(nTrades)));
  const source = createBootstrap(nTrades, { kind: bootstrap, blockLength }, createRng(42));
  const all = new Int32Array(nPaths * nTrades);
  for (let path = 0; path < nPaths; path++) source.fill(all.subarray(path * nTrades, (path + 1) * nTrades));
  writeFileSync(files.places, all);
}

/** What differs from the figures of Assay; undefined where nothing does. */
function difference(mine: Measured, other: Measured): string | undefined {
  for (const [name, value] of Object.entries(mine.figures)) {
    const theirs = other.figures[name] ?? NaN;
    if (!(Math.abs(theirs - value) <= TOLERANCE * Math.max(1, Math.abs(value))))
      return `${name} is ${theirs}, not ${value}`;
  }
  return undefined;
}

function spread(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number): string => (sorted[Math.round(q * (sorted.length - 1))] as number).toFixed(digits);
  return `${at(0)} / ${at(0.5)} / ${at(1)}`;
}

const firstOf = ({ seconds }: Measured): number => 1000 * (seconds[0] ?? NaN);
const warmOf = ({ seconds }: Measured): number => 1000 * (seconds.at(-1) ?? NaN);

function printOne(name: string, measured: readonly Measured[], mine: readonly Measured[]): void {
  const times = `first ${spread(measured.map(firstOf), 0)}, warm ${spread(measured.map(warmOf), 0)} ms`;
  const peak = `peak ${spread(
    measured.map(({ peakMiB }) => peakMiB),
    0,
  )} MiB`;
  const ratios = measured.map((one, k) => warmOf(one) / warmOf(mine[k] as Measured));
  const ratio = measured === mine ? '' : `, warm ratio to assay ${spread(ratios, 1)}`;
  console.log(`  ${name.padEnd(14)} ${times}, ${peak}, ${measured[0]?.version}${ratio}`);
}

function compare(bootstrap: 'iid' | 'circular', sizing: string): boolean {
  console.log(`${bootstrap}, ${sizing}: ${nPaths} paths x ${nTrades} trades, ${repeats} repeats (min / median / max)`);
  const forms = given.python === undefined ? [] : ['whole', 'rows'];
  const mine: Measured[] = [];
  const theirs = new Map<string, Measured[]>(forms.map((form) => [form, []]));
  for (let turn = 0; turn < repeats; turn++) {
    mine.push(own(bootstrap, sizing));
    for (const [form, measured] of theirs) measured.push(numpy(bootstrap, sizing, form));
  }
  printOne('assay', mine, mine);
  for (const [form, measured] of theirs) printOne(`numpy, ${form}`, measured, mine);
  if (forms.length === 0) return true;
  writePlaces(bootstrap);
  const wrong = difference(mine[0] as Measured, numpy(bootstrap, sizing, 'parity'));
  console.log(
    `  parity         ${wrong === undefined ? 'numpy finds the same figures in the same places' : `VOID: ${wrong}`}`,
  );
  return wrong === undefined;
}

try {
  writeTrades();
  if (given.python === undefined || spawnSync(given.python, ['-c', 'import numpy']).status !== 0) {
    if (given.python !== undefined) throw new Error(`${given.python} has no numpy`);
    console.log('numpy            MISSING: --python names no Python; nothing is compared with it');
  }
  const kinds = ['iid', 'circular'] as const;
  const same = kinds.flatMap((bootstrap) => ['additive', 'compounding'].map((sizing) => compare(bootstrap, sizing)));
  process.exitCode = same.every(Boolean) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
