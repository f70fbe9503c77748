import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PlatformError } from '@assay/core/errors';
import { rankingsSchema, researchRecordSchema } from '@assay/contracts/schemas';
import type { Rankings, ResearchRecord } from '@assay/contracts/schemas';
import { forwardWarnings } from '../../reports/index.ts';
import { readRecord } from '../../research/index.ts';
import type { FoundRecord } from '../../research/index.ts';
import { checkLedger, listRuns, removeRun, showRun } from '../../runs/index.ts';
import type { RunDetails, RunFailure, RunProblem, RunState, RunSummary } from '../../runs/index.ts';
import { formatMemory, hasErrorCode } from '../../settings/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf, renderTable } from '../text-table.ts';
import { forwardTable } from '../verdict/forward-text.ts';
import { recordLines } from './record-text.ts';

/** `assay runs list`. */
export async function listRunsCommand(options: SharedOptions, context: CommandContext): Promise<void> {
  const workspace = await workspaceOf(options, context);
  const runs = await listRuns(workspace);
  if (options.json === true) return printJson(context, runs);
  if (runs.length === 0) return printLine(context, 'no run yet: `assay demo` makes one');
  const rows = runs.map((run) => [
    run.runId,
    run.name ?? '?',
    run.state,
    run.startedAt ?? '',
    run.codeVersion ?? '?',
    run.publishedAs.join(', '),
  ]);
  const titles = ['Run', 'Name', 'State', 'Started', 'Code', 'Current results of'];
  const table = renderTable(
    titles.map((title) => ({ title })),
    rows,
  );
  const ledger = await ledgerTrouble(workspace, runs);
  printLine(context, [table, ...runs.flatMap(troubleOf), ...ledger].join('\n'));
}

/** What is wrong with the trial ledger, unless a damaged run has said it already. */
async function ledgerTrouble(workspace: string, runs: readonly RunSummary[]): Promise<readonly string[]> {
  try {
    await checkLedger(workspace);
    return [];
  } catch (error) {
    if (!PlatformError.is(error) || error.code !== 'DATA_INVALID') throw error;
    const isSaid = runs.some(({ problem }) => problem?.message === error.message);
    return isSaid ? [] : ['', ...problemLines({ message: error.message, advice: error.hint ?? '' })];
  }
}

/** What a reader of the list must know of one run. */
function troubleOf({ runId, failure, problem }: RunSummary): readonly string[] {
  if (problem !== null) return ['', ...problemLines(problem)];
  return failure === null ? [] : ['', `run '${runId}' failed: ${failureText(failure)}`];
}

function failureText({ code, step, message }: RunFailure): string {
  return `${message} (${code}, in '${step}')`;
}

function problemLines({ message, advice }: RunProblem): readonly string[] {
  return advice === '' ? [message] : [message, advice];
}

/** `assay runs show`; ends with 3 where something of the run is damaged. */
export async function showRunCommand(
  reference: string,
  options: SharedOptions,
  context: CommandContext,
): Promise<void> {
  const run = await showRun(await workspaceOf(options, context), reference);
  if (run.problems.length > 0) context.endWith(EXIT_CODES.unfitData);
  const rows = (await readRankings(run))?.rows ?? [];
  const record = await readResearchRecord(run);
  const later = await laterRecords(await workspaceOf(options, context), run);
  if (options.json === true) {
    const records = later.map(({ file, time, record: { kind, rows: judged } }) => {
      return { kind, file, time, rows: judged.map(({ id, state, bars }) => ({ id, state, bars })) };
    });
    const shown = rows.map(({ id, verdict }) => ({ id, verdict }));
    return printJson(context, { ...run, record, rows: shown, later: records });
  }
  printLine(context, [runText(run, rows, record), ...later.map(laterText)].join('\n'));
}

/** The last record of each kind that was added after the run's end. */
async function laterRecords(workspace: string, { runId, state }: RunDetails): Promise<readonly FoundRecord[]> {
  if (state !== 'finished') return [];
  const kinds = ['lockbox', 'forward'] as const;
  const found = await Promise.all(kinds.map((kind) => readRecord(workspace, runId, kind)));
  return found.filter((one) => one !== undefined);
}

function laterText({ file, time, record }: FoundRecord): string {
  const what = record.kind === 'lockbox' ? 'Opened lockbox' : 'Forward record';
  const heading = `${what}, judged on ${time.slice(0, 10)}, ${file.replace(/json$/u, 'html')}`;
  const warnings = forwardWarnings(record).map((text) => `! ${text}`);
  return ['', heading, ...warnings, ...(record.rows.length === 0 ? ['no row'] : [forwardTable(record.rows)])].join(
    '\n',
  );
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

/** The rankings that a finished run holds; undefined where it holds none, or damaged ones, which its problems tell. */
async function readRankings({ folder, state }: RunDetails): Promise<Omit<Rankings, 'generatedAt'> | undefined> {
  if (state !== 'finished') return undefined;
  try {
    const text = await readFile(path.join(folder, 'artefacts', 'rankings.json'), 'utf8');
    return rankingsSchema.omit({ generatedAt: true }).safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The record of a run; null where it has none yet, or a damaged one, which its problems tell. */
async function readResearchRecord({ folder }: RunDetails): Promise<ResearchRecord | null> {
  try {
    const text = await readFile(path.join(folder, 'artefacts', 'record.json'), 'utf8');
    return researchRecordSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT') || error instanceof SyntaxError) return null;
    throw error;
  }
}

const ADVICE: Readonly<Partial<Record<RunState, string>>> = {
  unfinished:
    'The command that made it goes on where it stopped. Until it has finished or is removed, what it planned counts as ' +
    'trials for other runs.',
  failed: 'Once the cause is mended, the command that made it goes on where it stopped.',
};

function runText(run: RunDetails, rows: Rankings['rows'], record: ResearchRecord | null): string {
  const { lastEvent, audit, manifest } = run;
  const facts: readonly (readonly [string, string])[] = [
    ['run', run.runId],
    ['name', manifest.name],
    ['state', run.state],
    ...(run.failure === null ? [] : [['error', failureText(run.failure)] as const]),
    ['started', run.startedAt ?? 'its audit does not say'],
    ['experiment', manifest.experimentId],
    ['code', manifest.codeVersion],
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
  if (record !== null) lines.push('', ...recordLines(record));
  const advice = ADVICE[run.state];
  if (advice !== undefined) lines.push('', advice);
  for (const problem of run.problems) lines.push('', ...problemLines(problem));
  return lines.join('\n');
}
