import path from 'node:path';
import { rankingsSchema } from '@assay/contracts/schemas';
import type { CycleChanges, RankingRow, Rankings } from '@assay/contracts/schemas';
import { readPublished } from '../runs/index.ts';
import type { PublicationPlace } from '../runs/index.ts';
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

/** The cycle that is published under a name now; undefined if there is none whose rankings can be read. */
export async function publishedCycle(place: PublicationPlace): Promise<PublishedCycle | undefined> {
  const results = await readPublished(place);
  if (results === undefined) return undefined;
  const value = await readJsonFile(path.join(results.folder, 'rankings.json')).catch(() => undefined);
  const rankings = judgedRows.safeParse(value).data;
  return rankings === undefined ? undefined : { cycle: results.cycle, folder: results.folder, ...rankings };
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
