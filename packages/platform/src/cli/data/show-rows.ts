import { nearestName } from '@assay/core/checks';
import { NotFoundError, PlatformError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import { resolveDataset } from '../../lakehouse/index.ts';
import type { DatasetManifest, RowSelection, SeriesEntry, TableEntry } from '../../lakehouse/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { memoryOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf, renderTable } from '../text-table.ts';
import { withLake } from '../with-lake.ts';
import { optionalMoment, optionalWhole } from './option-values.ts';
import { firstRows, lastRows } from './read-rows.ts';
import type { ShownRow } from './read-rows.ts';
import { momentText, valueText } from './row-text.ts';

/** Options of `assay data show` that ask for rows. */
export interface RowCommandOptions extends SharedOptions {
  readonly asOf?: string;
  readonly instrument?: string;
  readonly head?: string;
  readonly tail?: string;
  readonly from?: string;
  readonly to?: string;
  readonly versions?: boolean;
}

const DEFAULT_ROWS = 10;

interface Wanted extends RowSelection {
  readonly count: number;
  readonly isHead: boolean;
}

interface ShownEntry {
  readonly kind: 'bars' | TableEntry['kind'];
  readonly id: string;
  readonly timeframe?: string;
  readonly rows: readonly ShownRow[];
}

/** Do the options ask for rows? */
export function asksForRows(options: RowCommandOptions): boolean {
  const { asOf, instrument, head, tail, from, to, versions } = options;
  return [asOf, instrument, head, tail, from, to, versions].some((option) => option !== undefined);
}

/** `assay data show` with rows: bars and records as they were known at a time. */
export async function showRows(reference: string, options: RowCommandOptions, context: CommandContext): Promise<void> {
  const wanted = wantedOf(options);
  const workspace = await workspaceOf(options, context);
  const memoryBytes = await memoryOf(options, context);
  const { manifest, entries } = await withLake({ workspace, memoryBytes, readOnly: true }, async (lake) => {
    const found = await resolveDataset(lake, reference);
    const shown: ShownEntry[] = [];
    for (const entry of entriesNamed(found, options.instrument)) {
      const rows = await (wanted.isHead ? firstRows : lastRows)(lake, entry, wanted);
      shown.push({ ...nameOf(entry), rows });
    }
    return { manifest: found, entries: shown };
  });
  const { name: dataset, version } = manifest;
  const asOf = wanted.asOf === undefined ? null : formatIsoTime(wanted.asOf);
  if (options.json === true) printJson(context, { dataset, version, asOf, entries });
  else
    printLine(context, [`${dataset}@${version}`, ...entries.flatMap((entry) => entryLines(entry, wanted))].join('\n'));
}

function wantedOf(options: RowCommandOptions): Wanted {
  const [head, tail] = [optionalWhole('--head', options.head, 1), optionalWhole('--tail', options.tail, 1)];
  if (head !== undefined && tail !== undefined)
    throw new PlatformError('USAGE', '--head and --tail do not go together', { hint: 'Choose one of them.' });
  const [from, to] = [optionalMoment('--from', options.from), optionalMoment('--to', options.to)];
  const asOf = optionalMoment('--as-of', options.asOf);
  const vintage = options.versions === true ? 'all' : 'last';
  return { from, to, asOf, vintage, count: head ?? tail ?? DEFAULT_ROWS, isHead: head !== undefined };
}

function entriesNamed(manifest: DatasetManifest, id: string | undefined): readonly (SeriesEntry | TableEntry)[] {
  const all = [...manifest.series, ...manifest.tables];
  if (id === undefined) return all;
  const named = all.filter((entry) => nameOf(entry).id === id);
  if (named.length > 0) return named;
  const nearest = nearestName(
    id,
    all.map((entry) => nameOf(entry).id),
  );
  const hint = nearest === undefined ? '`assay data show` without options lists them.' : `Did you mean '${nearest}'?`;
  throw new NotFoundError(`instrument or table in dataset ${manifest.name}@${manifest.version}`, id, { hint });
}

function nameOf(entry: SeriesEntry | TableEntry): Omit<ShownEntry, 'rows'> {
  if (!('instrument' in entry)) return { kind: entry.kind, id: entry.id };
  return { kind: 'bars', id: entry.instrument.id, timeframe: entry.timeframe };
}

function entryLines({ kind, id, timeframe, rows }: ShownEntry, { asOf, isHead, vintage }: Wanted): readonly string[] {
  const known = asOf === undefined ? '' : ` as known at ${momentText(asOf)}`;
  const name = `${id} ${timeframe ?? kind}${known}`;
  if (rows.length === 0) return ['', `${name}: no rows${rangeText(asOf)}`];
  const noun = vintage === 'all' ? 'version of a row' : 'row';
  const nouns = vintage === 'all' ? 'versions of rows' : 'rows';
  return ['', `${name}, ${isHead ? 'first' : 'last'} ${countOf(rows.length, noun, nouns)}:`, rowsTable(rows)];
}

function rangeText(asOf: EpochMs | undefined): string {
  return asOf === undefined ? ' in this period' : '; nothing of it could be known by then in this period';
}

function rowsTable(rows: readonly ShownRow[]): string {
  const names = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))].filter((name) =>
    rows.some(({ values }) => values[name] !== null),
  );
  const columns = [
    { title: 'At' },
    { title: 'Known from' },
    ...names.map((title) => ({ title, align: 'right' as const })),
    { title: 'File' },
    { title: 'Row', align: 'right' as const },
  ];
  const cells = rows.map(({ eventTime, availableAt, values, sourceFile, sourceRow }) => [
    ...[momentText(eventTime), momentText(availableAt)],
    ...names.map((name) => valueText(name, values[name])),
    ...[valueText('sourceFile', sourceFile), sourceFile === null ? '-' : String(sourceRow)],
  ]);
  return renderTable(columns, cells);
}
