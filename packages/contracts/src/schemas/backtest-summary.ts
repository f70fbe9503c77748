import { z } from 'zod';
import { backtestEvidenceSchema } from './backtest-report.ts';
import { figure, nullReasons, parameterValues, runCost } from './figures.ts';
import { checkSchema } from './rankings.ts';
import { runDataSchema } from './run-data.ts';
import { gateCoverageSchema } from './gates.ts';
import { neighbourhoodSchema, stressSchema } from './stress.ts';

/** What a backtest came to under one fill contract; money in account currency. */
export const backtestOutcomeSchema = z.object({
  /** As `base`, `pessimistic` or `costs ×1.5`. */
  under: z.string(),
  contract: z.string(),
  /** Change of equity; null where it is withheld. */
  net: figure,
  totalReturn: figure,
  sharpeRatio: figure,
  maxDrawdown: figure,
  /** Spread, slippage, commission and fees of all fills. */
  costs: z.number(),
  trades: z.int(),
  nulls: nullReasons,
});

/** summary.json of a backtest: what a person or a monitor wants to know of it at a glance. */
export const backtestSummarySchema = z.object({
  runId: z.string(),
  name: z.string(),
  generatedAt: z.string(),
  codeVersion: z.string(),
  /** One backtest is never judged; `insufficient` where there is nothing to measure. */
  status: z.enum(['not-judged', 'insufficient']),
  /** Why. */
  reason: z.string(),
  strategy: z.string(),
  params: parameterValues,
  instruments: z.array(z.string()),
  timeframe: z.string(),
  currency: z.string(),
  cash: z.number(),
  dataset: z.object({ name: z.string(), version: z.string() }),
  /** First and last measured close, as dates. */
  period: z.object({ from: z.string(), to: z.string() }),
  /** Bars that the strategy's terms needed before its first decision. */
  warmUpBars: z.int(),
  /** What was read, what it lacks, and what was left out. */
  data: runDataSchema,
  contract: z.object({ name: z.string(), description: z.string() }),
  trials: z.object({
    /** Distinct trials of the family: this one, those made before in the workspace, and those declared. */
    counted: z.int(),
    thisRun: z.int(),
    prior: z.int(),
    declared: z.int(),
    /** Key of this one in the trial ledger. */
    key: z.string(),
    workspace: z.string(),
  }),
  evidence: backtestEvidenceSchema,
  /** Return a year beyond buy and hold of the strategy's own average exposure; the reason of a null stands beside it. */
  excessAnnualisedReturn: z.object({ value: figure, reason: z.string().nullable() }),
  /** The run's own contract first, then pessimistic fills, then costs multiplied, then buy and hold. */
  outcomes: z.array(backtestOutcomeSchema),
  /** Whether the net result falls with every multiple of the costs; sizes that follow equity may let it rise again. */
  costsMonotone: z.boolean(),
  /** As a row of a research run has it; absent where it is off, or withheld. Costs are in `outcomes` even so. */
  stress: stressSchema.optional(),
  /** Absent where there is no stress. */
  neighbourhood: neighbourhoodSchema.optional(),
  /** Where decisions came from; absent of strategies that trade no gates, or where figures are withheld. */
  gates: gateCoverageSchema.optional(),
  /** Rules that it breaks: too good to be believed before the trades have been traced, or too little to say anything. */
  marks: z.array(checkSchema),
  /** Of the account's own costs: cost-free results are labelled. */
  costFree: z.boolean(),
  warnings: z.array(z.string()),
  ...runCost,
});

/** summary.json of a backtest. */
export type BacktestSummary = z.output<typeof backtestSummarySchema>;
/** What it came to under one fill contract. */
export type BacktestOutcome = z.output<typeof backtestOutcomeSchema>;
