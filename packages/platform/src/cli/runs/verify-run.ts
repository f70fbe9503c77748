import { runPaths, resolveRunId, runPathsIn, verifyRun } from '../../runs/index.ts';
import type { RunPaths, RunVerification, VerificationProblem } from '../../runs/index.ts';
import { formatMemory } from '../../settings/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { runFolderAt } from './run-folder.ts';

/** Most problems that are listed without `--json`. */
const MOST_LISTED = 20;

/** A run as a command names it: by its id in a workspace, or by the path of its folder. */
export async function namedRun(
  reference: string,
  options: SharedOptions,
  context: CommandContext,
): Promise<{ readonly paths: RunPaths; readonly workspace: string | undefined }> {
  const folder = runFolderAt(reference, context.cwd);
  if (folder !== undefined) return { paths: runPathsIn(folder), workspace: undefined };
  const workspace = await workspaceOf(options, context);
  return { paths: runPaths(workspace, await resolveRunId(workspace, reference)), workspace };
}

/** `assay runs verify`; ends with 1 where something is not as it was written. */
export async function verifyRunCommand(
  reference: string,
  options: SharedOptions,
  context: CommandContext,
): Promise<void> {
  const found = await verifyRun(await namedRun(reference, options, context));
  if (!found.ok) context.endWith(EXIT_CODES.failed);
  if (options.json === true) return printJson(context, found);
  printLine(context, verificationText(found));
}

/** What was verified, and each problem with what was expected and found. */
export function verificationText({
  runId,
  ok,
  state,
  checked,
  auditHead,
  problems,
  notes,
  folder,
}: RunVerification): string {
  const { auditLines, files, bytes, publishedFiles, ledger } = checked;
  const done = [
    countOf(auditLines, 'audit line'),
    `${countOf(files, 'file')} (${formatMemory(bytes)})`,
    ...(publishedFiles === null ? [] : [countOf(publishedFiles, 'published file')]),
    ...(ledger ? ['the trial ledger'] : []),
  ];
  if (ok) {
    return [
      `run ${runId} is as it was written`,
      `verified: ${done.join(', ')}`,
      `audit head: ${auditHead}`,
      ...notes.map((note) => `note: ${note}`),
    ].join('\n');
  }
  const listed = problems.slice(0, MOST_LISTED).flatMap(problemLines);
  const left = problems.length - MOST_LISTED;
  return [
    `run ${runId} is NOT as it was written: ${countOf(problems.length, 'problem')}`,
    ...listed,
    ...(left > 0 ? [`… and ${left} more: --json lists them`] : []),
    ...notes.map((note) => `note: ${note}`),
    '',
    `What stands in '${folder}' cannot be relied on. ${adviceFor(state)}`,
  ].join('\n');
}

function problemLines({ where, what, expected, found }: VerificationProblem): readonly string[] {
  return ['', `${where}: ${what}`, `  expected  ${expected}`, `  found     ${found}`];
}

function adviceFor(state: RunVerification['state']): string {
  const again = 'run its config again: its trials stay in the ledger.';
  return state === 'finished'
    ? `Restore it from a backup, or remove the run and ${again}`
    : `Remove the run and ${again}`;
}
