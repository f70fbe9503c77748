import { z } from 'zod';

/** A figure, or null with the reason. */
export const stressMeasureSchema = z.object({ value: z.number().nullable(), reason: z.string().optional() });

const measure = stressMeasureSchema;
const outcome = { totalReturn: measure, meanReturn: measure, sharpe: measure };
const part = { n: z.int(), sharpe: measure, totalReturn: measure };

const pathFigures = {
  medianReturn: measure,
  medianDrawdown: measure,
  ruinProbability: measure,
  fractionPositive: measure,
};

/** What one row's stress found; Sharpe ratios are annual but in `startDates` and `leaveOneOut`, where they are per period. */
export const stressSchema = z.object({
  /** `stress_failed`: there are no figures, and `reason` is the error's text. */
  state: z.enum(['done', 'stress_failed']),
  reason: z.string().optional(),
  /** Rising from 1. */
  costs: z.array(z.object({ multiple: z.number(), ...outcome })),
  fills: z.array(z.object({ variant: z.enum(['base', 'pessimistic', 'optimistic']), ...outcome })),
  /** Results by the regime that each instrument was in when a period began. */
  regimes: z.array(
    z.object({
      label: z.string(),
      periods: z.int(),
      segments: z.int(),
      trades: z.int(),
      meanReturn: measure,
      totalReturn: measure,
      sharpe: measure,
      shareOfAbsPnl: measure,
      shareOfPeriods: measure,
    }),
  ),
  /** Each regime's stretches by themselves, flat at both ends. */
  resimulated: z.array(
    z.object({
      label: z.string(),
      segments: z.int(),
      periods: z.int(),
      trades: z.int(),
      totalReturn: measure,
      sharpe: measure,
    }),
  ),
  model: z
    .object({
      definition: z.string(),
      instruments: z.array(z.object({ instrument: z.string(), fits: z.int(), newest: z.string().nullable() })),
    })
    .optional(),
  dependency: measure,
  /** Probability that a record which earns alike in all regimes favours one of them as clearly. */
  dependencyLevel: measure.optional(),
  /** Probability that such a record has more than 80 %, or 90 %, of its absolute results in one regime. */
  dependencyByChance: z.object({ above80: measure, above90: measure }).optional(),
  consistency: measure,
  monteCarlo: z
    .object({
      paths: z.int(),
      method: z.enum(['iid', 'circular', 'stationary']),
      blockLength: z.number(),
      trades: z.int(),
      ruinLevel: z.number(),
      sizing: z.enum(['additive', 'compounding']),
      ...pathFigures,
      p5Return: measure,
      p5Drawdown: measure,
      p95Drawdown: measure,
      /** Equity over equity at the start after so many trades, by level of the quantile. */
      fan: z
        .object({
          trades: z.array(z.int()),
          bands: z.array(z.object({ level: z.number(), equity: z.array(z.number()) })),
        })
        .optional(),
      otherSizing: z.object({
        ...pathFigures,
        returnP5: measure,
        drawdownP5: measure,
        drawdownP95: measure,
      }),
    })
    .optional(),
  startDates: z
    .object({
      parts: z.array(z.object({ start: z.int(), ...part })),
      lowestSharpe: measure,
      highestSharpe: measure,
      gainingShare: measure,
    })
    .optional(),
  leaveOneOut: z
    .object({
      /** What was left out; absent where it was a test window. A stretch is a tenth of a record too short for the others. */
      by: z.enum(['year', 'month', 'stretch']).optional(),
      whole: z.object(part),
      parts: z.array(z.object({ without: z.object({ from: z.int(), to: z.int() }), ...part })),
      mostImportant: z.object({ from: z.int(), to: z.int() }).optional(),
      lowestSharpe: measure,
      isCarriedByOne: z.boolean(),
    })
    .optional(),
});

/** stress.json of a run: the stress of every row that has one; rows that leak have none. No file of a run that is an experiment. */
export const stressFileSchema = z.object({
  runId: z.string(),
  rows: z.array(z.object({ id: z.string(), stress: stressSchema })),
});

/**
 * The neighbours of one backtest, each with one parameter moved by a tenth: figures of all of them together, of returns in
 * excess of exposure-matched buy and hold. Which neighbour is which is not told: nothing can be chosen by it.
 */
export const neighbourhoodSchema = z.object({
  /** `stress_failed`: there are no figures, and `reason` is the error's text. */
  state: z.enum(['done', 'stress_failed']),
  reason: z.string().optional(),
  /** 0 where no parameter can be moved. */
  neighbours: z.int(),
  /** Those whose Sharpe ratio is above 0. */
  gaining: z.int(),
  /** Annual Sharpe ratios. */
  lowestSharpe: measure,
  highestSharpe: measure,
  /** 0 none to 1 all of the Sharpe ratio hangs on the exact parameters; the note says what the value does not. */
  fragility: measure.extend({ note: z.string().optional() }),
});

/** What one row's stress found. */
export type StressModel = z.output<typeof stressSchema>;
/** What the neighbours of one backtest come to. */
export type NeighbourhoodModel = z.output<typeof neighbourhoodSchema>;
