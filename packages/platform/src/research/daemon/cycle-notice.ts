/** What is told of a cycle that has ended: words for people, a document for machines. */
import type { CycleChanges, Summary } from '@assay/contracts/schemas';
import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { formatDuration } from '../../telemetry/index.ts';
import type { Notice } from '../../telemetry/index.ts';
import type { CycleFailure } from './cycle-failure.ts';

/** A cycle that has ended, of a daemon or alone. */
export interface ToldCycle {
  readonly name: string;
  /** Counted from 1 in this process. */
  readonly cycle: number;
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs;
  /** Null where nothing follows. */
  readonly nextStart: EpochMs | null;
  readonly consecutiveFailures: number;
  /** What it published, or why it did not. */
  readonly result: { readonly summary: Summary } | { readonly failure: CycleFailure };
}

/** Whether a cycle is worth telling where only changes are: it failed, or candidates were won or lost. */
export function isNews({ result }: ToldCycle): boolean {
  if ('failure' in result) return true;
  const { newCandidates = [], lostCandidates = [] } = result.summary.changes ?? {};
  return newCandidates.length + lostCandidates.length > 0;
}

/** The notice of a cycle. */
export function cycleNotice(told: ToldCycle): Notice {
  const { name, cycle, startedAt, endedAt, nextStart, consecutiveFailures, result } = told;
  const frame = {
    name,
    cycle,
    startedAt: formatIsoTime(startedAt),
    endedAt: formatIsoTime(endedAt),
    nextStart: nextStart === null ? null : formatIsoTime(nextStart),
    failures: consecutiveFailures,
  };
  const next = nextStart === null ? [] : [`Next: ${formatIsoTime(nextStart)}`];
  if ('failure' in result) {
    const { code, message, step } = result.failure;
    const at = step === null ? '' : ` at '${step}'`;
    const text = [
      `${name}: cycle ${cycle} failed${at}, ${consecutiveFailures} in a row`,
      `${code}: ${message}`,
      ...next,
    ];
    return { text: text.join('\n'), document: { event: 'cycle-failed', ...frame, error: result.failure } };
  }
  const { summary } = result;
  const { rows, candidates, killed, insufficient, suspicious } = summary.counts;
  const took = formatDuration(endedAt - startedAt);
  const text = [
    `${name}: cycle ${cycle} done in ${took}`,
    `${rows} experiments, ${killed} killed, ${insufficient + suspicious} held, ${candidates} candidates`,
    ...changeLines(summary.changes),
    ...next,
  ];
  const document = {
    event: 'cycle-finished',
    ...frame,
    runId: summary.runId,
    experiments: rows,
    trials: summary.trials.thisRun,
    killed,
    insufficient,
    suspicious,
    candidates,
    changes: summary.changes ?? null,
  };
  return { text: text.join('\n'), document };
}

/** What changed, in lines; none where nothing did. */
export function changeLines(changes: CycleChanges | undefined): readonly string[] {
  if (changes === undefined) return [];
  const { newCandidates, lostCandidates, rows } = changes;
  const verdicts = rows.filter(
    ({ verdict }) => verdict.from !== null && verdict.to !== null && verdict.from !== verdict.to,
  );
  return [
    ...(newCandidates.length > 0 ? [`New candidates: ${newCandidates.join(', ')}`] : []),
    ...(lostCandidates.length > 0 ? [`Lost candidates: ${lostCandidates.join(', ')}`] : []),
    ...verdicts.map(({ id, verdict }) => `${id}: ${verdict.from} before, now ${verdict.to}`),
  ];
}
