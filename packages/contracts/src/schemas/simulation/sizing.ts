import { z } from 'zod';
import { finite, innerFraction, positive, share } from './values.ts';

const cap = positive.default(1).describe('Largest weight (fraction of equity) per unit of exposure.');

const volatilityEstimator = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('window'),
    window: z.int().min(2).describe('Returns in the window, in bars.'),
  }),
  z.strictObject({
    kind: z.literal('exponential'),
    halfLife: positive.max(1e12).describe('Returns until a weight halves, in bars.'),
    minPeriods: z.int().min(2).describe('Returns before the first estimate, in bars.'),
  }),
]);

/** With fewer returns a normal quantile of the error of the mean is too small by far. */
const FEWEST_RETURNS = 20;
const returns = z.int().min(FEWEST_RETURNS);

const edgeEstimator = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('window'), window: returns.describe('Returns in the window, in bars.') }),
  z.strictObject({
    kind: z.literal('expanding'),
    minPeriods: returns.describe('Returns before the first estimate, in bars.'),
  }),
]);

/** How what a strategy wants becomes lots. */
export const sizingSchema = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('target-weight'),
        weight: positive.default(1).describe('Fraction of equity per unit of exposure and instrument.'),
      })
      .describe('A weight of equity, adjusted at every decision.'),
    z
      .strictObject({ kind: z.literal('fixed'), lots: z.int().min(1).describe('Lots per unit of exposure.') })
      .describe('A number of lots.'),
    z
      .strictObject({
        kind: z.literal('fraction'),
        fraction: positive.describe('Fraction of the money per unit of exposure, in notional.'),
        of: z.enum(['equity', 'available']).default('equity').describe('Equity, or what other positions leave of it.'),
      })
      .describe('A fraction of the money at entry, left alone afterwards.'),
    z
      .strictObject({
        kind: z.literal('volatility-target'),
        annualVolatility: positive.describe('Volatility wanted per unit of exposure, annual, as a fraction.'),
        estimator: volatilityEstimator
          .default({ kind: 'window', window: 60 })
          .describe('How volatility is estimated, from bars that are known.'),
        cap,
      })
      .describe('The weight that aims at a volatility.'),
    z
      .strictObject({
        kind: z.literal('kelly'),
        fraction: share.default(0.5).describe('Part of the full Kelly weight.'),
        level: finite
          .min(0.5)
          .lt(1)
          .default(0.95)
          .describe('One-sided confidence at which the mean must exceed zero; 0.5 takes nothing off.'),
        nTrials: z.int().min(1).default(1).describe('Trials that the strategy was picked from, itself included.'),
        estimator: edgeEstimator
          .default({ kind: 'expanding', minPeriods: 60 })
          .describe('How the edge is estimated, from bars that are known.'),
        cap,
      })
      .describe(
        'A fraction of the growth-optimal weight of an edge that is deflated first; 0 where it is not above zero.',
      ),
    z
      .strictObject({
        kind: z.literal('risk-per-trade'),
        fraction: innerFraction.describe('Fraction of equity lost per unit of exposure where the stop is hit.'),
        cap,
      })
      .describe('By the distance of the stop; openings without a stop are refused.'),
  ])
  .describe('How what a strategy wants becomes lots.');
