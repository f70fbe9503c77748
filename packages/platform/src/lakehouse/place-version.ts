/** The last step of a publication, under the lake's lock: objects, then the manifest, then `latest`. */
import { DataError } from '@assay/core/errors';
import { canonicalJson, writeFileAtomic, writeJsonAtomic } from '../settings/index.ts';
import { datasetVersion, sealed } from './check-manifest.ts';
import type { DraftContent } from './dataset-content.ts';
import type { Lakehouse } from './lakehouse.ts';
import { MANIFEST_SCHEMA_VERSION } from './manifest.ts';
import type { DatasetManifest, PartEntry } from './manifest.ts';
import type { DraftPart } from './part-writer.ts';
import { latestFile, manifestFile, objectFile } from './paths.ts';
import type { AppendNews, PublishRequest } from './publish-request.ts';
import { findManifest, findUsable } from './resolve.ts';
import type { WaitingObjects } from './waiting-objects.ts';
import type { AuditReport, TableReport } from './audit/report.ts';

/** A version that can be put in place. */
export interface AssembledVersion {
  readonly request: PublishRequest;
  readonly content: DraftContent;
  readonly objects: WaitingObjects;
  /** What was appended to. */
  readonly base: DatasetManifest | undefined;
  readonly provenance: DatasetManifest['provenance'];
  readonly reports: readonly AuditReport[];
  readonly tableReports: readonly TableReport[];
  readonly news: AppendNews | undefined;
}

/** A version that is in place. */
export interface PlacedVersion {
  readonly manifest: DatasetManifest;
  readonly isNew: boolean;
}

/** Puts a version in place; undefined if another one was published since the one that was appended to. */
export async function placeVersion(lake: Lakehouse, assembled: AssembledVersion): Promise<PlacedVersion | undefined> {
  const { request, content, base } = assembled;
  if (base !== undefined && (await findManifest(lake, request.name))?.version !== base.version) return undefined;
  await placeObjects(lake, assembled);
  const fresh = newManifest(assembled);
  const before = await findUsable(lake, request.name, fresh.version);
  const manifest = before === undefined ? fresh : withObjects(before, content);
  if (before === undefined || canonicalJson(before) !== canonicalJson(manifest)) {
    await writeJsonAtomic(manifestFile(lake.paths, request.name, manifest.version), manifest);
  }
  await writeFileAtomic(latestFile(lake.paths, request.name), `${manifest.version}\n`);
  return { manifest, isNew: before === undefined };
}

async function placeObjects(lake: Lakehouse, { content, objects }: AssembledVersion): Promise<void> {
  const drafted = content.rows.flatMap(({ parts }) => parts);
  for (const { facts, waiting } of drafted) {
    if (waiting !== undefined) await objects.place({ sha256: facts.object, waiting });
    else await checkThere(lake, { facts }, objects);
  }
}

async function checkThere(lake: Lakehouse, { facts }: DraftPart, objects: AssembledVersion['objects']): Promise<void> {
  if (await objects.isThere(facts.object)) return;
  const file = objectFile(lake.paths, facts.object);
  throw new DataError(`lake object '${file}', which the version appended to holds, is gone`, {
    context: { file, partition: facts.partition },
    hint: 'Import the source files of that version again: the same content restores the object.',
  });
}

function newManifest({ request, content, provenance }: AssembledVersion): DatasetManifest {
  const { series, tables } = content;
  const findings = [...series, ...tables].flatMap((entry) => entry.findings);
  return sealed({
    schemaVersion: MANIFEST_SCHEMA_VERSION,
    name: request.name,
    version: datasetVersion(series, tables),
    createdAt: new Date(request.createdAt).toISOString(),
    provenance,
    fit: !findings.some(({ severity }) => severity === 'error'),
    series,
    tables,
  });
}

/** The manifest that is there, with the objects that hold its content now: another database may have written other bytes. */
function withObjects(before: DatasetManifest, { series, tables }: DraftContent): DatasetManifest {
  const objects = new Map<string, string>();
  for (const { parts } of [...series, ...tables]) {
    for (const { contentHash, object } of parts) objects.set(contentHash, object);
  }
  const placed = (parts: readonly PartEntry[]): readonly PartEntry[] =>
    parts.map((part) => ({ ...part, object: objects.get(part.contentHash) ?? part.object }));
  return sealed({
    ...before,
    series: before.series.map((entry) => ({ ...entry, parts: placed(entry.parts) })),
    tables: before.tables.map((entry) => ({ ...entry, parts: placed(entry.parts) })),
  });
}
