import path from 'node:path';
import type { RunComparison } from '@assay/contracts/schemas';
import { comparedRowWords, comparisonAnswer, differenceWords, renderComparison } from '../../reports/index.ts';
import { compareRuns, loadComparedRun } from '../../research/index.ts';
import { writeNamedFile } from '../../settings/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { renderTable } from '../text-table.ts';

/** Most differing inputs that are listed without `--all`. */
const MOST_LISTED = 20;

/** Options of `assay runs diff`. */
export interface DiffCommandOptions extends SharedOptions {
  readonly html?: string;
  readonly all?: boolean;
}

/** `assay runs diff`: what went into two runs, and what came out of each row. */
export async function diffRunsCommand(
  references: readonly [first: string, second: string],
  options: DiffCommandOptions,
  context: CommandContext,
): Promise<void> {
  const workspace = await workspaceOf(options, context);
  const first = await loadComparedRun(workspace, references[0]);
  const second = await loadComparedRun(workspace, references[1]);
  const comparison = compareRuns(first, second);
  const page = options.html === undefined ? undefined : path.resolve(context.cwd, options.html);
  if (page !== undefined) await writeNamedFile(page, await renderComparison(comparison));
  if (options.json === true) {
    // The curves are in the page and in the exports.
    const rows = comparison.rows.map(({ id, first, second, differences }) => ({ id, first, second, differences }));
    return printJson(context, { ...comparison, rows });
  }
  printLine(context, comparisonText(comparison, options.all === true));
  if (page !== undefined) printLine(context, `\nPage: ${page}`);
}

/** What differs, as a terminal shows it. */
export function comparisonText(comparison: RunComparison, all: boolean): string {
  const { first, second, inputs, rows } = comparison;
  const listed = all ? inputs : inputs.slice(0, MOST_LISTED);
  const left = inputs.length - listed.length;
  const text = (verdict: string | undefined): string => verdict ?? '–';
  return [
    `first   ${first.runId}  ${first.name}`,
    `second  ${second.runId}  ${second.name}`,
    '',
    comparisonAnswer(comparison),
    ...(listed.length === 0 ? [] : ['', ...inputLines(listed)]),
    ...(left > 0 ? [`… and ${left} more: --all lists them`] : []),
    '',
    renderTable(
      [{ title: 'Row' }, { title: 'First' }, { title: 'Second' }, { title: 'What changed' }],
      rows.map((row) => [row.id, text(row.first?.verdict), text(row.second?.verdict), comparedRowWords(row)]),
    ),
  ].join('\n');
}

function inputLines(inputs: RunComparison['inputs']): readonly string[] {
  const rows = inputs.map((difference) => [difference.path, ...differenceWords(difference)]);
  return [renderTable([{ title: 'What went in' }, { title: 'First' }, { title: 'Second' }], rows)];
}
