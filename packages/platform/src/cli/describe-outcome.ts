import path from 'node:path';
import { renderRankingTable } from '../reports/index.ts';
import { changeLines } from '../research/index.ts';
import type { PublishedRun } from '../research/index.ts';
import { publishedFolder } from '../runs/index.ts';
import { coloursWanted, formatDuration } from '../telemetry/index.ts';
import { widthOf } from './context.ts';
import type { Surroundings } from './context.ts';
import { continuedLines } from './run-data-text.ts';
import { countOf } from './text-table.ts';
import { shellWord, typedCommand } from './typed-command.ts';

/** What came of a run: the ranking, what its verdicts count, and where to read on. */
export function describeOutcome(published: PublishedRun, workspace: string, surroundings: Surroundings): string {
  const { rankings, summary } = published;
  const { stdout, env } = surroundings;
  const [command, option] = [typedCommand(surroundings), workspaceOption(workspace, surroundings)];
  const folder = publishedFolder({ workspace, area: 'research', name: summary.name });
  const table = renderRankingTable(rankings.rows, { width: widthOf(stdout), colour: coloursWanted(stdout, env) });
  return [
    table,
    countsText(summary),
    ...promotionLines(rankings.rows),
    trialsText(summary),
    ...outcomesText(summary),
    ...leftOutText(summary),
    ...changesText(summary),
    originText(published),
    '',
    `Report:   ${path.join(folder, 'report.html')}`,
    `Results:  ${folder}`,
    `Run:      ${command} runs show ${published.runId}${option}`,
    `Trades:   ${command} runs export-trades ${published.runId}${option}`,
  ].join('\n');
}

function countsText({ counts }: PublishedRun['summary']): string {
  const { rows, candidates, killed, insufficient, suspicious } = counts;
  const parts = [
    countOf(candidates, 'candidate'),
    `${killed} killed`,
    `${insufficient} insufficient`,
    `${suspicious} suspicious`,
  ];
  const none = ' Nothing passed every rule; the reasons stand in the table and in the report.';
  return `${countOf(rows, 'row')}: ${parts.join(', ')}.${candidates === 0 ? none : ''}`;
}

/** The candidates that do not pass the promotion checklist, and what they lack. */
function promotionLines(rows: PublishedRun['rankings']['rows']): readonly string[] {
  return rows.flatMap(({ id, verdict, promotion }) => {
    if (verdict !== 'candidate' || promotion === undefined || promotion.promotable) return [];
    const missing = promotion.checks.filter(({ passed }) => !passed).map(missingText);
    return [`Not promotable: ${id}: ${missing.join(', ')}.`];
  });
}

type PromotionCheck = NonNullable<PublishedRun['rankings']['rows'][number]['promotion']>['checks'][number];

function missingText({ item, value, limit, comparison }: PromotionCheck): string {
  const name = item.replaceAll('-', ' ');
  return value === null ? `${name} unknown` : `${name} ${Number(value.toPrecision(3))}, not ${comparison} ${limit}`;
}

function trialsText({ trials }: PublishedRun['summary']): string {
  const declared = trials.declared > 0 ? ` and ${trials.declared} declared` : '';
  return (
    `Judged against every trial on overlapping data: ${trials.thisRun} of this run, ` +
    `${trials.prior} made before in this workspace${declared}.`
  );
}

function outcomesText({ outcomes = [] }: PublishedRun['summary']): readonly string[] {
  return outcomes.map(({ of, instrument, horizon, dataset, added, upgraded, problem }) => {
    const what = `Outcomes of ${instrument ?? 'all instruments'} over ${horizon}`;
    if (problem !== null) return `${what} of ${of} failed, the run went on without: ${problem}`;
    return `${what} in ${dataset}: ${added} new, ${upgraded} brought up to date.`;
  });
}

/** Packs that failed and were gone on without; outcomes say so themselves. */
function leftOutText({ data }: PublishedRun['summary']): readonly string[] {
  const packs = (data.continued ?? []).filter(({ step }) => step === 'pack');
  return continuedLines(packs).flatMap((line) => (line === '' ? [] : [line.trim()]));
}

/** What changed since the cycle before; nothing where there was none. */
function changesText({ changes }: PublishedRun['summary']): readonly string[] {
  if (changes === undefined || changes.since === null) return [];
  const { since, rows } = changes;
  const lines = changeLines(changes);
  const scores = rows.filter(({ verdict, score }) => verdict.from === verdict.to && score.from !== score.to).length;
  const moved = scores === 0 ? [] : [`${countOf(scores, 'score')} moved`];
  const told = [...lines, ...moved];
  const against = `Against the results of ${since.generatedAt} (${since.cycle})`;
  if (told.length === 0) return [`${against}: nothing changed.`];
  return [`${against}:`, ...told.map((line) => `  ${line}`)];
}

function originText({ origin, summary }: PublishedRun): string {
  const took = `${formatDuration(summary.seconds * 1000)} with ${countOf(summary.workers, 'worker')}`;
  switch (origin) {
    case 'created':
      return `Took ${took}.`;
    case 'resumed':
      return `Went on where an earlier run of the same was broken off; took ${took}.`;
    case 'reopened':
      return `The same run had finished before: its results were read, not computed again; took ${took}.`;
  }
}

/** How to go on after the demo. */
export function howToGoOn(workspace: string, surroundings: Surroundings): string {
  const [command, option] = [typedCommand(surroundings), workspaceOption(workspace, surroundings)];
  return [
    'With your own data:',
    `  ${command} data import prices.csv --layout ohlcv-daily --name mine${option}`,
    `  ${command} research init research.yaml        then name your dataset and your strategies in it`,
    `  ${command} research run --config research.yaml --once${option}`,
  ].join('\n');
}

/** The option that finds the workspace again from where the user is; nothing where it is found without. */
export function workspaceOption(workspace: string, { cwd, env }: Surroundings): string {
  const isFound = workspace === path.resolve(cwd, env['ASSAY_WORKSPACE'] ?? 'assay-workspace');
  if (isFound) return '';
  const relative = path.relative(cwd, workspace);
  const shown = relative.startsWith('..') ? workspace : relative;
  return ` --workspace ${shellWord(shown)}`;
}
