/** Runs a fuzzer in processes of its own and watches them: what hangs is ended, what crashes is told with its number. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What is to be run. */
export interface FuzzRun {
  readonly program: 'fuzz-imports.ts' | 'fuzz-layouts.ts';
  readonly seed: number;
  readonly cases: number;
  /** How many at once, each with a share of the cases. */
  readonly processes: number;
}

/** What came of it. */
export interface FuzzResult {
  readonly counts: Readonly<Record<string, number>>;
  /** One line for each case that did not end as it should, with the command that repeats it. */
  readonly faults: readonly string[];
}

/** A case takes milliseconds; one that is silent this long hangs. */
const SILENCE_MS = 60_000;

/** So many crashes and hangs of one share are told; the rest of it is then left out. */
const MOST_ENDS = 20;

/** Runs all cases. */
export async function watchFuzz(run: FuzzRun): Promise<FuzzResult> {
  const share = Math.ceil(run.cases / run.processes);
  const firsts = Array.from({ length: run.processes }, (_, index) => index * share);
  return joined(await Promise.all(firsts.map((first) => watchShare(run, first, Math.min(first + share, run.cases)))));
}

function joined(results: readonly FuzzResult[]): FuzzResult {
  const counts: Record<string, number> = {};
  for (const result of results)
    for (const [name, count] of Object.entries(result.counts)) counts[name] = (counts[name] ?? 0) + count;
  return { counts, faults: results.flatMap(({ faults }) => faults) };
}

/** Runs a share of the cases; after one that crashes or hangs, what follows it. */
async function watchShare(run: FuzzRun, first: number, end: number): Promise<FuzzResult> {
  const results: FuzzResult[] = [];
  for (let next = first; next < end && results.length < MOST_ENDS;) {
    const { last, ...result } = await watchProcess(run, next, end);
    results.push(result);
    next = last === undefined ? end : last + 1;
  }
  return joined(results);
}

/** One process; `last` is the case that ended it before its time. */
async function watchProcess(
  { program, seed }: FuzzRun,
  first: number,
  end: number,
): Promise<FuzzResult & { readonly last: number | undefined }> {
  const flags = ['--conditions=source', '--no-warnings', fileURLToPath(new URL(`./${program}`, import.meta.url))];
  const child = spawn(process.execPath, [...flags, String(seed), String(first), String(end)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const faults: string[] = [];
  let [counts, current, complaint, isHanging]: [Record<string, number>, number, string, boolean] = [
    {},
    first,
    '',
    false,
  ];
  const again = (): string => `node --conditions=source ${program} ${seed} ${current} ${current + 1}`;
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-4000)));
  const hang = (): void => {
    isHanging = true;
    child.kill('SIGKILL');
  };
  let watchdog = setTimeout(hang, SILENCE_MS);
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.on('close', (code, signal) => resolve(signal ?? code)),
  );
  for await (const line of createInterface({ input: child.stdout })) {
    clearTimeout(watchdog);
    watchdog = setTimeout(hang, SILENCE_MS);
    if (/^\d+$/u.test(line)) {
      current = Number(line);
      continue;
    }
    const said = JSON.parse(line) as Record<string, number>;
    if (typeof said['wrong'] === 'number') counts = said;
    else faults.push(`${again()}: ${line.slice(0, 1500)}`);
  }
  const how = await ended;
  clearTimeout(watchdog);
  if (how === 0) return { counts, faults, last: undefined };
  faults.push(`${again()}: ${isHanging ? 'hangs' : `ended with ${how}: ${complaint}`}`);
  return { counts, faults, last: current };
}
