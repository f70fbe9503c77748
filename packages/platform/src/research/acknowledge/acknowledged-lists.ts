/** The published lists of a run with what a person has acknowledged since. */
import type { Acknowledgement, RankingRow, Rankings, Summary } from '@assay/contracts/schemas';
import { acknowledgementSchema } from '@assay/contracts/schemas';
import { readAmendments } from '../../runs/index.ts';
import { byMerit } from '../row-order.ts';

/** Acknowledgements by row. */
export type Acknowledgements = ReadonlyMap<string, Acknowledgement>;

/** What the audit of a run holds of acknowledged rows. */
export async function readAcknowledgements(workspace: string, runId: string): Promise<Acknowledgements> {
  const entries = await readAmendments(workspace, runId, 'verdict-acknowledged');
  return new Map(
    entries.map(({ hash, time, ...entry }) => [
      textOf(entry['row']),
      acknowledgementSchema.parse({ ...entry, time, auditHash: hash }),
    ]),
  );
}

/** The ranking with acknowledged rows as candidates; rows that were not suspicious stay what they are. */
export function withAcknowledged<Lists extends Pick<Rankings, 'rows'>>(
  rankings: Lists,
  acknowledged: Acknowledgements,
): Lists {
  if (acknowledged.size === 0) return rankings;
  const rows = rankings.rows.map((row): RankingRow => {
    const found = acknowledged.get(row.id);
    if (found === undefined || row.verdict !== 'suspicious') return row;
    return { ...row, verdict: 'candidate', acknowledged: found };
  });
  return { ...rankings, rows: rows.sort(byMerit) };
}

/** How many rows have each verdict. */
export function countVerdicts({ rows }: Pick<Rankings, 'rows'>): Summary['counts'] {
  const count = (verdict: string): number => rows.filter((row) => row.verdict === verdict).length;
  return {
    rows: rows.length,
    candidates: count('candidate'),
    killed: count('killed'),
    insufficient: count('insufficient'),
    suspicious: count('suspicious'),
    promotable: rows.filter(({ verdict, promotion }) => verdict === 'candidate' && promotion?.promotable === true)
      .length,
    acknowledged: rows.filter(({ acknowledged }) => acknowledged !== undefined).length,
  };
}

/** The report with a line for each acknowledged row above it: the page itself shows what the rules said. */
export function reportWithAcknowledged(html: string, { rows }: Pick<Rankings, 'rows'>): string {
  const lines = rows.flatMap(({ id, acknowledged }) =>
    acknowledged === undefined
      ? []
      : [
          `<p role="note"><strong>${escaped(id)}</strong> was suspicious (${acknowledged.suspicions.map(escaped).join(', ')}). ` +
            `All ${acknowledged.trades} trades were recomputed, and it was acknowledged on ${escaped(acknowledged.time)}: ` +
            `${escaped(acknowledged.reason)}</p>`,
        ],
  );
  return lines.length === 0 ? html : html.replace(/<main>/u, (main) => `${main}${lines.join('')}`);
}

/** A detail of the audit that is a text. */
export function textOf(detail: unknown): string {
  return typeof detail === 'string' ? detail : '';
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/gu, (sign) => `&#${sign.charCodeAt(0)};`);
}
