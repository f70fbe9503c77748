import type { TestedConfig, TestedConfigRow, TestedStrategy } from '../../research/index.ts';
import { countOf } from '../text-table.ts';

const HEADS: Readonly<Record<TestedStrategy['report']['outcome'], string>> = {
  clean: 'no leak was found',
  leak: 'LEAK: it decides by what comes later',
  nondeterministic:
    'nondeterministic: it does something else when it is run again, so no difference can be laid to the future',
  failed: 'leak_test_failed: it fails on what it is shown, so nothing can be said of it',
  'not-run': 'nothing was tested: there is no bar to cut at',
};

const NOT_COVERED =
  'Not covered: what shows after the last cut only, or changes no decision at any cut (more with --cuts); leaks in the data; what you knew when you wrote it.';

/** What the leak test of a strategy found, for people. */
export function testedStrategyText(tested: TestedStrategy): string {
  return [...testedLines(tested, tested.strategy), NOT_COVERED].join('\n');
}

/** What the leak test of a config found, row by row: those that leak first. */
export function testedConfigText({ name, rows }: TestedConfig): string {
  const leaking = rows.filter(({ report }) => report.outcome === 'leak');
  const unknown = rows.filter(({ report }) => report.outcome !== 'leak' && report.outcome !== 'clean');
  const clean = rows.filter(({ report }) => report.outcome === 'clean');
  const parts = [
    ...(leaking.length === 0 ? [] : [`${countOf(leaking.length, 'row')} of ${rows.length} by what comes later`]),
    ...(unknown.length === 0 ? [] : [`of ${unknown.length} nothing can be said`]),
    ...(clean.length === 0 ? [] : [`in ${clean.length} no leak was found`]),
  ];
  const sum = parts
    .join('; ')
    .replace(/^(\d+ rows? of \d+) by/u, `$1 ${leaking.length === 1 ? 'decides' : 'decide'} by`);
  return [
    `${name}: ${countOf(rows.length, 'row')} replayed. ${sum.charAt(0).toUpperCase()}${sum.slice(1)}.`,
    ...[...leaking, ...unknown, ...clean].flatMap((row) => ['', ...testedLines(row, row.id)]),
    '',
    NOT_COVERED,
  ].join('\n');
}

function testedLines({ dataset, report, path }: TestedStrategy | TestedConfigRow, name: string): readonly string[] {
  const { outcome, cuts, coverage, replays, differing, firstDifference: found, columns, error } = report;
  const lines = [`${name} on ${dataset}: ${HEADS[outcome]}.`];
  if (error !== null) lines.push(`  It failed with: ${error}`);
  if (found !== null) {
    lines.push(
      `First record that changed: ${found.what} of ${found.instrument} at ${found.time}`,
      `  in the run:    ${found.full ?? 'nothing'}`,
      `  in the replay: ${found.replayed ?? 'nothing'}   (${replayText(found)})`,
    );
  }
  if (path !== null) {
    lines.push('Its path through the rooms:', `  source     ${path.source}`, `  lakehouse  ${path.lakehouse}`);
    lines.push(`  panel      ${path.panel}`);
    for (const column of path.columns) lines.push(`  column     ${column}`);
    if (path.columns.length === 0) lines.push('  column     none of this instrument changed');
    lines.push(`  decision   ${path.decision}`, `  order      ${path.order}`, `  fill       ${path.fill}`);
  }
  if (columns.length > 0) lines.push(`Columns that depend on what comes after their bar: ${columns.join(', ')}.`);
  if (replays > 0) {
    lines.push(
      `Covered: ${cuts.length} cuts, ${replays} replays, ${differing} of the cuts differed; ${(100 * coverage).toFixed(0)} % of the periods lie before the last cut.`,
    );
  }
  return lines;
}

/** How the bars of a replay were changed. */
export function replayText({ kind, cut }: { readonly kind: string; readonly cut: string | null }): string {
  if (kind === 'prefix') return `nothing is known after ${cut ?? ''}`;
  if (kind === 'rerun') return 'the same data once more';
  return cut === null ? kind : `other bars stand after ${cut}: ${kind}`;
}
