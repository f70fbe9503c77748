/**
 * Repeats the cycles of one config until it is told to stop.
 *
 * 1. One daemon per name and workspace: a lock beside the results; a second one is refused with the number of the first.
 * 2. It waits for the next start of the schedule; while it waits it asks, now and then, whether the data have a new version.
 * 3. A cycle runs; the next one cannot start before it has ended. What it throws is counted, kept in health.json and told; the
 *    next try comes after a pause that doubles with each failure in a row, up to a limit. New data are tried at once.
 * 4. A stop ends the wait at once. A cycle under way is left as it is: its run goes on where it stopped when it is started again.
 */
import path from 'node:path';
import type { DaemonHealth, NoticeResult } from '@assay/contracts/schemas';
import { PlatformError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { publishedFolder } from '../../runs/index.ts';
import type { PublicationPlace } from '../../runs/index.ts';
import { withFileLock } from '../../settings/index.ts';
import { failureOf } from '../open-research-run.ts';
import type { DaemonClock } from './daemon-clock.ts';
import type { CycleFailure } from './cycle-failure.ts';
import { readHealth, writeHealth } from './health.ts';
import type { LoopSchedule } from './loop-schedule.ts';

/** Why a cycle starts. */
export type Trigger = NonNullable<DaemonHealth['lastTrigger']>;

/** What a cycle is told. */
export interface CycleStart {
  /** Counted from 1 in this process. */
  readonly cycle: number;
  readonly trigger: Trigger;
}

/** A cycle that has ended. */
export type CycleEnd<Outcome> = CycleStart & {
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs;
  readonly nextStart: EpochMs;
  /** Starts of the schedule that went by while it ran. */
  readonly missedStarts: number;
  readonly consecutiveFailures: number;
} & (
    | { readonly outcome: Outcome; readonly error?: undefined }
    | { readonly outcome?: undefined; readonly error: unknown; readonly failure: CycleFailure }
  );

/** What a daemon repeats, and whom it tells. */
export interface DaemonOptions<Outcome extends { readonly runId: string }> {
  readonly place: PublicationPlace;
  readonly schedule: LoopSchedule;
  readonly clock: DaemonClock;
  /** Aborted when the daemon is to end. */
  readonly stop: AbortSignal;
  /** Is told that the lock is held, before anything else happens. */
  onReady?(): void;
  cycle(start: CycleStart): Promise<Outcome>;
  /** A text that changes when a dataset gets another version. */
  readonly dataVersions: () => Promise<string>;
  /** The step at which the latest cycle failed, if it says so. */
  failedStep?(error: unknown): string | null;
  /** Is told of each cycle that has ended; what became of its notices. Must not throw. */
  onCycle(end: CycleEnd<Outcome>): Promise<readonly NoticeResult[]>;
  /** Is told what went wrong beside the cycles, as that health.json cannot be written. */
  readonly onNote: (note: string) => void;
}

/** Longest wait without a look at the clock: a machine may have slept meanwhile. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Runs a daemon until `stop` is aborted.
 *
 * @throws {PlatformError} CONFLICT, naming the process, if one runs for this name already; INTERRUPTED when it was stopped.
 */
export async function runDaemon<Outcome extends { readonly runId: string }>(
  options: DaemonOptions<Outcome>,
): Promise<never> {
  const { place } = options;
  const lock = path.join(publishedFolder(place), '.daemon.lock');
  const what = `the daemon of '${place.name}'`;
  return withFileLock(lock, async () => repeat(await openDaemon(options)), { waitMs: 0, what });
}

/** What a daemon knows while it runs. */
interface Daemon<Outcome extends { readonly runId: string }> {
  readonly options: DaemonOptions<Outcome>;
  readonly startedAt: EpochMs;
  health: DaemonHealth;
  /** Versions of the data at the start of the latest cycle. */
  versions: string;
}

async function openDaemon<Outcome extends { readonly runId: string }>(
  options: DaemonOptions<Outcome>,
): Promise<Daemon<Outcome>> {
  const { place, schedule, clock } = options;
  options.onReady?.();
  const startedAt = clock.now();
  const before = await readHealth(place);
  const time = formatIsoTime(startedAt);
  const health: DaemonHealth = {
    name: place.name,
    pid: process.pid,
    state: 'waiting',
    schedule: schedule.text,
    startedAt: time,
    updatedAt: time,
    cycles: 0,
    failedCycles: 0,
    consecutiveFailures: before?.consecutiveFailures ?? 0,
    lastTrigger: null,
    lastStart: before?.lastStart ?? null,
    lastSuccess: before?.lastSuccess ?? null,
    lastRunId: before?.lastRunId ?? null,
    lastError: before?.lastError ?? null,
    nextStart: null,
    notices: [],
  };
  return { options, startedAt, health, versions: await options.dataVersions() };
}

async function repeat<Outcome extends { readonly runId: string }>(daemon: Daemon<Outcome>): Promise<never> {
  const { options, startedAt } = daemon;
  const { schedule } = options;
  let next = schedule.first(startedAt);
  let due: Trigger = next === startedAt ? 'start' : 'schedule';
  await note(daemon, { state: 'waiting', nextStart: formatIsoTime(next) });
  for (;;) {
    const trigger: Trigger = await untilDue(daemon, next, due);
    const end: CycleEnd<Outcome> = await oneCycle(daemon, trigger);
    next = end.nextStart;
    due = end.outcome === undefined ? 'retry' : 'schedule';
    const notices = await unlessStopped(daemon, options.onCycle(end));
    if (notices.length > 0) await note(daemon, { notices: [...notices] });
  }
}

/** Waits for the next start; returns why it has come. */
async function untilDue<Outcome extends { readonly runId: string }>(
  daemon: Daemon<Outcome>,
  planned: EpochMs,
  due: Trigger,
): Promise<Trigger> {
  const { clock, stop, schedule, dataVersions } = daemon.options;
  const longest = Math.min(LONGEST_WAIT_MS, schedule.pollMs ?? LONGEST_WAIT_MS);
  let next = planned;
  let askedAt = clock.now();
  let seen = askedAt;
  for (;;) {
    await endIfStopped(daemon);
    const now = clock.now();
    if (now < seen) {
      next = await replanned(daemon, { next, due, wentBackMs: seen - now });
      askedAt = now;
    }
    seen = now;
    if (now >= next) return due;
    if (schedule.pollMs !== undefined && now - askedAt >= schedule.pollMs) {
      askedAt = now;
      if ((await dataVersions()) !== daemon.versions) return 'new data';
    }
    await clock.wait(Math.min(next - now, longest), stop);
  }
}

/** The next start after the clock was set back: a start that was planned on the old clock may be days away on the new one. */
async function replanned<Outcome extends { readonly runId: string }>(
  daemon: Daemon<Outcome>,
  { next, due, wentBackMs }: { readonly next: EpochMs; readonly due: Trigger; readonly wentBackMs: number },
): Promise<EpochMs> {
  const { clock, schedule, onNote } = daemon.options;
  const now = clock.now();
  const { consecutiveFailures } = daemon.health;
  const fresh = due === 'retry' ? now + schedule.retryAfter(consecutiveFailures) : schedule.next(now, daemon.startedAt);
  const start = Math.min(next, fresh);
  onNote(`the clock went back by ${Math.round(wentBackMs / 1000)} s; the next cycle starts at ${formatIsoTime(start)}`);
  await note(daemon, { nextStart: formatIsoTime(start) });
  return start;
}

async function oneCycle<Outcome extends { readonly runId: string }>(
  daemon: Daemon<Outcome>,
  trigger: Trigger,
): Promise<CycleEnd<Outcome>> {
  const { options } = daemon;
  const startedAt = options.clock.now();
  const start = { cycle: daemon.health.cycles + 1, trigger };
  await note(daemon, {
    state: 'running',
    cycles: start.cycle,
    lastTrigger: trigger,
    lastStart: formatIsoTime(startedAt),
    nextStart: null,
  });
  // Asked before the cycle reads them: what comes in while it runs starts another one.
  daemon.versions = await options.dataVersions();
  try {
    const outcome = await unlessStopped(daemon, options.cycle(start));
    const times = timesOf(daemon, startedAt, 0);
    await note(daemon, {
      state: 'waiting',
      nextStart: formatIsoTime(times.nextStart),
      consecutiveFailures: 0,
      lastSuccess: formatIsoTime(times.endedAt),
      lastRunId: outcome.runId,
    });
    return { ...start, ...times, outcome };
  } catch (error) {
    if (options.stop.aborted) throw error;
    const consecutiveFailures = daemon.health.consecutiveFailures + 1;
    const times = timesOf(daemon, startedAt, consecutiveFailures);
    const step = options.failedStep?.(error) ?? null;
    const failure = { ...failureOf(error), step, time: formatIsoTime(times.endedAt) };
    const { failedCycles } = daemon.health;
    await note(daemon, {
      state: 'retrying',
      nextStart: formatIsoTime(times.nextStart),
      consecutiveFailures,
      failedCycles: failedCycles + 1,
      lastError: failure,
    });
    return { ...start, ...times, error, failure };
  }
}

function timesOf<Outcome extends { readonly runId: string }>(
  { options, startedAt: daemonStart }: Daemon<Outcome>,
  startedAt: EpochMs,
  consecutiveFailures: number,
): Pick<CycleEnd<Outcome>, 'startedAt' | 'endedAt' | 'nextStart' | 'missedStarts' | 'consecutiveFailures'> {
  const { schedule, clock } = options;
  const endedAt = clock.now();
  const regular = schedule.next(endedAt, daemonStart);
  const nextStart = consecutiveFailures === 0 ? regular : endedAt + schedule.retryAfter(consecutiveFailures);
  let missedStarts = 0;
  for (let start = schedule.next(startedAt, daemonStart); start < regular; start = schedule.next(start, daemonStart))
    missedStarts++;
  return { startedAt, endedAt, nextStart, missedStarts, consecutiveFailures };
}

/** Waits for what is under way, unless the daemon is stopped meanwhile. */
async function unlessStopped<Outcome extends { readonly runId: string }, Result>(
  daemon: Daemon<Outcome>,
  work: Promise<Result>,
): Promise<Result> {
  const { stop } = daemon.options;
  let onAbort: () => void = () => undefined;
  const stopped = new Promise<undefined>((resolve) => {
    onAbort = () => resolve(undefined);
    stop.addEventListener('abort', onAbort);
    if (stop.aborted) onAbort();
  });
  try {
    const result = await Promise.race([stopped, work.then((value) => ({ value }))]);
    if (result !== undefined) return result.value;
  } finally {
    stop.removeEventListener('abort', onAbort);
  }
  work.catch(() => undefined); // nobody is there any more to be told
  await endIfStopped(daemon);
  return work;
}

async function endIfStopped<Outcome extends { readonly runId: string }>(daemon: Daemon<Outcome>): Promise<void> {
  if (!daemon.options.stop.aborted) return;
  const during = daemon.health.state === 'running' ? 'during a cycle' : 'between cycles';
  await note(daemon, { state: 'stopped', nextStart: null });
  throw new PlatformError('INTERRUPTED', `stopped ${during}; the same command goes on where this one stopped`);
}

async function note<Outcome extends { readonly runId: string }>(
  daemon: Daemon<Outcome>,
  news: Partial<DaemonHealth>,
): Promise<void> {
  const { place, clock, onNote } = daemon.options;
  daemon.health = { ...daemon.health, ...news, updatedAt: formatIsoTime(clock.now()) };
  try {
    await writeHealth(place, daemon.health);
  } catch (error) {
    // Results count for more than their monitor; it is said, and tried again at the next news.
    onNote(`health.json could not be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
