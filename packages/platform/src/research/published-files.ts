import type { Rankings, Summary } from '@assay/contracts/schemas';
import { strictJson } from '../settings/index.ts';
import { reportWithAcknowledged } from './acknowledge/acknowledged-lists.ts';

/** The files that a run publishes: the ranking, its three disjoint parts, the summary and the page. */
export function publishedFiles(envelope: Rankings, summary: Summary, report: string): Record<string, string> {
  const list = (wanted: (verdict: string) => boolean): string =>
    strictJson({ ...envelope, rows: envelope.rows.filter((row) => wanted(row.verdict)) }, { indent: 2 });
  return {
    'rankings.json': strictJson(envelope, { indent: 2 }),
    'killed.json': list((verdict) => verdict === 'killed'),
    'held.json': list((verdict) => verdict === 'insufficient' || verdict === 'suspicious'),
    'candidates.json': list((verdict) => verdict === 'candidate'),
    'summary.json': strictJson(summary, { indent: 2 }),
    'report.html': reportWithAcknowledged(report, envelope),
  };
}
