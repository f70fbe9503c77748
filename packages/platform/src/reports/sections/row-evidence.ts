import type { RankingRow } from '@assay/contracts/schemas';
import { benchmarkWords, leakWords, luckWords, overfittingWords, stressWords, trialsWords } from '../evidence-words.ts';
import type { EvidenceState, EvidenceWords } from '../evidence-words.ts';
import { leakSentences } from '../leak-words.ts';
import { html } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';

const SYMBOLS: Readonly<Record<EvidenceState, readonly [symbol: string, words: string]>> = {
  for: ['✓', 'in favour'],
  against: ['✕', 'against'],
  missing: ['–', 'not known'],
};

const KINDS: readonly (readonly [title: string, words: (row: RankingRow) => EvidenceWords])[] = [
  ['Trials', trialsWords],
  ['Luck', luckWords],
  ['Overfitting', overfittingWords],
  ['Benchmark', benchmarkWords],
  ['Stress', stressWords],
  ['Leaks', leakWords],
];

/** What speaks for a row and against it, before its curve. */
export function rowEvidence(row: RankingRow): Markup {
  const entries = KINDS.map(([title, words]) => {
    const { state, text } = words(row);
    const [symbol, spoken] = title === 'Trials' ? ['·', 'counted'] : SYMBOLS[state];
    return html`<div class="${state}">
      <dt><span class="sign" aria-hidden="true">${symbol}</span> ${title}<span class="unseen">, ${spoken}</span></dt>
      <dd>${text}</dd>
    </div> `;
  });
  return html`<dl class="proof">${entries}</dl>
    ${leakDetail(row)}`;
}

/** What a leak test found beyond its outcome. */
function leakDetail({ leak }: RankingRow): Child {
  const text = leakSentences(leak);
  return text === '' ? '' : html`<p class="${leak?.outcome === 'clean' ? 'muted' : 'notice'}">${text}</p>`;
}
