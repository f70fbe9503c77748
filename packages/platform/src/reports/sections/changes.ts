import type { CycleChanges } from '@assay/contracts/schemas';
import { countOf, formatNumber, MISSING } from '../format.ts';
import { html, when } from '../markup.ts';
import type { Child } from '../markup.ts';
import type { ReportView } from '../report-view.ts';
import { badge, folded, sentenceList, table } from './pieces.ts';

/** What the run changed against the cycle that was published before it; nothing where there was none. */
export function changesSection({ model }: ReportView): Child {
  const { changes } = model;
  const since = changes?.since;
  if (changes === undefined || since === undefined || since === null) return '';
  const { newCandidates, lostCandidates, rows } = changes;
  return html`<section id="changes">
    <h2>What changed since the last cycle</h2>
    <p>
      Compared with run <code>${since.runId}</code>, which was published before it.
      ${candidatesSentence('New candidates', newCandidates)} ${candidatesSentence('Candidates no more', lostCandidates)}
      ${rows.length === 0 ? 'No verdict and no score differs.' : `${countOf(rows.length, 'row')} ${rows.length === 1 ? 'differs' : 'differ'} in verdict or score.`}
    </p>
    ${when(rows.length > 0, () => folded('Rows that changed', changesTable(rows), rows.length <= MOST_OPEN))}
  </section>`;
}

/** More rows than this are folded away. */
const MOST_OPEN = 12;

function candidatesSentence(title: string, ids: readonly string[]): string {
  return `${title}: ${ids.length === 0 ? 'none' : sentenceList(ids)}.`;
}

function changesTable(rows: CycleChanges['rows']): Child {
  const columns = [
    { title: 'Row' },
    { title: 'Verdict before' },
    { title: 'Verdict now' },
    { title: 'Score before', numeric: true },
    { title: 'Score now', numeric: true },
  ];
  const lines = rows.map(({ id, verdict, score }) => [
    id,
    verdict.from === null ? 'not there' : badge(verdict.from),
    verdict.to === null ? 'gone' : badge(verdict.to),
    score.from === null ? MISSING : formatNumber(score.from, 'ratio'),
    score.to === null ? MISSING : formatNumber(score.to, 'ratio'),
  ]);
  return table('Rows that changed', columns, lines);
}
