import { countOf, formatNumber, MISSING } from '../format.ts';
import { html, when } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import type { ReportView, RowView } from '../report-view.ts';
import { folded, table } from './pieces.ts';
import type { Column } from './pieces.ts';

const COLUMNS: readonly Column[] = [
  { title: 'Row' },
  { title: 'p-value alone', numeric: true },
  { title: 'Holm', numeric: true },
  { title: 'Benjamini-Hochberg', numeric: true },
  { title: 'Cross-validated Sharpe ratios', numeric: true },
  { title: 'Losing paths', numeric: true },
];

/** What stands beside the verdicts and enters none: p-values adjusted for all rows, and cross-validated records of each sweep. */
export function familyTestsPart({ rows }: ReportView): Markup | '' {
  const tested = rows.filter(({ row }) => row.multipleTesting !== undefined);
  const [first] = tested;
  if (first === undefined) return '';
  const tests = first.row.multipleTesting?.tests ?? tested.length;
  const small = tested.filter(({ row }) => (row.multipleTesting?.holm ?? 1) <= 0.05).length;
  return folded(
    'Beside the verdict: all rows as one test, and cross-validation',
    html`<p>
        ${countOf(tests, 'row')} ${tests === 1 ? 'was' : 'were'} tested. The p-value alone is that of an excess Sharpe
        ratio of 0; Holm keeps the chance of any false find among all rows, Benjamini-Hochberg the expected share of
        false ones.
        ${small === 0 ? 'None is at most 0.05 after Holm.' : `${countOf(small, 'row')} ${small === 1 ? 'is' : 'are'} at most 0.05 after Holm.`}
        No verdict reads these figures: deflation counts every trial of the family, which are more than these rows.
      </p>
      ${table('Rows as one test', COLUMNS, tested.map(lineOf))}
      ${when(
        tested.some(({ row }) => row.crossValidation !== undefined),
        () =>
          html`<p>
            Cross-validated: annual excess Sharpe ratios, lowest to highest, of the records that taking the best set of
            the sweep on four of six parts gives on the other two. It uses periods after the test, so it judges the way
            of choosing, not what could have been earned.
          </p>`,
      )}`,
  );
}

function lineOf({ shortLabel, row }: RowView): readonly Child[] {
  const { pValue = null, holm = null, benjaminiHochberg = null } = row.multipleTesting ?? {};
  return [
    shortLabel,
    ...[pValue, holm, benjaminiHochberg].map((value) => formatNumber(value, 'probability')),
    pathsWords(row.crossValidation),
    formatNumber(row.crossValidation?.lossShare ?? null, 'percent'),
  ];
}

function pathsWords(paths: RowView['row']['crossValidation']): string {
  const [low, high] = [paths?.sharpes[0], paths?.sharpes.at(-1)];
  if (paths === undefined || low === undefined || high === undefined) return MISSING;
  return `${formatNumber(low, 'ratio')} to ${formatNumber(high, 'ratio')}, median ${formatNumber(paths.median, 'ratio')}`;
}
