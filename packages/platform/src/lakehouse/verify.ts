import { PlatformError } from '@assay/core/errors';
import { canonicalSeries } from './columns.ts';
import { contentHash, datasetVersion } from './content-hash.ts';
import type { Lakehouse } from './lakehouse.ts';
import type { DatasetManifest, SeriesEntry } from './manifest.ts';
import { readEntry } from './read-series.ts';

/** A series whose object does not hold what the manifest says. */
export interface VerificationProblem {
  readonly instrument: string;
  readonly timeframe: string;
  readonly object: string;
  readonly message: string;
}

/** What the verification of a dataset found. */
export interface Verification {
  readonly checked: number;
  readonly problems: readonly VerificationProblem[];
}

/**
 * Reads every object of a dataset and compares its bytes, its content and the version with the manifest.
 */
export async function verifyDataset(lake: Lakehouse, manifest: DatasetManifest): Promise<Verification> {
  const problems: VerificationProblem[] = [];
  for (const entry of manifest.series) {
    const message = await problemOf(lake, entry);
    if (message !== undefined) problems.push(describe(entry, message));
  }
  const version = datasetVersion(manifest.series.map((entry) => entry.contentHash));
  const [first] = manifest.series;
  if (version !== manifest.version && first !== undefined) {
    problems.push(describe(first, `the series of the manifest give version ${version}, it says ${manifest.version}`));
  }
  return { checked: manifest.series.length, problems };
}

async function problemOf(lake: Lakehouse, entry: SeriesEntry): Promise<string | undefined> {
  try {
    const series = await readEntry(lake, entry, { verify: true });
    const hash = contentHash(canonicalSeries(series));
    return hash === entry.contentHash
      ? undefined
      : `its content has hash ${hash}, the manifest says ${entry.contentHash}`;
  } catch (error) {
    if (PlatformError.is(error, 'DATA_INVALID')) return error.message;
    throw error;
  }
}

function describe(entry: SeriesEntry, message: string): VerificationProblem {
  return { instrument: entry.instrument.id, timeframe: entry.timeframe, object: entry.object, message };
}
