import { z } from 'zod';

/** What an inner join of an account's instruments on their closes would keep of one of them. */
export const joinLossSchema = z.object({
  /** Closes that all instruments of the account share. */
  shared: z.int(),
  /** Bars of this one that have no counterpart. */
  lost: z.int(),
  /** `lost` as a fraction of its bars. */
  lostShare: z.number(),
});

/** What a series lacks of the dates asked for, by its instrument's calendar. */
export const coverageSchema = z.object({
  /** What is counted: sessions, of weeks and months the bars. */
  unit: z.enum(['sessions', 'bars']),
  /** Between the first date asked for and the first bar; 0 where no first date was asked for. */
  before: z.int(),
  /** Between the first bar and the last one; null where the calendar cannot say. */
  inside: z.int().nullable(),
  /** `inside` as a share of what the calendar expects there. */
  insideShare: z.number().nullable(),
  /** Between the last bar and the last date asked for; 0 where no last date was asked for. */
  after: z.int(),
});

/** What a run reads of one series. */
export const seriesInventorySchema = z.object({
  /** As `pack.instrument`, or `pack.universe`. */
  account: z.string(),
  instrument: z.string(),
  timeframe: z.string(),
  /** Bars of the period of the run, those left out for coming late among them. */
  bars: z.int(),
  /** UTC dates of the first and last close. */
  first: z.string(),
  last: z.string(),
  /** Bars that the calendar expects between them; null where it cannot say. */
  expectedBars: z.int().nullable(),
  missingBars: z.int().nullable(),
  /** Sessions without any bar. */
  missingSessions: z.int().nullable(),
  /** The dates of the first of them. */
  missingDates: z.array(z.string()),
  /** What it lacks of the dates asked for. */
  coverage: coverageSchema.optional(),
  /** Bars left out because they came in only after a later bar was known. */
  lateBars: z.int(),
  /** False if the audit found an error when it was published; the config accepts it. */
  fit: z.boolean(),
  /** Null for an account of one instrument. */
  join: joinLossSchema.nullable(),
});

/** What there is of one dataset, and what a run reads of it. */
export const datasetInventorySchema = z.object({
  name: z.string(),
  version: z.string(),
  synthetic: z.boolean(),
  /** Source files that its rows came from; none for data that were generated. */
  files: z.int(),
  /** Bars and records of the whole dataset. */
  rows: z.int(),
  /** UTC dates of the first and last row of the whole dataset. */
  first: z.string(),
  last: z.string(),
  /** Series and tables in which the audit found errors, and which: `SPX 1d: toxic-return × 1`. */
  unfit: z.array(z.string()),
  series: z.array(seriesInventorySchema),
});

/** An instrument that a run leaves out because its newest bar is too old. */
export const staleInstrumentSchema = z.object({
  pack: z.string(),
  dataset: z.string(),
  instrument: z.string(),
  timeframe: z.string(),
  /** The moment that its age was taken at, ISO 8601. */
  asOf: z.string(),
  /** Close of its newest bar known then, ISO 8601; null where there was none. */
  lastBar: z.string().nullable(),
  missedBars: z.int().nullable(),
  tradingHours: z.number().nullable(),
  reason: z.string(),
});

/** First and last UTC date, both included; null where it is open. */
const dateRange = z.object({ from: z.string().nullable(), to: z.string().nullable() });

/** A replay pack: everything that one account sees of the market. */
export const packNoteSchema = z.object({
  /** As `pack.instrument`, or `pack.universe`. */
  account: z.string(),
  /** Sha-256 of its bars, of the terms of its instruments and of all that stands beside: another bar, another hash. */
  contentHash: z.string(),
  instruments: z.int(),
  timeframe: z.string(),
  bars: z.int(),
  /** The dates that the config asks for, as they were resolved when the run began. */
  asked: dateRange,
  /** Dates of the first and last bar there is. */
  covered: dateRange,
});

/** Something that failed and that a run went on without, because its config says `onFailure: continue`. */
export const continuedSchema = z.object({
  step: z.enum(['outcomes', 'pack']),
  /** The account; null for outcomes, which belong to a dataset. */
  account: z.string().nullable(),
  /** As name@version. */
  dataset: z.string(),
  /** Null where it concerns all instruments together. */
  instrument: z.string().nullable(),
  timeframe: z.string(),
  /** Code of the error, as in the catalogue of errors. */
  code: z.string(),
  reason: z.string(),
});

/** The data of a run: what it read, what it lacks, and what was left out. */
export const runDataSchema = z.object({
  datasets: z.array(datasetInventorySchema),
  stale: z.array(staleInstrumentSchema),
  packs: z.array(packNoteSchema).optional(),
  /** What failed and was gone on without; absent where nothing did. */
  continued: z.array(continuedSchema).optional(),
  /** What was read beside bars and how it is used, in sentences: corporate actions, exchange rates, outside series. */
  beside: z.array(z.string()).optional(),
});

/** The data of a run. */
export type RunData = z.output<typeof runDataSchema>;
/** One dataset of it. */
export type DatasetInventory = z.output<typeof datasetInventorySchema>;
/** One series of it. */
export type SeriesInventory = z.output<typeof seriesInventorySchema>;
/** One instrument that was left out. */
export type StaleInstrument = z.output<typeof staleInstrumentSchema>;
/** What a series lacks of the dates asked for. */
export type Coverage = z.output<typeof coverageSchema>;
/** A replay pack. */
export type PackNote = z.output<typeof packNoteSchema>;
/** Something that a run went on without. */
export type Continued = z.output<typeof continuedSchema>;
