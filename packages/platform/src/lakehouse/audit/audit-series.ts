import type { BarSeries, Calendar } from '@assay/quant/market';
import { headOfSeries } from '../row-shape.ts';
import { createAudit } from './create-audit.ts';
import type { AuditOptions, AuditReport } from './report.ts';

/**
 * Looks a series in memory over for faults and oddities.
 *
 * @param calendar - of the instrument.
 */
export function auditSeries(series: BarSeries, calendar: Calendar, options: Partial<AuditOptions> = {}): AuditReport {
  const audit = createAudit(headOfSeries(series), calendar, options);
  audit.add(series);
  return audit.finish();
}
