/** The two ways in which a research config is operated: one cycle, or cycle after cycle. Both tell of what came of it. */
import type { NoticeResult } from '@assay/contracts/schemas';
import { ConfigError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import { fittingWorkers } from '../check-memory.ts';
import { readConfig } from '../load-config.ts';
import type { LoadedConfig } from '../load-config.ts';
import { failureOf } from '../open-research-run.ts';
import type { ResearchOptions } from '../options.ts';
import type { PublishedRun } from '../publish-run.ts';
import { runResearch, withResearchPlan } from '../run-research.ts';
import type { Environment } from '../../settings/index.ts';
import type { DaemonClock } from './daemon-clock.ts';
import { realDaemonClock } from './daemon-clock.ts';
import { dataVersions } from './data-versions.ts';
import { healthFile } from './health.ts';
import { loopSchedule } from './loop-schedule.ts';
import { noticeChannels, noticeProblems } from './notice-channels.ts';
import { runDaemon } from './run-daemon.ts';
import type { CycleEnd, CycleStart } from './run-daemon.ts';
import { tellCycle } from './tell-cycle.ts';
import type { Telling } from './tell-cycle.ts';

/** What one cycle needs. */
export interface OnceOptions {
  readonly research: ResearchOptions;
  /** Holds the secrets of notices. */
  readonly env: Environment;
  /** Is told of notices that could not be delivered. */
  readonly onNote: (note: string) => void;
}

/** What a daemon needs. */
export interface OperateOptions extends OnceOptions {
  /** Aborted when the daemon is to end. */
  readonly stop: AbortSignal;
  /** @default real time */
  readonly daemonClock?: DaemonClock | undefined;
  /** Is told once, when nobody else can become the daemon of this name. */
  onReady(ready: { readonly name: string; readonly schedule: string; readonly health: string }): void;
  onCycleStart(start: CycleStart): void;
  onCycle(end: CycleEnd<PublishedRun>): void;
}

/**
 * Runs one cycle and tells of it.
 *
 * @throws {PlatformError} as `runResearch`, after the failure has been told.
 */
export async function runOnce({ research, env, onNote }: OnceOptions): Promise<PublishedRun> {
  const { clock } = research;
  const { config } = await checkedConfig({ research, env });
  const telling = tellingOf(config, { research, env });
  const progressed = { step: 'plan' };
  const startedAt = clock.now();
  const tell = async (result: Parameters<typeof tellCycle>[0]['result']): Promise<void> => {
    const frame = { name: config.name, cycle: 1, startedAt, endedAt: clock.now(), nextStart: null };
    noteUndelivered(
      await tellCycle({ ...frame, consecutiveFailures: 'failure' in result ? 1 : 0, result }, telling),
      onNote,
    );
  };
  try {
    const published = await runResearch({ ...research, progressed });
    published.notes.forEach(onNote);
    await tell({ summary: published.summary });
    return published;
  } catch (error) {
    // A config that was refused has touched nothing; who wrote it stands before it.
    if (progressed.step !== 'plan') {
      await tell({ failure: { ...failureOf(error), step: progressed.step, time: formatIsoTime(clock.now()) } });
    }
    throw error;
  }
}

/**
 * Runs cycle after cycle until it is stopped. The config is read anew by each; `name`, `loop` and `notify` are those of the start.
 *
 * @throws {ConfigError} at the start, with nothing touched.
 * @throws {PlatformError} CONFLICT if a daemon of this name runs already; INTERRUPTED when it was stopped.
 */
export async function operateDaemon(options: OperateOptions): Promise<never> {
  const { research, stop, env, onNote } = options;
  const { configPath, workspace } = research;
  const { config } = await withResearchPlan({ ...research, env }, (plan) => {
    fittingWorkers(plan, research, 'research');
    return Promise.resolve(plan.loaded);
  });
  const telling = tellingOf(config, { research, env });
  const schedule = loopSchedule(config.loop);
  const place = { workspace, area: 'research', name: config.name };
  const progressed = { step: 'plan' };
  return runDaemon<PublishedRun>({
    place,
    schedule,
    stop,
    clock: options.daemonClock ?? realDaemonClock(research.clock),
    onReady: () => options.onReady({ name: config.name, schedule: schedule.text, health: healthFile(place) }),
    dataVersions: () => dataVersions(configPath, workspace),
    cycle: (start) => {
      options.onCycleStart(start);
      progressed.step = 'plan';
      checkName(configPath, config.name);
      return runResearch({ ...research, progressed });
    },
    failedStep: () => progressed.step,
    onCycle: async (end) => {
      options.onCycle(end);
      end.outcome?.notes.forEach(onNote);
      const notices = await tellCycle({ name: config.name, ...end, result: resultOf(end) }, telling);
      noteUndelivered(notices, onNote);
      return notices;
    },
    onNote,
  });
}

/**
 * The config of a cycle that is about to run. The run plans it once more; where something is wrong already, it is planned here,
 * so that everything that is wrong is said together.
 */
async function checkedConfig({ research, env }: Pick<OnceOptions, 'research' | 'env'>): Promise<LoadedConfig> {
  const loaded = readConfig(research.configPath);
  const isSound = loaded.faults === undefined && noticeProblems(loaded, env).length === 0;
  return isSound ? loaded : withResearchPlan({ ...research, env }, (plan) => Promise.resolve(plan.loaded));
}

function tellingOf(
  { notify }: LoadedConfig['config'],
  { research, env }: Pick<OnceOptions, 'research' | 'env'>,
): Telling {
  const { configPath, clock } = research;
  return { notify, channels: noticeChannels(notify, { configPath, env }), clock };
}

function resultOf(end: CycleEnd<PublishedRun>): Parameters<typeof tellCycle>[0]['result'] {
  return end.outcome === undefined ? { failure: end.failure } : { summary: end.outcome.summary };
}

/** The daemon of one name publishes under that name only. */
function checkName(configPath: string, name: string): void {
  const { config, faults } = readConfig(configPath);
  const now = config.name;
  // A config that is not sound is refused with everything that is wrong with it.
  if (now === name || faults !== undefined) return;
  const message = `was '${name}' when the daemon started and is '${now}' now; restart the daemon`;
  throw new ConfigError(configPath, [{ path: 'name', message }]);
}

function noteUndelivered(notices: readonly NoticeResult[], onNote: (note: string) => void): void {
  for (const { channel, problem } of notices) if (problem !== null) onNote(`notice by ${channel} failed: ${problem}`);
}
