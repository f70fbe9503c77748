import { PlatformError } from '@assay/core/errors';
import { checkEntry } from './check-manifest.ts';
import type { Lakehouse } from './lakehouse.ts';
import type { DatasetManifest, PartEntry, RowExtent, SeriesEntry, TableEntry } from './manifest.ts';
import { PartEncoder } from './part-encoder.ts';
import { readBlocks } from './read-parts.ts';
import { barShape, tableShape } from './row-shape.ts';
import type { RowShape } from './row-shape.ts';

/** A part whose object does not hold what the manifest says. */
export interface VerificationProblem {
  /** Id of the instrument, or of the table. */
  readonly instrument: string;
  /** Of the bars, or the kind of the table's records. */
  readonly timeframe: string;
  readonly partition: string;
  readonly object: string;
  readonly message: string;
}

/** What the verification of a dataset found. */
export interface Verification {
  /** Series and tables that were read. */
  readonly checked: number;
  readonly problems: readonly VerificationProblem[];
}

/**
 * Reads every object of a dataset and compares its bytes, its content and its extent with the manifest, and that with the
 * version.
 *
 * @throws {DataError} if the manifest itself was changed.
 */
export async function verifyDataset(lake: Lakehouse, manifest: DatasetManifest): Promise<Verification> {
  const problems: VerificationProblem[] = [];
  for (const entry of [...manifest.series, ...manifest.tables]) {
    checkEntry(entry);
    for (const part of entry.parts) {
      const message = await problemOf(lake, shapeOf(entry), part);
      if (message === undefined) continue;
      const [instrument, timeframe] =
        'instrument' in entry ? [entry.instrument.id, entry.timeframe] : [entry.id, entry.kind];
      problems.push({ instrument, timeframe, partition: part.partition, object: part.object, message });
    }
  }
  return { checked: manifest.series.length + manifest.tables.length, problems };
}

function shapeOf(entry: SeriesEntry | TableEntry): RowShape {
  return 'instrument' in entry ? barShape(entry) : tableShape(entry);
}

async function problemOf(lake: Lakehouse, shape: RowShape, part: PartEntry): Promise<string | undefined> {
  const encoder = new PartEncoder(shape, () => undefined);
  const found = { versions: 0, firstEventTime: NaN, lastEventTime: NaN };
  try {
    for await (const block of readBlocks(lake, { shape, parts: [{ facts: part }], vintage: 'all', verify: true })) {
      encoder.add(block, 0, block.length);
      const times = block.numbers[0] as Float64Array;
      if (found.versions === 0) found.firstEventTime = times[0] as number;
      found.versions += block.length;
      found.lastEventTime = times[block.length - 1] as number;
    }
  } catch (error) {
    if (PlatformError.is(error, 'DATA_INVALID')) return error.message;
    throw error;
  }
  const { contentHash } = encoder.finish();
  if (contentHash !== part.contentHash)
    return `its content has hash ${contentHash}, the manifest says ${part.contentHash}`;
  return extentFault(part, found);
}

function extentFault(part: PartEntry, found: Omit<RowExtent, 'rows'>): string | undefined {
  for (const name of ['versions', 'firstEventTime', 'lastEventTime'] as const) {
    if (part[name] !== found[name]) return `its ${name} is ${found[name]}, the manifest says ${part[name]}`;
  }
  return undefined;
}
