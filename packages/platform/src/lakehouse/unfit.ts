import { DataError } from '@assay/core/errors';
import type { AuditReport, TableReport } from './audit/report.ts';

const SHOWN = 20;

type Report = AuditReport | TableReport;

/**
 * True if no audit found an error.
 *
 * @throws {DataError} DATA_UNFIT, naming series and findings, if one did and that was not accepted.
 */
export function checkFit(reports: readonly Report[], acceptUnfit: boolean): boolean {
  const lines = reports.flatMap(errorLines);
  if (lines.length === 0 || acceptUnfit) return lines.length === 0;
  const more = lines.length > SHOWN ? [`  - and ${lines.length - SHOWN} more`] : [];
  const series = new Set(reports.filter((report) => errorLines(report).length > 0).map(idOf));
  throw new DataError(`the data are not fit for use:\n${[...lines.slice(0, SHOWN), ...more].join('\n')}`, {
    code: 'DATA_UNFIT',
    context: { instruments: [...series], findings: lines.length },
    hint: 'Correct the source, leave these instruments out, or accept the data as they are by name.',
  });
}

function errorLines(report: Report): readonly string[] {
  return report.findings
    .filter((finding) => finding.severity === 'error')
    .map((finding) => {
      const first = finding.examples[0];
      const example = first === undefined ? '' : `, first at row ${first.sourceRow}: ${first.detail}`;
      const isBars = 'timeframe' in report;
      const name = `${idOf(report)} ${isBars ? report.timeframe : report.kind}`;
      const rows = `${report.rows} ${isBars ? 'bars' : 'records'}`;
      return `  - ${name}: ${finding.kind}, ${finding.count} of ${rows}${example}`;
    });
}

function idOf(report: Report): string {
  return 'instrument' in report ? report.instrument : report.id;
}
