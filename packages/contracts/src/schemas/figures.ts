/** Shapes that the documents of runs and backtests have in common. */
import { z } from 'zod';

/** A number that exists, or null; its reason stands beside it. */
export const figure: z.ZodNullable<z.ZodNumber> = z.number().nullable();

/** Reason of each null figure, by its name. */
export const nullReasons: z.ZodRecord<z.ZodString, z.ZodString> = z.record(z.string(), z.string());

/** Value of a strategy's parameter. */
export const parameterValue: z.ZodUnion<readonly [z.ZodNumber, z.ZodString, z.ZodBoolean]> = z.union([
  z.number(),
  z.string(),
  z.boolean(),
]);

/** Values of a strategy's parameters by name. */
export const parameterValues: z.ZodRecord<z.ZodString, typeof parameterValue> = z.record(z.string(), parameterValue);

/** How a summary ends: what proves the run, and what it took. */
export const runCost = {
  /** Hash of the last line of the run's audit. */
  auditHead: z.string(),
  workers: z.int(),
  peakMemoryBytes: figure,
  seconds: z.number(),
};
