import { z } from 'zod';
import { cycleChangesSchema } from './cycle-changes.ts';
import { figure, nullReasons, parameterValues, runCost } from './figures.ts';
import { gateCoverageSchema } from './gates.ts';
import { outcomesStateSchema } from './outcomes-state.ts';
import { runDataSchema } from './run-data.ts';
import { stressSchema } from './stress.ts';
import { verdictSchema } from './verdict.ts';

/** A rule that led to a verdict. */
export const reasonSchema = z.object({
  rule: z.string(),
  value: figure,
  limit: figure,
  /** Why value or limit is null. */
  undefinedReason: z.string().optional(),
  /** What the value does not say by itself, as `mean-not-positive`. */
  note: z.string().optional(),
});

/** A rule that was evaluated, whether it decided or not. */
export const checkSchema = reasonSchema.extend({
  comparison: z.string(),
  passed: z.boolean(),
  effect: z.enum(['killed', 'insufficient', 'suspicious']),
  /** True where the value depends on which other trials were made. */
  dependsOnFamily: z.literal(true).optional(),
});

/** A rule that had nothing to evaluate: it has neither passed nor failed. */
export const unappliedRuleSchema = z.object({ rule: z.string(), why: z.string() });

/** The promotion checklist held against a candidate. */
export const promotionSchema = z.object({
  promotable: z.boolean(),
  checks: z.array(
    z.object({
      item: z.string(),
      value: figure,
      limit: z.number(),
      comparison: z.string(),
      passed: z.boolean(),
      undefinedReason: z.string().optional(),
    }),
  ),
});

/** A suspicious row that was traced and that a person answers for: it is published as a candidate. */
export const acknowledgementSchema = z.object({
  /** ISO 8601, UTC. */
  time: z.string(),
  reason: z.string(),
  /** The suspicions it was held for. */
  suspicions: z.array(z.string()),
  /** Trades and fills that were recomputed, all found again. */
  trades: z.int(),
  fills: z.int(),
  /** What bars and cost model cannot show: it was taken as recorded. */
  unchecked: z.array(z.string()),
  /** Hash of the line of the run's audit that says so. */
  auditHash: z.string(),
});

/** The parameters one fold chose, and the dates it chose and tested them on. */
export const selectionSchema = z.object({
  fold: z.int(),
  trainFrom: z.string(),
  trainTo: z.string(),
  testFrom: z.string(),
  testTo: z.string(),
  params: parameterValues,
});

/** What the replay for leaks found of a row. */
export const leakReportSchema = z.object({
  outcome: z.enum(['clean', 'leak', 'nondeterministic', 'failed', 'not-run']),
  /** Moments at which the future was cut off, as UTC times. */
  cuts: z.array(z.string()),
  /** Share of the judged closes up to the last cut. */
  coverage: z.number(),
  replays: z.int(),
  /** Cuts at which a replay differed; one alone is no leak. */
  differing: z.int(),
  firstDifference: z
    .object({
      /** `prefix`, `poison`, `late-poison`; `rerun` where nothing was changed, `order` where a record is out of order. */
      kind: z.string(),
      cut: z.string().nullable(),
      time: z.string(),
      instrument: z.string(),
      /** `decision`, `order`, `refusal`, `fill` or `bar`. */
      what: z.string(),
      full: z.string().nullable(),
      replayed: z.string().nullable(),
    })
    .nullable(),
  /** Columns of the strategy that depend on what comes after their bar. */
  columns: z.array(z.string()),
  error: z.string().nullable(),
});

/** Why there is no record of a row: its strategy failed, or was stopped by its sandbox. */
export const rowFailureSchema = z.object({
  /** `STRATEGY_FAILED`, `SANDBOX_DENIED` or `MEMORY_LIMIT`. */
  code: z.string(),
  /** What was being made: `sweep`, `neighbour`, `row` (its record) or `costs`. */
  step: z.string(),
  /** In the strategy's own words, with file, line, strategy and the time of the decision. */
  message: z.string(),
  hint: z.string().nullable(),
  /** File of the module and line in it; null where it is not known. */
  file: z.string().nullable(),
  line: z.int().nullable(),
  /** Time of the decision, ISO 8601, UTC; null where it was not deciding. */
  time: z.string().nullable(),
});

/** What a test of one row is worth among all rows of its run. Shown; in no rule. */
export const multipleTestingSchema = z.object({
  /** Rows of the run, leaking ones included: each was tested. */
  tests: z.int(),
  /** 1 - probabilistic Sharpe ratio of the excess returns, as though the row were the only one. */
  pValue: figure,
  /** Adjusted: rejecting at α keeps the probability of any false rejection, or the share of false ones, at α. */
  holm: figure,
  benjaminiHochberg: figure,
});

/** Records that choosing within the row's sweep gives under combinatorial purged cross-validation. Shown; in no rule. */
export const crossValidationSchema = z.object({
  groups: z.int(),
  testGroups: z.int(),
  splits: z.int(),
  purgeSize: z.int(),
  embargoSize: z.int(),
  /** Annual Sharpe ratios in excess of the benchmark, one a path, rising; empty where undefined. */
  sharpes: z.array(z.number()),
  median: figure,
  lossShare: figure,
  /** Why there are no figures. */
  reason: z.string().optional(),
});

/** One judged row: a strategy with its sweep, on the instruments of one account. */
export const rankingRowSchema = z.object({
  id: z.string(),
  strategy: z.string(),
  params: parameterValues,
  instruments: z.array(z.string()),
  timeframe: z.string(),
  verdict: verdictSchema,
  pessimisticVerdict: verdictSchema,
  score: figure,
  scoreVersion: z.string(),
  metrics: z.record(z.string(), figure),
  nulls: nullReasons,
  reasons: z.array(reasonSchema),
  checks: z.array(checkSchema),
  /** Rules that had nothing to evaluate, and why. */
  notApplied: z.array(unappliedRuleSchema).optional(),
  trades: z.int(),
  trials: z.int(),
  pack: z.string(),
  period: z.object({ from: z.string(), to: z.string() }),
  parameterSets: z.int(),
  selections: z.array(selectionSchema),
  /** What a stress of the row found; absent where it is off, or withheld. */
  stress: stressSchema.optional(),
  leak: leakReportSchema.optional(),
  /** Where its out-of-sample decisions came from; absent of strategies that trade no gates, or where figures are withheld. */
  gates: gateCoverageSchema.optional(),
  /** Present where its strategy failed: it has no figures, and no trade. */
  failure: rowFailureSchema.optional(),
  multipleTesting: multipleTestingSchema.optional(),
  crossValidation: crossValidationSchema.optional(),
  /** Candidates, and suspicious rows, only. */
  promotion: promotionSchema.optional(),
  /** Present where it was suspicious and a person has acknowledged it. */
  acknowledged: acknowledgementSchema.optional(),
});

/** rankings.json, killed.json, held.json and candidates.json: the same envelope, disjoint rows of the first. */
export const rankingsSchema = z.object({
  runId: z.string(),
  datasetVersion: z.string(),
  codeVersion: z.string(),
  generatedAt: z.string(),
  config: z.unknown(),
  rows: z.array(rankingRowSchema),
});

/** summary.json: what a person or a monitor wants to know of a run at a glance. */
export const summarySchema = z.object({
  runId: z.string(),
  name: z.string(),
  hypothesis: z.string(),
  generatedAt: z.string(),
  codeVersion: z.string(),
  datasets: z.array(z.object({ name: z.string(), version: z.string() })),
  /** What was read, what it lacks, and what was left out. */
  data: runDataSchema,
  counts: z.object({
    rows: z.int(),
    candidates: z.int(),
    killed: z.int(),
    insufficient: z.int(),
    suspicious: z.int(),
    /** Candidates that pass the promotion checklist. */
    promotable: z.int().optional(),
    /** Candidates that were suspicious and were acknowledged. */
    acknowledged: z.int().optional(),
  }),
  trials: z.object({ thisRun: z.int(), prior: z.int(), declared: z.int(), workspace: z.string() }),
  benchmarks: z.array(
    z.object({
      pack: z.string(),
      instruments: z.array(z.string()),
      metrics: z.record(z.string(), figure),
      nulls: nullReasons,
    }),
  ),
  /** What this cycle changed against the one published before it. */
  changes: cycleChangesSchema.optional(),
  /** What the outcomes step did; absent where the config asks for none. */
  outcomes: z.array(outcomesStateSchema).optional(),
  ...runCost,
});

/** What the replay for leaks found of a row. */
export type LeakReportModel = z.output<typeof leakReportSchema>;
/** A judged row. */
export type RankingRow = z.output<typeof rankingRowSchema>;
/** The envelope of the four lists. */
export type Rankings = z.output<typeof rankingsSchema>;
/** Why a suspicious row stands among the candidates. */
export type Acknowledgement = z.output<typeof acknowledgementSchema>;
/** summary.json. */
export type Summary = z.output<typeof summarySchema>;
/** Why there is no record of a row. */
export type RowFailure = z.output<typeof rowFailureSchema>;
/** Verdict names. */
export type VerdictName = z.output<typeof verdictSchema>;
