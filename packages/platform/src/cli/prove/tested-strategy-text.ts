import type { TestedStrategy } from '../../research/index.ts';

const HEADS: Readonly<Record<TestedStrategy['report']['outcome'], string>> = {
  clean: 'no leak was found',
  leak: 'LEAK: it decides by what comes later',
  nondeterministic:
    'nondeterministic: it does something else when it is run again, so no difference can be laid to the future',
  failed: 'leak_test_failed: it fails on what it is shown, so nothing can be said of it',
  'not-run': 'nothing was tested: there is no bar to cut at',
};

/** What the leak test of a strategy found, for people. */
export function testedStrategyText({ strategy, dataset, report, path }: TestedStrategy): string {
  const { outcome, cuts, coverage, replays, differing, firstDifference: found, columns, error } = report;
  const lines = [`${strategy} on ${dataset}: ${HEADS[outcome]}.`];
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
  lines.push(
    `Covered: ${cuts.length} cuts, ${replays} replays, ${differing} of the cuts differed; ${(100 * coverage).toFixed(0)} % of the periods lie before the last cut.`,
    'Not covered: what shows after the last cut only, or changes no decision at any cut (more with --cuts); leaks in the data; what you knew when you wrote it.',
  );
  return lines.join('\n');
}

function replayText({ kind, cut }: { readonly kind: string; readonly cut: string | null }): string {
  if (kind === 'prefix') return `nothing is known after ${cut ?? ''}`;
  if (kind === 'rerun') return 'the same data once more';
  return cut === null ? kind : `other bars stand after ${cut}: ${kind}`;
}
