import type { TrialRecord } from '@assay/quant/evidence';
import { appendFinishedRun } from '../runs/index.ts';
import type { PublishedResults, Run } from '../runs/index.ts';
import type { OpenedRun } from './carry-out-run.ts';

/** What publishing the results of a run needs beside them. */
export interface Publishing<Options> extends Omit<OpenedRun, 'accounts'> {
  readonly options: Options;
}

/** A run whose results are published. */
export interface PublishedResultsOf<Summary> {
  readonly runId: string;
  readonly origin: Run['origin'];
  readonly folder: string;
  readonly results: PublishedResults;
  readonly summary: Summary;
}

/** What a run has come to, as its audit says it. */
export interface FinishedRun {
  readonly counts: Readonly<Record<string, number>>;
  /** Trials that it made. */
  readonly records: readonly TrialRecord[];
}

/** Finishes a run, and says so in the trial ledger; what a run costs is known by then. Returns the head of its audit. */
export async function finishRun(
  { plan, run, options }: Pick<Publishing<{ readonly workspace: string }>, 'plan' | 'run' | 'options'>,
  { counts, records }: FinishedRun,
): Promise<string> {
  const auditHead = await run.finish(counts, records);
  const { experimentId } = run.manifest;
  await appendFinishedRun(
    options.workspace,
    { experimentId, name: plan.loaded.config.name, auditHead },
    { runId: run.id },
  );
  return auditHead;
}

/** What a run cost, as summaries say it. */
export function costOf({ cost }: Pick<OpenedRun, 'cost'>): {
  readonly peakMemoryBytes: number | null;
  readonly seconds: number;
} {
  return { peakMemoryBytes: cost.peakMemoryBytes(), seconds: Math.round(cost.seconds() * 100) / 100 };
}
