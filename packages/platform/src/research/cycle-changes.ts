import path from 'node:path';
import { rankingsSchema } from '@assay/contracts/schemas';
import type { CycleChanges, RankingRow, Rankings } from '@assay/contracts/schemas';
import { PlatformError } from '@assay/core/errors';
import { ownCycles, readAmendments, readPublished } from '../runs/index.ts';
import type { PublicationPlace, PublishedResults } from '../runs/index.ts';
import { readJsonFile, strictJson } from '../settings/index.ts';

/** A cycle that was published. */
export interface PublishedCycle {
  readonly cycle: string;
  /** Its files. */
  readonly folder: string;
  readonly runId: string;
  readonly generatedAt: string;
  readonly rows: readonly JudgedRow[];
}

/** What two cycles are compared by. */
export type JudgedRow = Pick<RankingRow, 'id' | 'verdict' | 'score'>;

// Rankings of an older version have at least these.
const judgedRows = rankingsSchema
  .pick({ runId: true, generatedAt: true })
  .extend({ rows: rankingsSchema.shape.rows.element.pick({ id: true, verdict: true, score: true }).array() });

/** The cycle that stands under a name before another one is published. */
export interface CycleBefore {
  /** Undefined if there is none that can be compared with. */
  readonly before?: PublishedCycle | undefined;
  /** Why a cycle that is there is not compared with; undefined where it is, or none is there. */
  readonly note?: string | undefined;
}

/** The cycle that is published under a name now, if its files are those that its run has published. */
export async function cycleBefore(place: PublicationPlace): Promise<CycleBefore> {
  const results = await readPublished(place);
  if (results === undefined) return {};
  const file = path.join(results.folder, 'rankings.json');
  const value = await readJsonFile(file).catch(() => undefined);
  const rankings = judgedRows.safeParse(value).data;
  if (rankings === undefined || !(await isAsPublished(place, results)))
    return { note: notCompared(file, results.runId) };
  return { before: { cycle: results.cycle, folder: results.folder, ...rankings } };
}

/** False where a file is not the one that the audit of its run holds the hash of; a run that was removed vouches for nothing. */
async function isAsPublished(place: PublicationPlace, { runId, cycle }: PublishedResults): Promise<boolean> {
  try {
    const publications = await readAmendments(place.workspace, runId, 'publish-started');
    return publications.length === 0 || (await ownCycles(place, runId)).some((own) => own.cycle === cycle);
  } catch (error) {
    if (PlatformError.is(error, 'DATA_INVALID')) return false; // its audit was changed
    throw error;
  }
}

function notCompared(file: string, runId: string): string {
  return (
    `this cycle is not compared with the one before: '${file}', or a file beside it, is not as run '${runId}' published ` +
    `it; \`assay runs verify ${runId}\` says what was changed`
  );
}

/** Name among a run's inputs of the cycle that stood there when it was first judged. */
export const CYCLE_BEFORE_FILE = 'cycle-before.json';

/** A cycle as a run keeps it: what is compared, and nothing of where it stands. */
export function keptCycle(before: PublishedCycle | undefined): string {
  if (before === undefined) return 'null\n';
  const { cycle, runId, generatedAt, rows } = before;
  const judged = rows.map(({ id, verdict, score }) => ({ id, verdict, score }));
  return `${strictJson({ cycle, runId, generatedAt, rows: judged }, { indent: 2 })}\n`;
}

/** A cycle that was kept; undefined where there was none. */
export function parsedCycle(text: string): Omit<PublishedCycle, 'folder'> | undefined {
  return (JSON.parse(text) as Omit<PublishedCycle, 'folder'> | null) ?? undefined;
}

/** What a cycle changes against the one before it. */
export function cycleChanges(
  before: Omit<PublishedCycle, 'folder'> | undefined,
  rows: Rankings['rows'] | readonly JudgedRow[],
): CycleChanges {
  const [was, is] = [byId(before?.rows ?? []), byId(rows)];
  const isCandidate = (row: JudgedRow | undefined): boolean => row?.verdict === 'candidate';
  const ids = [...new Set([...is.keys(), ...was.keys()])].sort();
  const won = ids.filter((id) => isCandidate(is.get(id)) && !isCandidate(was.get(id)));
  const lost = ids.filter((id) => isCandidate(was.get(id)) && !isCandidate(is.get(id)));
  if (before === undefined) return { since: null, newCandidates: won, lostCandidates: [], rows: [] };
  const { cycle, runId, generatedAt } = before;
  const changed = ids.flatMap((id) => changeOf(id, was.get(id), is.get(id)));
  return { since: { cycle, runId, generatedAt }, newCandidates: won, lostCandidates: lost, rows: changed };
}

function changeOf(id: string, before: JudgedRow | undefined, now: JudgedRow | undefined): CycleChanges['rows'] {
  const verdict = { from: before?.verdict ?? null, to: now?.verdict ?? null };
  const score = { from: before?.score ?? null, to: now?.score ?? null };
  return verdict.from === verdict.to && score.from === score.to ? [] : [{ id, verdict, score }];
}

function byId(rows: readonly JudgedRow[]): ReadonlyMap<string, JudgedRow> {
  return new Map(rows.map((row) => [row.id, row]));
}
