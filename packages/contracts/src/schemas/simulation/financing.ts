import { z } from 'zod';
import { finite, isoDate, isoMoment, positive, symbol } from './values.ts';

/** More than this is a percentage that was meant as a fraction. */
const MOST_ANNUAL = 10;

const ratesFrom = (least: number) => {
  const annual = finite.min(least).max(MOST_ANNUAL);
  return z.union([
    annual,
    z
      .array(
        z.strictObject({
          from: isoDate.describe('First date of the rate.'),
          annual: annual.describe('Fraction of the amount a year, as 0.05.'),
        }),
      )
      .min(1),
  ]);
};
const fee = ratesFrom(0);
const rate = ratesFrom(-1);

const rollover = z.strictObject({
  rates: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('points'),
      points: z
        .array(
          z.strictObject({
            from: isoDate.describe('First date.'),
            long: finite.describe('Price units a day that one unit of the base currency receives, held long; signed.'),
            short: finite.describe('The same, held short.'),
          }),
        )
        .min(1)
        .describe('Tom-next points by date, rising.'),
    }),
    z.strictObject({
      kind: z.literal('differential'),
      base: rate.describe('Annual rate of the base currency, as a fraction.'),
      quote: rate.describe('Annual rate of the quote currency, as a fraction.'),
      markup: finite.min(0).max(1).optional().describe('What the broker takes from either side, annual. Default: 0.'),
    }),
  ]),
  spotLag: z.int().min(1).max(2).optional().describe('Bank days from trade to value date. Default: 2.'),
  holidays: z.array(isoDate).optional().describe('Dates without settlement beside weekends, Christmas and New Year.'),
});

const funding = z.strictObject({
  payments: z
    .array(
      z.strictObject({
        time: isoMoment.describe('Moment of the payment.'),
        rate: finite.min(-1).max(1).describe('Fraction of the worth that longs pay shorts.'),
      }),
    )
    .min(1)
    .describe('As they were paid, rising.'),
  intervalHours: positive.describe('Hours between payments.'),
  fallbackRate: finite
    .min(-1)
    .max(1)
    .optional()
    .describe('Rate where a payment is missing, marked as estimated. Default: a gap is an error.'),
});

/** What holding costs and earns. */
export const financingSchema = z
  .strictObject({
    borrow: fee
      .optional()
      .describe('Yearly fee on the worth of short positions, as a fraction, or by date. Default: 0.'),
    borrowByInstrument: z.record(symbol, fee).optional().describe('Instruments with a fee of their own.'),
    marginInterest: fee.optional().describe('Yearly rate on borrowed cash, as a fraction, or by date. Default: 0.'),
    cashInterest: rate.optional().describe('Yearly rate on idle cash, as a fraction, or by date. Default: 0.'),
    dayCount: z
      .union([z.literal(360), z.literal(365)])
      .optional()
      .describe('Days in a year of interest. Default: 360.'),
    accrual: z
      .strictObject({
        timeZone: z.string().min(1).describe('As America/New_York.'),
        hour: z.int().min(0).max(23).describe('Hour at which a day ends.'),
      })
      .optional()
      .describe('When a day ends for interest. Default: 17:00 in New York.'),
    rolloverByInstrument: z.record(symbol, rollover).optional().describe('Tom-next of currency pairs.'),
    fundingByInstrument: z.record(symbol, funding).optional().describe('Funding of perpetual contracts.'),
  })
  .describe('What holding costs and earns. Default: nothing.');
