/** Gates of one series, made of its bars one after the other: no more than a few thousand bars and gates are in memory. */
import { DataError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import { barAt } from '@assay/quant/market';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { codecStream, spreadAt } from '@assay/quant/regimes';
import type { ResolvedCodec } from '@assay/quant/regimes';
import { gateAt, gateOf, gateTable } from '@assay/quant/signals';
import type { Gate } from '@assay/quant/signals';
import { readChunks, readTableChunks } from '../../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse, SeriesEntry } from '../../lakehouse/index.ts';
import { formatGateLine } from '../gate-lines.ts';

/** Who makes gates here. */
export const CODEC_MAKER = 'codec';

/** What came of one series. */
export interface MadeCounts {
  readonly instrument: string;
  readonly timeframe: string;
  readonly bars: number;
  /** Gates of all its bars. */
  gates: number;
  /** Those that the dataset did not have. */
  added: number;
}

/** Of which series gates are made, and where those made before are. */
export interface SeriesJob {
  readonly lake: Lakehouse;
  readonly entry: SeriesEntry;
  readonly spec: ResolvedCodec;
  /** What was made before. */
  readonly base: DatasetManifest | undefined;
}

interface MadeGate {
  readonly gate: Gate;
  /** Where its last bar was read: hash of the file, and row. */
  readonly file: string;
  readonly row: number;
}

const TABLE_ROWS = 4096;

/**
 * The gates that the dataset does not have, in tables; those that it has are made again and compared.
 *
 * @param counts - brought up to date as bars are read.
 * @throws {DataError} if a gate that the dataset has is not the one that the bars give today.
 */
export async function* newGates(job: SeriesJob, counts: MadeCounts): AsyncGenerator<RecordTable> {
  const { instrument, timeframe, synthetic } = job.entry;
  const known = knownGates(job);
  let next = await known.next();
  let fresh: MadeGate[] = [];
  try {
    for await (const made of madeGates(job)) {
      counts.gates++;
      if (next.done !== true) {
        checkSame(next.value, made.gate, job);
        next = await known.next();
        continue;
      }
      counts.added++;
      fresh.push(made);
      if (fresh.length < TABLE_ROWS) continue;
      yield tableOf(instrument.id, fresh, synthetic);
      fresh = [];
    }
    if (next.done !== true) throw changed(job, next.value, `is not made of the bars of ${timeframe} any more`);
    if (fresh.length > 0) yield tableOf(instrument.id, fresh, synthetic);
  } finally {
    await known.return(undefined);
  }
}

async function* madeGates({ lake, entry, spec }: SeriesJob): AsyncGenerator<MadeGate> {
  const stream = codecStream(spec, entry.timeframe);
  const { stride } = spec;
  const identity = { instrument: entry.instrument.id, timeframe: entry.timeframe, maker: CODEC_MAKER, stride };
  for await (const bars of readChunks(lake, entry)) {
    for (let index = 0; index < bars.length; index++) {
      const reading = stream.push(barAt(bars, index), spreadAt(bars, index));
      if (reading !== undefined) yield { gate: gateOf(reading, identity), ...placeOf(bars, index) };
    }
  }
}

function placeOf({ source }: BarSeries, index: number): Pick<MadeGate, 'file' | 'row'> {
  return { file: source.files[source.file[index] as number] ?? '', row: source.row[index] as number };
}

async function* knownGates({ lake, entry, base }: SeriesJob): AsyncGenerator<Gate, undefined> {
  const table = base?.tables.find(({ kind, id }) => kind === 'gates' && id === entry.instrument.id);
  if (table === undefined) return undefined;
  for await (const chunk of readTableChunks(lake, table)) {
    for (let row = 0; row < chunk.length; row++) {
      const gate = gateAt(chunk, row);
      if (gate.timeframe === entry.timeframe && gate.maker === CODEC_MAKER) yield gate;
    }
  }
  return undefined;
}

function checkSame(known: Gate, made: Gate, job: SeriesJob): void {
  if (formatGateLine(known, false) === formatGateLine(made, false)) return;
  throw changed(job, known, `is ${formatIsoTime(made.eventTime)} or says something else of the bars as they are now`);
}

function changed({ entry, base }: SeriesJob, gate: Gate, how: string): DataError {
  const { instrument, timeframe } = entry;
  const when = formatIsoTime(gate.eventTime);
  return new DataError(`'${instrument.id}' ${timeframe}: the gate of ${when} in '${base?.name ?? ''}' ${how}`, {
    context: { instrument: instrument.id, timeframe, eventTime: when },
    hint: 'Bars came late or the codec has changed. Build under another name with --name, or replace all gates with --rebuild.',
  });
}

function tableOf(instrument: string, made: readonly MadeGate[], isSynthetic: boolean): RecordTable {
  const table = gateTable(
    instrument,
    made.map(({ gate }) => gate),
    isSynthetic,
  );
  const files = [...new Set(made.map(({ file }) => file))];
  const places = new Map(files.map((file, place) => [file, place]));
  return {
    ...table,
    source: {
      files,
      file: Int32Array.from(made, ({ file }) => places.get(file) ?? -1),
      row: Int32Array.from(made, ({ row }) => row),
    },
  };
}
