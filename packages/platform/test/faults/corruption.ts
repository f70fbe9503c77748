/** One byte of any file changed: a command that reads it either says so or gives what it gives anyway. */
import { lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Rng } from '@assay/core/random';
import { runCli } from '../../src/cli/testing/index.ts';
import type { CliResult } from '../../src/cli/testing/index.ts';
import { WORKSPACE } from './lab.ts';
import type { Lab } from './lab.ts';
import { hashOf, isPassing, treeOf } from './tree.ts';

/** What a changed byte led to. */
export interface Corruption {
  readonly file: string;
  readonly byte: number;
  readonly bit: number;
  readonly command: string;
  /** `refused`: the command ended with an error that names what is damaged; `unchanged`: it gave what it gives anyway. */
  readonly outcome: 'refused' | 'unchanged' | 'silent';
  /** What was said, or what became different. */
  readonly detail: string;
}

interface Reader {
  readonly name: string;
  readonly args: readonly string[];
  /** Where what it makes stands, below the folder in which it is given. @default it only prints */
  readonly makes?: string;
  /** The part of a workspace that it is let loose on. @default any */
  readonly reads?: RegExp;
  /** Takes seconds, or writes: one of these looks at each flip, by turns. @default false */
  readonly slow?: true;
  /** Id of a run: a change of a file of it must never be passed over. */
  readonly guards?: string;
}

const LAKE = /^[^/]+\/lake\//u;
const NOT_LAKE = /^[^/]+\/(?!lake\/)/u;
const PUBLISHED = `${WORKSPACE}/published`;
const ROW = 'time-series-momentum.edge.EDGE';

/** Commands that between them read every file of a workspace. */
export function readersOf({ runs, suspiciousRow }: Lab): readonly Reader[] {
  const worker = ['--workers', '1', '--quiet'];
  return [
    { name: 'data list', args: ['data', 'list', '--json'] },
    { name: 'data audit edge', args: ['data', 'audit', 'edge', '--json'], reads: LAKE },
    { name: 'data show prices', args: ['data', 'show', 'prices', '--head', '100000', '--json'], reads: LAKE },
    { name: 'data diff', args: ['data', 'diff', 'prices', 'gaps', '--json'], reads: LAKE },
    { name: 'data gc', args: ['data', 'gc', '--json'], makes: `${WORKSPACE}/lake/objects`, slow: true, reads: LAKE },
    { name: 'runs list', args: ['runs', 'list', '--json'], reads: NOT_LAKE },
    { name: 'runs show', args: ['runs', 'show', runs.cycle, '--json'], reads: NOT_LAKE },
    {
      name: 'runs export-trades',
      args: ['runs', 'export-trades', runs.cycle, '--tables', 'all', '--out', 'trades'],
      makes: 'trades',
      reads: NOT_LAKE,
    },
    { name: 'runs diff', args: ['runs', 'diff', runs.cycle, runs.suspects, '--json'], reads: NOT_LAKE },
    { name: 'trials list', args: ['trials', 'list', '--json'], reads: NOT_LAKE },
    ...Object.entries(runs).map(([name, id]) => ({
      name: `runs verify ${name}`,
      args: ['runs', 'verify', id, '--json'],
      reads: NOT_LAKE,
      guards: id,
    })),
    { name: 'explain trade', args: ['explain', 'trade', runs.cycle, '1', '--row', ROW, '--json'], reads: NOT_LAKE },
    { name: 'explain verdict', args: ['explain', 'verdict', runs.cycle, ROW, '--json'], reads: NOT_LAKE },
    { name: 'runs replay', args: ['runs', 'replay', runs.cycle, ...worker], slow: true, reads: NOT_LAKE },
    {
      name: 'research run',
      args: ['research', 'run', '--once', '--config', 'boxed.yaml', ...worker],
      ...{ makes: PUBLISHED, slow: true },
    },
    { name: 'verdict forward', args: ['verdict', 'forward', runs.cycle, ...worker], makes: PUBLISHED, slow: true },
    {
      name: 'verdict acknowledge',
      args: ['verdict', 'acknowledge', runs.suspects, suspiciousRow, '--reason', 'made this way'],
      ...{ makes: PUBLISHED, slow: true, reads: NOT_LAKE },
    },
  ];
}

/** What each reader gives in an untouched workspace: what it prints, and what it makes. */
export async function undisturbed(lab: Lab): Promise<ReadonlyMap<string, Answer>> {
  const answers = new Map<string, Answer>();
  for (const reader of readersOf(lab)) {
    const folder = lab.copy();
    answers.set(reader.name, answerOf(await run(folder, reader), reader, folder));
    rmSync(folder, { recursive: true, force: true });
  }
  return answers;
}

/** Flips a random bit of a random file of the workspace and lets the commands loose on it that may read it. */
export async function corruptOnce(
  lab: Lab,
  expected: ReadonlyMap<string, Answer>,
  rng: Rng,
): Promise<readonly Corruption[]> {
  const folder = lab.copy();
  const flip = flipIn(folder, rng);
  const readers = readersOf(lab).filter(({ reads }) => reads?.test(flip.file) ?? true);
  const slow = readers.filter((reader) => reader.slow === true);
  const one = slow[rng.nextInt(slow.length)];
  const found: Corruption[] = [];
  try {
    // Those that write come last, and only one of them.
    for (const reader of [...readers.filter((wanted) => wanted.slow !== true), ...(one === undefined ? [] : [one])]) {
      const result = await run(folder, reader);
      const verdict = judge(result, { reader, flip, folder, expected: expected.get(reader.name) as Answer });
      found.push({ ...flip, command: reader.name, ...verdict });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return found;
}

interface Flip {
  readonly file: string;
  readonly byte: number;
  readonly bit: number;
}

/** What a command printed, and the hash of each file that it made. */
export interface Answer {
  readonly printed: string;
  readonly made: ReadonlyMap<string, string>;
}

/** Changes one bit of one file below `folder`. */
function flipIn(folder: string, rng: Rng): Flip {
  const files = filesIn(folder);
  const file = files[rng.nextInt(files.length)] as string;
  const place = path.join(folder, file);
  const bytes = readFileSync(place);
  const [byte, bit] = [rng.nextInt(bytes.length), rng.nextInt(8)];
  bytes[byte] = (bytes[byte] as number) ^ (1 << bit);
  rmSync(place); // it may be read-only
  writeFileSync(place, bytes);
  return { file: file.replaceAll(path.sep, '/'), byte, bit };
}

interface Judging {
  readonly reader: Reader;
  readonly flip: Flip;
  readonly folder: string;
  readonly expected: Answer;
}

function judge(result: CliResult, judging: Judging): Pick<Corruption, 'outcome' | 'detail'> {
  const { reader, flip, folder, expected } = judging;
  const said = `${result.stderr}${result.stdout}`;
  const isGuarded = reader.guards !== undefined && flip.file.includes(`/runs/${reader.guards}/`);
  if (!isGuarded && isSame(answerOf(result, reader, folder), expected, flip.file))
    return { outcome: 'unchanged', detail: '' };
  const isTold = /damaged|tampered|not as|does not match|no longer|changed|broken|not valid|exchanged|differ/iu.test(
    said,
  );
  if (isTold && isNamed(flip.file, said)) return { outcome: 'refused', detail: result.stderr };
  return { outcome: 'silent', detail: `code ${result.code}: ${result.stderr || result.stdout.slice(0, 400)}` };
}

/** What it made beside the changed file itself. */
function isSame(answer: Answer, expected: Answer, changed: string): boolean {
  const rest = ({ made }: Answer): string =>
    [...made]
      .map((entry) => entry.join(' '))
      .filter((line) => !line.startsWith(`${changed} `))
      .join('\n');
  return answer.printed === expected.printed && rest(answer) === rest(expected);
}

/** Parts of a path that many have. */
const COMMON = /^(?:assay-workspace|published|research|history|lake|objects|datasets|versions|runs|inputs|steps|..)$/u;

/** A path, a version, a run, an object or a dataset, as an error names it. */
function isNamed(file: string, said: string): boolean {
  return file.split('/').some((part) => !COMMON.test(part) && said.includes(part.replace(/\.[a-z]+$/u, '')));
}

async function run(folder: string, { args }: Reader): Promise<CliResult> {
  return runCli([...args], { cwd: folder });
}

/** What differs with the moment: a time, a duration, a head of an audit. */
const OF_THE_MOMENT =
  /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z|\b\d+(?:\.\d+)? (?:ms|s)\b|(?<="(?:auditHead|bytes|freedBytes)": ?)"?[0-9a-f]+"?/gu;

function answerOf({ code, stdout }: CliResult, { makes, name }: Reader, folder: string): Answer {
  const below = makes ?? 'nothing';
  const made = new Map([...treeOf(folder, below)].filter(([file]) => !file.includes('/current/'))); // seen in the history
  const isPrinted = name !== 'research run'; // the run's own printing says how it went, not what came of it
  return { printed: `${code}\n${isPrinted ? stdout.replaceAll(folder, '').replaceAll(OF_THE_MOMENT, '') : ''}`, made };
}

function filesIn(folder: string): readonly string[] {
  const root = path.join(folder, WORKSPACE);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => !isPassing(name) && !name.split(path.sep).includes('current'))
    .map((name) => path.join(WORKSPACE, name))
    .filter((name) => {
      const entry = lstatSync(path.join(folder, name));
      return entry.isFile() && entry.size > 0 && hashOf(path.join(folder, name)) !== undefined;
    })
    .sort();
}
