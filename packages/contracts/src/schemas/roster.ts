import { z } from 'zod';
import { figure, parameterValues } from './figures.ts';

/** A cell of a week's grid, as far as the roster goes by it. */
const weekCell = z.object({
  key: z.string(),
  axes: parameterValues,
  qualified: z.boolean(),
  score: figure,
  trades: z.int(),
  pnl: figure,
  profitFactor: figure,
  /** True where the profit factor is larger than the 10 that stand for it. */
  profitFactorCapped: z.boolean(),
  sharpe: figure,
});

/** weeks/YYYY-Www.json: the grid of a week, kept for good. */
export const rosterWeekSchema = z.object({
  format: z.literal(1),
  /** As `2026-W46`. */
  week: z.string(),
  archivedAt: z.string(),
  /** First and last date of the trailing weeks that the grid evaluates. */
  window: z.object({ from: z.string(), to: z.string() }),
  weeks: z.int(),
  grid: z.object({ name: z.string(), runId: z.string(), strategy: z.string(), dataset: z.string() }),
  /** Hazard cap and repetitions that a tightening begins with; absent where the grid has no such axis. */
  settings: z.object({ maxHazard: z.number().optional(), minRepetitions: z.number().optional() }),
  /** The profile's own value of each axis, which an instrument is judged by; absent from weeks that were archived without them. */
  own: parameterValues.optional(),
  instruments: z.array(z.object({ instrument: z.string(), cells: z.array(weekCell) })),
});

/** One week of one instrument on the roster. */
const rosterStep = z.object({
  week: z.string(),
  outcome: z.enum(['pass', 'borderline', 'fail', 'hold']),
  /** Criteria that were missed. */
  missed: z.array(z.enum(['trades', 'sharpe', 'profit-factor'])),
  /** Why nothing was judged; null where it was. */
  held: z.string().nullable(),
  state: z.string(),
  /** Of the cell that the week was judged by: that of the instrument's own settings. */
  figures: z
    .object({
      ...{ trades: z.int(), sharpe: figure, profitFactor: figure, profitFactorCapped: z.boolean() },
      ...{ axes: parameterValues, qualified: z.boolean() },
    })
    .nullable(),
});

/** The place of one instrument. */
export const rosterEntrySchema = z.object({
  instrument: z.string(),
  state: z.enum(['listed', 'active', 'tightened', 'failing', 'disabled']),
  onRoster: z.boolean(),
  /** Failing weeks in a row. */
  failures: z.int(),
  /** Weeks in a row up to the last whose grid had no cell within its settings; absent where that had one. */
  untested: z.int().optional(),
  /** Stricter settings that are in force; absent where there are none. */
  tightening: z.object({ maxHazard: z.number().optional(), minRepetitions: z.number().optional() }),
  lastJudged: z.string().nullable(),
  /** Why it stands where it stands, and what would change it. */
  why: z.string(),
  wouldChange: z.string(),
  history: z.array(rosterStep),
});

/** roster.json: which instruments are traded, and why. */
export const rosterSchema = z.object({
  name: z.string(),
  strategy: z.string(),
  policy: z.object({
    minTrades: z.int(),
    minSharpe: z.number(),
    minProfitFactor: z.number(),
    failuresToDisable: z.int(),
    untestedToLeave: z.int(),
    hazardStep: z.number(),
    lowestHazard: z.number(),
    mostRepetitions: z.int(),
  }),
  /** Archived weeks, oldest first, and the weeks between them that are missing. */
  weeks: z.array(z.string()),
  missing: z.array(z.string()),
  instruments: z.array(rosterEntrySchema),
});

/** The grid of a week. */
export type RosterWeek = z.output<typeof rosterWeekSchema>;
/** Which instruments are traded, and why. */
export type RosterModel = z.output<typeof rosterSchema>;
/** The place of one instrument. */
export type RosterEntryModel = z.output<typeof rosterEntrySchema>;
