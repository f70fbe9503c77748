import path from 'node:path';
import { objectPath, openLakehouse } from '../../lakehouse/index.ts';
import { replayRun } from '../../research/index.ts';
import type { ReplayDifference, ReplayedFile, RunReplay } from '../../research/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { progressOf, resourcesOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { namedRun } from './verify-run.ts';

/** Options of `assay runs replay`. */
export interface ReplayCommandOptions extends SharedOptions {
  readonly lax?: boolean;
  readonly all?: boolean;
}

/** Most differences that are listed without `--all`. */
const MOST_LISTED = 10;

/** `assay runs replay`; ends with 1 where a byte differs. */
export async function replayRunCommand(
  reference: string,
  options: ReplayCommandOptions,
  context: CommandContext,
): Promise<void> {
  const named = await namedRun(reference, options, context);
  const { workers, memoryBytes } = await resourcesOf(options, context);
  const borrowed = new Set<string>();
  const replay = await replayRun({
    ...named,
    ...{ workers, memoryBytes, clock: context.clock, progress: await progressOf(options, context) },
    elsewhere: options.lax === true ? objectsOf(await workspaceOf(options, context)) : undefined,
    onElsewhere: (name, file) => {
      borrowed.add(name);
      context.stderr.write(`assay: warning: '${name}' is missing from the run's folder; took '${file}'\n`);
    },
  });
  if (!replay.ok) context.endWith(EXIT_CODES.failed);
  if (options.json === true) return printJson(context, replay);
  printLine(context, replayText(replay, { all: options.all === true, borrowed: borrowed.size }));
}

function objectsOf(workspace: string): (sha256: string) => string {
  const lake = openLakehouse(path.join(workspace, 'lake'), { readOnly: true });
  return (sha256) => objectPath(lake, sha256);
}

/** How a replay is told. */
interface ReplayTextOptions {
  readonly all: boolean;
  /** Slices of data that the run's folder lacked and the lakehouse had. */
  readonly borrowed: number;
}

/** What was made again, how much of it is the same, and where it first differs. */
export function replayText(
  { runId, ok, files, differences, codeVersion, notes }: RunReplay,
  { all, borrowed }: ReplayTextOptions,
): string {
  const from =
    borrowed === 0 ? 'its folder alone' : `its folder and ${countOf(borrowed, 'slice')} of the workspace's lakehouse`;
  const equal = files.filter((file) => file.equal).length;
  const { recorded, replayed } = codeVersion;
  const isSameCode = recorded === replayed;
  const shown = all ? differences : differences.slice(0, MOST_LISTED);
  const left = differences.length - shown.length;
  return [
    ok
      ? `run ${runId} was made again from ${from}: ${countOf(files.length, 'file')}, every byte the same`
      : `run ${runId} was made again from ${from} and is NOT the same: ${equal} of ${countOf(files.length, 'file')} equal`,
    ...(all ? files.map(({ name, equal: same }) => `  ${same ? 'equal  ' : 'DIFFERS'}  ${name}`) : groupLines(files)),
    isSameCode
      ? `code: ${recorded}, as when the run was made`
      : `code: made by ${recorded}, replayed by ${replayed}: ${ok ? 'the change of code changes nothing here' : 'a difference may come from the change of code'}`,
    ...shown.flatMap(differenceLines),
    ...(left > 0 ? [`… and ${left} more: --all lists them`] : []),
    ...notes.map((note) => `note: ${note}`),
  ].join('\n');
}

/** How many files of each folder are equal. */
function groupLines(files: readonly ReplayedFile[]): readonly string[] {
  const groups = new Map<string, ReplayedFile[]>();
  for (const file of files) {
    const group = file.name.includes('/') ? `${file.name.split('/')[0] ?? ''}/` : file.name;
    groups.set(group, [...(groups.get(group) ?? []), file]);
  }
  const width = Math.max(...[...groups.keys()].map((name) => name.length)) + 2;
  return [...groups].map(([name, group]) => {
    const equal = group.filter((file) => file.equal).length;
    const what = group.length === 1 ? (equal === 1 ? 'equal' : 'DIFFERS') : `${equal} of ${group.length} equal`;
    return `  ${name.padEnd(width)}${what}`;
  });
}

function differenceLines({ file, what, at, offset, recorded, replayed }: ReplayDifference): readonly string[] {
  if (at === undefined) return ['', `${file}: ${what}`];
  const where = at.startsWith('byte') ? at : `${at} (byte ${offset ?? 0})`;
  return ['', `${file}: ${what} from ${where} on`, `  recorded  ${recorded ?? ''}`, `  replayed  ${replayed ?? ''}`];
}
