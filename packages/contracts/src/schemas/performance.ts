import { z } from 'zod';
import { figure, nullReasons } from './figures.ts';

/** Why a number is null; null where it is not. */
const reason = z.string().nullable();

/** One measure: its value in the unit of its definition, money in account currency. */
export const measureValueSchema = z.object({ id: z.string(), value: figure, reason });

/** One fall below a peak; `depth` is a fraction of the peak, times are UTC epoch ms. */
export const drawdownSchema = z.object({
  rank: z.int(),
  depth: z.number(),
  peakTime: z.number(),
  valleyTime: z.number(),
  /** Null while it lasts. */
  recoveryTime: figure,
  /** Closes below the peak. */
  periods: z.int(),
  periodsToValley: z.int(),
  /** Null while it lasts. */
  periodsToRecover: figure,
  durationMs: z.number(),
});

/** One part of a record; money in account currency. */
export const breakdownCellSchema = z.object({
  label: z.string(),
  periods: z.int(),
  /** Change of equity over its periods; null where the part has trades only. */
  equityChange: figure,
  trades: z.int(),
  /** Sums over its trades; null where the part has periods only. */
  gross: figure,
  costs: figure,
  net: figure,
  measures: z.array(measureValueSchema),
});

/** What a record is taken apart by. */
export const breakdownKindSchema = z.enum([
  'year',
  'month',
  'weekday',
  'hour',
  'session-part',
  'regime',
  'instrument',
  'member',
  'direction',
  'exit-rule',
]);

/** A record in parts that add up to the whole. */
export const breakdownTableSchema = z.object({
  by: breakdownKindSchema,
  /** Trades stand with the part of their entry; with a year or month, of their exit. */
  tradesBy: z.enum(['entry', 'exit']).nullable(),
  cells: z.array(breakdownCellSchema),
  total: breakdownCellSchema,
});

/** Compounded return of one calendar month. */
export const monthlyReturnSchema = z.object({
  year: z.int(),
  month: z.int(),
  value: figure,
  periods: z.int(),
});

/** What a kind of cost took, or a kind of income brought, in account currency, and its share of the gross result of all trades. */
export const moneyPartSchema = z.object({
  kind: z.string(),
  amount: z.number(),
  /** Null where the gross result is not a gain. */
  shareOfGross: figure,
});

/** How far one trade went against and for the account while it was open, in account currency. */
export const excursionSchema = z.object({
  trade: z.int(),
  adverse: z.number(),
  favourable: z.number(),
  net: z.number(),
});

/** The same decisions under one fill contract. */
export const contractOutcomeSchema = z.object({
  /** What the broker and the market take as a multiple of the run's own costs; null for another contract. */
  costMultiple: figure,
  contract: z.string(),
  totalReturn: figure,
  sharpeRatio: figure,
  /** Mean return of a period. */
  meanReturn: figure.optional(),
  /** Net result of all trades, and their costs, in account currency. */
  net: figure,
  costs: figure,
  trades: z.int(),
  /** Change of equity, its largest fall as a fraction of the peak, and what all fills cost, in account currency. */
  equityChange: figure.optional(),
  maxDrawdown: figure.optional(),
  fillCosts: figure.optional(),
  /** Reason of each null above, by name. */
  nulls: nullReasons,
});

/** One event of a circuit breaker; `measured` and `limit` in the unit of its rule. */
export const breakerEventSchema = z.object({
  time: z.number(),
  breaker: z.string(),
  event: z.string(),
  action: z.string(),
  scale: z.number(),
  measured: figure,
  limit: figure,
});

/** What happened to the account beside fills, by kind; cash in account currency, null where several currencies are concerned. */
export const accountEventSchema = z.object({
  kind: z.string(),
  count: z.int(),
  cash: figure,
  firstTime: z.number(),
  lastTime: z.number(),
});

/** What one strategy of an account came to, in account currency; its parts sum to `net`. */
export const strategyFiguresSchema = z.object({
  name: z.string(),
  /** Fills that changed its lots, and how many of them closed some. */
  fills: z.int(),
  closings: z.int(),
  /** From reference price to reference price; open lots at their marks. */
  price: z.number(),
  /** Spread, slippage, commission and fees, ≤ 0. */
  costs: z.number(),
  /** Dividends and financing, signed. */
  income: z.number(),
  net: z.number(),
});

/** Everything that can be said of one simulated record. */
export const performanceModelSchema = z.object({
  currency: z.string(),
  /** First and last close, UTC epoch ms; null without a period. */
  from: figure,
  to: figure,
  periods: z.int(),
  periodsPerYear: z.number(),
  /** Zone whose clocks the breakdown by time reads. */
  timeZone: z.string(),
  initialEquity: z.number(),
  finalEquity: z.number(),
  /** In the order of a report. */
  measures: z.array(measureValueSchema),
  /** The same measures of what the strategy is compared with, where they exist without trades; empty without one. */
  benchmarkMeasures: z.array(measureValueSchema),
  drawdowns: z.array(drawdownSchema),
  calendar: z.array(monthlyReturnSchema),
  breakdowns: z.array(breakdownTableSchema),
  /** Gross result of all trades in account currency; null where it is undefined. */
  gross: figure,
  costs: z.array(moneyPartSchema),
  income: z.array(moneyPartSchema),
  /** What the change of equity is made of; the parts sum to it. */
  attribution: z.array(z.object({ part: z.string(), amount: z.number() })),
  /** The strategies that share the account, and what belongs to none of them; absent where there is one. */
  strategies: z.object({ parts: z.array(strategyFiguresSchema), other: z.number() }).optional(),
  excursions: z.object({
    points: z.array(excursionSchema),
    /** Trades whose excursions are known; more than the points where there are too many to draw. */
    total: z.int(),
  }),
  orders: z.object({
    decisions: z.int(),
    fills: z.int(),
    /** Orders with at least one fill, and those refused whole. */
    filledOrders: z.int(),
    refusedOrders: z.int(),
    /** Fills by the rule of the contract that priced them. */
    fillsByRule: z.array(z.object({ rule: z.string(), count: z.int() })),
    /** Steps in the lives of orders that the strategy sent by itself, and why. */
    events: z.array(z.object({ event: z.string(), reason: z.string(), count: z.int() })),
    /** What was refused or given up, by reason. */
    refusals: z.array(z.object({ reason: z.string(), count: z.int() })),
  }),
  /** The first of them, in order of time. */
  breakerEvents: z.array(breakerEventSchema),
  breakerEventsTotal: z.int(),
  accountEvents: z.array(accountEventSchema),
  warnings: z.array(z.string()),
  /** Own contract first, then the others that were simulated. */
  contracts: z.array(contractOutcomeSchema),
  /** The run's costs times 1, 1.25, 1.5 and 2; null where it was not simulated. */
  costLadder: z.array(contractOutcomeSchema).nullable(),
});

/** Everything that can be said of one simulated record. */
export type PerformanceModel = z.output<typeof performanceModelSchema>;
/** One measure of it. */
export type MeasureValue = z.output<typeof measureValueSchema>;
/** One fall below a peak. */
export type Drawdown = z.output<typeof drawdownSchema>;
/** What a record is taken apart by. */
export type BreakdownKind = z.output<typeof breakdownKindSchema>;
/** A record in parts. */
export type BreakdownTable = z.output<typeof breakdownTableSchema>;
/** One part of it. */
export type BreakdownRow = z.output<typeof breakdownCellSchema>;
/** A kind of cost or income. */
export type MoneyPart = z.output<typeof moneyPartSchema>;
/** How far one trade went. */
export type ExcursionPoint = z.output<typeof excursionSchema>;
/** The same decisions under one fill contract. */
export type ContractOutcome = z.output<typeof contractOutcomeSchema>;
