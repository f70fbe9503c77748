import type { CycleChanges, OutcomesState, Rankings, RunData, Summary } from '@assay/contracts/schemas';
import { rankingsSchema, stressFileSchema, summarySchema } from '@assay/contracts/schemas';
import type { TrialRecord } from '@assay/quant/evidence';
import { renderReport } from '../reports/index.ts';
import { amendmentFiles } from '../runs/index.ts';
import type { Run } from '../runs/index.ts';
import { strictJson } from '../settings/index.ts';
import { countVerdicts, readAcknowledgements, withAcknowledged } from './acknowledge/acknowledged-lists.ts';
import { hasRecord } from './assemble-rows.ts';
import type { AssembledRow } from './assemble-rows.ts';
import { CYCLE_BEFORE_FILE, cycleBefore, cycleChanges, keptCycle, parsedCycle } from './cycle-changes.ts';
import type { PublishedCycle } from './cycle-changes.ts';
import { costOf, finishRun } from './finish-run.ts';
import type { PublishedResultsOf, Publishing } from './finish-run.ts';
import { keptFiles } from './kept-cycle.ts';
import { publishedFiles } from './published-files.ts';
import { benchmarkFigures, reportModel } from './report-model.ts';
import type { Benchmarks } from './report-model.ts';
import { judgedRecord, writeRecord } from './research-record.ts';
import { scientificConfig } from './run-identity.ts';
import type { ResearchOptions } from './options.ts';

/** What a run published. */
export interface PublishedRun extends PublishedResultsOf<Summary> {
  readonly rankings: Rankings;
  /** What whoever runs it should know, in sentences. */
  readonly notes: readonly string[];
}

/** What publishing needs beside the rows. */
export interface PublishContext extends Publishing<ResearchOptions> {
  /** What the outcomes step did, where there was one. */
  readonly outcomes?: readonly OutcomesState[] | undefined;
}

/** Judged rows to files: the judgement and the report are steps of the run, the files replace the last ones together. */
export async function publishRun(
  rows: readonly AssembledRow[],
  benchmarks: Benchmarks,
  context: PublishContext,
): Promise<PublishedRun> {
  const { plan, run, options, data } = context;
  const { config } = plan.loaded;
  const trials = countTrials(rows, context);
  const rankings = {
    runId: run.id,
    datasetVersion: [...new Set(plan.accounts.map(({ manifest }) => manifest.version))].join('+'),
    codeVersion: run.manifest.codeVersion,
    config: scientificConfig(plan),
    rows: rows.map((row) => row.ranking),
  };
  const inputs = {
    rows: rows.map(({ evaluated }) => evaluated.step.hash),
    costs: rows.map((row) => (hasRecord(row) ? row.evaluated.ladderHash : null)),
    stresses: rows.map((row) => (hasRecord(row) ? row.evaluated.stressHash : undefined) ?? null),
    leaks: rows.map((row) => (hasRecord(row) ? row.evaluated.leakHash : undefined) ?? null),
    coverage: rows.map((row) => (hasRecord(row) ? row.evaluated.coverageHash : undefined) ?? null),
    records: rows.map(({ evaluated }) => evaluated.records.map(({ key }) => key)),
  };
  const judged = await run.step({ name: 'judge', inputs, compute: () => ({ json: rankings }) });
  const place = { workspace: options.workspace, area: 'research', name: config.name };
  const { before, note } = await cycleBefore(place);
  const compared = await compareOnce(run, { judged: judged.hash, before, rows: rankings.rows });
  const report = await run.step({
    name: 'report',
    inputs: {
      ...{ judged: judged.hash, name: config.name, hypothesis: config.hypothesis, ...compared.input },
      ...failedOutcomes(data),
    },
    compute: async () => {
      const context = { plan, rankings, benchmarks, trials, data, changes: compared.changes };
      return { json: await renderReport(await reportModel(rows, context)) };
    },
  });
  for (const name of ['rankings.json'] as const) await run.writeArtefact(name, strictJson(judged.json, { indent: 2 }));
  await run.writeArtefact('report.html', report.json as string);
  await run.writeArtefact('stress.json', strictJson(stressFile(rankings), { indent: 2 }));
  const records = rows.flatMap(({ evaluated }) => evaluated.records);
  await writeRecord(run, judgedRecord(plan, run, { rows: rankings.rows, trials: trials.thisRun }));
  const auditHead = await finishRun(context, { counts: { rows: rows.length }, records });
  const generatedAt = new Date(options.clock.now()).toISOString();
  const parsed: Rankings = rankingsSchema.parse({ ...(judged.json as object), generatedAt });
  // A run that is made again keeps what a person has said of its rows.
  const envelope = withAcknowledged(parsed, await readAcknowledgements(options.workspace, run.id));
  const changes = cycleChanges(before, envelope.rows);
  const summary = summaryOf(envelope, { context, benchmarks, trials, auditHead, changes });
  const made = {
    ...publishedFiles(envelope, summary, report.json as string),
    ...(await amendmentFiles(options.workspace, run.id)),
  };
  const results = await run.publish({
    ...{ area: place.area, name: place.name },
    files: (await keptFiles(place, { runId: run.id, files: made })) ?? made,
  });
  const notes = note === undefined ? [] : [note];
  return { runId: run.id, origin: run.origin, folder: run.folder, results, rankings: envelope, summary, notes };
}

/** Outcomes are no part of a run's identity, but its report says which could not be made. */
function failedOutcomes({ continued = [] }: RunData): object {
  const failed = continued.filter(({ step }) => step === 'outcomes');
  return failed.length === 0 ? {} : { failedOutcomes: failed };
}

/** The stress of every row that has one, as an artefact of its own. */
function stressFile({ runId, rows }: Omit<Rankings, 'generatedAt'>): unknown {
  return stressFileSchema.parse({
    runId,
    rows: rows.flatMap(({ id, stress }) => (stress === undefined ? [] : [{ id, stress }])),
  });
}

/**
 * What the run changed against the cycle that stood there when it was first judged. It is read once and kept with the run, as
 * prior trials are: when the run is opened again its report is the same, whatever was published meanwhile.
 */
async function compareOnce(
  run: Run<TrialRecord>,
  {
    judged,
    before,
    rows,
  }: { readonly judged: string; readonly before: PublishedCycle | undefined; readonly rows: Rankings['rows'] },
): Promise<{ readonly changes?: CycleChanges; readonly input: object }> {
  // The step may be made again from the run's folder alone: so what it compares with is an input of the run.
  const text = await run.keepText({ name: CYCLE_BEFORE_FILE, text: keptCycle(before), keep: 'first' });
  const frozen = parsedCycle(text);
  const compute = (): { readonly json: CycleChanges } => ({ json: cycleChanges(frozen, rows) });
  const { json, hash } = await run.step({ name: 'compare with the cycle before', inputs: { judged }, compute });
  const changes = json as CycleChanges;
  return changes.since === null ? { input: {} } : { changes, input: { changes: hash } };
}

function countTrials(
  rows: readonly AssembledRow[],
  { plan, run }: PublishContext,
): { thisRun: number; prior: number; declared: number } {
  const own = new Set(rows.flatMap(({ evaluated }) => evaluated.records.map(({ key }) => key)));
  return { thisRun: own.size, prior: run.priors.length, declared: plan.loaded.config.evaluation.priorTrials };
}

interface SummaryParts {
  readonly context: PublishContext;
  readonly benchmarks: Benchmarks;
  readonly trials: { readonly thisRun: number; readonly prior: number; readonly declared: number };
  readonly auditHead: string;
  readonly changes: CycleChanges;
}

function summaryOf(envelope: Rankings, { context, benchmarks, trials, auditHead, changes }: SummaryParts): Summary {
  const { plan, options, run, data, outcomes } = context;
  const { config } = plan.loaded;
  const manifests = new Map(
    plan.accounts.map(({ manifest }) => [manifest.version, { name: manifest.name, version: manifest.version }]),
  );
  return summarySchema.parse({
    runId: run.id,
    name: config.name,
    hypothesis: config.hypothesis,
    generatedAt: envelope.generatedAt,
    codeVersion: envelope.codeVersion,
    datasets: [...manifests.values()],
    data,
    counts: countVerdicts(envelope),
    trials: { ...trials, workspace: 'of this workspace; trials made elsewhere count only where they were declared' },
    benchmarks: benchmarkFigures(benchmarks),
    changes,
    outcomes,
    auditHead,
    workers: options.workers,
    ...costOf(context),
  });
}
