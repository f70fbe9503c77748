import type { RankingRow } from '@assay/contracts/schemas';

const VERDICT_ORDER: readonly RankingRow['verdict'][] = ['candidate', 'suspicious', 'insufficient', 'killed'];

/** The order of the ranking: candidates first, then by score, then by id. */
export function byMerit(a: RankingRow, b: RankingRow): number {
  const rank = VERDICT_ORDER.indexOf(a.verdict) - VERDICT_ORDER.indexOf(b.verdict);
  const score = (b.score ?? -Infinity) - (a.score ?? -Infinity);
  if (rank !== 0) return rank;
  if (score !== 0 && !Number.isNaN(score)) return score;
  return a.id < b.id ? -1 : 1;
}
