import { z } from 'zod';
import { verdictSchema } from './verdict.ts';

/** The six fields that every run answers. */
export const RECORD_FIELDS = ['explain', 'understand', 'execute', 'interpret', 'validate', 'decide'] as const;

/** record.json: what a run asked, did, found and decided. A field that it has not come to is null, and the record is partial. */
export const researchRecordSchema = z.object({
  runId: z.string(),
  kind: z.enum(['research', 'backtest', 'grid']),
  /** True while a field is null: the run was broken off, or has failed. */
  partial: z.boolean(),
  /** What is tried on which data. */
  explain: z
    .object({
      rows: z.array(z.string()),
      strategies: z.array(z.object({ name: z.string(), parameterSets: z.int() })),
      datasets: z.array(z.string()),
      benchmark: z.string(),
    })
    .nullable(),
  /** The hypothesis of the config, or `not stated`. */
  understand: z.string().nullable(),
  /** What was computed. */
  execute: z
    .object({
      trials: z.int(),
      priorTrials: z.int(),
      fillContract: z.string(),
      seed: z.union([z.number(), z.string()]),
    })
    .nullable(),
  /** What came out of each row, and which figures are too good to be taken as they are. */
  interpret: z
    .object({
      rows: z.array(
        z.object({
          id: z.string(),
          trades: z.int(),
          /** Annual Sharpe ratio of the returns beyond the benchmark; null where undefined or withheld. */
          excessSharpe: z.number().nullable(),
        }),
      ),
      investigate: z.array(z.object({ id: z.string(), why: z.string() })),
    })
    .nullable(),
  /** The checks that ran, and those that had nothing to run on. */
  validate: z
    .object({
      ran: z.array(z.object({ check: z.string(), rows: z.int(), passed: z.int() })),
      notRun: z.array(z.object({ check: z.string(), rows: z.int(), why: z.string() })),
    })
    .nullable(),
  /** What follows: a verdict of each row; a single backtest is never judged. */
  decide: z
    .object({
      rows: z.array(z.object({ id: z.string(), verdict: z.union([verdictSchema, z.literal('not-judged')]) })),
    })
    .nullable(),
});

/** A run's record. */
export type ResearchRecord = z.output<typeof researchRecordSchema>;
