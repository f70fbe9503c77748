import { z } from 'zod';
import { verdictSchema } from './verdict.ts';

/** What of a row differs from the cycle before; null where the row was not there, or is no longer. */
export const rowChangeSchema = z.object({
  id: z.string(),
  verdict: z.object({ from: verdictSchema.nullable(), to: verdictSchema.nullable() }),
  score: z.object({ from: z.number().nullable(), to: z.number().nullable() }),
});

/** What a cycle changed against the one that was published before it; rows are compared by id. */
export const cycleChangesSchema = z.object({
  /** The cycle that it is compared with; null if none was published under this name before. */
  since: z.object({ cycle: z.string(), runId: z.string(), generatedAt: z.string() }).nullable(),
  /** Ids of rows that are candidates now and were not; all of them where there was no cycle before. */
  newCandidates: z.array(z.string()),
  /** Ids of rows that were candidates and are not any more, or are gone. */
  lostCandidates: z.array(z.string()),
  /** Rows whose verdict or score differs, and rows that came or went; empty where there was no cycle before. */
  rows: z.array(rowChangeSchema),
});

/** What a cycle changed. */
export type CycleChanges = z.output<typeof cycleChangesSchema>;
/** What of one row changed. */
export type RowChange = z.output<typeof rowChangeSchema>;
