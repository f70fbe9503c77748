import { formatIsoDate } from '@assay/core/time';
import { auditDataset, resolveDataset, verifyDataset } from '../../lakehouse/index.ts';
import type { AuditFinding, AuditReport, DatasetManifest, Severity, Verification } from '../../lakehouse/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { memoryOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf, grouped, renderTable, severityText } from '../text-table.ts';
import { withLake } from '../with-lake.ts';

interface Audited {
  readonly manifest: DatasetManifest;
  readonly verification: Verification;
  readonly reports: readonly AuditReport[];
}

/** `assay data audit`: the bytes against the manifest, then the bars against what bars can be. */
export async function auditData(
  reference: string,
  options: SharedOptions & { readonly strict?: boolean },
  context: CommandContext,
): Promise<void> {
  const workspace = await workspaceOf(options, context);
  const memoryBytes = await memoryOf(options, context);
  const audited = await withLake({ workspace, memoryBytes, readOnly: true }, async (lake): Promise<Audited> => {
    const manifest = await resolveDataset(lake, reference);
    const verification = await verifyDataset(lake, manifest);
    // A damaged object has nothing that could be audited.
    const reports = verification.problems.length > 0 ? [] : await auditDataset(lake, manifest);
    return { manifest, verification, reports };
  });
  const counts = countFindings(audited);
  if (options.json === true) {
    const { manifest, verification, reports } = audited;
    printJson(context, { dataset: manifest.name, version: manifest.version, counts, verification, reports });
  } else {
    printLine(context, auditText(audited, counts));
  }
  if (counts.error > 0 || (options.strict === true && counts.warning > 0)) context.endWith(EXIT_CODES.unfitData);
}

type Counts = Readonly<Record<Severity, number>>;

function countFindings({ verification, reports }: Audited): Counts {
  const counts = { error: verification.problems.length, warning: 0, info: 0 };
  for (const { findings } of reports) for (const { severity } of findings) counts[severity]++;
  return counts;
}

function auditText({ manifest, verification, reports }: Audited, counts: Counts): string {
  const found = severityText(counts);
  const damaged = verification.problems.map((one) => `${one.instrument} ${one.timeframe}: ${one.message}`);
  const rows = reports.flatMap((report) => report.findings.map((finding) => findingCells(report, finding)));
  return [
    `${manifest.name}@${manifest.version}: ${countOf(verification.checked, 'series', 'series')} verified; found ${found}`,
    ...damaged,
    ...(rows.length === 0 ? [] : ['', renderTable(FINDING_COLUMNS, rows)]),
    ...(counts.error > 0 ? ['', 'not fit for use: errors must be mended at the source and imported again'] : []),
  ].join('\n');
}

const FINDING_COLUMNS = [
  { title: 'Series' },
  { title: 'Severity' },
  { title: 'Finding' },
  { title: 'Bars', align: 'right' },
  { title: 'Where' },
] as const;

const YEARS_SHOWN = 6;

function findingCells({ instrument, timeframe }: AuditReport, finding: AuditFinding): readonly string[] {
  const { severity, kind, count } = finding;
  return [`${instrument} ${timeframe}`, severity, kind, grouped(count), whereText(finding)];
}

function whereText({ examples, shareByYear }: AuditFinding): string {
  const years = Object.entries(shareByYear ?? {}).filter(([, share]) => share > 0);
  if (years.length > 0) {
    const shown = years.slice(0, YEARS_SHOWN).map(([year, share]) => `${year} ${Math.round(share * 100)} %`);
    return `${shown.join(', ')}${years.length > YEARS_SHOWN ? `, and ${years.length - YEARS_SHOWN} more years` : ''}`;
  }
  const [first] = examples;
  if (first === undefined) return '';
  const row = first.sourceRow === null ? '' : ` row ${first.sourceRow}`;
  return `${formatIsoDate(first.eventTime)}${row}: ${first.detail}`;
}
