/** Gates of a dataset of the lakehouse behind the same interface as those of other stores. */
import { NotFoundError } from '@assay/core/errors';
import { nearestName } from '@assay/core/checks';
import { textAt } from '@assay/quant/market';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { gateAt } from '@assay/quant/signals';
import type { Gate } from '@assay/quant/signals';
import { findManifest, readSeries, readTableChunks } from '../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse, TableEntry } from '../lakehouse/index.ts';
import { gatesStep } from './build/gates-step.ts';
import { isSameGate, isSelected } from './gate-store.ts';
import type { GateReader, GateSelection, MadeGates } from './gate-store.ts';

/**
 * Reads gates of a dataset; of gates that were restated every version.
 *
 * @throws {NotFoundError} if the dataset has no gates, or none of an instrument that was asked for; names the nearest.
 */
export function readLakeGates(lake: Lakehouse, manifest: DatasetManifest, selection: GateSelection): GateReader {
  const entries = gateEntries(manifest, selection.instruments);
  const tally = { gates: 0, restated: 0 };
  return {
    place: `${manifest.name}@${manifest.version}`,
    made: madeOf(lake, manifest),
    async *tables() {
      for (const entry of entries) {
        let last: Gate | undefined;
        for await (const chunk of readTableChunks(lake, entry, rangeOf(selection))) {
          const picked = selectedRows(chunk, selection);
          for (const { gate } of picked) {
            tally.restated += last !== undefined && isSameGate(last, gate) ? 1 : 0;
            last = gate;
          }
          tally.gates += picked.length;
          if (picked.length === chunk.length) yield chunk;
          else if (picked.length > 0)
            yield pickRows(
              chunk,
              picked.map(({ row }) => row),
            );
        }
      }
    },
    counts: () => ({ ...tally, repeated: 0, labelled: 0, malformed: 0, problems: [] }),
    files: () => manifest.provenance.sources,
    // Labels are datasets of their own here.
    labels: () => nothing(),
    close: () => Promise.resolve(),
  };
}

function madeOf(lake: Lakehouse, manifest: DatasetManifest): MadeGates | undefined {
  const step = gatesStep(manifest);
  if (step?.spec === undefined) return undefined;
  return { codec: step.spec, bars: (instrument) => barsOf(lake, manifest, instrument) };
}

/** The bars that gates were made of, of the timeframe that the gates name. */
async function barsOf(lake: Lakehouse, manifest: DatasetManifest, instrument: string): Promise<BarSeries | undefined> {
  const [name = '', version] = (gatesStep(manifest)?.parent ?? '').split('@');
  const parent = await findManifest(lake, name, version);
  const [entry] = gateEntries(manifest, [instrument]);
  if (parent === undefined || entry === undefined) return undefined;
  for await (const chunk of readTableChunks(lake, entry, { vintage: 'all' })) {
    const word = textAt(chunk, 'timeframe', 0);
    const own = parent.series.find((one) => one.instrument.id === instrument && one.timeframe === word);
    if (own === undefined) return undefined;
    const [series] = await readSeries(lake, parent, { instruments: [instrument], timeframe: own.timeframe });
    return series;
  }
  return undefined;
}

function selectedRows(
  chunk: RecordTable,
  selection: GateSelection,
): readonly { readonly row: number; readonly gate: Gate }[] {
  return Array.from({ length: chunk.length }, (_, row) => ({ row, gate: gateAt(chunk, row) })).filter(({ gate }) =>
    isSelected(gate, selection),
  );
}

async function* nothing(): AsyncGenerator<RecordTable> {
  await Promise.resolve();
  yield* [];
}

function rangeOf({ from, to }: GateSelection): {
  readonly from?: number;
  readonly to?: number;
  readonly vintage: 'all';
} {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), vintage: 'all' };
}

/**
 * The tables of gates of a dataset.
 *
 * @throws {NotFoundError} if there is none, or none of an instrument that was asked for; names the nearest.
 */
export function gateEntries(manifest: DatasetManifest, instruments?: readonly string[]): readonly TableEntry[] {
  const entries = manifest.tables.filter(({ kind }) => kind === 'gates');
  const where = `dataset ${manifest.name}@${manifest.version}`;
  if (entries.length === 0) {
    throw new NotFoundError('table of gates in', where, {
      hint: `\`assay gates build --dataset ${manifest.name}\` makes gates of its bars.`,
    });
  }
  const known = entries.map(({ id }) => id);
  for (const id of instruments ?? []) {
    if (known.includes(id)) continue;
    const nearest = nearestName(id, known);
    const hint =
      nearest === undefined ? `It has gates of ${known.slice(0, 10).join(', ')}.` : `Did you mean '${nearest}'?`;
    throw new NotFoundError(`instrument with gates in ${where}`, id, { hint });
  }
  return entries.filter(({ id }) => instruments?.includes(id) ?? true);
}

/** Some rows of a table. */
export function pickRows(table: RecordTable, rows: readonly number[]): RecordTable {
  const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row] as number);
  const whole = (column: Int32Array): Int32Array => Int32Array.from(rows, (row) => column[row] as number);
  return {
    ...table,
    length: rows.length,
    eventTime: pick(table.eventTime),
    availableAt: pick(table.availableAt),
    numbers: Object.fromEntries(Object.entries(table.numbers).map(([name, column]) => [name, pick(column)])),
    texts: Object.fromEntries(
      Object.entries(table.texts).map(([name, { words, index }]) => [name, { words, index: whole(index) }]),
    ),
    source: { ...table.source, file: whole(table.source.file), row: whole(table.source.row) },
  };
}
