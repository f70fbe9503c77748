import { z } from 'zod';
import { gateDecisionSchema } from './gates.ts';

const time = z.iso.datetime();

/** SHA-256 of a source file, its name where it is known, and the data row, 1 = the first below the header. */
const sourceRowSchema = z.object({ file: z.string(), name: z.string().nullable(), row: z.int() });

/** A bar as it stands in the record of the lakehouse, with the row of the file that it was read from. */
const explainedBarSchema = z.object({
  index: z.int(),
  openTime: time,
  closeTime: time,
  availableAt: time,
  open: z.number().nullable(),
  high: z.number().nullable(),
  low: z.number().nullable(),
  close: z.number().nullable(),
  volume: z.number().nullable(),
  /** Where both sides are known, the other one: the prices above are those of the bid. */
  ask: z.object({ open: z.number().nullable(), close: z.number().nullable() }).nullable(),
  source: sourceRowSchema.nullable(),
});

const decisionSchema = z.object({
  decisionTime: time,
  equity: z.number(),
  /** Every input was known at the decision. */
  inputs: z.array(
    z.object({
      instrument: z.string(),
      bar: z.int(),
      barTime: time.nullable(),
      availableAt: time.nullable(),
      terms: z.record(z.string(), z.number().nullable()),
      /** Columns that the strategy has computed over the bars, at the newest one; absent where it has none. */
      columns: z.record(z.string(), z.number().nullable()).optional(),
      position: z.number(),
    }),
  ),
  /** What was asked for in the instrument of the trade, as the strategy wrote it. */
  actions: z.array(z.record(z.string(), z.unknown())),
  size: z.object({ rule: z.string(), arithmetic: z.string(), lots: z.number().nullable() }).nullable(),
  /** The evidence behind it and what that had to satisfy, of the strategy that trades gates. */
  gate: z
    .object({
      decision: gateDecisionSchema,
      guards: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
      /** Every guard that is on, with what it looked at and whether that was good enough. */
      checks: z.array(
        z.object({
          guard: z.string(),
          looksAt: z.string(),
          /** Null where the evidence has none. */
          value: z.union([z.number(), z.string()]).nullable(),
          rule: z.enum(['at most', 'at least', 'size at most', 'one of', 'has', 'not against the regime']),
          limit: z.union([z.number(), z.string(), z.boolean()]),
          holds: z.boolean(),
        }),
      ),
      /** The bars that the measures look back on; null where the dataset of the gate does not say. */
      window: z
        .object({
          bars: z.int(),
          /** When the first of them opened; null where they are not the bars that are traded. */
          from: time.nullable(),
          to: time,
        })
        .nullable(),
      /** The gate as it is on record; null of derived evidence. */
      record: z
        .object({
          /** As name@version. */
          dataset: z.string(),
          /** The dataset whose bars it was made of; null where that is not on record. */
          madeOf: z.string().nullable(),
          /** The row that it was read from or, of gates that were made of bars, that of the window's last bar. */
          source: sourceRowSchema.nullable(),
        })
        .nullable(),
    })
    .optional(),
});

const fillSchema = z.object({
  fill: z.int(),
  order: z.int().nullable(),
  side: z.enum(['buy', 'sell']),
  lots: z.number(),
  decisionTime: time.nullable(),
  time,
  contract: z.string(),
  rule: z.string(),
  reason: z.string(),
  bar: z.int(),
  priceFrom: z.string(),
  referenceTicks: z.number(),
  priceTicks: z.number(),
  price: z.number(),
  /** Each amount with how it comes about. */
  costs: z.array(z.object({ name: z.string(), units: z.number(), arithmetic: z.string() })),
});

const postingSchema = z.object({
  time: time.nullable(),
  about: z.string(),
  account: z.string(),
  units: z.number(),
  /** Of the account after the posting. */
  balance: z.number(),
});

/** One trade of a finished run from the source file to the change of equity. Money is in ledger units, millionths of the currency. */
export const tradeExplanationSchema = z.object({
  runId: z.string(),
  row: z.string(),
  trade: z.int(),
  trades: z.int(),
  instrument: z.string(),
  direction: z.enum(['long', 'short']),
  lots: z.number(),
  currency: z.string(),
  accountCurrency: z.string(),
  tickSize: z.string(),
  unitsPerTickLot: z.string(),
  /** The dataset of the bars, as name@version. */
  dataset: z.string(),
  contract: z.object({ name: z.string(), description: z.string() }),
  bars: z.object({ entry: z.array(explainedBarSchema), exit: z.array(explainedBarSchema) }),
  /** Null where the decisions could not be repeated; `decisionNote` says why. */
  decision: decisionSchema.nullable(),
  decisionNote: z.string().nullable(),
  refusals: z.array(z.object({ time, reason: z.string() })),
  entry: fillSchema,
  exit: fillSchema,
  postings: z.array(postingSchema),
  /** Worth of the trade's instrument while it was held, bar by bar, and the account's equity at each close. */
  marks: z.array(
    z.object({
      time,
      close: z.number().nullable(),
      lots: z.number(),
      worth: z.number().nullable(),
      equity: z.number(),
    }),
  ),
  income: z.array(
    z.object({ time, kind: z.string(), units: z.number(), currency: z.string(), arithmetic: z.string() }),
  ),
  actions: z.array(z.object({ time, kind: z.string(), detail: z.string() })),
  /** In the account's currency; the parts sum to `net`. */
  attribution: z.object({
    price: z.number(),
    spread: z.number(),
    slippage: z.number(),
    commission: z.number(),
    fees: z.number(),
    dividends: z.number(),
    financing: z.number(),
    fx: z.number(),
    rounding: z.number(),
    net: z.number(),
  }),
  largestLossWhileOpen: z.number(),
  largestGainWhileOpen: z.number(),
  /** Recomputed without the engine and compared number by number. */
  comparison: z.object({
    equal: z.boolean(),
    compared: z.int(),
    differences: z.array(
      z.object({
        what: z.string(),
        recorded: z.union([z.number(), z.string()]),
        found: z.union([z.number(), z.string()]),
      }),
    ),
    taken: z.array(z.string()),
    elsewhere: z.int(),
  }),
});

/** One trade, explained. */
export type TradeExplanation = z.infer<typeof tradeExplanationSchema>;

/** Why a row has its verdict, and what would have changed it. */
export const verdictExplanationSchema = z.object({
  runId: z.string(),
  row: z.string(),
  verdict: z.string(),
  decidedBy: z.string(),
  rules: z.array(
    z.object({
      stage: z.string(),
      rule: z.string(),
      effect: z.string(),
      value: z.number().nullable(),
      comparison: z.string(),
      limit: z.number().nullable(),
      outcome: z.enum(['passed', 'failed', 'not-applied']),
      sentence: z.string(),
      dependsOnFamily: z.boolean(),
    }),
  ),
  counterfactuals: z.array(
    z.object({
      rule: z.string(),
      /** What would have to be otherwise, everything else as it is. */
      sentence: z.string(),
      quantity: z.string(),
      actual: z.number(),
      needed: z.number().nullable(),
      /** True where the rule was evaluated at the value, and at the value next to it, and turns between them. */
      checked: z.boolean(),
    }),
  ),
});

/** A verdict, explained. */
export type VerdictExplanation = z.infer<typeof verdictExplanationSchema>;

/** What a metric is. */
export const metricExplanationSchema = z.object({
  name: z.string(),
  label: z.string(),
  group: z.string(),
  formula: z.string(),
  unit: z.string(),
  domain: z.string(),
  nullWhen: z.string(),
  source: z.string(),
  docs: z.string(),
  rules: z.array(z.string()),
});

/** A metric, explained. */
export type MetricExplanation = z.infer<typeof metricExplanationSchema>;
