import { z } from 'zod';
import { cycleChangesSchema } from './cycle-changes.ts';
import { parameterValue, parameterValues } from './figures.ts';
import { performanceModelSchema } from './performance.ts';
import { rankingRowSchema, rankingsSchema } from './rankings.ts';
import { runDataSchema } from './run-data.ts';

/** A curve: times are UTC epoch milliseconds, oldest first; values in the unit the field states. */
export const curveSchema = z.object({ times: z.array(z.number()), values: z.array(z.number()) });

/** One trade as the report lists it; money in account currency, prices in price units. */
export const reportTradeSchema = z.object({
  id: z.int(),
  instrument: z.string(),
  direction: z.enum(['long', 'short']),
  lots: z.number(),
  entryTime: z.number(),
  exitTime: z.number(),
  entryPrice: z.number(),
  exitPrice: z.number(),
  gross: z.number(),
  costs: z.number(),
  net: z.number(),
  entryReason: z.string(),
  exitReason: z.string(),
  exitRule: z.string(),
});

/** One cell of a parameter map: out-of-sample excess Sharpe (annual), the mean of the fixed sets that share x and y. */
export const heatCellSchema = z.object({
  x: parameterValue,
  y: parameterValue.nullable(),
  value: z.number().nullable(),
});

/** A stretch of one regime: UTC epoch ms. */
export const regimeStretchSchema = z.object({ label: z.string(), from: z.number(), to: z.number() });

/** Splits of a sweep's history into two halves: the set that leads in one, and what it is worth in the other. */
export const overfittingPictureSchema = z.object({
  splits: z.int(),
  /** Share of the splits in which the chosen set ranks at or below the median of the other half (logit ≤ 0), and in which it loses there. */
  probability: z.number(),
  lossShare: z.number(),
  /** Splits by logit of the rank: as many bins as counts, equally wide, from -reach to reach; a bin holds its upper end. */
  logits: z.object({ reach: z.number(), counts: z.array(z.int()) }),
  /** Sharpe ratio of the chosen set in the half that chose it, and in the other: splits evenly taken. */
  points: z.array(z.tuple([z.number(), z.number()])),
  /** Line through all splits; null where all Sharpe ratios of the first half are equal. */
  slope: z.number().nullable(),
  intercept: z.number().nullable(),
});

/** What a row's own sweep shows of its choice. Sharpe ratios are annual, in excess of the benchmark, out of sample. */
export const sweepPictureSchema = z.object({
  sets: z.int(),
  /** Sets whose Sharpe ratio exists. */
  known: z.int(),
  /** Those of sets held fixed over all test windows, falling; evenly taken where there are many. */
  sharpes: z.array(z.number()),
  overfitting: overfittingPictureSchema.optional(),
  /** Why there are no splits. */
  reason: z.string().optional(),
});

/** What the report shows of one row beside the ranking itself. */
export const reportRowSchema = z.object({
  row: rankingRowSchema,
  /** Stitched out-of-sample equity in account currency. */
  equity: curveSchema,
  /** Buy and hold of the same instruments over the same period through the same engine, in account currency. */
  buyAndHold: curveSchema,
  /** Fraction below the running peak, ≤ 0. */
  drawdown: curveSchema,
  buyAndHoldDrawdown: curveSchema,
  /** Test segments: UTC epoch ms. */
  segments: z.array(z.object({ from: z.number(), to: z.number() })),
  heat: z.object({ xName: z.string(), yName: z.string().nullable(), cells: z.array(heatCellSchema) }).nullable(),
  /** What the neighbours surround: annual excess Sharpe ratio of the row itself, out of sample. */
  centreAnnualSharpe: z.number().nullable(),
  /** The same with one parameter of every fold's choice moved by a tenth, a whole number by at least 1; `params` are those of the last fold. */
  neighbours: z.array(
    z.object({
      params: parameterValues,
      annualSharpe: z.number().nullable(),
      /** What was moved; folds whose choice could not be moved so kept it. */
      move: z.object({ parameter: z.string(), direction: z.enum(['down', 'up']) }).optional(),
    }),
  ),
  /** Absent where one parameter set was all there was, and where the row leaks. */
  sweep: sweepPictureSchema.optional(),
  trades: z.array(reportTradeSchema),
  tradesTotal: z.int(),
  /** Numbers behind the deflated Sharpe ratio, enough to recompute it; Sharpe ratios per period. */
  deflation: z.object({
    sharpe: z.number().nullable(),
    /** Of the excess returns; kurtosis is 3 for a normal. */
    skewness: z.number().nullable(),
    kurtosis: z.number().nullable(),
    periods: z.int(),
    periodsPerYear: z.number(),
    trials: z.int(),
    trialSharpeVariance: z.number().nullable(),
    expectedMaximum: z.number().nullable(),
    probability: z.number().nullable(),
    minimumTrackRecord: z.number().nullable(),
  }),
  fillContract: z.string(),
  pessimisticContract: z.string(),
  /** Stretches of the account's regime inside the test windows; absent where no stress was run. */
  regimeStretches: z.array(regimeStretchSchema).optional(),
  /** Everything else that can be said of the row's record; absent where it was not worked out. */
  performance: performanceModelSchema.optional(),
});

/** A dataset that a report rests on. */
export const datasetSchema = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  synthetic: z.boolean(),
  instruments: z.array(z.string()),
  from: z.string(),
  to: z.string(),
  warnings: z.array(z.string()),
});

/** Everything report.html is rendered from; nothing in the report has another source. */
export const reportModelSchema = z.object({
  rankings: rankingsSchema.omit({ generatedAt: true }),
  name: z.string(),
  hypothesis: z.string(),
  currency: z.string(),
  cash: z.number(),
  datasets: z.array(datasetSchema),
  /** What was read, what it lacks, and what was left out. */
  data: runDataSchema,
  trials: z.object({ thisRun: z.int(), prior: z.int(), declared: z.int() }),
  kill: z.record(z.string(), z.number()),
  fillContracts: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      /** Null in all three where costs follow models, which the description puts in words. */
      halfSpreadBps: z.number().nullable(),
      slippageBps: z.number().nullable(),
      commissionBps: z.number().nullable(),
    }),
  ),
  walkForward: z.array(
    z.object({
      /** A pack, or one account of it as `pack.instrument` or `pack.universe`. */
      pack: z.string(),
      scheme: z.string(),
      trainPeriods: z.int(),
      testPeriods: z.int(),
      purgePeriods: z.int(),
      folds: z.int(),
      boundary: z.string(),
    }),
  ),
  benchmarks: z.array(
    z.object({
      /** As in `walkForward`. */
      pack: z.string(),
      instruments: z.array(z.string()),
      metrics: z.record(z.string(), z.number().nullable()),
    }),
  ),
  rows: z.array(reportRowSchema),
  /** What the run changed against the cycle that was published when it was first judged; absent if there was none. */
  changes: cycleChangesSchema.optional(),
});

/** What a report is rendered from. */
export type ReportModel = z.output<typeof reportModelSchema>;
/** One row of it. */
export type ReportRow = z.output<typeof reportRowSchema>;
/** One trade of it. */
export type ReportTrade = z.output<typeof reportTradeSchema>;
/** What a row's own sweep shows of its choice. */
export type SweepPicture = z.output<typeof sweepPictureSchema>;
/** Splits of a sweep's history into two halves. */
export type OverfittingPicture = z.output<typeof overfittingPictureSchema>;
