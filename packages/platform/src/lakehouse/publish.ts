/**
 * Publishing a version of a dataset.
 *
 * 1. Series and tables are read once, in order, each row checked and audited; parts are written to `incoming/` under names
 *    that no reader knows, without a lock. A part whose content an earlier version holds is linked there, not written.
 * 2. Appended rows are merged with the version published last, part by part.
 * 3. The content gives the version. Under the lake's lock the objects are renamed to their hashes, then the manifest and the
 *    pointer `latest` are put in place, each at once. Collection holds the same lock, so it never sees an object between its
 *    rename and its manifest. If `latest` is no longer what was appended to, the merge is done again.
 *
 * A writer that is killed leaves files in `incoming/`, or objects that no manifest names; collection removes both. Two
 * writers at once both get their version; `latest` names the one that came last, and an append holds what was there.
 */
import { DataError } from '@assay/core/errors';
import type { PlatformError } from '@assay/core/errors';
import { withFileLock } from '../settings/index.ts';
import { appendedProvenance, appendToDataset, seriesKey, tableKey } from './append-dataset.ts';
import { orderedContent } from './dataset-content.ts';
import type { DraftContent } from './dataset-content.ts';
import { draftSeries, seriesEntry, seriesSource } from './draft-series.ts';
import type { DraftSeries } from './draft-series.ts';
import { draftTable, tableEntry, tableSource } from './draft-table.ts';
import type { DraftTable } from './draft-table.ts';
import { checkWritable } from './lakehouse.ts';
import type { Lakehouse } from './lakehouse.ts';
import { checkedName } from './paths.ts';
import { placeVersion } from './place-version.ts';
import type { AssembledVersion } from './place-version.ts';
import type { PublishRequest, PublishResult } from './publish-request.ts';
import { findUsable, resolveDataset } from './resolve.ts';
import type { DraftRows } from './row-drafter.ts';
import { checkFit } from './unfit.ts';
import { WaitingObjects } from './waiting-objects.ts';

/**
 * Publishes a dataset: the same content gives the same version, also elsewhere, and writes nothing a second time.
 *
 * @throws {InvalidArgumentError} if the name is no dataset's name, or appended rows are of another kind than the known ones.
 * @throws {NotFoundError} if there is nothing to append to.
 * @throws {DataError} DATA_INVALID if there is no series or row, or one is ill-formed; DATA_UNFIT if the audit finds errors
 *   that were not accepted.
 */
export async function publishDataset(lake: Lakehouse, request: PublishRequest): Promise<PublishResult> {
  checkWritable(lake);
  checkedName(request.name);
  let base = request.append === true ? await resolveDataset(lake, request.name) : undefined;
  const objects = new WaitingObjects(lake, await knownObjects(lake, request.name));
  try {
    const drafts = await draftAll(request, objects);
    checkDrafts(drafts, request);
    for (;;) {
      const version = await assemble(lake, { request, drafts, objects, base });
      const placed = await withFileLock(lake.paths.lock, () => placeVersion(lake, version));
      if (placed !== undefined) {
        const { reports, tableReports, news } = version;
        return { ...placed, reports, tableReports, ...(news === undefined ? {} : { news }) };
      }
      base = await resolveDataset(lake, request.name);
    }
  } finally {
    await objects.discard();
  }
}

interface Drafts {
  readonly series: readonly DraftSeries[];
  readonly tables: readonly DraftTable[];
}

async function draftAll(request: PublishRequest, objects: WaitingObjects): Promise<Drafts> {
  const series = new Map<string, DraftSeries>();
  for await (const given of request.series) {
    const source = seriesSource(given);
    const { instrument, timeframe } = source.head;
    const key = seriesKey(source.head);
    if (series.has(key)) throw new DataError(`series '${instrument.id}' ${timeframe} was given twice`);
    series.set(key, await draftSeries(source, objects));
  }
  const tables = new Map<string, DraftTable>();
  for await (const given of request.tables ?? []) {
    const source = tableSource(given);
    const { kind, id } = source.head;
    if (tables.has(tableKey(source.head))) throw new DataError(`table '${id}' of ${kind} was given twice`);
    tables.set(tableKey(source.head), await draftTable(source, objects));
  }
  if (series.size + tables.size === 0) throw new DataError('a dataset needs at least one series or table, got none');
  return { series: [...series.values()].sort(byKey), tables: [...tables.values()] };
}

function byKey(a: DraftSeries, b: DraftSeries): number {
  const [left, right] = [seriesKey(a.head), seriesKey(b.head)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** What breaks the promises of a series cannot be accepted; but what the audit found in it says more. */
function checkDrafts({ series, tables }: Drafts, { acceptUnfit = false }: PublishRequest): void {
  const faulty = [...series, ...tables].find(({ fault }) => fault !== undefined);
  if (faulty === undefined) return;
  checkFit([...reportsOf(series), ...reportsOf(tables)], acceptUnfit);
  throw faulty.fault as PlatformError;
}

function reportsOf<Report>(drafts: readonly { readonly report: Report }[]): readonly Report[] {
  return drafts.map(({ report }) => report);
}

async function assemble(
  lake: Lakehouse,
  given: Pick<AssembledVersion, 'request' | 'objects' | 'base'> & { readonly drafts: Drafts },
): Promise<AssembledVersion> {
  const { request, drafts, objects, base } = given;
  const receivedAt = request.receivedAt ?? request.createdAt;
  const appended =
    base === undefined ? undefined : await appendToDataset(lake, { ...drafts, base, receivedAt, objects });
  const content = orderedContent(appended ?? wholeContent(drafts));
  const reports = appended?.reports ?? reportsOf(drafts.series);
  const tableReports = appended?.tableReports ?? reportsOf(drafts.tables);
  checkFit([...reports, ...tableReports], request.acceptUnfit ?? false);
  const provenance = base === undefined ? request.provenance : appendedProvenance(base.provenance, request.provenance);
  return { request, content, objects, base, provenance, reports, tableReports, news: appended?.news };
}

function wholeContent({ series, tables }: Drafts): DraftContent {
  return {
    series: series.map((draft) => seriesEntry(draft, draft.rows as DraftRows)),
    tables: tables.map((draft) => tableEntry(draft, draft.rows as DraftRows)),
    rows: [...series, ...tables].map(({ rows }) => rows as DraftRows),
  };
}

/** Objects of the version published last, by their content. */
async function knownObjects(lake: Lakehouse, name: string): Promise<ReadonlyMap<string, string>> {
  const latest = await findUsable(lake, name);
  const parts = [...(latest?.series ?? []), ...(latest?.tables ?? [])].flatMap((entry) => entry.parts);
  return new Map(parts.map(({ contentHash, object }) => [contentHash, object]));
}
