import type { ForwardRecord, ForwardRow } from '@assay/contracts/schemas';
import { formatNumber, formatSigned, forwardStateWords, forwardWarnings, oneLine } from '../../reports/index.ts';
import type { KeptRecord } from '../../research/index.ts';
import { renderTable } from '../text-table.ts';

const TITLES = [
  'Row',
  'Verdict',
  'Later record',
  'Bars',
  'Trades',
  'Return',
  'Excess',
  'Sharpe',
  'P(>0)',
  'Fall',
] as const;

/** A record as a terminal shows it: warnings, candidates, held rows, where it stands. */
export function forwardText(record: ForwardRecord, { page, published, isNew }: KeptRecord): string {
  const candidates = record.rows.filter(({ verdict }) => verdict === 'candidate');
  const held = record.rows.filter(({ verdict }) => verdict !== 'candidate');
  return [
    ...forwardWarnings(record).map((text) => `! ${text}`),
    ...(candidates.length === 0 ? ['The run has no candidate.'] : [forwardTable(candidates)]),
    ...(held.length === 0 ? [] : ['', 'Held rows, which are no candidates:', forwardTable(held)]),
    ...record.rows.flatMap(({ id, problem }) => (problem === undefined ? [] : [`${id}: ${oneLine(problem)}`])),
    '',
    'Excess and Sharpe are over the exposure-matched benchmark, at the costs of the run. Nothing was chosen: no trial was added.',
    ...(isNew ? [] : ['The very same record was there already: nothing was written.']),
    `Record:   ${page}`,
    published === undefined
      ? 'Results:  another run has replaced those of this one; the record stands in the run alone'
      : `Results:  ${published}`,
  ].join('\n');
}

/** Rows of a record. */
export function forwardTable(rows: readonly ForwardRow[]): string {
  const titles = TITLES.map((title, index) => (index < 3 ? { title } : { title, align: 'right' as const }));
  return renderTable(
    titles,
    rows.map((row) => [
      row.id,
      row.verdict,
      forwardStateWords(row),
      formatNumber(row.bars, 'count'),
      formatNumber(row.trades, 'count'),
      formatSigned(row.metrics['totalReturn'], 'percent'),
      formatSigned(row.metrics['excessTotalReturn'], 'percent'),
      formatSigned(row.metrics['excessSharpeRatio'], 'ratio'),
      formatNumber(row.metrics['probabilisticSharpe'], 'probability'),
      formatNumber(row.metrics['maxDrawdown'], 'percent'),
    ]),
  );
}
