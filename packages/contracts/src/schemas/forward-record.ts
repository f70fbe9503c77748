import { z } from 'zod';
import { verdictSchema } from './verdict.ts';

/** A measure that exists, or null; the reason for a null stands in `nulls`. */
const measure = z.number().nullable();

const curve = z.object({ times: z.array(z.number()), values: z.array(z.number()) });

/** Judged bars of one instrument, as the run read them and as the dataset version has them now. */
export const restatedSeriesSchema = z.object({
  instrument: z.string(),
  /** Bars that the run read. */
  bars: z.int(),
  /** Bars whose times, prices or volume differ, that are no longer there, and that were not there. */
  changed: z.int(),
  missing: z.int(),
  added: z.int(),
  /** Bars of which a later version has been published since: the record goes by the first, as decisions had to. */
  restatedLater: z.int(),
  /** Close of the first bar that differs, ISO 8601; null where none does. */
  first: z.string().nullable(),
  /** Largest difference of a close relative to the one the run read; null where no close differs. */
  largestChange: measure,
  /** SHA-256 over the rows. */
  judgedHash: z.string(),
  foundHash: z.string(),
});

/** What was read of one account. */
export const forwardAccountSchema = z.object({
  id: z.string(),
  /** As `name@version`. */
  judgedDataset: z.string(),
  dataset: z.string(),
  /** Last close that the run judged; nothing up to it is judged here. ISO 8601. */
  judgedTo: z.string(),
  /** First and last close of the record; null where there is none. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** True where bars were made and not measured. */
  synthetic: z.boolean(),
  /** Why it ends before the dataset does; absent where it does not. */
  endsBefore: z.string().optional(),
  /** True where a judged bar differs. */
  restated: z.boolean(),
  history: z.array(restatedSeriesSchema),
});

/** A figure that is too small for anything to be said. */
export const shortfallSchema = z.object({ rule: z.string(), value: measure, limit: measure });

/** Whether the mean of the record's excess returns is one that the judged record led to expect. */
export const forwardConsistencySchema = z.object({
  outcome: z.enum(['within', 'below', 'above', 'undetermined']),
  /** Probability that the interval holds where nothing has changed. */
  confidence: z.number(),
  /** Mean excess return per period, and the interval for it. */
  value: measure,
  lower: measure,
  upper: measure,
  /** Share of resampled paths whose mean is at most the one that came. */
  level: measure,
  /** True where a strategy without any edge would pass as well. */
  includesZero: z.boolean(),
  paths: z.int(),
  blockLength: measure,
  reason: z.string().optional(),
  /** Sum of excess returns that was to be expected after each number of periods. */
  cone: z.object({
    periods: z.array(z.int()),
    lower: z.array(z.number()),
    expected: z.array(z.number()),
    upper: z.array(z.number()),
  }),
});

/** One frozen row on bars that its verdict has not seen. */
export const forwardRowSchema = z.object({
  id: z.string(),
  strategy: z.string(),
  /** Those that the last fold chose. */
  params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  /** Its verdict when the record was made. */
  verdict: verdictSchema,
  account: z.string(),
  instruments: z.array(z.string()),
  timeframe: z.string(),
  /**
   * `consistent`, `below`, `above`: against what the judged record led to expect; `insufficient`: too little to say; `no-bars`:
   * nothing came after the judged period; `failed`: it could not be simulated.
   */
  state: z.enum(['consistent', 'below', 'above', 'insufficient', 'no-bars', 'failed']),
  shortfalls: z.array(shortfallSchema),
  /** Why it failed. */
  problem: z.string().optional(),
  /** Bars of the account, calendar days with one, and how many of the bars were there when the run had finished. */
  bars: z.int(),
  days: z.int(),
  knownWhenFrozen: z.int(),
  trades: z.int(),
  /** Trades that only the end of the record closed; a longer record does not close them there. */
  closedByEnd: z.int(),
  metrics: z.record(z.string(), measure),
  nulls: z.record(z.string(), z.string()),
  /** The same of the judged record. */
  judged: z.object({
    from: z.string(),
    to: z.string(),
    bars: z.int(),
    trades: z.int(),
    metrics: z.record(z.string(), measure),
    nulls: z.record(z.string(), z.string()),
  }),
  consistency: forwardConsistencySchema,
  /** Equity at every close of the record; the first time is the last judged close. */
  equity: curve,
  /** Equity of the exposure-matched benchmark at the same closes. */
  benchmark: curve,
  /** Sum of excess returns at the same closes. */
  excess: curve,
});

/**
 * forward.json and lockbox.json: the frozen rows of a run on bars that came after its judged period, or on the period that its
 * config had set aside.
 */
export const forwardRecordSchema = z.object({
  format: z.literal(1),
  kind: z.enum(['forward', 'lockbox']),
  runId: z.string(),
  name: z.string(),
  /** When the run had finished, ISO 8601: the date at which its rows are frozen. */
  frozenAt: z.string(),
  /** Code of the run, and code that made the record. */
  judgedCode: z.string(),
  codeVersion: z.string(),
  currency: z.string(),
  /** Of a lockbox: the first date that was set aside, when it was opened, and why. */
  lockbox: z.object({ from: z.string(), opened: z.string(), reason: z.string() }).optional(),
  /** Trials that it adds to the ledger: none, because nothing is chosen. */
  trials: z.literal(0),
  accounts: z.array(forwardAccountSchema),
  /** Candidates first. */
  rows: z.array(forwardRowSchema),
});

/** Judged bars of one instrument, then and now. */
export type RestatedSeries = z.output<typeof restatedSeriesSchema>;
/** What was read of one account. */
export type ForwardAccount = z.output<typeof forwardAccountSchema>;
/** A comparison with the judged record. */
export type ForwardConsistencyModel = z.output<typeof forwardConsistencySchema>;
/** A frozen row on later bars. */
export type ForwardRow = z.output<typeof forwardRowSchema>;
/** forward.json and lockbox.json. */
export type ForwardRecord = z.output<typeof forwardRecordSchema>;
