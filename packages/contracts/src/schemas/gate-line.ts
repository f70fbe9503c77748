/** One gate as a line of JSON: how gates are kept in files and in a key-value store. Features and labels stand apart. */
import { parseIsoInstant } from '@assay/core/time';
import { z } from 'zod';

/** Measures that are levels in [0, 1] under their null. */
export const GATE_LINE_LEVELS = [
  ...(['hazard', 'coherenceLevel', 'entropyLevel', 'lowFrequencyLevel'] as const),
  ...(['volatilityLevel', 'halfLifeLevel', 'correlationLengthLevel'] as const),
] as const;

/** Measures that are raw values. */
export const GATE_LINE_VALUES = [
  ...(['flipRate', 'runSurprise', 'damping', 'coherence', 'stability', 'entropy', 'lowFrequencyShare'] as const),
  ...(['reynolds', 'lagSlope', 'wallSlope', 'halfLife', 'correlationLength', 'hazardSlope', 'repetitions'] as const),
  ...(['confidence', 'trend', 'autocorrelation', 'volatilityRatio', 'volatilityRank'] as const),
] as const;

const time = z
  .string()
  .refine((text) => parseIsoInstant(text) !== undefined, 'must be a UTC time, as 2024-01-02T10:00:00Z')
  .describe('UTC, ISO 8601.');

const words = z.array(z.string()).default([]);

const level = z.number().min(0).max(1).optional();
const value = z.number().optional();

/** What a gate measured; a name that is none of these is refused. */
export const gateMeasuresSchema = z.strictObject(
  Object.fromEntries([
    ...GATE_LINE_LEVELS.map((name) => [name, level.describe('Level in [0, 1] under its null.')] as const),
    ...GATE_LINE_VALUES.map((name) => [name, value] as const),
  ]),
);

/** `return.60m`: a measure of what followed, and how far it looks. */
export const GATE_LABEL = /^(return|mfe|mae)\.([1-9]\d{0,5})(m|h|d)$/;

/** What followed a gate, as fractions: kept beside its features, never among them. */
export const gateLabelsSchema = z.record(
  z.string().regex(GATE_LABEL, 'must be return, mfe or mae and a time, as return.60m'),
  z.number(),
);

/** An instrument's id as everywhere: no blanks, and nothing that leads out of a folder. */
const instrumentId = z
  .string()
  .regex(/^[A-Za-z0-9^_][A-Za-z0-9^_.=/:&-]{0,63}$/, 'must be the id of an instrument, as EURUSD or BTC-PERPETUAL');

/** One gate as a line. */
export const gateLineSchema = z
  .strictObject({
    instrument: instrumentId,
    timeframe: z
      .string()
      .regex(/^[1-9]\d*(m|h|d|w|mo)$/, 'must be the length of a bar, as 5m, 1h or 1d')
      .describe('Of the bars that it was made of.'),
    maker: z.string().min(1).describe('Who made it, as codec or the name of a recording.'),
    stride: z
      .int()
      .min(1)
      .optional()
      .describe('Bars from one window of its maker to the next: it holds for two of them unless told otherwise.'),
    eventTime: time.describe('When the last bar of its window closed. UTC, ISO 8601.'),
    availableAt: time.describe('When it could be known; not before eventTime. UTC, ISO 8601.'),
    direction: z.union([z.literal(-1), z.literal(0), z.literal(1)]),
    admit: z.boolean().optional().describe('What the maker decided, where it decided anything.'),
    hardBlocked: z.boolean().optional(),
    reasons: words.describe('Why, each a word or sentence; a refusal has at least one.'),
    tags: words,
    regime: z.string().optional(),
    signature: z.string().optional(),
    measures: gateMeasuresSchema.prefault({}),
    synthetic: z.boolean().optional().describe('True if the bars behind it were generated.'),
    labels: gateLabelsSchema.optional().describe('What followed, as fractions. No reader of gates is handed them.'),
  })
  .refine(({ admit, reasons }) => admit !== false || reasons.length > 0, {
    path: ['reasons'],
    message: 'must have at least one where admit is false',
  })
  .refine(
    ({ eventTime, availableAt }) => (parseIsoInstant(availableAt) ?? NaN) >= (parseIsoInstant(eventTime) ?? NaN),
    {
      path: ['availableAt'],
      message: 'must not be before eventTime',
    },
  );

/** One gate as a line, parsed. */
export type GateLine = z.output<typeof gateLineSchema>;
