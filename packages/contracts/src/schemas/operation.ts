/** How a research config is operated: when it is repeated, what is made sure of before, who is told afterwards. */
import { z } from 'zod';

const duration = z
  .string()
  .regex(
    /^[1-9]\d{0,4}(s|m|h|d)$/,
    'must be a whole number of seconds, minutes, hours or days, as 30s, 15m, 24h or 7d',
  );

/** `loop`: when cycles start without `--once`. */
export const loopSchema = z
  .strictObject({
    every: duration.optional().describe('From one start to the next. Default: 24h, unless cron says when.'),
    cron: z
      .string()
      .min(1)
      .optional()
      .describe('When cycles start, in UTC: minute, hour, day of month, month, day of week, as 30 22 * * 1-5.'),
    onNewData: z.boolean().default(true).describe('Also start when a dataset that the config names has a new version.'),
    pollEvery: duration.default('1m').describe('How often the lakehouse is asked for new versions.'),
    backoff: z
      .strictObject({
        first: duration.default('1m').describe('Pause after the first failure; every further one in a row doubles it.'),
        longest: duration.default('6h').describe('The pause grows no further than this.'),
      })
      .prefault({})
      .describe('When a cycle that failed is tried again.'),
  })
  .refine(({ every, cron }) => every === undefined || cron === undefined, {
    message: 'must set every or cron, not both',
  });

const address = /^https?:\/\/[^\s@]+$/;

/** `outcomes`: what followed each bar, brought up to date before anything is evaluated. */
export const outcomesStepSchema = z.strictObject({
  ensure: z.boolean().default(true).describe('False skips the step.'),
  horizons: z
    .array(
      z.string().regex(/^[1-9]\d{0,5}(m|h|d|bars?)$/, 'must be a number of bars or a time, as 5bars, 90m, 24h or 5d'),
    )
    .min(1, 'must list at least one horizon')
    .describe('How far ahead outcomes look.'),
  dataset: z
    .string()
    .min(1)
    .optional()
    .describe("Where outcomes are kept. Default: the name of the pack's dataset and -outcomes."),
});

/** `notify`: who is told what came of a cycle. */
export const notifySchema = z.strictObject({
  when: z
    .enum(['always', 'changes'])
    .default('always')
    .describe('After every cycle, or only after failures and where candidates were won or lost.'),
  webhook: z
    .strictObject({
      url: z
        .string()
        .regex(address, 'must be a http or https address')
        .optional()
        .describe('Gets a POST of JSON. Default: the environment variable ASSAY_WEBHOOK_URL.'),
    })
    .optional(),
  telegram: z
    .strictObject({
      chat: z.union([z.string().min(1), z.int()]).describe('Id of the chat, or @name of a channel.'),
      api: z
        .string()
        .regex(address, 'must be a http or https address')
        .default('https://api.telegram.org')
        .describe('Server of the bot API. The token comes from the environment variable ASSAY_TELEGRAM_TOKEN.'),
    })
    .optional(),
  timeout: duration.default('10s').describe('How long one attempt may take; there are two.'),
});

/** When cycles start. */
export type LoopConfig = z.output<typeof loopSchema>;
/** The outcomes step. */
export type OutcomesStepConfig = z.output<typeof outcomesStepSchema>;
/** Who is told. */
export type NotifyConfig = z.output<typeof notifySchema>;
