import { z } from 'zod';
import { nonNegative, positive, share } from './values.ts';

/** What of a fill contract differs from the variant that `fills` names. */
export const contractSchema = z
  .strictObject({
    latencyMs: z.int().min(1).optional().describe('Milliseconds from a decision to its earliest fill. Default: 1.'),
    marketFill: z
      .enum(['next-open', 'next-quote'])
      .optional()
      .describe(
        'What a market order waits for: the open of the next bar, or the next quote; every instrument then needs quotes. Default: next-open.',
      ),
    quoteSize: z
      .enum(['partial', 'refuse'])
      .optional()
      .describe(
        'With next-quote: an order larger than the quote takes what is on offer and waits for the rest, or is refused. Default: partial.',
      ),
    intrabarPath: z
      .enum(['against', 'for', 'nearest', 'high-first', 'low-first'])
      .optional()
      .describe(
        'Which extreme of a bar comes first: the one that leaves the account worse off (against, the default) or better off (for, of optimistic fills), the one nearer the open, the high, the low.',
      ),
    limitFill: z
      .enum(['touch', 'through'])
      .optional()
      .describe(
        'Does a limit fill when reached, or only when traded through by a tick? Default: touch; pessimistic: through.',
      ),
    gapThroughStop: z
      .enum(['open', 'worst-of-bar', 'level'])
      .optional()
      .describe(
        'Price of a stop that a bar opens beyond; at its level nobody traded. Default: open; pessimistic: worst-of-bar.',
      ),
    gapThroughLimit: z
      .enum(['open', 'level'])
      .optional()
      .describe('Price of a waiting limit that a bar opens beyond: the better open, or its level. Default: open.'),
    entryBarExits: z
      .enum(['work', 'wait', 'unambiguous'])
      .optional()
      .describe(
        'Exits in the bar of their entry: at work from the fill on, from the next bar on, or where the bar is clear. Default: work.',
      ),
    volumeShare: share
      .optional()
      .describe(
        "Largest share of a bar's volume that one order may take; the rest goes on working. Default: no limit.",
      ),
    noVolume: z
      .enum(['fill', 'refuse'])
      .optional()
      .describe('With volumeShare: is a bar of unknown volume enough for any order, or for none? Default: fill.'),
    quotes: z
      .strictObject({
        staleSeconds: nonNegative.optional().describe('Oldest quote that is traded, in seconds. Default: 120.'),
        maxSpreadFraction: positive
          .optional()
          .describe('Widest spread that is traded, as a fraction of the middle. Default: 0.5.'),
      })
      .optional()
      .describe('What a quote must be like where both sides of the market are known.'),
    marginCheck: z
      .enum(['worst-of-each', 'worst-together', 'close'])
      .optional()
      .describe(
        "Where an account on margin is looked at inside bars: at each position's worst price, at the worst prices of all together, or at closes only. Default: worst-of-each; pessimistic: worst-together; optimistic: close.",
      ),
    marks: z
      .enum(['liquidation', 'mid'])
      .optional()
      .describe(
        'Where both sides are known: mark at what closing would bring, or at the middle? Default: liquidation.',
      ),
  })
  .describe('What of the fill contract differs from the variant that `fills` names.');
