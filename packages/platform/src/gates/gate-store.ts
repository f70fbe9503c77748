/** What every store of gates is to its readers, and to those who write to it. */
import type { EpochMs } from '@assay/core/time';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import type { CodecSpec } from '@assay/quant/regimes';
import type { Gate } from '@assay/quant/signals';
import type { SourceFile } from '../lakehouse/index.ts';

/** Which gates are wanted; everything that is left out is not asked for. */
export interface GateSelection {
  readonly instruments?: readonly string[] | undefined;
  readonly timeframe?: string | undefined;
  readonly maker?: string | undefined;
  /** First and last moment of `eventTime`. */
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
}

/** A line that is no gate, or says of a gate what another line does not. */
export interface GateProblem {
  /** File and line, as `week-43.jsonl:17`. */
  readonly place: string;
  readonly fault: string;
}

/** What was met while reading. */
export interface GateCounts {
  /** Gates that were handed out; versions of a gate that was restated count each. */
  readonly gates: number;
  /** Lines that repeat another one: overlapping files. */
  readonly repeated: number;
  /** Gates of which there is a later version with other values. */
  readonly restated: number;
  /** Gates that had labels beside them. */
  readonly labelled: number;
  /** Lines that are no gates. */
  readonly malformed: number;
  /** The first of those lines. */
  readonly problems: readonly GateProblem[];
}

/** Gates that were made of bars. */
export interface MadeGates {
  readonly codec: CodecSpec;
  /** The bars of an instrument; undefined where they are not there any more. */
  readonly bars: (instrument: string) => Promise<BarSeries | undefined>;
}

/** Reads gates of a store. */
export interface GateReader {
  /** The store as it may be shown to anybody: without credentials. */
  readonly place: string;
  /** What the gates were made of, where the store knows. */
  readonly made?: MadeGates | undefined;
  /**
   * Gates in pieces of any length, those of one instrument after the other; those of an instrument in order of time, timeframe,
   * maker and release, each once. A reader is asked once.
   */
  tables(): AsyncIterable<RecordTable>;
  /** What was met, labels that contradict each other too; complete when `tables` has ended. */
  counts(): GateCounts;
  /** The files that rows name; of a store that is none, the file that was made of it. */
  files(): readonly SourceFile[];
  /** Labels that stood beside the gates, as tables of values in order; to be asked after `tables`. */
  labels(): AsyncIterable<RecordTable>;
  close(): Promise<void>;
}

/** Writes gates to a store. What it has already stays as it is. */
export interface GateWriter {
  readonly place: string;
  /** Puts gates down; resolves when the store has taken them. */
  write(gates: readonly Gate[], isSynthetic: boolean): Promise<void>;
  /** Ends writing. @returns how many gates the store did not have before */
  finish(): Promise<number>;
  /** Ends without finishing: what was put down may remain, what was there before does. */
  abort(): Promise<void>;
}

/** Do gates of one instrument say something of the same moment, as versions of one gate do? */
export function isSameGate(a: Gate, b: Gate): boolean {
  return a.eventTime === b.eventTime && a.timeframe === b.timeframe && a.maker === b.maker;
}

/** Gates that are asked for? */
export function isSelected(gate: Gate, selection: GateSelection): boolean {
  const { instruments, timeframe, maker, from = -Infinity, to = Infinity } = selection;
  return (
    (instruments?.includes(gate.instrument) ?? true) &&
    (timeframe === undefined || gate.timeframe === timeframe) &&
    (maker === undefined || gate.maker === maker) &&
    gate.eventTime >= from &&
    gate.eventTime <= to
  );
}
