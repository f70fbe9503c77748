import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@assay/core/time';

/** What a daemon knows of time: a test has hours pass at once. */
export interface DaemonClock extends Clock {
  /** Returns after so many milliseconds, or at once when `stop` is aborted. */
  wait(ms: number, stop: AbortSignal): Promise<void>;
}

/** A daemon's clock in real time. */
export function realDaemonClock(clock: Clock): DaemonClock {
  return {
    now: () => clock.now(),
    wait: async (ms, stop) => {
      await pause(ms, undefined, { signal: stop }).catch((error: unknown) => {
        if (!stop.aborted) throw error;
      });
    },
  };
}
