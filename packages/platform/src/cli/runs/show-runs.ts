import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { rankingsSchema } from '@assay/contracts/schemas';
import type { Rankings } from '@assay/contracts/schemas';
import { listRuns, removeRun, showRun } from '../../runs/index.ts';
import type { RunDetails } from '../../runs/index.ts';
import { formatMemory, hasErrorCode } from '../../settings/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf, renderTable } from '../text-table.ts';

/** `assay runs list`. */
export async function listRunsCommand(options: SharedOptions, context: CommandContext): Promise<void> {
  const runs = await listRuns(await workspaceOf(options, context));
  if (options.json === true) return printJson(context, runs);
  if (runs.length === 0) return printLine(context, 'no run yet: `assay demo` makes one');
  const rows = runs.map((run) => [
    run.runId,
    run.name,
    run.state,
    run.startedAt ?? '',
    run.codeVersion,
    run.publishedAs.join(', '),
  ]);
  const titles = ['Run', 'Name', 'State', 'Started', 'Code', 'Current results of'];
  printLine(
    context,
    renderTable(
      titles.map((title) => ({ title })),
      rows,
    ),
  );
}

/** `assay runs show`. */
export async function showRunCommand(
  reference: string,
  options: SharedOptions,
  context: CommandContext,
): Promise<void> {
  const run = await showRun(await workspaceOf(options, context), reference);
  const rows = (await readRankings(run))?.rows ?? [];
  if (options.json === true)
    return printJson(context, { ...run, rows: rows.map(({ id, verdict }) => ({ id, verdict })) });
  printLine(context, runText(run, rows));
}

/** `assay runs remove`. */
export async function removeRunCommand(
  reference: string,
  options: SharedOptions & { readonly force?: boolean },
  context: CommandContext,
): Promise<void> {
  const { force } = options;
  const removed = await removeRun(await workspaceOf(options, context), reference, { force });
  if (options.json === true) return printJson(context, { removed });
  printLine(context, `removed run ${removed}; its trials stay in the ledger`);
}

/** The rankings that a finished run holds. */
async function readRankings({ folder }: RunDetails): Promise<Omit<Rankings, 'generatedAt'> | undefined> {
  try {
    const text = await readFile(path.join(folder, 'artefacts', 'rankings.json'), 'utf8');
    return rankingsSchema.omit({ generatedAt: true }).parse(JSON.parse(text));
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function runText(run: RunDetails, rows: Rankings['rows']): string {
  const { lastEvent, audit } = run;
  const facts: readonly (readonly [string, string])[] = [
    ['run', run.runId],
    ['name', run.name],
    ['state', run.state],
    ['started', run.startedAt ?? 'its audit does not say'],
    ['experiment', run.experimentId],
    ['code', run.codeVersion],
    ['dataset versions', run.datasetVersions.join(', ')],
    ['prior trials', String(run.priorTrials)],
    ['inputs', countOf(Object.keys(run.inputs).length, 'file')],
    ['steps', String(run.steps)],
    ['artefacts', run.artefacts.map(({ name }) => name).join(', ') || 'none'],
    ['size', formatMemory(run.bytes)],
    ['audit', `${countOf(audit.entries, 'line')}, whole; head ${audit.head ?? 'none'}`],
    ['last event', lastEvent === null ? 'none' : `${lastEvent.event} at ${lastEvent.time}`],
    ['current results of', run.publishedAs.join(', ') || 'nothing'],
    ['folder', run.folder],
  ];
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  const lines = facts.map(([name, value]) => `${name.padEnd(width)}${value}`);
  if (rows.length > 0) {
    const cells = rows.map((row) => [row.id, row.verdict, String(row.trades)]);
    lines.push('', renderTable([{ title: 'Row' }, { title: 'Verdict' }, { title: 'Trades', align: 'right' }], cells));
  }
  if (run.state === 'unfinished') lines.push('', 'The command that made it goes on where it stopped.');
  return lines.join('\n');
}
