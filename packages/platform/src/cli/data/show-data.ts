import { formatIsoDate } from '@assay/core/time';
import { listDatasets, resolveDataset } from '../../lakehouse/index.ts';
import type { DatasetListing, DatasetManifest } from '../../lakehouse/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { grouped, renderTable } from '../text-table.ts';
import { openCatalogue } from '../with-lake.ts';
import { extentOf } from './publish-content.ts';

/** `assay data list`. */
export async function listData(options: SharedOptions, context: CommandContext): Promise<void> {
  const listings = await listDatasets(openCatalogue(await workspaceOf(options, context), { readOnly: true }));
  if (options.json === true) return printJson(context, listings.map(listingFacts));
  if (listings.length === 0) {
    return printLine(context, 'no dataset yet: `assay data sample` publishes the sample, `assay data import` your own');
  }
  const rows = listings.map((listing) => {
    const { dataset, version, versions, kind, fit, series, bars, from, to } = listingFacts(listing);
    const numbers = [versions, series, bars].map(grouped);
    return [dataset, version, kind, fit ? 'yes' : 'no', ...numbers, from, to];
  });
  printLine(context, renderTable(LIST_COLUMNS, rows));
}

const LIST_COLUMNS = [
  { title: 'Dataset' },
  { title: 'Latest version' },
  { title: 'Kind' },
  { title: 'Fit' },
  { title: 'Versions', align: 'right' },
  { title: 'Series', align: 'right' },
  { title: 'Bars', align: 'right' },
  { title: 'From' },
  { title: 'To' },
] as const;

function listingFacts({ name, latest, versions }: DatasetListing): {
  readonly dataset: string;
  readonly version: string;
  readonly versions: number;
  readonly kind: string;
  readonly fit: boolean;
} & ReturnType<typeof extentOf> {
  const manifest = versions.find((one) => one.version === latest) as DatasetManifest;
  const { fit, provenance } = manifest;
  return {
    dataset: name,
    version: latest,
    versions: versions.length,
    kind: provenance.kind,
    fit,
    ...extentOf(manifest),
  };
}

/** `assay data show`. */
export async function showData(reference: string, options: SharedOptions, context: CommandContext): Promise<void> {
  const lake = openCatalogue(await workspaceOf(options, context), { readOnly: true });
  const manifest = await resolveDataset(lake, reference);
  if (options.json === true) printJson(context, manifest);
  else printLine(context, manifestText(manifest));
}

function manifestText(manifest: DatasetManifest): string {
  const { provenance } = manifest;
  const rows = manifest.series.map((entry) => [
    entry.instrument.id,
    entry.timeframe,
    entry.instrument.kind,
    entry.instrument.calendar,
    entry.shape,
    entry.adjustment,
    entry.synthetic ? 'yes' : 'no',
    grouped(entry.rows),
    formatIsoDate(entry.firstEventTime),
    formatIsoDate(entry.lastEventTime),
  ]);
  const sources = provenance.sources.map((one) => [one.name, grouped(one.rows), one.sha256]);
  return [
    `${manifest.name}@${manifest.version}, published ${manifest.createdAt}`,
    provenance.description,
    ...(provenance.licence === undefined ? [] : [`licence: ${provenance.licence}`]),
    ...(manifest.fit
      ? []
      : ['not fit: the audit found errors that were accepted; a run refuses it unless its config accepts them']),
    '',
    renderTable(SERIES_COLUMNS, rows),
    '',
    renderTable([{ title: 'Source' }, { title: 'Rows', align: 'right' }, { title: 'SHA-256' }], sources),
    ...(provenance.notes.length === 0 ? [] : ['', ...provenance.notes.map((note) => `- ${note}`)]),
  ].join('\n');
}

const SERIES_COLUMNS = [
  { title: 'Instrument' },
  { title: 'Bars of' },
  { title: 'Kind' },
  { title: 'Calendar' },
  { title: 'Shape' },
  { title: 'Adjustment' },
  { title: 'Synthetic' },
  { title: 'Bars', align: 'right' },
  { title: 'From' },
  { title: 'To' },
] as const;
