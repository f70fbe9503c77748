import type { EpochMs } from '@assay/core/time';
import { recordTable, textAt } from '../../market/index.ts';
import type { InstrumentId, RecordRow, RecordTable } from '../../market/index.ts';

/** Which way a gate points: 1 up, -1 down, 0 neither. */
export type GateSide = -1 | 0 | 1;

/** Measures of a gate that are levels in [0, 1] under their null. */
export const GATE_LEVELS = [
  'hazard',
  'coherenceLevel',
  'entropyLevel',
  'lowFrequencyLevel',
  'volatilityLevel',
  'halfLifeLevel',
  'correlationLengthLevel',
] as const;

/** Measures of a gate that are raw values. */
const RAW_MEASURES = [
  'flipRate',
  'runSurprise',
  'damping',
  'coherence',
  'stability',
  'entropy',
  'lowFrequencyShare',
  'reynolds',
  'lagSlope',
  'wallSlope',
  'halfLife',
  'correlationLength',
  'hazardSlope',
  'repetitions',
  'confidence',
  'trend',
  'autocorrelation',
  'volatilityRatio',
  'volatilityRank',
] as const;

/** All numbers that a gate may carry beside its direction and its maker's decision. */
export const GATE_MEASURES: readonly GateMeasure[] = [...GATE_LEVELS, ...RAW_MEASURES];

/** A measure of a gate that is a level. */
export type GateLevel = (typeof GATE_LEVELS)[number];
/** A measure of a gate. */
export type GateMeasure = GateLevel | (typeof RAW_MEASURES)[number];

/**
 * What a maker of gates says of an instrument at the end of a window of bars. It holds features alone: what followed is a
 * label and is kept elsewhere.
 */
export interface Gate {
  readonly instrument: InstrumentId;
  /** Of the bars it was made of, as `1h`. */
  readonly timeframe: string;
  /** Who made it, as `codec`, `deriver` or the name of a recording. */
  readonly maker: string;
  /** Bars from one of its maker's windows to the next, whole and ≥ 1; absent where it does not say. */
  readonly stride?: number | undefined;
  /** Bars at which it was known before the first one that is decided, where they were counted; a reader adds it, no maker. */
  readonly barsBefore?: number | undefined;
  /** When the window's last bar closed, and when the gate could be known. */
  readonly eventTime: EpochMs;
  readonly availableAt: EpochMs;
  readonly direction: GateSide;
  /** What the maker decided, where it decided anything. */
  readonly admit?: boolean | undefined;
  readonly hardBlocked?: boolean | undefined;
  readonly reasons: readonly string[];
  readonly tags: readonly string[];
  readonly regime?: string | undefined;
  /** Rounded measures by which gates are told to repeat. */
  readonly signature?: string | undefined;
  /** Measures that are known; a ratio without a value is left out. */
  readonly measures: Readonly<Partial<Record<GateMeasure, number>>>;
}

/**
 * Gates of one instrument as a table of records, as the lakehouse keeps them.
 *
 * @param synthetic - true if the bars behind them were generated.
 * @throws {InvalidArgumentError} if a gate is of another instrument or a time is no whole number.
 *
 * @remarks
 * Causal: yes; each record has the gate's own times.
 * Source: this project.
 */
export function gateTable(instrument: InstrumentId, gates: readonly Gate[], synthetic = false): RecordTable {
  return recordTable({ kind: 'gates', id: instrument, unit: 'level', synthetic }, gates.map(rowOf));
}

function rowOf(gate: Gate): RecordRow {
  const { eventTime, availableAt, timeframe, maker, direction, admit, hardBlocked, regime, signature } = gate;
  return {
    eventTime,
    availableAt,
    values: {
      ...{ timeframe, maker, stride: gate.stride, direction, regime, signature },
      ...{ admit: flag(admit), hardBlocked: flag(hardBlocked) },
      ...{ reasons: list(gate.reasons), tags: list(gate.tags) },
      ...gate.measures,
    },
  };
}

function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function list(words: readonly string[]): string | undefined {
  return words.length === 0 ? undefined : JSON.stringify(words);
}

/**
 * One record of a table of gates as a value.
 *
 * @param row - 0 to length - 1.
 *
 * @remarks
 * Causal: yes.
 * Source: this project.
 */
export function gateAt(table: RecordTable, row: number): Gate {
  const number = (name: string): number => table.numbers[name]?.[row] ?? NaN;
  const known = GATE_MEASURES.flatMap((name): readonly (readonly [string, number])[] =>
    Number.isNaN(number(name)) ? [] : [[name, number(name)]],
  );
  return {
    instrument: table.id,
    ...{ timeframe: textAt(table, 'timeframe', row) ?? '', maker: textAt(table, 'maker', row) ?? '' },
    ...{ eventTime: table.eventTime[row], availableAt: table.availableAt[row] },
    direction: Math.sign(number('direction')) as GateSide,
    ...(Number.isNaN(number('stride')) ? {} : { stride: number('stride') }),
    ...(Number.isNaN(number('barsBefore')) ? {} : { barsBefore: number('barsBefore') }),
    ...{ admit: truth(number('admit')), hardBlocked: truth(number('hardBlocked')) },
    ...{ reasons: words(textAt(table, 'reasons', row)), tags: words(textAt(table, 'tags', row)) },
    ...{ regime: textAt(table, 'regime', row), signature: textAt(table, 'signature', row) },
    measures: Object.fromEntries(known),
  };
}

function truth(value: number): boolean | undefined {
  return Number.isNaN(value) ? undefined : value !== 0;
}

// `gateProblems` names what is no list; here it is one word.
function words(text: string | undefined): readonly string[] {
  if (text === undefined || text === '') return [];
  return wordList(text) ?? [text];
}

function wordList(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * What is wrong with a record of gates: a direction or a stride that is none, a level outside [0, 1], a list that is none; a
 * refusal without a reason.
 *
 * @remarks
 * Causal: yes.
 * Source: this project.
 */
export function gateProblems(table: RecordTable, row: number): readonly string[] {
  const number = (name: string): number => table.numbers[name]?.[row] ?? NaN;
  const problems: string[] = numberProblems(number);
  for (const name of ['reasons', 'tags']) {
    const text = textAt(table, name, row);
    if (text !== undefined && text !== '' && wordList(text) === undefined)
      problems.push(`${name} is no JSON list of words: ${text.slice(0, 40)}`);
  }
  if (number('admit') === 0 && words(textAt(table, 'reasons', row)).length === 0)
    problems.push('it is refused without a reason');
  return problems;
}

function numberProblems(number: (name: string) => number): string[] {
  const direction = number('direction');
  const wrong = (names: readonly string[], isWrong: (value: number) => boolean, what: string): readonly string[] =>
    names.filter((name) => isWrong(number(name))).map((name) => `${name} ${number(name)} is ${what}`);
  return [
    ...([-1, 0, 1].includes(direction) ? [] : [`direction ${direction} is not -1, 0 or 1`]),
    ...wrong(
      ['stride'],
      (value) => !Number.isNaN(value) && !(Number.isInteger(value) && value >= 1),
      'no whole number >= 1',
    ),
    ...wrong(['admit', 'hardBlocked'], (value) => ![NaN, 0, 1].includes(value), 'not 0 or 1'),
    ...wrong(GATE_LEVELS, (value) => value < 0 || value > 1, 'no level in [0, 1]'),
    ...wrong(GATE_MEASURES, (value) => Math.abs(value) === Infinity, 'not finite'),
  ];
}
