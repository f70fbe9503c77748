/**
 * Bars per second of `simulate`, with its ledger, on one core, beside nautilus_trader and backtesting.py.
 *
 * A moving-average crossover over the minute bars of a walk, ten lots, long or flat, a commission of one basis point. Each
 * peer is a process of its own; they take turns in every repeat. The rate is that of the run, averages included, without
 * reading the bars and bringing them into the peer's form. `first` is the first run of a process, `warm` its last: nothing
 * is compiled any more. Parity comes first: every trade must have the bars and prices of ours, and the profit must agree
 * to a cent for each fill, else the figures are void. Memory: peak of the process, bars included.
 *
 * Usage: npm run bench -- engine, or with options
 *   node --conditions=source bench/engine.bench.ts --bars 200000 --repeats 5 --runs 3 --python /path/to/python
 * Without --python (one that has nautilus_trader and backtesting) the peers are left out, and the bench says so.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeWalk } from './engine/walk.ts';

interface Measured {
  readonly seconds: readonly number[];
  readonly peakMiB: number;
  readonly version: string;
  /** Bar and ticks of entry and exit. */
  readonly trades: readonly (readonly number[])[];
  readonly net: number;
}

interface Peer {
  readonly name: string;
  readonly command: readonly string[];
}

const { values: given } = parseArgs({
  options: {
    bars: { type: 'string', default: '200000' },
    repeats: { type: 'string', default: '5' },
    runs: { type: 'string', default: '3' },
    python: { type: 'string' },
  },
});
const [bars, repeats] = [Number(given.bars), Number(given.repeats)];
const CENT = 0.01;

const place = (name: string): string => fileURLToPath(new URL(`./engine/${name}`, import.meta.url));

function peers(): readonly Peer[] {
  const own: Peer = { name: 'assay', command: [process.execPath, '--conditions=source', place('assay-run.ts')] };
  const found: Peer[] = [own];
  for (const [name, module, script] of [
    ['nautilus_trader', 'nautilus_trader', 'nautilus_run.py'],
    ['backtesting.py', 'backtesting', 'backtesting_run.py'],
  ] as const) {
    const { python } = given;
    if (python !== undefined && spawnSync(python, ['-c', `import ${module}`]).status === 0) {
      found.push({ name, command: [python, place(script)] });
    } else {
      console.log(`${name.padEnd(16)} MISSING: --python names no Python that has it; nothing is compared with it`);
    }
  }
  return found;
}

function run({ command }: Peer, file: string): Measured {
  const [program = '', ...first] = command;
  const args = [...first, file, given.runs];
  const { status, signal, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status ?? signal}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
}

/** What differs from the trades of this engine; undefined where nothing does. */
function difference(own: Measured, other: Measured): string | undefined {
  const count = Math.min(own.trades.length, other.trades.length);
  // A position that is open at the end is closed at the end by each in its own way.
  if (Math.abs(own.trades.length - other.trades.length) > 1) {
    return `${other.trades.length} trades, not ${own.trades.length}`;
  }
  const last = bars - 1;
  for (let k = 0; k < count; k++) {
    const [mine, theirs] = [own.trades[k] ?? [], other.trades[k] ?? []];
    const isEnd = mine[2] === last || theirs[2] === last;
    const width = isEnd ? 2 : 4;
    if (mine.slice(0, width).join() !== theirs.slice(0, width).join()) {
      return `trade ${k} is [${theirs.join()}], not [${mine.join()}]`;
    }
  }
  const isOpen = own.trades.at(-1)?.[2] === last;
  const off = Math.abs(own.net - other.net);
  const allowed = 2 * own.trades.length * CENT;
  return isOpen || off <= allowed ? undefined : `profit ${other.net}, not ${own.net}`;
}

function spread(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number): string => (sorted[Math.round(q * (sorted.length - 1))] as number).toFixed(digits);
  return sorted.length === 1 ? at(0) : `${at(0)} / ${at(0.5)} / ${at(1)}`;
}

const firstOf = ({ seconds }: Measured): number => seconds[0] ?? NaN;
const warmOf = ({ seconds }: Measured): number => seconds.at(-1) ?? NaN;

function printPeer(name: string, measured: readonly Measured[]): void {
  const rate = (seconds: number): number => bars / seconds / 1e6;
  const peak = measured.map((one) => one.peakMiB);
  console.log(
    `${name.padEnd(16)} first ${spread(measured.map(firstOf).map(rate), 3)}, ` +
      `warm ${spread(measured.map(warmOf).map(rate), 3)} million bars/s, peak ${spread(peak, 0)} MiB, ${measured[0]?.version}`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
try {
  const file = join(folder, 'walk.f64');
  writeWalk(file, bars);
  const compared = peers();
  const taken = new Map<string, Measured[]>(compared.map(({ name }) => [name, []]));
  for (let turn = 0; turn < repeats * compared.length; turn++) {
    const peer = compared[turn % compared.length] as Peer;
    taken.get(peer.name)?.push(run(peer, file));
  }
  const own = taken.get('assay') ?? [];
  console.log(`${bars} minute bars, ${own[0]?.trades.length ?? 0} trades, ${repeats} repeats (min / median / max)`);
  const wrong = [...taken].flatMap(([name, measured]) =>
    measured.flatMap((one) => {
      const what = difference(own[0] as Measured, one);
      return what === undefined ? [] : [`${name}: ${what}`];
    }),
  );
  console.log(`parity           ${wrong.length === 0 ? 'all trades are the same' : `VOID: ${wrong[0]}`}`);
  for (const [name, measured] of taken) printPeer(name, measured);
  for (const [name, measured] of taken) {
    if (name === 'assay') continue;
    const ratio = (pick: (one: Measured) => number): string =>
      spread(
        measured.map((one, k) => pick(one) / pick(own[k] as Measured)),
        1,
      );
    console.log(`ratio            ${name} / assay: first ${ratio(firstOf)}, warm ${ratio(warmOf)}`);
  }
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
