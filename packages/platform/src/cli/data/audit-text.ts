import { formatIsoDate } from '@assay/core/time';
import type { AuditFinding, ContentsAudit, DatasetManifest, Severity, Verification } from '../../lakehouse/index.ts';
import { countOf, grouped, renderTable, severityText } from '../text-table.ts';
import type { Inventory, InventoryLine } from './audit-inventory.ts';

/** What was found of one thing. */
export interface SubjectFinding {
  /** Series, table, or the dataset. */
  readonly subject: string;
  readonly finding: AuditFinding;
}

/** What the command has to tell. */
export interface AuditNews {
  readonly manifest: DatasetManifest;
  readonly verification: Verification;
  readonly inventory: Inventory;
  readonly findings: readonly SubjectFinding[];
  readonly counts: Readonly<Record<Severity, number>>;
}

/** Every finding with what it is about: the dataset as a whole, then series, then tables. */
export function subjectFindings({ series, tables, across }: ContentsAudit): readonly SubjectFinding[] {
  return [
    ...across.map((finding) => ({ subject: 'the dataset', finding })),
    ...series.flatMap(({ report }) =>
      report.findings.map((finding) => ({ subject: `${report.instrument} ${report.timeframe}`, finding })),
    ),
    ...tables.flatMap((report) =>
      report.findings.map((finding) => ({ subject: `${report.id} ${report.kind}`, finding })),
    ),
  ];
}

/** Where a finding shows: shares by year where they tell more, else the first place. */
export function whereText({ examples, shareByYear }: AuditFinding): string {
  const [first] = examples;
  const place = first === undefined ? '' : placeText(first);
  const years = Object.entries(shareByYear ?? {}).filter(([, share]) => share >= SHOWN_SHARE);
  if (years.length < 2) return place;
  const shown = years.slice(0, YEARS_SHOWN).map(([year, share]) => `${year} ${percent(share)}`);
  return `${shown.join(', ')}${years.length > YEARS_SHOWN ? `, and ${years.length - YEARS_SHOWN} more years` : ''}; ${place}`;
}

const YEARS_SHOWN = 6;
const SHOWN_SHARE = 0.005;

function placeText({ eventTime, sourceRow, detail }: AuditFinding['examples'][number]): string {
  const row = sourceRow === null ? '' : ` row ${sourceRow}`;
  const when = Number.isFinite(eventTime) ? formatIsoDate(eventTime) : String(eventTime);
  return `${when}${row}: ${detail}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** The audit for people. */
export function auditText({ manifest, verification, inventory, findings, counts }: AuditNews): string {
  const damaged = verification.problems.map((one) => `${one.instrument} ${one.timeframe}: ${one.message}`);
  const rows = findings.map(({ subject, finding }) => {
    const { severity, kind, count } = finding;
    return [subject, severity, kind, grouped(count), whereText(finding)];
  });
  return [
    `${manifest.name}@${manifest.version}: ${verifiedText(manifest)} verified; found ${severityText(counts)}`,
    ...damaged,
    ...inventoryText(inventory),
    ...(rows.length === 0 ? [] : ['', renderTable(FINDING_COLUMNS, rows)]),
    ...fitnessText(manifest, inventory),
    ...(damaged.length === 0
      ? []
      : ['', 'damaged: import the source files again; the same content restores the objects']),
  ].join('\n');
}

const FINDING_COLUMNS = [
  { title: 'Series' },
  { title: 'Severity' },
  { title: 'Finding' },
  { title: 'Rows', align: 'right' },
  { title: 'Where' },
] as const;

const INVENTORY_COLUMNS = [
  { title: 'Holds' },
  { title: 'Rows', align: 'right' },
  { title: 'From' },
  { title: 'To' },
  { title: 'Expected', align: 'right' },
  { title: 'Missing', align: 'right' },
  { title: 'Days missing', align: 'right' },
] as const;

const LINES_SHOWN = 40;

function inventoryText({ series, tables }: Inventory): readonly string[] {
  const lines = [...series, ...tables];
  if (lines.length === 0) return [];
  // Of hundreds, those that lack most.
  const lacking = lines.filter(({ missingBars }) => (missingBars ?? 0) > 0);
  const ranked = lacking.toSorted((a, b) => (b.missingBars ?? 0) - (a.missingBars ?? 0));
  const shown = lines.length <= LINES_SHOWN ? lines : ranked.slice(0, LINES_SHOWN);
  const left = lacking.length - shown.length;
  const others = left > 0 ? `${left} of which lack fewer bars` : 'none of which is known to lack a bar';
  const more = shown.length < lines.length ? [`and ${lines.length - shown.length} more, ${others}`] : [];
  return ['', renderTable(INVENTORY_COLUMNS, shown.map(inventoryCells)), ...more];
}

function inventoryCells(line: InventoryLine): readonly string[] {
  const { id, of, rows, first, last, expectedBars, missingBars, missingTradingDays } = line;
  const known = (count: number | null): string => (count === null ? '–' : grouped(count));
  return [
    `${id} ${of}`,
    grouped(rows),
    first ?? '–',
    last ?? '–',
    ...[expectedBars, missingBars, missingTradingDays].map(known),
  ];
}

/** What is not fit for use, what a run makes of it, and what there is to do. */
function fitnessText({ name }: DatasetManifest, inventory: Inventory): readonly string[] {
  const lines = [...inventory.series, ...inventory.tables];
  const toxic = lines.filter(({ fit }) => !fit);
  const explained = lines.filter(({ fit, refused }) => fit && refused);
  const late = toxic.filter(({ refused }) => !refused);
  const isAll = toxic.length + explained.length === lines.length;
  const others = isAll ? '' : '; a run that leaves them out can use the others';
  const text = [
    ...(toxic.length > 0 ? [`not fit for use: ${namesOf(toxic)}${others}`] : []),
    ...(explained.length > 0
      ? [
          `no error by what the dataset knows by now: ${namesOf(explained)}; a run reads the prices as they are, and refuses it as it was published`,
        ]
      : []),
    ...(late.length > 0
      ? [`not refused by runs, because these errors were not seen when it was published: ${namesOf(late)}`]
      : []),
    ...(toxic.length + explained.length > 0
      ? [
          'a pack that selects what is not fit ends with an error, unless it asks for it with `acceptUnfit: true`;',
          `mend the source and import it again, or take what is wrong from a second one: \`assay data repair ${name} --from OTHER\``,
        ]
      : []),
  ];
  return text.length === 0 ? [] : ['', ...text];
}

const NAMES_SHOWN = 20;

function namesOf(lines: readonly InventoryLine[]): string {
  const names = lines.slice(0, NAMES_SHOWN).map(({ id, of }) => `${id} ${of}`);
  return `${names.join(', ')}${lines.length > names.length ? ` and ${lines.length - names.length} more` : ''}`;
}

function verifiedText({ series, tables }: DatasetManifest): string {
  const parts = [
    ...(series.length > 0 ? [countOf(series.length, 'series', 'series')] : []),
    ...(tables.length > 0 ? [countOf(tables.length, 'table')] : []),
  ];
  return parts.join(' and ');
}
