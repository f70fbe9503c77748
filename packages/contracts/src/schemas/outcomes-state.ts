import { z } from 'zod';

/** What the outcomes step did for one dataset, timeframe and horizon, of all its instruments or of one. */
export const outcomesStateSchema = z.object({
  /** The dataset whose bars were looked at, as name@version. */
  of: z.string(),
  timeframe: z.string(),
  /** Null stands for all of the pack. */
  instrument: z.string().nullable(),
  horizon: z.string(),
  /** Where the outcomes are, as name@version; null if the step failed. */
  dataset: z.string().nullable(),
  /** Bars that got an outcome, and outcomes that were brought up to date. */
  added: z.int(),
  upgraded: z.int(),
  /** Why there are none; null if there are. */
  problem: z.string().nullable(),
});

/** What the outcomes step did. */
export type OutcomesState = z.output<typeof outcomesStateSchema>;
