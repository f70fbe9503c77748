/** Gates as lines of JSON. A line that is no gate is a problem with its place, never an exception and never passed over. */
import { GATE_LABEL, gateLineSchema } from '@assay/contracts/schemas';
import type { GateLine } from '@assay/contracts/schemas';
import { formatIsoTime, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, parseIsoInstant } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { Gate } from '@assay/quant/signals';
import { canonicalJson } from '../settings/index.ts';

/** What a line says of what followed its gate. */
export interface GateLabel {
  /** As `return.60m`. */
  readonly name: string;
  /** A fraction. */
  readonly value: number;
  /** When its window ends: it cannot be known before. */
  readonly availableAt: EpochMs;
}

/** A line as a gate, with what was written beside it of what followed. */
export interface ParsedLine {
  readonly gate: Gate;
  readonly labels: readonly GateLabel[];
  /** Were the bars behind it generated? */
  readonly isSynthetic: boolean;
}

/** A line that is no gate. */
export interface LineFault {
  /** What is wrong, and where in the line. */
  readonly fault: string;
}

/** Words by which people call what came after; the first word of a name that has several. */
const LABEL_WORDS = new Set([
  ...['roc', 'fwd', 'forward', 'future', 'next', 'return', 'returns', 'ret', 'outcome', 'outcomes', 'label', 'target'],
  ...['mfe', 'mae', 'pnl', 'profit', 'win', 'hit', 'realised', 'realized'],
]);
const UNIT_MS = { m: MS_PER_MINUTE, h: MS_PER_HOUR, d: MS_PER_DAY } as const;
const MOST_FAULTS = 3;

/** Reads one line. */
export function parseGateLine(text: string): ParsedLine | LineFault {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'is no JSON' };
  }
  const exposed = labelsAmongFeatures(value);
  if (exposed !== undefined) return { fault: exposed };
  const parsed = gateLineSchema.safeParse(value);
  if (parsed.success) return parsedLine(parsed.data);
  const { issues } = parsed.error;
  const more = issues.length > MOST_FAULTS ? `, and ${issues.length - MOST_FAULTS} more` : '';
  const told = issues.slice(0, MOST_FAULTS).map(({ path, message }) => {
    const place = path.join('.');
    return `${place === '' ? '' : `${place}: `}${message.replace(/^\w/u, (letter) => letter.toLowerCase())}`;
  });
  return { fault: `${told.join('; ')}${more}` };
}

/** What followed a gate is no feature of it: it stands under `labels` or nowhere. */
function labelsAmongFeatures(value: unknown): string | undefined {
  const names = [...keysOf(value), ...keysOf((value as { readonly measures?: unknown } | null)?.measures)];
  const exposed = names.filter((name) => name !== 'labels' && LABEL_WORDS.has(firstWord(name)));
  if (exposed.length === 0) return undefined;
  return (
    `carries what followed the gate among its features: ${exposed.join(', ')}; a label belongs under labels, as a fraction with ` +
    'its horizon: "labels":{"return.60m":0.0012}'
  );
}

function keysOf(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

function firstWord(name: string): string {
  const [word = ''] = name
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/u);
  return word;
}

function parsedLine(line: GateLine): ParsedLine {
  const { eventTime, availableAt, labels = {}, measures, synthetic, ...rest } = line;
  const at = parseIsoInstant(eventTime) as EpochMs;
  return {
    gate: {
      ...rest,
      eventTime: at,
      availableAt: parseIsoInstant(availableAt) as EpochMs,
      ...{ admit: rest.admit, hardBlocked: rest.hardBlocked, regime: rest.regime, signature: rest.signature },
      measures: Object.fromEntries(Object.entries(measures).filter(([, measure]) => measure !== undefined)),
    },
    labels: Object.entries(labels).map(([name, value]) => ({ name, value, availableAt: at + horizonMs(name) })),
    isSynthetic: synthetic === true,
  };
}

function horizonMs(name: string): number {
  const [, , length, unit] = GATE_LABEL.exec(name) ?? [];
  return Number(length) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

/**
 * A gate as the one line that stands for it: the same gate gives the same bytes.
 *
 * @param isSynthetic - were the bars behind it generated?
 */
export function formatGateLine(gate: Gate, isSynthetic: boolean): string {
  const { eventTime, availableAt, admit, hardBlocked, regime, signature, ...rest } = gate;
  const known = { admit, hardBlocked, regime, signature };
  return canonicalJson({
    ...rest,
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)),
    ...{ eventTime: formatIsoTime(eventTime), availableAt: formatIsoTime(availableAt) },
    ...(isSynthetic ? { synthetic: true } : {}),
  });
}
