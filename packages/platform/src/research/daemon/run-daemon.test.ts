import { readFileSync } from 'node:fs';
import { loopSchema } from '@assay/contracts/schemas';
import type { DaemonHealth } from '@assay/contracts/schemas';
import { PlatformError } from '@assay/core/errors';
import { MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../settings/testing/index.ts';
import type { DaemonClock } from './daemon-clock.ts';
import { realDaemonClock } from './daemon-clock.ts';
import { healthFile } from './health.ts';
import { loopSchedule } from './loop-schedule.ts';
import { runDaemon } from './run-daemon.ts';
import type { CycleEnd, DaemonOptions, Trigger } from './run-daemon.ts';

const T0 = Date.UTC(2024, 0, 1, 10);
const HOURLY = { every: '1h', backoff: { first: '5m', longest: '15m' } };

/** Time that passes only where somebody waits, or a cycle takes it. */
function fakeClock(setBack?: { readonly at: number; readonly by: number }): DaemonClock & {
  now(): number;
  pass(ms: number): void;
} {
  let time = T0;
  let isToCome = setBack !== undefined;
  return {
    now: () => time,
    pass: (ms) => void (time += ms),
    wait: (ms) => {
      time += ms;
      if (isToCome && setBack !== undefined && time >= setBack.at) {
        time -= setBack.by;
        isToCome = false;
      }
      return Promise.resolve();
    },
  };
}

interface Script {
  /** What each cycle does; it may take time, fail or stop the daemon. The daemon is stopped after the last. */
  readonly cycles: readonly ((clock: ReturnType<typeof fakeClock>) => void)[];
  readonly loop?: object;
  /** Versions of the data at a time. */
  readonly versions?: (now: number) => string;
  /** When, while the daemon waits, somebody sets the clock back, and by how much. */
  readonly setBack?: { readonly at: number; readonly by: number };
}

interface Played {
  readonly ends: readonly CycleEnd<{ readonly runId: string }>[];
  readonly starts: readonly { readonly minute: number; readonly trigger: Trigger }[];
  readonly healths: readonly DaemonHealth[];
  readonly health: DaemonHealth;
  readonly error: unknown;
  readonly workspace: string;
  readonly notes: readonly string[];
}

async function play(
  { cycles, loop = HOURLY, versions = () => 'same', setBack }: Script,
  workspace = temporaryFolder(),
): Promise<Played> {
  const clock = fakeClock(setBack);
  const notes: string[] = [];
  const stop = new AbortController();
  const place = { workspace, area: 'research', name: 'demo' };
  const read = (): DaemonHealth => JSON.parse(readFileSync(healthFile(place), 'utf8')) as DaemonHealth;
  const [ends, starts, healths]: [CycleEnd<{ readonly runId: string }>[], Played['starts'][number][], DaemonHealth[]] =
    [[], [], []];
  let under = 0;
  const options: DaemonOptions<{ readonly runId: string }> = {
    place,
    clock,
    stop: stop.signal,
    schedule: loopSchedule(loopSchema.parse(loop)),
    dataVersions: () => Promise.resolve(versions(clock.now())),
    cycle: async ({ cycle, trigger }) => {
      expect(++under).toBe(1);
      starts.push({ minute: (clock.now() - T0) / MS_PER_MINUTE, trigger });
      healths.push(read());
      try {
        await Promise.resolve();
        cycles[cycle - 1]?.(clock);
      } finally {
        under--;
      }
      return { runId: `run-${cycle}` };
    },
    failedStep: () => 'evaluate',
    onCycle: (end) => {
      ends.push(end);
      healths.push(read());
      if (end.cycle >= cycles.length) stop.abort();
      return Promise.resolve([]);
    },
    onNote: (text) => void notes.push(text),
  };
  const error: unknown = await runDaemon(options).catch((thrown: unknown) => thrown);
  return { ends, starts, healths, health: read(), error, workspace, notes };
}

const works = (): void => undefined;
const takes =
  (ms: number) =>
  (clock: ReturnType<typeof fakeClock>): void =>
    clock.pass(ms);
const fails = (): never => {
  throw new PlatformError('DATA_UNFIT', 'the bars are stale');
};

describe('runDaemon', () => {
  it('S4-22: three cycles, of which the second fails: it is counted, told, tried again after the pause, and forgotten', async () => {
    const { starts, ends, healths, health, error } = await play({ cycles: [works, fails, works] });
    expect(starts).toEqual([
      { minute: 0, trigger: 'start' },
      { minute: 60, trigger: 'schedule' },
      { minute: 65, trigger: 'retry' },
    ]);
    expect(ends.map(({ outcome }) => outcome?.runId)).toEqual(['run-1', undefined, 'run-3']);
    expect(ends[1]).toMatchObject({
      consecutiveFailures: 1,
      failure: {
        code: 'DATA_UNFIT',
        message: 'the bars are stale',
        step: 'evaluate',
        time: '2024-01-01T11:00:00.000Z',
      },
    });
    expect(healths[2]).toMatchObject({ state: 'running', cycles: 2, nextStart: null, lastRunId: 'run-1' });
    expect(healths[3]).toMatchObject({
      state: 'retrying',
      nextStart: '2024-01-01T11:05:00.000Z',
      pid: process.pid,
      cycles: 2,
      failedCycles: 1,
      consecutiveFailures: 1,
      lastSuccess: '2024-01-01T10:00:00.000Z',
      lastError: { code: 'DATA_UNFIT', step: 'evaluate' },
    });
    expect(health).toMatchObject({
      state: 'stopped',
      cycles: 3,
      failedCycles: 1,
      consecutiveFailures: 0,
      lastRunId: 'run-3',
      lastError: { code: 'DATA_UNFIT' },
      nextStart: null,
    });
    expect(PlatformError.is(error, 'INTERRUPTED')).toBe(true);
  });

  it('S4-22: the pause doubles with each failure in a row, up to its limit, also over a restart', async () => {
    const first = await play({ cycles: [fails, fails, fails, fails] });
    expect(first.starts.map(({ minute }) => minute)).toEqual([0, 5, 15, 30]);
    const second = await play({ cycles: [fails, works] }, first.workspace);
    expect(second.ends.map(({ consecutiveFailures }) => consecutiveFailures)).toEqual([5, 0]);
    expect(second.starts.map(({ minute }) => minute)).toEqual([0, 15]);
  });

  it('S4-22: starts do not drift, and cycles never overlap: a start that a long cycle ran over is passed over', async () => {
    const { starts, ends } = await play({
      cycles: [takes(7 * MS_PER_MINUTE), takes(2.5 * MS_PER_HOUR), takes(MS_PER_MINUTE), works],
    });
    expect(starts.map(({ minute }) => minute)).toEqual([0, 60, 240, 300]);
    expect(ends.map(({ missedStarts }) => missedStarts)).toEqual([0, 2, 0, 0]);
  });

  it('S4-22: a new version of the data starts a cycle, one that comes while a cycle runs another one', async () => {
    const versions = (now: number): string =>
      now < T0 + 10 * MS_PER_MINUTE ? 'a' : now < T0 + 12 * MS_PER_MINUTE ? 'b' : 'c';
    const { starts } = await play({ cycles: [works, takes(5 * MS_PER_MINUTE), works, works], versions });
    expect(starts).toEqual([
      { minute: 0, trigger: 'start' },
      { minute: 10, trigger: 'new data' },
      { minute: 16, trigger: 'new data' },
      { minute: 60, trigger: 'schedule' },
    ]);
    const deaf = await play({ cycles: [works, works], versions, loop: { ...HOURLY, onNewData: false } });
    expect(deaf.starts.map(({ minute }) => minute)).toEqual([0, 60]);
  });

  it('S4-22: a clock that is set back by days does not silence it for days, and is told', async () => {
    const setBack = { at: T0 + 10 * MS_PER_MINUTE, by: 72 * MS_PER_HOUR };
    const { starts, notes } = await play({ cycles: [works, works, works], setBack });
    expect(starts.map(({ minute }) => minute + 72 * 60)).toEqual([72 * 60, 60, 120]);
    expect(notes).toEqual(['the clock went back by 259140 s; the next cycle starts at 2023-12-29T11:00:00.000Z']);
    const failing = await play({ cycles: [fails, works], setBack: { ...setBack, at: T0 + MS_PER_MINUTE } });
    expect(failing.starts[1]).toEqual({ minute: -72 * 60 + 6, trigger: 'retry' });
  });

  it('S4-22: new data are tried at once after the clock was set back', async () => {
    const versions = (now: number): string => (now < T0 ? 'b' : 'a');
    const setBack = { at: T0 + 10 * MS_PER_MINUTE, by: 30 * MS_PER_MINUTE };
    const { starts } = await play({ cycles: [works, works], versions, setBack });
    expect(starts[1]?.trigger).toBe('new data');
    expect(starts[1]?.minute).toBeLessThan(0);
  });

  it('S4-22: a clock that jumps a year ahead starts one cycle, and counts what was missed', async () => {
    const { starts, ends } = await play({ cycles: [takes(365 * 24 * MS_PER_HOUR), works] });
    expect(starts[1]).toEqual({ minute: 365 * 24 * 60 + 60, trigger: 'schedule' });
    expect(ends[0]?.missedStarts).toBe(365 * 24);
  });

  it('S4-22: new data are tried at once, also while a failure is waited out', async () => {
    const versions = (now: number): string => (now < T0 + 2 * MS_PER_MINUTE ? 'a' : 'b');
    const { starts } = await play({ cycles: [fails, works], versions });
    expect(starts[1]).toEqual({ minute: 2, trigger: 'new data' });
  });

  it('S4-22: follows a cron expression from its first start on', async () => {
    const { starts, healths } = await play({ cycles: [works, works], loop: { cron: '30 * * * *' } });
    expect(starts).toEqual([
      { minute: 30, trigger: 'schedule' },
      { minute: 90, trigger: 'schedule' },
    ]);
    expect(healths[0]?.schedule).toMatch(/^by cron 30 \* \* \* \* \(UTC\)/u);
  });
});

/** A daemon in real time whose cycles do what they are told; resolves when its first cycle has begun. */
async function started(
  workspace: string,
  cycle: () => Promise<{ readonly runId: string }>,
): Promise<{ readonly stop: AbortController; readonly ended: Promise<unknown>; readonly health: () => DaemonHealth }> {
  const stop = new AbortController();
  let hasBegun = (): void => undefined;
  const begun = new Promise<void>((resolve) => (hasBegun = resolve));
  const place = { workspace, area: 'research', name: 'demo' };
  const ended = runDaemon({
    place,
    clock: realDaemonClock({ now: () => T0 }),
    stop: stop.signal,
    schedule: loopSchedule(loopSchema.parse(HOURLY)),
    dataVersions: () => Promise.resolve('same'),
    cycle: () => {
      hasBegun();
      return cycle();
    },
    onCycle: () => Promise.resolve([]),
    onNote: () => undefined,
  }).catch((error: unknown) => error);
  await Promise.race([begun, ended]);
  return { stop, ended, health: () => JSON.parse(readFileSync(healthFile(place), 'utf8')) as DaemonHealth };
}

describe('runDaemon and its stop', () => {
  it('S4-22: refuses a second daemon of the name, naming the process of the first; the name is free afterwards', async () => {
    const workspace = temporaryFolder();
    const first = await started(workspace, () => Promise.resolve({ runId: 'r' }));
    const before = first.health();
    const second = await started(workspace, () => Promise.resolve({ runId: 'r' }));
    expect(await second.ended).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`the daemon of 'demo' is in use by process ${process.pid}`) as string,
    });
    expect(first.health().startedAt).toBe(before.startedAt);
    first.stop.abort();
    expect(await first.ended).toMatchObject({ code: 'INTERRUPTED' });
    const third = await started(workspace, () => Promise.resolve({ runId: 'r' }));
    third.stop.abort();
    expect(await third.ended).toMatchObject({ code: 'INTERRUPTED' });
  });

  it('S4-22: ends at once during a cycle that never ends, and says so in its health', async () => {
    const { stop, ended, health } = await started(temporaryFolder(), () => new Promise(() => undefined));
    stop.abort();
    expect(await ended).toMatchObject({
      code: 'INTERRUPTED',
      message: expect.stringContaining('during a cycle') as string,
    });
    expect(health()).toMatchObject({ state: 'stopped', cycles: 1, failedCycles: 0, nextStart: null });
  });
});
