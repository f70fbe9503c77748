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
}

/** Commands that between them read every file of a workspace. */
export function readersOf({ runs }: Lab): readonly Reader[] {
  return [
    { name: 'data list', args: ['data', 'list', '--json'] },
    { name: 'data audit edge', args: ['data', 'audit', 'edge', '--json'] },
    { name: 'data show prices', args: ['data', 'show', 'prices', '--head', '100000', '--json'] },
    { name: 'runs show', args: ['runs', 'show', runs.cycle, '--json'] },
    { name: 'runs export-trades', args: ['runs', 'export-trades', runs.cycle, '--tables', 'all', '--out', 'trades'] },
    { name: 'runs diff', args: ['runs', 'diff', runs.cycle, runs.suspects, '--json'] },
    { name: 'trials list', args: ['trials', 'list', '--json'] },
  ];
}

/** What each reader gives in an untouched workspace. */
export async function undisturbed(lab: Lab): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  for (const reader of readersOf(lab)) {
    const folder = lab.copy();
    answers.set(reader.name, answerOf(await run(folder, reader), folder));
    rmSync(folder, { recursive: true, force: true });
  }
  return answers;
}

/** Flips a random bit of a random file of the workspace and lets every reader loose on it. */
export async function corruptOnce(
  lab: Lab,
  expected: ReadonlyMap<string, string>,
  rng: Rng,
): Promise<readonly Corruption[]> {
  const folder = lab.copy();
  try {
    const files = filesIn(folder);
    const file = files[rng.nextInt(files.length)] as string;
    const bytes = readFileSync(path.join(folder, file));
    const [byte, bit] = [rng.nextInt(bytes.length), rng.nextInt(8)];
    bytes[byte] = (bytes[byte] as number) ^ (1 << bit);
    writeFileSync(path.join(folder, file), bytes);
    const found: Corruption[] = [];
    for (const reader of readersOf(lab)) {
      const result = await run(folder, reader);
      found.push({ file, byte, bit, command: reader.name, ...judge(result, expected.get(reader.name) ?? '', folder) });
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge(result: CliResult, expected: string, folder: string): Pick<Corruption, 'outcome' | 'detail'> {
  const said = `${result.stderr}${result.stdout}`;
  if (answerOf(result, folder) === expected) return { outcome: 'unchanged', detail: '' };
  // Named: a path, a version, a run, an object or a row of it, and what to do.
  if (result.code !== 0 && /damaged|tampered|not as|does not match|no longer|changed|broken|not valid/iu.test(said)) {
    return { outcome: 'refused', detail: result.stderr };
  }
  if (/"state": ?"damaged"|"damaged": ?\[\s*\{/u.test(result.stdout))
    return { outcome: 'refused', detail: 'listed as damaged' };
  return { outcome: 'silent', detail: `code ${result.code}: ${result.stderr || result.stdout.slice(0, 400)}` };
}

async function run(folder: string, { args }: Reader): Promise<CliResult> {
  rmSync(path.join(folder, 'trades'), { recursive: true, force: true });
  return runCli([...args], { cwd: folder });
}

function answerOf({ code, stdout }: CliResult, folder: string): string {
  const exported = [...treeOf(folder, 'trades')].map(([name, hash]) => `${name} ${hash}`).join('\n');
  return `${code}\n${stdout.replaceAll(folder, '')}\n${exported}`;
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
