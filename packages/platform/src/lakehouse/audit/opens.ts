import { valueAt } from '../columns.ts';
import { findingCounter } from './finding.ts';
import type { AuditInput } from './finding.ts';
import type { AuditFinding } from './report.ts';

/**
 * Opens that are the close before, copied: no fill at the open and nothing about the overnight gap may be judged on them.
 * Some opens equal the close before by chance, so a year counts only from a share on that chance does not reach.
 */
export function auditOpens(input: AuditInput): readonly AuditFinding[] {
  const { series, options } = input;
  if (series.shape === 'close-only') return [];
  // Where trading never stops, the open is the close before.
  const severity = series.instrument.calendar === 'continuous' ? 'info' : 'warning';
  const counter = findingCounter(input, 'open-equals-previous-close', severity);
  const years = new Map<number, { equal: number; bars: number }>();
  for (let i = 1; i < series.length; i++) {
    const year = new Date(valueAt(series.eventTime, i)).getUTCFullYear();
    const tally = years.get(year) ?? { equal: 0, bars: 0 };
    years.set(year, tally);
    tally.bars++;
    if (valueAt(series.open, i) !== valueAt(series.close, i - 1)) continue;
    tally.equal++;
    counter.addBar(i, `opens at ${valueAt(series.open, i)}, the close before`);
  }
  const shares = [...years].map(([year, { equal, bars }]) => [String(year), equal / bars] as const);
  if (!shares.some(([, share]) => share >= options.degenerateOpenShare)) return [];
  return counter.findings().map((finding) => ({ ...finding, shareByYear: Object.fromEntries(shares) }));
}
