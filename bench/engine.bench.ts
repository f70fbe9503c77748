/**
 * Bars per second of `simulate`, with its ledger, on one core, beside nautilus_trader and backtesting.py: four kinds of work
 * (`engine/cases.ts`) over the minute bars of walks.
 *
 * Each program is a process of its own; they take turns in every repeat. The rate is that of the run, averages included,
 * without reading the bars and bringing them into the peer's form; a bar of each instrument counts as one. `first` is the
 * first run of a process. `warm` is the fastest of the others: nothing is compiled any more, and the bars are in ticks. `warm
 * per core` is the same by the time of cores that the process used, all its threads: others on the machine change it little.
 *
 * Parity comes first: every closed trade must have the bars and prices of ours, and where all are closed the profit must agree
 * to a cent for each fill, else the figures are void. Memory: peak of the process, bars included.
 *
 * Usage: npm run bench -- engine, or with options
 *   node --conditions=source bench/engine.bench.ts --bars 200000 --repeats 5 --runs 5 --python /path/to/python
 * --peer-runs 2: runs in a process of a peer, which warm up less; --cases fills,brackets: only these.
 * Without --python (one that has nautilus_trader and backtesting) the peers are left out, and the bench says so.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CASES } from './engine/cases.ts';
import type { Case } from './engine/cases.ts';
import { difference, spread } from './engine/compare.ts';
import type { Measured } from './engine/compare.ts';
import { writeWalks } from './engine/walk.ts';

interface Program {
  readonly name: string;
  readonly command: readonly string[];
  readonly runs: string;
}

const { values: given } = parseArgs({
  options: {
    bars: { type: 'string', default: '200000' },
    repeats: { type: 'string', default: '5' },
    runs: { type: 'string', default: '5' },
    'peer-runs': { type: 'string', default: '2' },
    cases: { type: 'string', default: CASES.map(({ name }) => name).join() },
    python: { type: 'string' },
  },
});
const [bars, repeats] = [Number(given.bars), Number(given.repeats)];

const place = (name: string): string => fileURLToPath(new URL(`./engine/${name}`, import.meta.url));

function programs(): readonly Program[] {
  const command = [process.execPath, '--conditions=source', place('assay-run.ts')];
  const found: Program[] = [{ name: 'assay', command, runs: given.runs }];
  for (const [name, module, script] of [
    ['nautilus_trader', 'nautilus_trader', 'nautilus_run.py'],
    ['backtesting.py', 'backtesting', 'backtesting_run.py'],
  ] as const) {
    const { python } = given;
    if (python !== undefined && spawnSync(python, ['-c', `import ${module}`]).status === 0) {
      found.push({ name, command: [python, place(script)], runs: given['peer-runs'] });
    } else {
      console.log(`${name.padEnd(16)} MISSING: --python names no Python that has it; nothing is compared with it`);
    }
  }
  return found;
}

function run({ command, runs }: Program, file: string, work: Case): Measured {
  const [program = '', ...first] = command;
  const args = [...first, file, runs, JSON.stringify(work)];
  const { status, signal, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status ?? signal}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
}

type Figure = (one: Measured) => number;

const firstOf: Figure = ({ seconds }) => seconds[0] ?? NaN;
/** The fastest run after the first; of a process with one run, that one. */
const warmest = (runs: readonly number[]): number => Math.min(...(runs.length === 1 ? runs : runs.slice(1)));
const FIGURES: readonly (readonly [string, Figure])[] = [
  ['first', firstOf],
  ['warm', ({ seconds }) => warmest(seconds)],
  ['warm per core', ({ coreSeconds }) => warmest(coreSeconds)],
];

function print(work: Case, taken: ReadonlyMap<string, readonly Measured[]>): void {
  const own = taken.get('assay') ?? [];
  for (const [name, measured] of taken) {
    const peak = measured.map((one) => one.peakMiB);
    console.log(`${name.padEnd(16)} ${measured[0]?.version}, peak ${spread(peak, 0)} MiB`);
    for (const [what, pick] of FIGURES) {
      const rates = measured.map((one) => (bars * work.instruments) / pick(one) / 1e6);
      const ratios = measured.map((one, k) => pick(one) / pick(own[k] as Measured));
      const ratio = name === 'assay' ? '' : `; its time / ours ${spread(ratios, 1)}`;
      console.log(`${''.padEnd(16)} ${what.padEnd(13)} ${spread(rates, 3)} million bars/s${ratio}`);
    }
  }
}

/** Measures a case; false where the trades differ. */
function measure(work: Case, compared: readonly Program[], folder: string): boolean {
  const file = join(folder, 'walks.f64');
  writeWalks(file, work.instruments, bars);
  const able = compared.filter(({ name }) => name === 'assay' || work.peers.includes(name));
  const taken = new Map<string, Measured[]>(able.map(({ name }) => [name, []]));
  for (let turn = 0; turn < repeats * able.length; turn++) {
    const program = able[turn % able.length] as Program;
    taken.get(program.name)?.push(run(program, file, work));
  }
  const own = taken.get('assay')?.[0] as Measured;
  console.log(
    `\n${work.title}: ${work.instruments} x ${bars} minute bars, ${own.trades.length} trades, ` +
      `${repeats} repeats (min / median / max)`,
  );
  const wrong = [...taken].flatMap(([name, measured]) =>
    measured.flatMap((one) => {
      const what = difference(own, one, bars);
      return what === undefined ? [] : [`${name}: ${what}`];
    }),
  );
  console.log(`parity           ${wrong.length === 0 ? 'all trades are the same' : `VOID: ${wrong[0]}`}`);
  print(work, taken);
  return wrong.length === 0;
}

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
try {
  const compared = programs();
  const wanted = given.cases.split(',');
  const right = CASES.filter(({ name }) => wanted.includes(name)).map((work) => measure(work, compared, folder));
  process.exitCode = right.length > 0 && right.every(Boolean) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
