import { z } from 'zod';
import { sweepSchema } from './research-config.ts';

const finite = z.number();

/** What a grid tries, as the key `grid` of a profile or a file of its own. */
export const gridSpecSchema = z.strictObject({
  axes: sweepSchema.optional().describe('Values of each parameter, or a range with min, max and step.'),
  multiply: z
    .record(z.string(), z.array(finite).min(1, 'must hold at least one factor'))
    .optional()
    .describe("Factors by parameter: each is tried times the profile's value."),
  holds: z
    .array(z.number().gt(0))
    .min(1, 'must hold at least one hold')
    .optional()
    .describe('Minutes that a position may be held: no other value of holdMinutes is tried unless that is allowed.'),
  hazardBand: z
    .number()
    .gt(0)
    .max(0.5)
    .optional()
    .describe("How far below and above the profile's hazard cap is tried, as a level. Default: 0.02."),
});

/** A parsed grid. */
export type GridSpec = z.output<typeof gridSpecSchema>;
