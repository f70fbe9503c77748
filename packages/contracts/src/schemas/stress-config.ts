import { z } from 'zod';
import { finite, positive, symbol } from './simulation/values.ts';

const regimes = z
  .strictObject({
    enabled: z.boolean().default(true),
    states: z.int().min(2).max(12).default(2).describe('Kinds of volatility that the model tells apart.'),
    refit: z
      .union([z.int().min(1), z.literal('year')])
      .default('year')
      .describe('Bars from one fit of the model to the next; year: those of a year of the instrument’s calendar.'),
    window: z
      .union([z.int().min(40), z.literal('expanding')])
      .default(5000)
      .describe(
        'Latest bars that a fit sees, at least minHistory; expanding: all bars so far, slow where they are many.',
      ),
    minHistory: z.int().min(40).default(250).describe('Bars before the first fit; until then no regime is known.'),
    ratio: finite.min(1).default(1.5).describe('Least ratio of the volatilities of two neighbouring states.'),
    shuffles: z
      .int()
      .min(0)
      .default(4)
      .describe(
        'Shuffled histories that a fit must beat: noise passes for regimes in at most 1 / (shuffles + 1) of fits.',
      ),
    versions: z
      .record(symbol, z.string().min(1))
      .default({})
      .describe('Per symbol the version of a fit that must be among its regimes; the run is refused where it is not.'),
  })
  .describe('Results by regime of volatility, known when each bar begins, and each stretch of a regime by itself.');

const costs = z
  .strictObject({
    multiples: z
      .array(finite.gt(1).max(100))
      .min(1)
      .default([1.25, 1.5, 2])
      .describe('What broker and market take, times this; 1 stands beside it always.'),
  })
  .describe('The same decisions at multiples of their costs.');

const monteCarlo = z
  .strictObject({
    enabled: z.boolean().default(true),
    paths: z.int().min(1).max(100_000).default(1000),
    method: z
      .enum(['circular', 'stationary', 'iid'])
      .default('circular')
      .describe('How trades are drawn: blocks, or one by one.'),
    blockLength: z
      .union([z.int().min(1), z.literal('auto')])
      .nullable()
      .default(null)
      .describe('Trades in a block; null: max(2, round(√n)); auto: as the dependence of the trades asks for.'),
    seed: z.int().min(0).default(42),
    ruin: finite.min(0).lt(1).default(0.2).describe('A path is ruined at or below this part of the start.'),
    compounding: z
      .union([z.boolean(), z.literal('auto')])
      .default('auto')
      .describe(
        'Do sizes follow the account in the paths that are judged? auto: not where sizing is a fixed number of lots.',
      ),
  })
  .describe('Trades in another order and with other luck.');

const startDates = z
  .strictObject({
    enabled: z.boolean().default(true),
    starts: z.int().min(2).max(1000).default(50).describe('Later starts of the record.'),
    shortestYears: positive.default(1).describe('What the last start leaves at least; half of a shorter record.'),
  })
  .describe('The record from later starts.');

const leaveOneOut = z
  .strictObject({ enabled: z.boolean().default(true) })
  .describe('The record without each of its test windows.');

/** What every row is stressed by. */
export const stressConfigSchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Off: no row is stressed; multiples of costs are worked out even so.'),
    regimes: regimes.prefault({}),
    costs: costs.prefault({}),
    fills: z
      .array(z.enum(['base', 'pessimistic', 'optimistic']))
      .default(['base', 'pessimistic', 'optimistic'])
      .describe('Variants of the fill contract that the record is shown under.'),
    monteCarlo: monteCarlo.prefault({}),
    startDates: startDates.prefault({}),
    leaveOneOut: leaveOneOut.prefault({}),
  })
  .describe('What every row is stressed by; none of it is counted as a trial.');

/** Stress settings with defaults filled in. */
export type StressConfig = z.output<typeof stressConfigSchema>;
