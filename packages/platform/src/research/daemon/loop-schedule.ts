import type { LoopConfig } from '@assay/contracts/schemas';
import { InvalidArgumentError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import { parseCron } from './cron.ts';
import { durationMs } from './duration.ts';

const DEFAULT_EVERY = '24h';

/** When cycles start. */
export interface LoopSchedule {
  /** In words. */
  readonly text: string;
  /** Start of the first cycle: at once, or when the cron expression says. */
  readonly first: (startedAt: EpochMs) => EpochMs;
  /**
   * The first start after a moment. Starts lie on a grid that is laid once, so that they never drift; one that a long cycle
   * ran over is passed over.
   */
  readonly next: (after: EpochMs, startedAt: EpochMs) => EpochMs;
  /** Milliseconds to wait after so many failures in a row, 1 or more. */
  readonly retryAfter: (failures: number) => number;
  /** Milliseconds between questions for new data; undefined if they start nothing. */
  readonly pollMs: number | undefined;
}

/** The schedule that a config asks for; `loopProblems` has found nothing. */
export function loopSchedule(loop: LoopConfig): LoopSchedule {
  const { cron, onNewData, pollEvery, backoff } = loop;
  const regular = cron === undefined ? everySchedule(loop.every ?? DEFAULT_EVERY) : cronSchedule(cron);
  const [first, longest] = [durationMs(backoff.first), durationMs(backoff.longest)];
  const news = onNewData ? `, and on a new version of its data (asked for every ${pollEvery})` : '';
  return {
    ...regular,
    text: `${regular.text}${news}; after a failure again after ${backoff.first}, doubling up to ${backoff.longest}`,
    // Doubling often enough overflows to infinity, which the limit catches.
    retryAfter: (failures) => Math.min(first * 2 ** (failures - 1), longest),
    pollMs: onNewData ? durationMs(pollEvery) : undefined,
  };
}

type Regular = Pick<LoopSchedule, 'text' | 'first' | 'next'>;

function everySchedule(every: string): Regular {
  const ms = durationMs(every);
  return {
    text: `at once and every ${every} from then on`,
    first: (startedAt) => startedAt,
    next: (after, startedAt) => startedAt + (Math.floor((after - startedAt) / ms) + 1) * ms,
  };
}

function cronSchedule(expression: string): Regular {
  const cron = parseCron(expression);
  return { text: `by cron ${cron.text} (UTC)`, first: (startedAt) => cron.next(startedAt), next: cron.next };
}

/** What is wrong with a `loop` block beyond its form. */
export function loopProblems({ cron, backoff }: LoopConfig): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  try {
    if (cron !== undefined) parseCron(cron);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    problems.push({ path: 'loop.cron', message: error.message.replace(/^invalid 'cron': /u, '') });
  }
  if (durationMs(backoff.first) > durationMs(backoff.longest)) {
    const message = `first ${backoff.first} is above longest ${backoff.longest}`;
    problems.push({ path: 'loop.backoff', message });
  }
  return problems;
}
