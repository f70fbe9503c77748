import { z } from 'zod';

const time = z.string().nullable();

/** How a channel fared that was told of a cycle. */
export const noticeResultSchema = z.object({
  channel: z.enum(['webhook', 'telegram']),
  time: z.string(),
  delivered: z.boolean(),
  /** What hindered it, without secrets; null if it was delivered. */
  problem: z.string().nullable(),
});

/** health.json: how the daemon of one config is. Times are ISO 8601, UTC. */
export const daemonHealthSchema = z.object({
  name: z.string(),
  pid: z.int(),
  /** `waiting` for its next start, `running` a cycle, `retrying` after a failure, or `stopped`. */
  state: z.enum(['running', 'waiting', 'retrying', 'stopped']),
  /** When cycles start, in words. */
  schedule: z.string(),
  startedAt: z.string(),
  updatedAt: z.string(),
  /** Cycles that this process began, and those of them that failed. */
  cycles: z.int(),
  failedCycles: z.int(),
  /** Failures in a row up to now, those before a restart among them. */
  consecutiveFailures: z.int(),
  /** Why the present or latest cycle started. */
  lastTrigger: z.enum(['start', 'schedule', 'retry', 'new data']).nullable(),
  lastStart: time,
  lastSuccess: time,
  lastRunId: z.string().nullable(),
  lastError: z
    .object({ code: z.string(), message: z.string(), step: z.string().nullable(), time: z.string() })
    .nullable(),
  nextStart: time,
  /** Latest attempt of each channel. */
  notices: z.array(noticeResultSchema),
});

/** health.json. */
export type DaemonHealth = z.output<typeof daemonHealthSchema>;
/** How one channel fared. */
export type NoticeResult = z.output<typeof noticeResultSchema>;
