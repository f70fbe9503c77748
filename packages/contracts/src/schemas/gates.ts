import { z } from 'zod';
import { figure } from './figures.ts';

const time = z.iso.datetime();

/** Where evidence comes from: a gate in force, the deriver, nowhere. */
export const gateSourceSchema = z.enum(['none', 'derived', 'gate']);

/** Why evidence is not admitted. */
export const gateRefusalSchema = z.enum([
  'gate-missing',
  'hard-blocked',
  'admit-false',
  'direction-missing',
  'hazard-invalid',
  'hazard-above-max',
  'flip-rate-above-max',
  'repetitions-short',
  'coherence-below-min',
  'stability-below-min',
  'entropy-above-max',
  'low-frequency-below-min',
  'slope-above-max',
  'reynolds-above-max',
  'half-life-below-min',
  'correlation-length-below-min',
  'confidence-below-min',
  'regime-filter',
  'alignment-missing',
  'tag-missing',
  'direction-flip-rate-above-max',
  'streak-stability-below-min',
  'direction-entropy-above-max',
]);

/** What is to be known of evidence that is admitted. */
export const gateRemarkSchema = z.enum([
  'derived-from-candles',
  'hazard-borderline',
  'repetitions-borderline',
  'coherence-borderline',
  'stability-borderline',
  'entropy-borderline',
  'streak-stability-borderline',
  'direction-entropy-borderline',
]);

const decided = {
  instrument: z.string(),
  /** When the bar and all before it could be known. */
  time,
  source: gateSourceSchema,
  hardBlocked: z.boolean(),
  /** Which way the evidence points, admitted or not. */
  direction: z.union([z.literal(-1), z.literal(0), z.literal(1)]),
  /** The gate in force; null where none is. */
  gate: z
    .object({
      maker: z.string(),
      timeframe: z.string(),
      eventTime: time,
      availableAt: time,
      regime: z.string().nullable(),
      signature: z.string().nullable(),
      tags: z.array(z.string()),
      /** What its maker said. */
      reasons: z.array(z.string()),
    })
    .nullable(),
  /** When the streak behind derived evidence began; null elsewhere. */
  streakFrom: time.nullable(),
  /** The measures that are known, by name; see docs/methods/gates.md. */
  metrics: z.record(z.string(), z.number()),
};

/** What was decided of an instrument at one bar: every refusal has a reason. */
export const gateDecisionSchema = z.discriminatedUnion('admit', [
  z.object({ admit: z.literal(true), reasons: z.array(gateRemarkSchema), ...decided }),
  z.object({ admit: z.literal(false), reasons: z.array(gateRefusalSchema).min(1), ...decided }),
]);

const bySource = z.object({ none: z.number(), derived: z.number(), gate: z.number() });

/** Where the decisions of a backtest or of a row came from, over all its instruments. */
export const gateCoverageSchema = z.object({
  bars: bySource,
  /** From open to close of the bars. */
  minutes: bySource,
  /** Shares of the bars; null where there are none. */
  fractions: z.object({ none: figure, derived: figure, gate: figure }),
  /** Bars at which evidence was admitted. */
  admitted: bySource,
  /** Decisions that opened trades. */
  entries: bySource,
  /** Bars at which evidence was refused for the reason, most first; a bar counts for each of its reasons. */
  refusals: z.array(z.object({ reason: gateRefusalSchema, bars: z.int() })),
  /** `derived` and `unlabelled` stand for evidence without a regime. */
  regimes: z.array(
    z.object({
      regime: z.string(),
      bars: z.int(),
      admitted: z.int(),
      trades: z.int(),
      won: z.int(),
      /** Share of the trades that gained after costs; null where there is none. */
      hitRate: figure,
    }),
  ),
  /** Bars by source in stretches of equal length, in order. */
  overTime: z.array(bySource.extend({ from: time, to: time })),
});

/** What was decided of an instrument at one bar. */
export type GateDecisionDocument = z.infer<typeof gateDecisionSchema>;
/** Where the decisions of a backtest came from. */
export type GateCoverageModel = z.infer<typeof gateCoverageSchema>;
