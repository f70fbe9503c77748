import { formatIsoDate } from '@assay/core/time';
import { openLakehouse, publishDataset } from '../../lakehouse/index.ts';
import type { AppendNews, DatasetManifest, Lakehouse, PublishRequest, PublishResult } from '../../lakehouse/index.ts';
import { formatMemory, MEBIBYTE } from '../../settings/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { memoryOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf, severityText } from '../text-table.ts';
import { lakeFolder } from '../with-lake.ts';

/** What is to be published, under which name. */
export interface PublishContentRequest {
  readonly name: string;
  readonly content: Pick<PublishRequest, 'series' | 'tables' | 'provenance'>;
  readonly acceptUnfit?: boolean | undefined;
  /** Facts of the reading that the manifest does not hold, one line each. */
  readonly remarks?: readonly string[];
}

/** What a command says of a publication beside what was published. */
export interface PublishedRemarks {
  /** One line each. */
  readonly remarks: readonly string[];
  /** More for machines. */
  readonly facts?: Readonly<Record<string, unknown>> | undefined;
}

/** Publishes what a source gave and tells the user. */
export async function publishContent(
  request: PublishContentRequest,
  options: SharedOptions,
  context: CommandContext,
): Promise<void> {
  const { name, content, acceptUnfit, remarks = [] } = request;
  const published = await withWritableLake(options, context, (lake) =>
    publishDataset(lake, { ...content, name, acceptUnfit, createdAt: context.clock.now() }),
  );
  tellPublished(published, { remarks }, { options, context });
}

/** What a publication takes beside what its database may hold, as measured: the process, its parts in the making. */
const BESIDE_DATABASE = 416 * MEBIBYTE;
/** The same of rows with many columns, as those of option chains have. */
const BESIDE_WIDE_ROWS = 512 * MEBIBYTE;
/** With half of 1 GiB the import of 100 million bars was measured at 1,068 MiB. */
const DATABASE_SHARE = 0.4;
/** Below it the database cannot sort what was staged; and with several threads, below the other. */
const LEAST_DATABASE = 128 * MEBIBYTE;
const MEMORY_OF_THREADS = 256 * MEBIBYTE;

/** Opens the lakehouse of the workspace for as long as `use` takes; says so if the memory allowed was not enough. */
export async function withWritableLake<Result>(
  options: SharedOptions,
  context: CommandContext,
  use: (lake: Lakehouse) => Promise<Result>,
  rows: 'narrow' | 'wide' = 'narrow',
): Promise<Result> {
  const workspace = await workspaceOf(options, context);
  const allowed = await memoryOf(options, context);
  const beside = rows === 'wide' ? BESIDE_WIDE_ROWS : BESIDE_DATABASE;
  const memoryBytes = Math.min(Math.floor(allowed * DATABASE_SHARE), Math.max(LEAST_DATABASE, allowed - beside));
  // Each thread of a sort holds blocks of its own.
  const threads = memoryBytes < MEMORY_OF_THREADS ? 1 : undefined;
  const lake = openLakehouse(lakeFolder(workspace), { memoryBytes, threads, readOnly: false });
  try {
    return await use(lake);
  } finally {
    await lake.close();
    await tellMemory(allowed, options, context);
  }
}

/** Memory that was asked for and could not be kept to is said, never passed over. */
async function tellMemory(allowed: number, options: SharedOptions, { stderr }: CommandContext): Promise<void> {
  if (options.memory === undefined || options.json === true || options.quiet === true) return;
  const { peakMemoryBytes } = await import('../../telemetry/index.ts');
  const peak = peakMemoryBytes(process.pid);
  if (peak === null || peak <= allowed) return;
  const [took, limit] = [formatMemory(peak), formatMemory(allowed)];
  stderr.write(`assay: ${took} of memory were taken, more than --memory ${limit}: data this large need more\n`);
}

/** Prints what was published. */
export function tellPublished(
  published: PublishResult,
  { remarks, facts = {} }: PublishedRemarks,
  { options, context }: { readonly options: SharedOptions; readonly context: CommandContext },
): void {
  if (options.json === true) return printJson(context, { ...publishedFacts(published), ...facts, remarks });
  printLine(context, [...publishedLines(published), ...remarks.map((remark) => `  ${remark}`)].join('\n'));
}

function publishedFacts({ manifest, isNew, news }: PublishResult): Record<string, unknown> {
  const { name, version, fit } = manifest;
  const findings = findingCounts(manifest);
  return {
    dataset: name,
    version,
    isNew,
    fit,
    ...extentOf(manifest),
    findings,
    ...(news === undefined ? {} : { news }),
  };
}

function publishedLines({ manifest, isNew, news }: PublishResult): readonly string[] {
  const { from, to } = extentOf(manifest);
  const counts = findingCounts(manifest);
  const hasFindings = entriesOf(manifest).some(({ findings }) => findings.length > 0);
  return [
    `${manifest.name}@${manifest.version}${isNew ? '' : ' was published before'}`,
    `  ${contentText(manifest)}, ${from} to ${to}`,
    ...(news === undefined ? [] : [`  ${newsText(news)}`]),
    `  audit: ${severityText(counts)}${hasFindings ? `; see them with \`assay data audit ${manifest.name}\`` : ''}`,
    ...(manifest.fit ? [] : ['  not fit: a run refuses it unless its config accepts it']),
  ];
}

/** `6 series, 5,660 bars, 1 table, 20 records`, without what there is none of. */
function contentText(manifest: DatasetManifest): string {
  const { series, bars, tables, records } = extentOf(manifest);
  return [
    ...(series === 0 ? [] : [countOf(series, 'series', 'series'), countOf(bars, 'bar')]),
    ...(tables === 0 ? [] : [countOf(tables, 'table'), countOf(records, 'record')]),
  ].join(', ');
}

function newsText({ added, late, restated, unchanged }: AppendNews): string {
  const lateText = late === 0 ? '' : ` (${late === added ? 'all' : countOf(late, 'row')} inside the known history)`;
  return [
    `appended: ${countOf(added, 'row')} added${lateText}`,
    `${countOf(restated, 'row')} restated`,
    `${countOf(unchanged, 'row')} known already`,
  ].join(', ');
}

/** What a dataset covers. */
export function extentOf(manifest: DatasetManifest): {
  readonly series: number;
  readonly bars: number;
  readonly tables: number;
  readonly records: number;
  readonly from: string;
  readonly to: string;
} {
  const { series, tables } = manifest;
  const entries = entriesOf(manifest);
  const rowsOf = (some: readonly { readonly rows: number }[]): number => some.reduce((sum, { rows }) => sum + rows, 0);
  return {
    series: series.length,
    bars: rowsOf(series),
    tables: tables.length,
    records: rowsOf(tables),
    from: formatIsoDate(entries.reduce((first, entry) => Math.min(first, entry.firstEventTime), Infinity)),
    to: formatIsoDate(entries.reduce((last, entry) => Math.max(last, entry.lastEventTime), -Infinity)),
  };
}

/** Series and tables of a dataset. */
export function entriesOf({
  series,
  tables,
}: DatasetManifest): readonly (DatasetManifest['series'][number] | DatasetManifest['tables'][number])[] {
  return [...series, ...tables];
}

function findingCounts(manifest: DatasetManifest): Readonly<Record<'error' | 'warning' | 'info', number>> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { findings } of entriesOf(manifest)) for (const { severity } of findings) counts[severity]++;
  return counts;
}
