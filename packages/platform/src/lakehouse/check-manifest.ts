/**
 * Whether a manifest still says what was published: the hash of every series and table is computed from its head and its
 * parts, the version from those, and the checksum from the whole. One that was edited by hand is refused before anything
 * is read from it.
 */
import { DataError, PlatformError } from '@assay/core/errors';
import { canonicalJson, sha256Hex } from '../settings/index.ts';
import { MANIFEST_SCHEMA_VERSION, seriesHead, tableHead } from './manifest.ts';
import type {
  DatasetManifest,
  PartFacts,
  RowExtent,
  SeriesEntry,
  SeriesHead,
  TableEntry,
  TableHead,
} from './manifest.ts';

const VERSION_LENGTH = 16;

/** Rows of a series or table, before they have a hash. */
interface Content extends RowExtent {
  readonly parts: readonly PartFacts[];
}

/** Sha-256 over what a series says: its head, how far it reaches and the content of its parts. */
export function seriesHash(entry: SeriesHead & Content): string {
  return sha256Hex(canonicalJson({ head: seriesHead(entry), ...contentOf(entry) }));
}

/** Sha-256 over what a table says. */
export function tableHash(entry: TableHead & Content): string {
  return sha256Hex(canonicalJson({ head: tableHead(entry), ...contentOf(entry) }));
}

// Neither the bytes of an object, which depend on the database's version, nor what an audit thinks of it.
function contentOf({ rows, versions, firstEventTime, lastEventTime, parts }: Content): Record<string, unknown> {
  const facts = parts.map((part) => {
    const { partition, lastAvailableAt, sourceFiles, contentHash } = part;
    return { ...extentOf(part), partition, lastAvailableAt, sourceFiles, contentHash };
  });
  return { rows, versions, firstEventTime, lastEventTime, parts: facts };
}

function extentOf({ rows, versions, firstEventTime, lastEventTime }: RowExtent): RowExtent {
  return { rows, versions, firstEventTime, lastEventTime };
}

/** Version of a dataset: the first 16 hex digits over the hashes of its series and tables, in whatever order they came. */
export function datasetVersion(
  series: readonly { readonly contentHash: string }[],
  tables: readonly { readonly contentHash: string }[],
): string {
  const hashes = [series, tables].map((entries) => entries.map(({ contentHash }) => contentHash).sort());
  return sha256Hex(canonicalJson(hashes)).slice(0, VERSION_LENGTH);
}

/** The manifest with the checksum of all that it says. */
export function sealed(manifest: Omit<DatasetManifest, 'checksum'>): DatasetManifest {
  const plain = JSON.parse(JSON.stringify({ ...manifest, checksum: undefined })) as DatasetManifest;
  return { ...plain, checksum: sha256Hex(canonicalJson(plain)) };
}

/** The manifest as it says the same whenever it was published: what a run keeps of it. */
export function withoutMoment(manifest: DatasetManifest): DatasetManifest {
  return sealed({ ...manifest, createdAt: '1970-01-01T00:00:00.000Z' });
}

/**
 * Takes a manifest that was read from a file.
 *
 * @throws {DataError} if it is not a manifest, one of another form than this code reads, or no longer what was published.
 */
export function checkedManifest(value: unknown, where: string): DatasetManifest {
  const candidate = value as Partial<DatasetManifest> | null;
  const isManifest =
    typeof candidate === 'object' &&
    candidate !== null &&
    typeof candidate.name === 'string' &&
    typeof candidate.version === 'string' &&
    Array.isArray(candidate.series);
  if (!isManifest) throw new DataError(`'${where}' is not a dataset manifest`, { context: { where }, hint: MEND });
  if (candidate.schemaVersion !== MANIFEST_SCHEMA_VERSION) {
    const form = String(candidate.schemaVersion);
    const known = `this version reads form ${MANIFEST_SCHEMA_VERSION}`;
    throw new DataError(`'${where}' is a dataset manifest of form ${form}, ${known}`, {
      context: { where, schemaVersion: form },
      hint: 'Read it with the version of Assay that wrote it, or import its source files again.',
    });
  }
  if (!Array.isArray(candidate.tables))
    throw new DataError(`'${where}' is not a dataset manifest`, { context: { where }, hint: MEND });
  const manifest = candidate as DatasetManifest;
  checkIntact(manifest, where);
  return manifest;
}

const MEND =
  'Put the file back as it was, or publish the same source files again; `assay data remove NAME@VERSION` takes it out.';

const intact = new WeakSet<DatasetManifest>();

/**
 * Throws unless a manifest says what was published, down to the last field.
 *
 * @throws {DataError} naming the first thing that was changed.
 */
export function checkIntact(manifest: DatasetManifest, where = `${manifest.name}@${manifest.version}`): void {
  if (intact.has(manifest)) return;
  const fault = manifestFault(manifest);
  if (fault !== undefined) {
    throw new DataError(`manifest '${where}' was changed after it was written: ${fault}`, {
      context: { where, version: manifest.version },
      hint: MEND,
    });
  }
  intact.add(manifest);
}

function manifestFault(manifest: DatasetManifest): string | undefined {
  try {
    return firstFault(manifest);
  } catch (error) {
    // Of what lost a field there is nothing to hash.
    if (error instanceof TypeError || PlatformError.is(error)) return 'a field is missing or of another kind';
    throw error;
  }
}

function firstFault(manifest: DatasetManifest): string | undefined {
  const { series, tables, version, checksum } = manifest;
  for (const entry of series) {
    if (seriesHash(entry) !== entry.contentHash)
      return `series '${entry.instrument.id}' ${entry.timeframe} is not the one that has its hash`;
  }
  for (const entry of tables) {
    if (tableHash(entry) !== entry.contentHash)
      return `table '${entry.id}' of ${entry.kind} is not the one that has its hash`;
  }
  const actual = datasetVersion(series, tables);
  if (actual !== version) return `its content is version ${actual}, it says ${version}`;
  return sealed(manifest).checksum === checksum ? undefined : 'its checksum does not match';
}

/** Throws unless an entry's head and parts are those that its hash was computed from. */
export function checkEntry(entry: SeriesEntry | TableEntry): void {
  const isSeries = 'instrument' in entry;
  const actual = isSeries ? seriesHash(entry) : tableHash(entry);
  if (actual === entry.contentHash) return;
  const name = isSeries ? `series '${entry.instrument.id}' ${entry.timeframe}` : `table '${entry.id}' of ${entry.kind}`;
  throw new DataError(`${name} was changed after it was published`, {
    context: { expected: entry.contentHash, actual },
    hint: MEND,
  });
}
