import { z } from 'zod';
import { figure, nullReasons, parameterValues } from './figures.ts';
import { gateCoverageSchema } from './gates.ts';
import { performanceModelSchema } from './performance.ts';
import { checkSchema, leakReportSchema } from './rankings.ts';
import { curveSchema, datasetSchema, regimeStretchSchema, reportTradeSchema } from './report-model.ts';
import { neighbourhoodSchema, stressSchema } from './stress.ts';

/** What has been found out about a leak of the future into decisions. */
export const leakTestSchema = z.enum(['not-run', 'passed', 'failed', 'nondeterministic', 'inconclusive']);

/** What stands between one backtest and belief. Sharpe ratios are annual, of returns in excess of exposure-matched buy and hold. */
export const backtestEvidenceSchema = z.object({
  /** Trials of the family in this workspace, this one among them, and those declared. */
  trials: z.object({ counted: z.int(), declared: z.int() }),
  periods: z.int(),
  sharpe: figure,
  /** Standard error of it, and the two-sided interval at `level`. */
  standardError: figure,
  level: z.number(),
  lower: figure,
  upper: figure,
  /** Probability that the true Sharpe ratio is above 0, as the only trial. */
  probabilisticSharpe: figure,
  /** Best Sharpe ratio that luck is expected to find among the trials. */
  expectedMaximum: figure,
  deflatedSharpe: figure,
  /** Periods that a record must have to show the declared Sharpe ratio. */
  minimumTrackRecord: figure,
  targetSharpe: z.number(),
  leakTest: leakTestSchema,
  /** What it was made of, and the first record that differed. */
  leak: leakReportSchema.optional(),
  /** True where parameters were chosen with knowledge of the period, or nobody can say that they were not. */
  inSample: z.boolean(),
  /** Reason of each null above, by name. */
  nulls: nullReasons,
});

/** One trade as the page of one backtest lists it. */
export const backtestTradeSchema = reportTradeSchema.extend({
  /** In account currency, ≥ 0; with the others they sum to the costs. */
  spread: z.number(),
  slippage: z.number(),
  commission: z.number(),
  fees: z.number(),
  /** Dividends and financing, signed. */
  income: z.number(),
  adverse: figure,
  favourable: figure,
  barsHeld: z.int(),
  /** The fill contract that priced it. */
  contract: z.string(),
});

/** Everything that the page of one backtest is rendered from. */
export const backtestReportModelSchema = z.object({
  name: z.string(),
  /** Null where the backtest is no run of the workspace. */
  runId: z.string().nullable(),
  codeVersion: z.string(),
  strategy: z.string(),
  params: parameterValues,
  instruments: z.array(z.string()),
  timeframe: z.string(),
  cash: z.number(),
  datasets: z.array(datasetSchema),
  fillContract: z.object({ name: z.string(), description: z.string(), costFree: z.boolean() }),
  evidence: backtestEvidenceSchema,
  /** Rules that it breaks: too good to be believed before the trades have been traced, or too little to go by; absent where nobody looked. */
  marks: z.array(checkSchema).optional(),
  /** Return a year beyond exposure-matched buy and hold; the reason of a null stands beside it. */
  excessAnnualisedReturn: z.object({ value: figure, reason: z.string().nullable() }).optional(),
  performance: performanceModelSchema,
  /** Null where it is off; absent where nobody looked, or it is withheld. */
  stress: stressSchema.nullable().optional(),
  regimeStretches: z.array(regimeStretchSchema).optional(),
  neighbourhood: neighbourhoodSchema.optional(),
  /** Where decisions came from; absent of strategies that trade no gates, or where figures are withheld. */
  gates: gateCoverageSchema.optional(),
  /** What the strategy is compared with, in words, and its curve. */
  benchmark: z.object({ name: z.string(), equity: curveSchema, drawdown: curveSchema }).nullable(),
  equity: curveSchema,
  /** Fraction below the running peak, ≤ 0. */
  drawdown: curveSchema,
  /** The first of them. */
  trades: z.array(backtestTradeSchema),
  tradesTotal: z.int(),
  /** Command that exports every trade; null where there is none. */
  exportCommand: z.string().nullable(),
});

/** Everything that the page of one backtest is rendered from. */
export type BacktestReportModel = z.output<typeof backtestReportModelSchema>;
/** What stands between it and belief. */
export type BacktestEvidence = z.output<typeof backtestEvidenceSchema>;
/** One trade of it. */
export type BacktestTrade = z.output<typeof backtestTradeSchema>;
