import type { BarSeries, Calendar } from '@assay/quant/market';
import type { AuditInput } from './finding.ts';
import { auditOpens } from './opens.ts';
import { auditPrices } from './prices.ts';
import { DEFAULT_AUDIT_OPTIONS } from './report.ts';
import type { AuditFinding, AuditOptions, AuditReport, Severity } from './report.ts';
import { auditReturns } from './returns.ts';
import { auditRuns } from './runs.ts';
import { auditSessions } from './sessions.ts';
import { auditTimes } from './times.ts';

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/**
 * Looks a series over for faults and oddities. Bad data are a report, never an exception.
 *
 * Bars out of order or stamped twice end the audit after the checks of stamps and values: what compares neighbours
 * would say nothing about them.
 *
 * @param calendar - of the instrument.
 */
export function auditSeries(series: BarSeries, calendar: Calendar, options: Partial<AuditOptions> = {}): AuditReport {
  const input: AuditInput = { series, options: { ...DEFAULT_AUDIT_OPTIONS, ...options } };
  const findings = [...auditTimes(input), ...auditPrices(input)];
  const isSorted = findings.every(
    ({ kind }) => kind !== 'disorder' && kind !== 'duplicate-time' && kind !== 'bad-time',
  );
  if (isSorted && series.length > 0) {
    findings.push(...auditSessions(input, calendar), ...auditReturns(input), ...auditRuns(input), ...auditOpens(input));
  }
  const { instrument, timeframe, length } = series;
  return { instrument: instrument.id, timeframe, rows: length, findings: findings.sort(byRank) };
}

function byRank(a: AuditFinding, b: AuditFinding): number {
  return RANK[a.severity] - RANK[b.severity] || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0);
}
