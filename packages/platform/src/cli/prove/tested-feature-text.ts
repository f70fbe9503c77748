import type { FeatureViolation, TestedFeature } from '../../research/index.ts';
import { countOf } from '../text-table.ts';
import { replayText } from './tested-strategy-text.ts';

/** What the leak test of columns found, for people: how many read the future, and of each the first value that shows it. */
export function testedFeatureText(tested: TestedFeature): string {
  const { feature, dataset, violations, error } = tested;
  const lines = [`${feature} on ${dataset}: ${headOf(tested)}.`];
  if (error !== null) lines.push(`  It failed with: ${error}`);
  return [...lines, ...violations.flatMap(violationLines), ...coverLines(tested)].join('\n');
}

function headOf({ outcome, columns, violations: { length: found } }: TestedFeature): string {
  const some = `${found} of ${countOf(columns.length, 'column')}`;
  switch (outcome) {
    case 'clean':
      return `no column reads what comes later: ${columns.join(', ')}`;
    case 'leak':
      return `LEAK: ${some} ${found === 1 ? 'reads' : 'read'} what comes later`;
    case 'nondeterministic':
      return `nondeterministic: made again of the same bars ${some} ${found === 1 ? 'differs' : 'differ'}, so no difference can be laid to the future`;
    case 'failed':
      return 'leak_test_failed: it fails on the bars that it is shown, so nothing can be said of it';
  }
}

/** What was tried, and what that cannot find. */
function coverLines({ closes, prefixes, poisons, coverage }: TestedFeature): readonly string[] {
  if (prefixes === 0) return [];
  const isWhole = prefixes >= closes - 1;
  const moments = isWhole
    ? `at each close but the last, ${prefixes} of them`
    : `at ${prefixes} of ${closes} closes, the last after ${(100 * coverage).toFixed(0)} % of them`;
  const between = isWhole ? '' : 'a value that reads ahead at the other closes only (more with --cuts); ';
  return [
    `Covered: made again of the bars that were known ${moments}, and ${poisons} times with other bars after a moment.`,
    `Not covered: ${between}leaks in the data; what you knew when you wrote it.`,
  ];
}

function violationLines({
  column,
  instrument,
  bar,
  time,
  kind,
  cut,
  full,
  replayed,
  path,
}: FeatureViolation): string[] {
  return [
    `Column '${column}': first value that changed, at bar ${bar} of ${instrument} (${time})`,
    `  with every bar: ${full ?? 'undefined'}`,
    `  in the replay:  ${replayed ?? 'undefined'}   (${replayText({ kind, cut })})`,
    `  source     ${path.source}`,
    `  lakehouse  ${path.lakehouse}`,
    `  panel      ${path.panel}`,
  ];
}
