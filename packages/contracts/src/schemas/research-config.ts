import { z } from 'zod';
import { loopSchema, notifySchema, outcomesStepSchema } from './operation.ts';
import { simulationFields } from './simulation/simulation-config.ts';
import { sizingSchema } from './simulation/sizing.ts';
import { finite, isoDate, nonNegative, positive } from './simulation/values.ts';
import { stressConfigSchema } from './stress-config.ts';

/** Published names are folder names, which file systems end at 255 bytes with what stands around them. */
const LONGEST_NAME = 100;
/**
 * A length of history: whole bars, or a text such as `3y` or `6mo`, which is so many times the bars that the instruments'
 * calendar has in a year or month: 756 or 126 daily bars of shares, not dates.
 */
const span = z.union([
  z.int().min(1),
  z
    .string()
    .regex(
      /^[1-9]\d*(y|mo)$/,
      'must be a whole number of bars, or a text such as 3y or 6mo: so many times the bars of a year or month',
    ),
]);

const parameterValue = z.union([z.number(), z.string(), z.boolean()]);

/** One axis of a sweep: the values themselves, or a range whose end points are included. */
const sweepAxis = z.union([
  z.array(parameterValue).min(1, 'must list at least one value'),
  z.strictObject({ min: finite, max: finite, step: positive }),
]);

const walkForward = z.strictObject({
  scheme: z.enum(['expanding', 'rolling']).default('expanding').describe('Does the training window grow, or move?'),
  trainSize: span.default('3y').describe('Training window of the first fold.'),
  testSize: span.default('1y').describe('Test window of every fold.'),
  purgeSize: z.int().min(0).default(5).describe('Bars left out between training and test.'),
  boundary: z.enum(['flatten', 'carry']).default('flatten').describe('Open positions where a test window ends.'),
});

const freshness = z
  .strictObject({
    missedBars: z
      .int()
      .min(0)
      .optional()
      .describe("Bars that may be missing after an instrument's last one, by its own calendar."),
    tradingHours: nonNegative
      .optional()
      .describe('Hours in which its market was open since its last bar; they count only once a bar is missing.'),
    asOf: isoDate
      .optional()
      .describe(
        'The end of this UTC date is when age is taken. Default: the last date of the pack, else the present (the last full UTC day, for bars below a day the last full hour).',
      ),
  })
  .refine(({ missedBars, tradingHours }) => missedBars !== undefined || tradingHours !== undefined, {
    message: 'must set missedBars, tradingHours, or both',
  });

const coverage = z.strictObject({
  atEnds: z
    .int()
    .min(0)
    .nullable()
    .default(5)
    .describe(
      "Sessions (of weeks and months: bars) that may lack before an instrument's first bar, and after its last one, of the dates asked for, by its own calendar. null: any number.",
    ),
  inside: finite
    .min(0)
    .max(1)
    .default(0.1)
    .describe('Share of the sessions between its first and its last bar that may lack. 1: all but those two.'),
});

const pack = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes')
    .optional(),
  dataset: z.string().min(1).describe('Name of a dataset in the lakehouse, or name@version.'),
  timeframe: z.string().min(1).describe('Bar length, as 1d.'),
  symbols: z
    .array(z.string().min(1))
    .min(1, 'must name at least one symbol, or be left out')
    .optional()
    .describe('Default: every instrument of that timeframe.'),
  mode: z.enum(['single', 'universe']).default('single').describe('One account per symbol, or one for all together.'),
  start: isoDate.optional().describe('First date, inclusive.'),
  end: isoDate.optional().describe('Last date, inclusive.'),
  lastNDays: z
    .int()
    .min(1)
    .optional()
    .describe('Calendar days up to today (UTC), both ends included; overrides start and end.'),
  excludeToday: z.boolean().default(true).describe('With lastNDays: end yesterday, so no partial session enters.'),
  acceptUnfit: z
    .boolean()
    .default(false)
    .describe('Use a dataset although its audit found errors; the report says so.'),
  freshness: freshness
    .optional()
    .describe('Leave out each instrument whose newest bar is older than this. Default: off.'),
  coverage: coverage
    .prefault({})
    .describe('What may lack of the bars asked for; more is a failure that names the instrument (onFailure).'),
  walkForward: walkForward.optional().describe('Overrides experiment.walkForward for this pack.'),
  sizing: sizingSchema.optional().describe('Overrides experiment.sizing for this pack.'),
});

const strategy = z.strictObject({
  class: z.string().min(1).describe('Name of a built-in strategy, or path of a module that exports `strategy`.'),
  params: z.record(z.string(), parameterValue).default({}),
  sweep: z
    .union([z.record(z.string(), sweepAxis), z.string().min(1)])
    .optional()
    .describe('Axes by parameter, or path of a YAML file that holds them.'),
  packs: z.array(z.string()).min(1).optional().describe('Names of the packs to run on; default all.'),
});

/** Replays for leaks, unless a config says otherwise: two at each cut. */
export const DEFAULT_LEAK_CUTS = 3;
const share = finite.min(0).max(1);

const killPolicy = z.strictObject({
  maxDrawdown: finite.gt(0).max(1).default(0.5),
  maxFragility: finite.min(0).max(1).default(0.6),
  maxRejectRate: finite.min(0).max(1).default(0.5),
  minTrades: z.int().min(20).default(20),
  confidence: finite.gt(0.5).lt(1).default(0.95).describe('Required deflated Sharpe probability.'),
  targetSharpe: positive.default(1).describe('Annual Sharpe that the minimum track record is computed for.'),
  costMultiple: z
    .literal([1, 1.25, 1.5, 2])
    .default(1.5)
    .describe('Multiple of the costs at which the mean return must still be a gain.'),
  maxRegimeDependency: share
    .default(0.7)
    .describe('Largest dependency on one regime: 0.5 above 80 % of absolute results, 0.8 above 90 %.'),
  regimeDependencyLevel: finite
    .gt(0)
    .max(1)
    .default(0.05)
    .describe('A dependency counts where luck makes it with at most this probability; 1 takes the share as it is.'),
  maxWalkForwardLoss: share
    .default(0.6)
    .describe('Largest share of the record that may lie in test windows that lost against the benchmark.'),
  maxPbo: share.default(0.5).describe('Largest probability of backtest overfitting of a sweep of ten sets or more.'),
  maxSpaPValue: finite
    .gt(0)
    .lt(1)
    .default(0.05)
    .describe('Largest p-value of the test of superior ability and of the reality check of a sweep.'),
  maxRuinProbability: finite.min(0).lt(1).default(0.05).describe('Monte Carlo: largest share of ruined paths.'),
  maxDrawdownP95: finite.gt(0).max(1).default(0.6).describe('Monte Carlo: 95 % quantile of the drawdown, at most.'),
  minReturnP5: finite.gt(-1).default(-0.25).describe('Monte Carlo: 5 % quantile of the return, at least.'),
});

const promotion = z.strictObject({
  minScore: share.default(0.25).describe('The score must be above this.'),
  maxFragility: share.default(0.3).describe('Fragility must be below this.'),
  maxDrawdown: share.default(0.5).describe('The largest fall from a peak must be below this.'),
  minProfitableRegimes: z.int().min(0).default(2).describe('Regimes in which it must have gained.'),
  minFillRate: share.default(0.7).describe('The share of orders that filled must be above this.'),
  maxWalkForwardLoss: share.default(0.3).describe('The share of the record in losing test windows must be below this.'),
});

const experiment = z.strictObject({
  ...simulationFields,
  walkForward: walkForward.prefault({}),
  stress: stressConfigSchema.prefault({}),
  selectBy: z
    .enum(['excessSharpe', 'netSharpe', 'netReturn'])
    .default('excessSharpe')
    .describe('What training windows choose parameters by.'),
  seed: z.int().min(0).default(42),
  maxRuns: z.int().min(1).default(10_000).describe('Largest number of parameter sets that may be evaluated.'),
});

const evaluation = z.strictObject({
  kill: z
    .union([killPolicy, z.string().min(1)])
    .prefault({})
    .describe('Limits, or path of a YAML file that holds them.'),
  priorTrials: z.int().min(0).default(0).describe('Trials made elsewhere on the same data.'),
  leakTest: z
    .strictObject({
      cuts: z
        .int()
        .min(0)
        .max(100)
        .default(DEFAULT_LEAK_CUTS)
        .describe('Moments at which each row is replayed with its future cut off and poisoned; 0 tests nothing.'),
    })
    .prefault({}),
  lockbox: z
    .strictObject({ from: isoDate.describe('First date that is set aside, with everything after it.') })
    .optional()
    .describe('A period that nothing evaluates until `assay verdict open-lockbox`. Default: none.'),
  promotion: promotion
    .prefault({})
    .describe('What a candidate must show before it is promoted; no verdict changes by it.'),
});

/** `research.yaml`: everything one research run needs to know. */
export const researchConfigSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*$/, 'must be lower-case letters, digits, dots and dashes')
    .max(LONGEST_NAME, {
      error: ({ input }) => `must have at most ${LONGEST_NAME} characters, has ${(input as string).length}`,
    })
    .describe('Results are published under this name.'),
  hypothesis: z.string().default('not stated').describe('What you expect, and why, before you look.'),
  packs: z.array(pack).min(1, 'must hold at least one pack'),
  strategies: z.array(strategy).min(1, 'must hold at least one strategy'),
  experiment: experiment.prefault({}),
  evaluation: evaluation.prefault({}),
  outcomes: outcomesStepSchema.optional().describe('Outcomes that are made sure of first. Default: none.'),
  onFailure: z
    .enum(['abort', 'continue'])
    .default('abort')
    .describe(
      'When outcomes cannot be made, or bars are not fit, not there or do not cover the dates: abort the cycle, or continue without that instrument or these outcomes, which the results list. Nothing left to judge is a failure always.',
    ),
  loop: loopSchema.prefault({}).describe('When cycles start without --once.'),
  notify: notifySchema.optional().describe('Who is told what came of a cycle. Default: nobody.'),
});

/** The parts of a config that are read one by one where the whole of it is not sound. */
export const researchParts = { pack, strategy, experiment, evaluation };

/** Limits of the kill rules, as a file of their own. */
export const killPolicySchema = killPolicy;

/** Axes of a sweep, as a file of their own. */
export const sweepSchema = z.record(z.string(), sweepAxis);

/** A parsed and defaulted config. */
export type ResearchConfig = z.output<typeof researchConfigSchema>;
/** One pack of it. */
export type PackConfig = ResearchConfig['packs'][number];
/** How old an instrument's newest bar may be. */
export type FreshnessConfig = z.output<typeof freshness>;
/** What may lack of the bars that a pack asks for. */
export type CoverageConfig = z.output<typeof coverage>;
/** One strategy of it. */
export type StrategyConfig = ResearchConfig['strategies'][number];
/** One axis of a sweep. */
export type SweepAxis = z.output<typeof sweepAxis>;
/** Walk-forward settings with defaults filled in. */
export type WalkForwardConfig = z.output<typeof walkForward>;
/** The promotion checklist with defaults filled in. */
export type PromotionConfig = z.output<typeof promotion>;
/** Kill limits with defaults filled in. */
export type KillPolicyConfig = z.output<typeof killPolicy>;
