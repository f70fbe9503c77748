/**
 * Publishing a version of a dataset.
 *
 * 1. The series are checked, audited and brought into canonical form; their content gives the version.
 * 2. Objects that are not there yet are written to `incoming/` under names that no reader knows, without a lock.
 * 3. Under the lake's lock they are renamed to their hashes, then the manifest and the pointer `latest` are put in place,
 *    each at once. Collection holds the same lock, so it never sees an object between its rename and its manifest.
 *
 * A writer that is killed leaves files in `incoming/`, or objects that no manifest names; collection removes both. Two
 * writers at once both get their version; `latest` names the one that came last.
 */
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { DataError } from '@assay/core/errors';
import type { EpochMs } from '@assay/core/time';
import { calendarById, checkSeries } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import {
  canonicalJson,
  hasErrorCode,
  sha256File,
  syncDirectory,
  temporaryPathFor,
  withFileLock,
  writeFileAtomic,
  writeJsonAtomic,
} from '../settings/index.ts';
import { auditSeries } from './audit/audit-series.ts';
import type { AuditReport } from './audit/report.ts';
import { canonicalSeries, valueAt } from './columns.ts';
import { contentHash, datasetVersion } from './content-hash.ts';
import { checkWritable } from './lakehouse.ts';
import type { Lakehouse } from './lakehouse.ts';
import { MANIFEST_SCHEMA_VERSION } from './manifest.ts';
import type { DatasetManifest, Provenance, SeriesEntry } from './manifest.ts';
import { checkedName, latestFile, manifestFile, objectFile } from './paths.ts';
import { findManifest } from './resolve.ts';
import { checkFit } from './unfit.ts';
import { writeObject } from './write-object.ts';

/** A version of a dataset to be published. */
export interface PublishRequest {
  /** Lower-case letters, digits, dots, dashes and underscores. */
  readonly name: string;
  /** At least one; (instrument id, timeframe) is unique, and an instrument's terms are the same in every timeframe. */
  readonly series: readonly BarSeries[];
  readonly provenance: Provenance;
  readonly createdAt: EpochMs;
  /** Publish although the audit finds errors; the manifest then says so. @default false */
  readonly acceptUnfit?: boolean | undefined;
}

/** What publishing did. */
export interface PublishResult {
  readonly manifest: DatasetManifest;
  /** False if the same content was published under this name before; then nothing was written but `latest`. */
  readonly isNew: boolean;
  /** What the audit found, by series in the manifest's order. */
  readonly reports: readonly AuditReport[];
}

interface Draft {
  readonly series: BarSeries;
  readonly hash: string;
  readonly report: AuditReport;
}

/**
 * Publishes a dataset: the same content gives the same version, also elsewhere, and writes nothing a second time.
 *
 * @throws {InvalidArgumentError} if the name is no dataset's name.
 * @throws {DataError} DATA_INVALID if there is no series or bar, or a series is ill-formed; DATA_UNFIT if the audit finds
 *   errors that were not accepted.
 */
export async function publishDataset(lake: Lakehouse, request: PublishRequest): Promise<PublishResult> {
  checkWritable(lake);
  checkedName(request.name);
  const drafts = draftAll(request.series);
  const reports = drafts.map((draft) => draft.report);
  const fit = checkFit(reports, request.acceptUnfit ?? false);
  // What breaks the promises of a series cannot be accepted.
  for (const { series } of drafts) checkSeries(series);
  const version = datasetVersion(drafts.map((draft) => draft.hash));
  for (;;) {
    const known = await knownObjects(lake, request.name, drafts, version);
    const written = await writeMissing(lake, drafts, known);
    const placed = await withFileLock(lake.paths.lock, () =>
      place(lake, { ...request, fit, version }, drafts, written),
    );
    // An object that was there may have been collected before the lock was taken: then it is written after all.
    if (placed !== undefined) return { ...placed, reports };
  }
}

function draftAll(series: readonly BarSeries[]): readonly Draft[] {
  if (series.length === 0) throw new DataError('a dataset needs at least one series, got none');
  const sorted = [...series].sort(bySeries);
  for (const [index, one] of sorted.entries()) checkNeighbour(one, sorted[index - 1]);
  return sorted.map((one) => {
    if (one.length === 0) throw new DataError(`series '${one.instrument.id}' ${one.timeframe} has no bar`);
    const report = auditSeries(one, calendarById(one.instrument.calendar));
    checkSources(one);
    const canonical = canonicalSeries(one);
    return { series: canonical, hash: contentHash(canonical), report };
  });
}

function bySeries(a: BarSeries, b: BarSeries): number {
  const [left, right] = [a, b].map((one) => `${one.instrument.id}\0${one.timeframe}`) as [string, string];
  return left < right ? -1 : left > right ? 1 : 0;
}

function checkNeighbour(one: BarSeries, previous: BarSeries | undefined): void {
  if (previous?.instrument.id !== one.instrument.id) return;
  const { id } = one.instrument;
  if (previous.timeframe === one.timeframe) throw new DataError(`series '${id}' ${one.timeframe} was given twice`);
  if (canonicalJson(previous.instrument) === canonicalJson(one.instrument)) return;
  throw new DataError(`instrument '${id}' has different terms in ${previous.timeframe} and ${one.timeframe}`);
}

function checkSources({ instrument, timeframe, length, source }: BarSeries): void {
  const isNamed =
    source.file.length === length && source.file.every((index) => index >= 0 && index < source.files.length);
  if (isNamed && source.row.length === length) return;
  throw new DataError(`series '${instrument.id}' ${timeframe} has bars without a source file and row`);
}

/** Undamaged objects of earlier versions of the dataset that hold what is to be published, by that content. */
async function knownObjects(
  lake: Lakehouse,
  name: string,
  drafts: readonly Draft[],
  version: string,
): Promise<Map<string, string>> {
  const wanted = new Set(drafts.map((draft) => draft.hash));
  const known = new Map<string, string>();
  for (const manifest of [await findManifest(lake, name, version), await findManifest(lake, name)]) {
    for (const { contentHash: hash, object } of manifest?.series ?? []) {
      if (wanted.has(hash) && !known.has(hash) && (await isWhole(lake, object))) known.set(hash, object);
    }
  }
  return known;
}

async function isWhole(lake: Lakehouse, object: string): Promise<boolean> {
  const file = objectFile(lake.paths, object);
  return (await isThere(file)) && (await sha256File(file)) === object;
}

/** Where an object is to stand and, if it was written now, where it waits. */
interface WrittenObject {
  readonly sha256: string;
  readonly waiting: string | undefined;
}

async function writeMissing(
  lake: Lakehouse,
  drafts: readonly Draft[],
  known: ReadonlyMap<string, string>,
): Promise<Map<string, WrittenObject>> {
  const written = new Map<string, WrittenObject>();
  try {
    for (const { series, hash } of drafts) {
      const sha256 = known.get(hash);
      written.set(hash, sha256 === undefined ? await writeWaiting(lake, series) : { sha256, waiting: undefined });
    }
    return written;
  } catch (error) {
    await discard(written.values());
    throw error;
  }
}

async function writeWaiting(lake: Lakehouse, series: BarSeries): Promise<WrittenObject> {
  const waiting = temporaryPathFor(path.join(lake.paths.incoming, 'object.parquet'));
  try {
    await writeObject(lake.database, waiting, series);
    return { sha256: await sha256File(waiting), waiting };
  } catch (error) {
    await rm(waiting, { force: true });
    throw error;
  }
}

async function discard(objects: Iterable<WrittenObject>): Promise<void> {
  for (const { waiting } of objects) {
    if (waiting !== undefined) await rm(waiting, { force: true });
  }
}

interface Placement extends PublishRequest {
  readonly fit: boolean;
  readonly version: string;
}

async function place(
  lake: Lakehouse,
  placement: Placement,
  drafts: readonly Draft[],
  written: ReadonlyMap<string, WrittenObject>,
): Promise<{ readonly manifest: DatasetManifest; readonly isNew: boolean } | undefined> {
  for (const object of written.values()) {
    if (await placeObject(lake, object)) continue;
    await discard(written.values());
    return undefined;
  }
  const { name, version } = placement;
  const before = await findManifest(lake, name, version);
  const objectOf = (hash: string): string => (written.get(hash) as WrittenObject).sha256;
  const manifest =
    before === undefined
      ? newManifest(
          placement,
          drafts.map((draft) => seriesEntry(draft, objectOf(draft.hash))),
        )
      : // Another version of the database may write the same content in other bytes.
        { ...before, series: before.series.map((entry) => ({ ...entry, object: objectOf(entry.contentHash) })) };
  if (canonicalJson(before ?? null) !== canonicalJson(manifest)) {
    await writeJsonAtomic(manifestFile(lake.paths, name, version), manifest);
  }
  await writeFileAtomic(latestFile(lake.paths, name), `${version}\n`);
  return { manifest, isNew: before === undefined };
}

async function placeObject(lake: Lakehouse, object: WrittenObject): Promise<boolean> {
  const target = objectFile(lake.paths, object.sha256);
  if (object.waiting === undefined) return isThere(target);
  await mkdir(path.dirname(target), { recursive: true });
  // Over an object of the same name too: its content is the same, or damaged.
  await rename(object.waiting, target);
  await syncDirectory(path.dirname(target));
  return true;
}

function newManifest(placement: Placement, series: readonly SeriesEntry[]): DatasetManifest {
  return {
    schemaVersion: MANIFEST_SCHEMA_VERSION,
    name: placement.name,
    version: placement.version,
    createdAt: new Date(placement.createdAt).toISOString(),
    provenance: placement.provenance,
    fit: placement.fit,
    series,
  };
}

function seriesEntry(draft: Draft, object: string): SeriesEntry {
  const { series, hash, report } = draft;
  const { instrument, timeframe, shape, adjustment, synthetic, length, eventTime, source } = series;
  return {
    ...{ instrument, timeframe, shape, adjustment, synthetic },
    rows: length,
    firstEventTime: valueAt(eventTime, 0),
    lastEventTime: valueAt(eventTime, length - 1),
    sourceFiles: source.files,
    contentHash: hash,
    object,
    findings: report.findings.map(({ kind, severity, count }) => ({ kind, severity, count })),
  };
}

async function isThere(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return false;
    throw error;
  }
}
