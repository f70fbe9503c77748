/**
 * Time of a fit of a hidden Markov model with two Gaussian states, beside hmmlearn, from the same start.
 *
 * 1,594 observations and 10 iterations of Baum and Welch. Each program is a process of its own; they take turns in every
 * repeat. `first` is the first fit of a process, `warm` the median of its later half: nothing is compiled any more. Parity
 * comes first: the log-likelihood after the last iteration must agree to 1e-6, else the figures are void. hmmlearn is
 * measured with logs, its default, and with scaling, which is faster. Memory: peak of the process.
 *
 * Usage: npm run bench -- hmm, or with options
 *   node --conditions=source bench/hmm.bench.ts --length 1594 --iterations 10 --repeats 5 --python /path/to/python
 * Without --python (one that has hmmlearn) the peer is left out, and the bench says so.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeInput } from './hmm/input.ts';

interface Measured {
  readonly seconds: readonly number[];
  readonly logLikelihood: number;
  readonly peakMiB: number;
  readonly version: string;
}

interface Program {
  readonly name: string;
  readonly command: readonly string[];
  readonly fits: number;
  readonly last: readonly string[];
}

const { values: given } = parseArgs({
  options: {
    length: { type: 'string', default: '1594' },
    iterations: { type: 'string', default: '10' },
    repeats: { type: 'string', default: '5' },
    python: { type: 'string' },
  },
});
const [length, iterations, repeats] = [given.length, given.iterations, given.repeats].map(Number) as [
  number,
  number,
  number,
];
const PARITY = 1e-6;
const place = (name: string): string => fileURLToPath(new URL(`./hmm/${name}`, import.meta.url));

function programs(): readonly Program[] {
  const own = [process.execPath, '--conditions=source', place('assay-run.ts')];
  const found: Program[] = [{ name: 'assay', command: own, fits: 400, last: [] }];
  const { python } = given;
  if (python !== undefined && spawnSync(python, ['-c', 'import hmmlearn']).status === 0) {
    for (const way of ['log', 'scaling']) {
      found.push({ name: `hmmlearn, ${way}`, command: [python, place('hmmlearn_run.py')], fits: 40, last: [way] });
    }
  } else {
    console.log('hmmlearn          MISSING: --python names no Python that has it; nothing is compared with it');
  }
  return found;
}

function run({ command, fits, last }: Program, file: string): Measured {
  const [program = '', ...first] = command;
  const args = [...first, file, String(fits), ...last];
  const { status, signal, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status ?? signal}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
}

function spread(values: readonly number[], digits: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number): string => (sorted[Math.round(q * (sorted.length - 1))] as number).toFixed(digits);
  return sorted.length === 1 ? at(0) : `${at(0)} / ${at(0.5)} / ${at(1)}`;
}

const firstOf = ({ seconds }: Measured): number => (seconds[0] ?? NaN) * 1e3;

function warmOf({ seconds }: Measured): number {
  const later = seconds.slice(Math.floor(seconds.length / 2)).sort((a, b) => a - b);
  return (later[Math.floor(later.length / 2)] ?? NaN) * 1e3;
}

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
try {
  const file = join(folder, 'input.json');
  writeInput(file, length, iterations);
  const compared = programs();
  const taken = new Map<string, Measured[]>(compared.map(({ name }) => [name, []]));
  for (let turn = 0; turn < repeats * compared.length; turn++) {
    const program = compared[turn % compared.length] as Program;
    taken.get(program.name)?.push(run(program, file));
  }
  const own = taken.get('assay') ?? [];
  console.log(`${length} observations, 2 states, ${iterations} iterations, ${repeats} repeats (min / median / max)`);
  const reached = own[0]?.logLikelihood ?? NaN;
  const off = [...taken].flatMap(([name, measured]) =>
    measured.map((one) => ({ name, distance: Math.abs(one.logLikelihood - reached) })),
  );
  const wrong = off.find(({ distance }) => !(distance <= PARITY));
  const worst = Math.max(...off.map(({ distance }) => distance));
  const verdict = wrong === undefined ? `agrees to ${worst.toExponential(1)}` : `VOID: ${wrong.name} is off`;
  console.log(`parity            log-likelihood ${reached.toFixed(6)}, ${verdict}`);
  for (const [name, measured] of taken) {
    const peak = measured.map((one) => one.peakMiB);
    console.log(
      `${name.padEnd(17)} first ${spread(measured.map(firstOf), 2)}, warm ${spread(measured.map(warmOf), 3)} ms, ` +
        `peak ${spread(peak, 0)} MiB, ${measured[0]?.version}`,
    );
  }
  for (const [name, measured] of taken) {
    if (name === 'assay') continue;
    const ratio = (pick: (one: Measured) => number): string =>
      spread(
        measured.map((one, k) => pick(one) / pick(own[k] as Measured)),
        1,
      );
    console.log(`ratio             ${name} / assay: first ${ratio(firstOf)}, warm ${ratio(warmOf)}`);
  }
  process.exitCode = wrong === undefined ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
