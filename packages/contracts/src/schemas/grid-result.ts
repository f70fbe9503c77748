import { z } from 'zod';
import { figure, nullReasons, parameterValue, parameterValues, runCost } from './figures.ts';
import { leakReportSchema } from './rankings.ts';
import { runDataSchema } from './run-data.ts';

/** Shares of bars by where the gate in force came from; they sum to 1. */
const gateShares = z.object({ gate: z.number(), derived: z.number(), none: z.number() });

/** Numbers of bars by the same. */
const gateCounts = z.object({ gate: z.int(), derived: z.int(), none: z.int() });

/** Shares of bars, and what was decided on them. */
const gateCoverage = gateShares.extend({
  /** Bars at which evidence was admitted. */
  admitted: gateCounts,
  /** Decisions that opened trades: those behind the score. */
  entries: gateCounts,
});

/** A figure with the reason of a null. */
const measure = z.object({ value: figure, reason: z.string().nullable() });

/** One combination of parameters on one instrument, after costs; money in account currency, returns as fractions. */
export const gridCellSchema = z.object({
  /** Its key in the trial ledger. */
  key: z.string(),
  /** Values of the axes. */
  axes: parameterValues,
  metrics: z.object({
    trades: z.int(),
    dailyPoints: z.int(),
    sharpePerDay: figure,
    /** A year; from -10 to 10; null below 20 daily points. */
    sharpe: figure,
    sharpeCapped: z.boolean(),
    returnFraction: figure,
    pnl: figure,
    /** At most 10. */
    profitFactor: figure,
    profitFactorCapped: z.boolean(),
    winRate: figure,
    averageHoldMinutes: figure,
    medianTradePnl: figure,
    pnlPerTrade: figure,
    pnlToDrawdown: figure,
    /** At most 10. */
    winLossRatio: figure,
    winLossRatioCapped: z.boolean(),
    maxDrawdown: figure,
    maxDrawdownFraction: figure,
  }),
  /** Why a metric or the score is null. */
  nulls: nullReasons,
  score: figure,
  /** Factor that its tags put on the score. */
  penalty: z.number(),
  tags: z.array(z.string()),
  qualified: z.boolean(),
  /** Why it is not: `insufficient_data`, `no-score` or `loses`. */
  disqualified: z.string().nullable(),
  /** Absent where the strategy reads no gates. */
  coverage: gateCoverage.optional(),
});

/** What stands behind the best cell of an instrument: it was chosen among others, and these figures say so. */
export const gridEvidenceSchema = z.object({
  /** Distinct trials on overlapping data: this grid's, those made before in the workspace, those declared. */
  trials: z.int(),
  /** Sharpe ratio a year of the daily returns beyond buy and hold at its own average exposure. */
  excessSharpe: measure,
  /** Largest Sharpe ratio a year that luck finds in so many trials. */
  expectedMaximum: measure,
  /** Probability that the true one is above 0, as though it were the only trial. */
  probabilisticSharpe: measure,
  /** Probability that the true one is above the expected maximum. */
  deflatedSharpe: measure,
  /** The same with the sampling error of a worthless strategy. */
  deflatedSharpeAtNull: measure,
  /** Probability of backtest overfitting over the cells of the instrument. */
  overfitting: z.object({ pbo: measure, splits: z.int(), sets: z.int() }).nullable(),
  /** Test of superior ability over the same cells: the p-value. */
  superiorAbility: measure.nullable(),
  /** Independent trials that the cells amount to. */
  effectiveTrials: measure,
  /** Probability that each deflated figure must reach. */
  confidence: z.number(),
  leak: leakReportSchema,
  /** What the same decisions come to under pessimistic fills. */
  pessimistic: z.object({ pnl: figure, returnFraction: figure }),
  verdict: z.enum(['insufficient', 'leak', 'luck', 'suspicious', 'unproven']),
  /** Why, in sentences. */
  words: z.array(z.string()),
});

/** The grid of one instrument. */
export const gridInstrumentSchema = z.object({
  instrument: z.string(),
  /** First and last measured close, as dates. */
  period: z.object({ from: z.string(), to: z.string() }),
  warmUpBars: z.int(),
  daysPerYear: z.number(),
  cells: z.array(gridCellSchema),
  /** Index of the best of the qualified cells; null where none qualifies: nothing is shown as best then. */
  best: z.int().nullable(),
  /** Index of the best of all by score, whether it qualifies or not; null where no cell has a score. */
  bestOfAll: z.int().nullable(),
  /** All parameters of the best cell. */
  bestParams: parameterValues.nullable(),
  status: z.enum(['qualified', 'insufficient']),
  /** Why there is no best cell; null where there is one. */
  reason: z.string().nullable(),
  /** Of the best cell; null where there is none. */
  evidence: gridEvidenceSchema.nullable(),
  /** By month, of the first cell; absent where the strategy reads no gates. */
  coverageByMonth: z.array(gateShares.extend({ month: z.string() })).optional(),
});

/** grid.json: every cell of a grid. */
export const gridResultSchema = z.object({
  runId: z.string(),
  name: z.string(),
  codeVersion: z.string(),
  strategy: z.string(),
  dataset: z.object({ name: z.string(), version: z.string() }),
  timeframe: z.string(),
  currency: z.string(),
  cash: z.number(),
  /** Dates that were asked for; null where all that the data cover was. */
  window: z.object({ from: z.string().nullable(), to: z.string().nullable() }),
  contract: z.object({ name: z.string(), description: z.string() }),
  costFree: z.boolean(),
  /** Parameters that all cells have. */
  base: parameterValues,
  /** What the axes were laid about: the parameters of the profile and the command line, with the strategy's defaults. */
  profile: parameterValues,
  axes: z.array(z.object({ name: z.string(), values: z.array(parameterValue) })),
  /** Combinations that the strategy refused. */
  skipped: z.int(),
  /** What a reader of the axes has to know: values that fell together, a band that may be too narrow. */
  notes: z.array(z.string()),
  scoreVersion: z.string(),
  trials: z.object({
    thisRun: z.int(),
    prior: z.int(),
    declared: z.int(),
    workspace: z.string(),
  }),
  instruments: z.array(gridInstrumentSchema),
});

/** summary.json of a grid: what a person or a monitor wants to know of it at a glance. */
export const gridSummarySchema = z.object({
  runId: z.string(),
  name: z.string(),
  generatedAt: z.string(),
  codeVersion: z.string(),
  strategy: z.string(),
  timeframe: z.string(),
  dataset: z.object({ name: z.string(), version: z.string() }),
  window: z.object({ from: z.string().nullable(), to: z.string().nullable() }),
  status: z.enum(['qualified', 'insufficient']),
  cells: z.int(),
  trials: gridResultSchema.shape.trials,
  notes: z.array(z.string()),
  data: runDataSchema,
  instruments: z.array(
    z.object({
      instrument: z.string(),
      period: z.object({ from: z.string(), to: z.string() }),
      qualified: z.int(),
      cells: z.int(),
      status: z.enum(['qualified', 'insufficient']),
      reason: z.string().nullable(),
      best: z
        .object({
          params: parameterValues,
          axes: parameterValues,
          metrics: gridCellSchema.shape.metrics,
          nulls: nullReasons,
          score: figure,
          tags: z.array(z.string()),
          coverage: gateCoverage.optional(),
        })
        .nullable(),
      evidence: gridEvidenceSchema.nullable(),
    }),
  ),
  ...runCost,
});

/** partial.json: how far a grid has come while it runs. */
export const gridProgressSchema = z.object({
  state: z.enum(['running', 'interrupted']),
  name: z.string(),
  runId: z.string(),
  /** Names the process that holds the lock of the grid, as its lock does. */
  holder: z.string(),
  startedAt: z.string(),
  updatedAt: z.string(),
  cells: z.object({ finished: z.int(), total: z.int() }),
  instruments: z.array(z.object({ instrument: z.string(), finished: z.int(), total: z.int() })),
});

/** error.json: why the last grid gave nothing. */
export const gridErrorSchema = z.object({
  error: z.object({ code: z.string(), step: z.string().nullable(), message: z.string(), time: z.string() }),
});

/** Where a grid stands. */
export const gridStatusSchema = z.object({
  /** `idle`: nothing was ever run under the name. */
  state: z.enum(['idle', 'running', 'interrupted', 'error', 'completed']),
  name: z.string(),
  /** In words. */
  message: z.string(),
  progress: gridProgressSchema.nullable(),
  error: gridErrorSchema.shape.error.nullable(),
  /** The last good result, whatever came after it. */
  latest: z.object({ runId: z.string(), folder: z.string() }).nullable(),
});

/** Every cell of a grid. */
export type GridResult = z.output<typeof gridResultSchema>;
/** The grid of one instrument. */
export type GridInstrument = z.output<typeof gridInstrumentSchema>;
/** One cell. */
export type GridCell = z.output<typeof gridCellSchema>;
/** What stands behind the best cell. */
export type GridEvidence = z.output<typeof gridEvidenceSchema>;
/** What a grid came to at a glance. */
export type GridSummary = z.output<typeof gridSummarySchema>;
/** How far a grid has come. */
export type GridProgress = z.output<typeof gridProgressSchema>;
/** Where a grid stands. */
export type GridStatus = z.output<typeof gridStatusSchema>;
