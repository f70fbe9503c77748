import { z } from 'zod';
import { financingSchema } from './financing.ts';
import { bps, currencyCode, isoDate, money, nonNegative, positive, share } from './values.ts';

const fallbackBps = (when: string): z.ZodOptional<z.ZodNumber> =>
  bps.optional().describe(`Taken where ${when}, in basis points. Default: such a fill is refused.`);

const spread = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('bps'), half: bps.describe('Half of the spread, in basis points of the price.') }),
    z.strictObject({ kind: z.literal('ticks'), half: nonNegative.describe('Half of the spread, in ticks.') }),
    z.strictObject({
      kind: z.literal('quoted'),
      factor: nonNegative.optional().describe("Times the quoted half spread. Default: 1, the other side's quote."),
      fallbackBps: fallbackBps('no quote is known'),
    }),
    z.strictObject({
      kind: z.literal('profile'),
      halfBps: bps.describe('Half of the spread at factor 1 without volatility, in basis points.'),
      byMinute: z
        .array(
          z.strictObject({
            from: z.int().min(0).describe("Minutes since the session's opening."),
            factor: nonNegative.describe('Factor from then on.'),
          }),
        )
        .optional()
        .describe('Steps over the session, rising from minute 0. Default: factor 1.'),
      outsideFactor: nonNegative.optional().describe('Factor outside the session. Default: the largest of the steps.'),
      perVolatility: nonNegative
        .optional()
        .describe('Basis points for each basis point of daily volatility. Default: 0.'),
      fallbackBps: fallbackBps('minute or volatility are not known'),
    }),
  ])
  .describe('What crossing to the other side costs. Default: 1 bps.');

const slippage = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('bps'), value: bps.describe('Basis points of the price.') }),
    z.strictObject({ kind: z.literal('ticks'), value: nonNegative.describe('Ticks.') }),
    z.strictObject({
      kind: z.literal('volume-share'),
      coefficient: nonNegative.optional().describe('Fraction of the price at a full share. Default: 0.1.'),
      exponent: positive.optional().describe('Power of the share. Default: 2.'),
      cap: share.optional().describe("Largest share of the bar's volume that counts. Default: 0.025."),
      fallbackBps: fallbackBps('the volume is not known'),
    }),
    z.strictObject({
      kind: z.literal('square-root'),
      coefficient: nonNegative
        .optional()
        .describe("Times daily volatility and the root of the share of a day's volume. Default: 1."),
      fallbackBps: fallbackBps('volatility or volume are not known'),
    }),
  ])
  .describe('What the price moves against the order. Default: 1 bps.');

const minimum = money.optional().describe('Least commission of an order, in currency units. Default: 0.');
const maximumFraction = share.optional().describe('Most of it, as a fraction of the notional. Default: no maximum.');

const commission = z
  .union([
    z
      .enum(['ibkr-us-shares-fixed', 'ibkr-us-shares-tiered'])
      .describe('The price list of a broker, as docs/methods/costs.md states it.'),
    z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('bps'),
        value: bps.describe('Basis points of the notional.'),
        minimum,
        perOrder: money.optional().describe('What an order pays beside them, in currency units. Default: 0.'),
        decimals: z
          .int()
          .min(0)
          .max(6)
          .optional()
          .describe(
            'Decimals to which the broker rounds the notional, then the commission, halves up. Default: not rounded.',
          ),
      }),
      z.strictObject({
        kind: z.literal('per-share'),
        perShare: nonNegative.describe('Currency units a share.'),
        minimum,
        maximumFraction,
      }),
      z.strictObject({
        kind: z.literal('per-contract'),
        perContract: nonNegative.describe('Currency units a contract.'),
        minimum,
      }),
      z.strictObject({
        kind: z.literal('tiered'),
        tiers: z
          .array(
            z.strictObject({
              above: nonNegative.describe("Month's quantity above which it holds; 0 for the first."),
              perUnit: nonNegative.describe('Currency units a share or contract.'),
            }),
          )
          .min(1)
          .describe("Rates by the month's quantity, rising."),
        minimum,
        maximumFraction,
      }),
      z.strictObject({
        kind: z.literal('maker-taker'),
        makerBps: bps.describe('Basis points where the order gave liquidity.'),
        takerBps: bps.describe('Basis points where it took liquidity.'),
        minimum,
      }),
    ]),
  ])
  .describe('What the broker takes. Default: 0.5 bps.');

const KINDS = [
  ...['equity', 'fund', 'index', 'commodity', 'crypto', 'contract-for-difference'],
  ...['currency-pair', 'future', 'option'],
] as const;

const ownFee = z.strictObject({
  name: z.string().min(1).describe('Shown in the contract; unique.'),
  event: z.enum(['trade', 'exercise', 'assignment']).default('trade').describe('What is charged.'),
  payer: z.enum(['buyer', 'seller', 'both']).describe('Who pays.'),
  per: z
    .enum(['million', 'unit', 'fill'])
    .describe('What the rate counts: a million of notional, a share or contract, a fill.'),
  currency: currencyCode.describe('Only instruments in this currency pay.'),
  kinds: z.array(z.enum(KINDS)).min(1).describe('Only instruments of these kinds pay.'),
  timeZone: z.string().min(1).describe('Whose midnight begins a date, as America/New_York.'),
  rates: z
    .array(
      z.strictObject({
        from: isoDate.describe('First date.'),
        rate: nonNegative.describe('Currency units per what `per` counts.'),
        maximum: money.optional().describe('Most that one fill pays, in currency units. Default: no maximum.'),
        source: z.string().min(1).default('config').describe('Where the rate comes from.'),
      }),
    )
    .min(1)
    .describe('By date, rising.'),
  knownThrough: isoDate.describe('Last date for which the rates are known.'),
  outside: z
    .enum(['refuse', 'nearest'])
    .default('refuse')
    .describe('Dates that the rates do not cover: refuse the fill, or take the nearest rate.'),
  roundUp: money.positive().optional().describe('Round up to multiples of this, in currency units, as 0.01.'),
});

const fee = z.union([
  z
    .enum(['us-regulatory', 'sec-section-31', 'finra-taf-shares', 'finra-taf-options', 'occ-clearing', 'occ-exercise'])
    .describe('A published schedule by date; us-regulatory holds all the others.'),
  ownFee,
]);

/** Which key of the long form says the same as keys of the short one. */
const EITHER = [
  ['halfSpreadBps', 'spread'],
  ['slippageBps', 'slippage'],
  ['commissionBps', 'commission'],
  ['minimumCommission', 'commission'],
] as const;

/** What trading and holding costs. */
export const costsSchema = z
  .strictObject({
    halfSpreadBps: nonNegative.optional().describe('Half of the spread, in basis points of the price. Default: 1.'),
    slippageBps: nonNegative.optional().describe('Slippage, in basis points of the price. Default: 1.'),
    commissionBps: nonNegative.optional().describe('Commission, in basis points of the notional. Default: 0.5.'),
    minimumCommission: nonNegative.optional().describe('In currency units per order.'),
    spread: spread.optional(),
    slippage: slippage.optional(),
    commission: commission.optional(),
    fees: z.array(fee).optional().describe('Fees that law and venues set, by date. Default: none.'),
    financing: financingSchema.optional(),
  })
  .superRefine((costs, context) => {
    for (const [short, long] of EITHER) {
      if (costs[short] === undefined || costs[long] === undefined) continue;
      context.addIssue({
        code: 'custom',
        path: [short],
        message: `must not stand beside '${long}': state one of them`,
      });
    }
  })
  .describe('What trading and holding costs, before the factor of `fills`: short keys in basis points, or models.');
