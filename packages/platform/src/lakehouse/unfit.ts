import { DataError } from '@assay/core/errors';
import type { AuditReport } from './audit/report.ts';

const SHOWN = 20;

/**
 * True if no audit found an error.
 *
 * @throws {DataError} DATA_UNFIT, naming series and findings, if one did and that was not accepted.
 */
export function checkFit(reports: readonly AuditReport[], acceptUnfit: boolean): boolean {
  const lines = reports.flatMap(errorLines);
  if (lines.length === 0 || acceptUnfit) return lines.length === 0;
  const more = lines.length > SHOWN ? [`  - and ${lines.length - SHOWN} more`] : [];
  const series = new Set(reports.filter((report) => errorLines(report).length > 0).map((report) => report.instrument));
  throw new DataError(`the data are not fit for use:\n${[...lines.slice(0, SHOWN), ...more].join('\n')}`, {
    code: 'DATA_UNFIT',
    context: { instruments: [...series], findings: lines.length },
    hint: 'Correct the source, leave these instruments out, or accept the data as they are by name.',
  });
}

function errorLines(report: AuditReport): readonly string[] {
  return report.findings
    .filter((finding) => finding.severity === 'error')
    .map((finding) => {
      const first = finding.examples[0];
      const example = first === undefined ? '' : `, first at row ${first.sourceRow}: ${first.detail}`;
      return `  - ${report.instrument} ${report.timeframe}: ${finding.kind}, ${finding.count} of ${report.rows} bars${example}`;
    });
}
