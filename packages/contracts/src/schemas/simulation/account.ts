import { z } from 'zod';
import { fraction, innerFraction, isoDate, money, positive, share, symbol } from './values.ts';

const days = z.int().min(0);

const cashAccount = z
  .strictObject({
    kind: z.literal('cash'),
    settlementDays: z
      .union([
        days,
        z.literal('us-equity'),
        z
          .array(
            z.strictObject({
              from: isoDate.describe('First trade date (UTC) that it holds for.'),
              days: days.describe('Sessions between trade and settlement.'),
            }),
          )
          .min(1),
      ])
      .describe(
        'Sessions from a trade until its money may be spent: a whole number n for T+n, us-equity for the cycles of US shares by date, or a list of your own by date.',
      ),
  })
  .describe('Pay in full from settled money; no short positions.');

const regTAccount = z
  .strictObject({
    kind: z.literal('reg-t'),
    initial: share.default(0.5).describe('Part of the worth of a position that equity must cover when it is opened.'),
    maintenanceLong: share.default(0.25).describe('Part of the worth of long positions to cover at all times.'),
    maintenanceShort: positive.default(0.3).describe('The same for short positions at or above perShare.boundary.'),
    maintenanceShortLowPriced: positive.default(1).describe('The same for short positions below perShare.boundary.'),
    perShare: z
      .strictObject({
        boundary: money.default(5).describe('Price below which a share counts as low-priced, in currency units.'),
        least: money.default(5).describe('Least requirement of a short position, in currency units a share.'),
        leastLowPriced: money.default(2.5).describe('The same for low-priced shares.'),
      })
      .optional()
      .describe('Amounts a share; default 5, 5 and 2.50 US dollars.'),
    minimumEquity: money.optional().describe('Equity that credit needs, in currency units; default 2,000 US dollars.'),
  })
  .describe('Shares on credit under Regulation T and FINRA Rule 4210.');

const leverage = z.number().min(1);

const fxAccount = z
  .strictObject({
    kind: z.literal('fx'),
    leverage: leverage.describe('Worth of positions per unit of margin, as 30.'),
    leverageByInstrument: z.record(symbol, leverage).optional().describe('Leverage of single instruments.'),
    marginCall: positive
      .default(1)
      .describe('Equity / used margin at or below which nothing is opened; at least stopOut.'),
    stopOut: positive.default(0.5).describe('Equity / used margin at or below which positions are closed.'),
  })
  .describe('Currency pairs on leverage.');

const tiers = z
  .array(
    z.strictObject({
      floor: money.describe('Worth at which the tier begins, in currency units; 0 for the first.'),
      maintenance: innerFraction.describe('Maintenance rate of the part of a position in the tier.'),
      initial: fraction.optional().describe('Least initial rate of a position whose worth lies in the tier.'),
    }),
  )
  .min(1);

const cryptoAccount = z
  .strictObject({
    kind: z.literal('crypto'),
    mode: z
      .enum(['cross', 'isolated'])
      .default('cross')
      .describe('Is the margin shared by all positions, or set apart for each?'),
    initial: share.describe('Initial margin rate: 1 / leverage.'),
    tiers: tiers.describe('Maintenance margin by worth of a position, rising from 0.'),
    tiersByInstrument: z.record(symbol, tiers).optional().describe('Tiers of single instruments.'),
  })
  .describe('Perpetual contracts on margin.');

/** What an account may hold against its money. */
export const accountSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('unlimited') }).describe('No margin: maxGrossExposure is the only limit.'),
    cashAccount,
    regTAccount,
    fxAccount,
    cryptoAccount,
  ])
  .describe('What the account may hold against its money.');
