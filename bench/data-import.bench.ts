/**
 * A file of minute bars of ten instruments: imported, audited and read back, beside plain DuckDB and pandas on the same file.
 *
 * Each step is a process of its own; peers take turns in every repeat, so that all of them meet the same machine. The rate is
 * that of the work, without the start of the process. Parity: rows, sums of closes, volumes and times must be what the
 * generator wrote, else the figures are void. Memory: peak of the whole process tree (pandas: of its one process).
 *
 * Usage: npm run bench -- data-import, or with options
 *   node --conditions=source bench/data-import.bench.ts --rows 10000000 --repeats 1 --memory 1GiB --python /path/to/python
 * Without --python the third peer is left out, and the bench says so. The file, the lake and the peers' copies lie below --folder (the system's
 * temporary one by default) and take about 150 bytes a row.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { resolveMemory } from '@assay/platform/settings';
import { INSTRUMENTS, writeBarsFile } from './data-import/bars-file.ts';
import type { Totals } from './data-import/bars-file.ts';

interface Measured {
  readonly seconds: number;
  readonly peakMiB: number;
  readonly found: Readonly<Record<string, number>>;
}

interface Peer {
  readonly name: string;
  readonly steps: readonly string[];
  readonly command: readonly string[];
}

const { values: given } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    repeats: { type: 'string', default: '3' },
    memory: { type: 'string', default: '1GiB' },
    python: { type: 'string' },
    folder: { type: 'string', default: tmpdir() },
    alone: { type: 'boolean', default: false },
  },
});
const [rows, repeats] = [Number(given.rows), Number(given.repeats)];
const memoryBytes = resolveMemory({ option: given.memory, env: {}, workers: 0 });

const place = (name: string): string => fileURLToPath(new URL(`./data-import/${name}`, import.meta.url));
const node = (name: string): readonly string[] => [
  ...[process.execPath, '--conditions=source', '--disable-warning=ExperimentalWarning', place(name)],
];

function peers(): readonly Peer[] {
  const assay = { name: 'assay', steps: ['import', 'audit', 'read'], command: node('assay-step.ts') };
  if (given.alone) return [assay];
  const duckdb = { name: 'duckdb', steps: ['import', 'read'], command: node('duckdb-step.ts') };
  if (given.python === undefined || spawnSync(given.python, ['-c', 'import pandas, pyarrow']).status !== 0) {
    console.log(
      'pandas         MISSING: --python names no Python that has pandas and pyarrow; the other peer is compared',
    );
    return [assay, duckdb];
  }
  const pandas = { name: 'pandas', steps: ['import', 'read'], command: [given.python, place('pandas_step.py')] };
  return [assay, duckdb, pandas];
}

/** One step in a process of its own, whose start is not counted. */
function run({ command }: Peer, step: string, folder: string, file: string): Measured {
  const [program = '', ...first] = command;
  const args = [...first, step, folder, file, String(memoryBytes)];
  const { status, signal, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 24 });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status ?? signal}: ${stderr}`);
  return JSON.parse(stdout) as Measured;
}

/** All steps of all peers, by `peer step`, with one figure for each repeat. */
function measureAll(file: string, folder: string): ReadonlyMap<string, readonly Measured[]> {
  const taken = new Map<string, Measured[]>();
  const compared = peers();
  for (let turn = 0; turn < repeats * compared.length; turn++) {
    const peer = compared[turn % compared.length] as Peer;
    const own = join(folder, `${peer.name}-${turn}`);
    mkdirSync(own);
    for (const step of peer.steps) {
      const key = `${peer.name} ${step}`;
      taken.set(key, [...(taken.get(key) ?? []), run(peer, step, own, file)]);
    }
    rmSync(own, { recursive: true, force: true });
  }
  return taken;
}

function spread(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number): string => (sorted[Math.round(q * (sorted.length - 1))] as number).toFixed(digits);
  return sorted.length === 1 ? at(0) : `${at(0)} / ${at(0.5)} / ${at(1)}`;
}

function isParity(totals: Totals, { found }: Measured): boolean {
  const expected = { ...totals, instruments: INSTRUMENTS };
  return Object.entries(expected).every(([name, value]) => found[name] === value);
}

function printStep(key: string, measured: readonly Measured[], totals: Totals): void {
  const seconds = measured.map((one) => one.seconds);
  const rates = seconds.map((value) => totals.rows / value / 1e6);
  const peak = measured.map((one) => one.peakMiB);
  console.log(
    `${key.padEnd(14)} ${spread(seconds, 2)} s, ${spread(rates, 2)} million rows/s, peak ${spread(peak, 0)} MiB`,
  );
  if (key !== 'assay import') return;
  const part = (name: string): string =>
    spread(
      measured.map(({ found }) => found[name] ?? NaN),
      2,
    );
  console.log(
    `${''.padEnd(14)} of it reading and staging ${part('stageSeconds')} s, publishing ${part('publishSeconds')} s`,
  );
}

/** Seconds of a peer by those of this project, repeat by repeat: above 1 where the peer is slower. */
function printRatios(taken: ReadonlyMap<string, readonly Measured[]>): void {
  for (const [key, measured] of taken) {
    const [peer, step = ''] = key.split(' ');
    const own = taken.get(`assay ${step}`);
    if (peer === 'assay' || own === undefined) continue;
    const ratios = measured.map(({ seconds }, repeat) => seconds / (own[repeat]?.seconds ?? NaN));
    console.log(`ratio ${step.padEnd(8)} ${peer} / assay ${spread(ratios, 2)}`);
  }
}

/** False if a peer read other sums than the file has, or this project took more memory than it may. */
function isSound(taken: ReadonlyMap<string, readonly Measured[]>, totals: Totals): boolean {
  const readings = [...taken].filter(([key]) => key.endsWith(' read')).flatMap(([, measured]) => measured);
  const hasParity = readings.every((one) => isParity(totals, one));
  console.log(
    `parity         ${hasParity ? 'rows and sums are those of the file' : 'DIFFERENT SUMS: the figures are void'}`,
  );
  const own = [...taken].filter(([key]) => key.startsWith('assay ')).flatMap(([, measured]) => measured);
  const isWithin = own.every(({ peakMiB }) => peakMiB * 2 ** 20 <= memoryBytes);
  console.log(`memory         ${isWithin ? 'within' : 'MORE THAN'} --memory ${given.memory}`);
  return hasParity && isWithin;
}

const folder = mkdtempSync(join(given.folder, 'assay-bench-'));
try {
  const file = join(folder, 'bars.csv');
  const totals = await writeBarsFile(file, rows);
  const size = (statSync(file).size / 2 ** 20).toFixed(0);
  console.log(
    `${totals.rows} bars of ${INSTRUMENTS} instruments, ${size} MiB, --memory ${given.memory}, ${repeats} repeats (min / median / max)`,
  );
  const taken = measureAll(file, folder);
  for (const [key, measured] of taken) printStep(key, measured, totals);
  printRatios(taken);
  process.exitCode = isSound(taken, totals) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
