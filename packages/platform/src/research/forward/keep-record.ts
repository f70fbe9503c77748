import path from 'node:path';
import { forwardRecordSchema } from '@assay/contracts/schemas';
import type { ForwardRecord } from '@assay/contracts/schemas';
import { DataError, PlatformError } from '@assay/core/errors';
import { renderForwardRecord } from '../../reports/index.ts';
import { amendRun, noteEnd, readAmended, readAmendments, runPaths, writeAmendment } from '../../runs/index.ts';
import type { Amendment, AuditEntry } from '../../runs/index.ts';
import { sha256Hex, strictJson } from '../../settings/index.ts';
import { currentPlace, publishAgain } from '../publish-again.ts';

/** The event that adds a record of each kind to its run. */
const EVENTS = { forward: 'forward-judged', lockbox: 'lockbox-judged' } as const satisfies Record<
  ForwardRecord['kind'],
  Amendment
>;

/** Where a record stands. */
export interface KeptRecord {
  /** In the run's folder. */
  readonly file: string;
  readonly page: string;
  /** Folder of the current results that it stands beside; undefined where another run has replaced them. */
  readonly published: string | undefined;
  /** False where the very same record was there already: nothing was written. */
  readonly isNew: boolean;
}

/** A record that a run holds, with its place. */
export interface FoundRecord {
  readonly file: string;
  /** ISO 8601; when it was added. */
  readonly time: string;
  readonly record: ForwardRecord;
}

/**
 * Adds a record to its run: the files first, then the line of the audit that holds their hashes, then beside the published verdicts.
 * A record that is there already is left alone.
 *
 * @throws {PlatformError} CONFLICT if another process writes the run, or its lockbox was judged before.
 * @throws {DataError} if the run is not as it was written.
 */
export async function keepRecord(
  record: ForwardRecord,
  { workspace, clock }: { readonly workspace: string; readonly clock: { now(): number } },
): Promise<KeptRecord> {
  const { runId, kind } = record;
  const event = EVENTS[kind];
  const text = `${strictJson(record, { indent: 2 })}\n`;
  const page = await renderForwardRecord(record);
  const present = (await readAmendments(workspace, runId, event)).at(-1);
  if (present !== undefined && saysTheSame(present, [text, page])) {
    // Also where a file was lost or changed since: what its line of the audit names stands there again.
    const place = placeOf(workspace, runId, present);
    await writeAmendment(workspace, runId, { [path.basename(place.file)]: text, [path.basename(place.page)]: page });
    await noteEnd({ workspace, runId, now: () => clock.now() });
    return { ...place, published: await publish(workspace, runId), isNew: false };
  }
  await currentPlace(workspace, { runId }); // nothing is added where what is published was changed
  const entry = await amendRun({
    ...{ workspace, runId, event, now: () => clock.now() },
    details: async (earlier) => {
      if (kind === 'lockbox' && earlier.length > 0) throw judgedBefore(earlier[0] as AuditEntry);
      const stem = kind === 'lockbox' ? kind : `${kind}-${earlier.length + 1}`;
      const files = await writeAmendment(workspace, runId, { [`${stem}.json`]: text, [`${stem}.html`]: page });
      const { accounts, rows } = record;
      return {
        files,
        datasets: [...new Set(accounts.map(({ dataset }) => dataset))],
        restated: accounts.filter(({ restated }) => restated).map(({ id }) => id),
        rows: Object.fromEntries(rows.map(({ id, state }) => [id, state])),
      };
    },
  });
  return { ...placeOf(workspace, runId, entry), published: await publish(workspace, runId), isNew: true };
}

/** The last record of a kind that a run holds. @throws {DataError} if it is not as it was written. */
export async function readRecord(
  workspace: string,
  runId: string,
  kind: ForwardRecord['kind'],
): Promise<FoundRecord | undefined> {
  const entry = (await readAmendments(workspace, runId, EVENTS[kind])).at(-1);
  if (entry === undefined) return undefined;
  const texts = await readAmended(workspace, runId, entry);
  const { file } = placeOf(workspace, runId, entry);
  const parsed = forwardRecordSchema.safeParse(JSON.parse(texts[path.basename(file)] ?? 'null'));
  if (!parsed.success) throw new DataError(`'${file}' is not a record in a known form`, { context: { file } });
  return { file, time: entry.time, record: parsed.data };
}

/** True where a line of the audit holds the hashes of these texts, and of nothing else. */
function saysTheSame({ files }: AuditEntry, texts: readonly string[]): boolean {
  const hashes = Object.values((files ?? {}) as Readonly<Record<string, string>>);
  return hashes.sort().join(' ') === texts.map(sha256Hex).sort().join(' ');
}

function placeOf(workspace: string, runId: string, { files }: AuditEntry): Pick<KeptRecord, 'file' | 'page'> {
  const names = Object.keys((files ?? {}) as Readonly<Record<string, string>>);
  const at = (extension: string): string =>
    path.join(runPaths(workspace, runId).amendments, names.find((name) => name.endsWith(extension)) ?? '');
  return { file: at('.json'), page: at('.html') };
}

async function publish(workspace: string, runId: string): Promise<string | undefined> {
  const place = await currentPlace(workspace, { runId });
  return place === undefined ? undefined : (await publishAgain(workspace, { runId }, place)).folder;
}

function judgedBefore({ time }: AuditEntry): PlatformError {
  return new PlatformError('CONFLICT', `the lockbox was judged on ${time}`, {
    hint: 'It is judged once; bars that come later belong to `assay verdict forward RUN`.',
  });
}
