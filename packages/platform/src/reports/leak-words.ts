import type { LeakReportModel } from '@assay/contracts/schemas';
import { countOf, formatNumber } from './format.ts';

const OUTCOMES: Readonly<Record<LeakReportModel['outcome'], string>> = {
  clean: '',
  leak: 'Leak: with its future cut off or replaced the strategy did otherwise. Its figures say nothing and are not shown.',
  nondeterministic: 'Run again on the same data the strategy did something else: nothing can be said about leaks.',
  failed: 'The strategy failed while its future was cut off or replaced: nothing can be said about leaks.',
  'not-run': '',
};

/** What of the replay for leaks needs more than a line, in a few sentences; '' where it found nothing or was not made. */
export function leakSentences(leak: LeakReportModel | undefined): string {
  if (leak === undefined) return '';
  const { outcome, differing } = leak;
  if (OUTCOMES[outcome] !== '') return [OUTCOMES[outcome], ...leakDetails(leak)].join(' ');
  return outcome === 'clean' && differing > 0 ? leakDetails(leak).join(' ') : '';
}

/** The cuts of a leak test, the first record that differed, and what the strategy failed with. */
export function leakDetails(leak: LeakReportModel): readonly string[] {
  const { outcome, cuts, coverage, differing, firstDifference: found, columns, error } = leak;
  const sentences: string[] = [];
  if (cuts.length > 0) {
    const share = formatNumber(coverage, 'percent');
    sentences.push(`Replayed at ${countOf(cuts.length, 'cut')}, the last one after ${share} of the record.`);
  }
  if (outcome === 'clean' && differing > 0) sentences.push('A difference at one cut could not be shown at any other.');
  if (found !== null) {
    const did = (text: string | null): string => (text === null ? 'nothing' : `“${text}”`);
    const where = `${found.what} of ${found.instrument} at ${found.time}`;
    const other = found.kind === 'rerun' ? 'when run again' : 'in the replay';
    sentences.push(
      found.kind === 'order'
        ? `First record out of order, ${where}: ${found.full ?? ''}.`
        : `First difference, ${where}: ${did(found.full)}, and ${did(found.replayed)} ${other}.`,
    );
  }
  if (columns.length > 0) sentences.push(`Columns that depend on what comes after their bar: ${columns.join(', ')}.`);
  if (error !== null) sentences.push(`It said: ${error}.`);
  return sentences;
}
