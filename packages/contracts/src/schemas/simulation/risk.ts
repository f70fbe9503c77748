import { z } from 'zod';
import { currencyCode, finite, fraction, innerFraction, money, positive, symbol } from './values.ts';

const limits = {
  maxWeight: positive.optional().describe('Limit as a fraction of equity; state this or maxAmount.'),
  maxAmount: money.positive().optional().describe("Limit in units of the account's currency; state this or maxWeight."),
};

interface Limits {
  readonly maxWeight?: number | undefined;
  readonly maxAmount?: number | undefined;
}

const hasOneLimit = ({ maxWeight, maxAmount }: Limits): boolean =>
  (maxWeight === undefined) !== (maxAmount === undefined);
const ONE_LIMIT = { message: 'must set either maxWeight or maxAmount' };

const cap = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('instrument'),
      instruments: z.array(symbol).min(1).optional().describe('Those it holds for; default: each one.'),
      ...limits,
    })
    .refine(hasOneLimit, ONE_LIMIT)
    .describe("Worth of one instrument's position."),
  z
    .strictObject({
      kind: z.literal('currency'),
      currency: currencyCode.optional().describe("Default: each currency but the account's own."),
      ...limits,
    })
    .refine(hasOneLimit, ONE_LIMIT)
    .describe('Sum of the signed worths in a currency.'),
  z
    .strictObject({
      kind: z.literal('group'),
      name: z.string().min(1).describe('Shown in refusals; unique.'),
      instruments: z.array(symbol).min(1).describe('Members of the group.'),
      measure: z.enum(['gross', 'net']).describe('Worths without sign, or with it.'),
      ...limits,
    })
    .refine(hasOneLimit, ONE_LIMIT)
    .describe('Worth of a group of instruments.'),
  z
    .strictObject({ kind: z.literal('gross'), ...limits })
    .refine(hasOneLimit, ONE_LIMIT)
    .describe('Worth of all positions without sign.'),
  z
    .strictObject({ kind: z.literal('net'), ...limits })
    .refine(hasOneLimit, ONE_LIMIT)
    .describe('Worth of all positions with sign.'),
  z
    .strictObject({ kind: z.literal('order-notional'), ...limits })
    .refine(hasOneLimit, ONE_LIMIT)
    .describe('Worth of what one order opens.'),
  z
    .strictObject({
      kind: z.literal('order-lots'),
      maxLots: z.int().min(1).describe('Most lots that one order opens.'),
    })
    .describe('Lots that one order opens.'),
]);

const action = z
  .union([
    z.enum(['halt', 'flatten']),
    z.strictObject({ scale: innerFraction.describe('Factor on the size of openings.') }),
  ])
  .describe(
    'halt: nothing is opened; flatten: everything is closed too; {scale: 0.5}: openings are sized at a factor.',
  );

const sessions = z.strictObject({
  sessions: z.int().min(1).describe('Sessions it holds for after that of the trip.'),
});

const lossBreaker = (kind: 'daily-loss' | 'weekly-loss' | 'monthly-loss', period: string) =>
  z
    .strictObject({
      kind: z.literal(kind),
      limit: innerFraction.describe(
        'Loss as a fraction of the equity at the end of the period before; equality trips.',
      ),
      action,
    })
    .describe(`Loss since the end of the previous ${period}; resets with the next ${period}.`);

const breaker = z.discriminatedUnion('kind', [
  lossBreaker('daily-loss', 'session'),
  lossBreaker('weekly-loss', 'week'),
  lossBreaker('monthly-loss', 'month'),
  z
    .strictObject({
      kind: z.literal('drawdown'),
      limit: innerFraction.describe('Fall as a fraction of the highest equity; equality trips.'),
      action,
      reset: z
        .union([
          z.literal('never'),
          sessions,
          z.strictObject({ recovery: fraction.describe('Drawdown at or below which it resets; below the limit.') }),
        ])
        .describe('never, after {sessions: 5}, or at {recovery: 0.02}, which flatten cannot have.'),
    })
    .describe('Fall from the highest equity.'),
  z
    .strictObject({
      kind: z.literal('losing-streak'),
      sessions: z.int().min(1).describe('Losing sessions in a row; unchanged ones neither count nor end it.'),
      action,
      reset: z
        .union([z.literal('win'), sessions])
        .describe('win: with the next winning session, for {scale: …} only; or after {sessions: 5}.'),
    })
    .describe('Losing sessions in a row.'),
  z
    .strictObject({
      kind: z.literal('exposure-change'),
      limit: positive.describe('Growth of gross exposure since the previous session, as a fraction of its equity.'),
      action,
    })
    .describe('Gross exposure that has grown too fast; resets with the next session.'),
  z
    .strictObject({
      kind: z.literal('external-scale'),
      series: z.string().min(1).describe('One of risk.outside.'),
      steps: z
        .array(
          z.strictObject({
            below: finite.describe('The step holds for values below this, in the unit of the series.'),
            scale: fraction.describe('Factor on the size of openings.'),
          }),
        )
        .min(1)
        .describe('In rising order.'),
      otherwise: fraction.describe('Factor where the value is at or above all steps.'),
    })
    .describe('Scales openings by a series from outside, as a volatility index.'),
]);

/** Where a series beside the traded ones is read from. */
export const outsideSchema = z.strictObject({
  series: z.string().min(1).describe('Name of a table of values, or a symbol whose closes are taken.'),
  dataset: z
    .string()
    .min(1)
    .optional()
    .describe('Dataset that holds it, as name or name@version. Default: of the pack.'),
  timeframe: z.string().min(1).optional().describe('Bar length where a symbol is named. Default: that of the pack.'),
});

/** Caps and circuit breakers. */
export const riskSchema = z
  .strictObject({
    caps: z.array(cap).default([]).describe('Limits that openings respect; a refusal names its cap.'),
    breakers: z.array(breaker).default([]).describe('Circuit breakers; of several in force the strictest counts.'),
    outside: z.record(z.string(), outsideSchema).default({}).describe('Series that external-scale breakers look at.'),
    calendar: z
      .enum(['us-equity', 'fx-week', 'fx-week-utc', 'continuous'])
      .optional()
      .describe('Whose sessions breakers count. Default: the calendar of the first instrument.'),
  })
  .describe('Caps and circuit breakers; none is on unless stated.');
