import { z } from 'zod';
import { verdictSchema } from './verdict.ts';
import { curveSchema } from './report-model.ts';

/** A plain value of a config. */
const plain = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** One value that two runs do not share; null on the side that has none. */
export const differenceSchema = z.object({ path: z.string(), first: plain, second: plain });

/** What of a row is set side by side. */
const rowSideSchema = z.object({
  verdict: verdictSchema,
  score: z.number().nullable(),
  trades: z.int(),
  trials: z.int(),
  metrics: z.record(z.string(), z.number().nullable()),
});

/** Two runs side by side: what went into them, and what each row became. */
export const runComparisonSchema = z.object({
  first: z.object({ runId: z.string(), name: z.string() }),
  second: z.object({ runId: z.string(), name: z.string() }),
  /** Values of the configs, kill policies, datasets, code and earlier trials that differ, sorted by path. */
  inputs: z.array(differenceSchema),
  rows: z.array(
    z.object({
      id: z.string(),
      /** Undefined where the run has no such row. */
      first: rowSideSchema.optional(),
      second: rowSideSchema.optional(),
      /** Params, period, verdict, score and metrics that differ; empty where the row is the same. */
      differences: z.array(differenceSchema),
      /** Equity of both, in account currency, where both have the row. */
      equity: z.object({ first: curveSchema, second: curveSchema }).optional(),
    }),
  ),
});

/** One value that differs. */
export type Difference = z.output<typeof differenceSchema>;
/** Two runs side by side. */
export type RunComparison = z.output<typeof runComparisonSchema>;
/** One row of both. */
export type ComparedRow = RunComparison['rows'][number];
