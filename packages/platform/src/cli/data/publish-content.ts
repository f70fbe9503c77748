import { formatIsoDate } from '@assay/core/time';
import { publishDataset } from '../../lakehouse/index.ts';
import type { DatasetManifest, PublishResult } from '../../lakehouse/index.ts';
import type { DatasetContent } from '../../sources/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { memoryOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf, severityText } from '../text-table.ts';
import { withLake } from '../with-lake.ts';

/** What is to be published, under which name. */
export interface PublishContentRequest {
  readonly name: string;
  readonly content: DatasetContent;
  readonly acceptUnfit?: boolean | undefined;
  /** Facts of the reading that the manifest does not hold, one line each. */
  readonly remarks?: readonly string[];
}

/** Publishes what a source gave and tells the user. */
export async function publishContent(
  request: PublishContentRequest,
  options: SharedOptions,
  context: CommandContext,
): Promise<void> {
  const { name, content, acceptUnfit, remarks = [] } = request;
  const workspace = await workspaceOf(options, context);
  const memoryBytes = await memoryOf(options, context);
  const published = await withLake({ workspace, memoryBytes, readOnly: false }, (lake) =>
    publishDataset(lake, { ...content, name, acceptUnfit, createdAt: context.clock.now() }),
  );
  if (options.json === true) return printJson(context, { ...publishedFacts(published), remarks });
  printLine(context, [...publishedLines(published), ...remarks.map((remark) => `  ${remark}`)].join('\n'));
}

function publishedFacts({ manifest, isNew }: PublishResult): Record<string, unknown> {
  const { name, version, fit } = manifest;
  return { dataset: name, version, isNew, fit, ...extentOf(manifest), findings: findingCounts(manifest) };
}

function publishedLines({ manifest, isNew }: PublishResult): readonly string[] {
  const { series, bars, from, to } = extentOf(manifest);
  const counts = findingCounts(manifest);
  return [
    `${manifest.name}@${manifest.version}${isNew ? '' : ' was published before'}`,
    `  ${countOf(series, 'series', 'series')}, ${countOf(bars, 'bar')}, ${from} to ${to}`,
    `  audit: ${severityText(counts)}${manifest.series.some(({ findings }) => findings.length > 0) ? `; see them with \`assay data audit ${manifest.name}\`` : ''}`,
    ...(manifest.fit ? [] : ['  not fit: a run refuses it unless its config accepts it']),
  ];
}

/** What a dataset covers. */
export function extentOf(manifest: DatasetManifest): {
  readonly series: number;
  readonly bars: number;
  readonly from: string;
  readonly to: string;
} {
  const { series } = manifest;
  return {
    series: series.length,
    bars: series.reduce((sum, entry) => sum + entry.rows, 0),
    from: formatIsoDate(Math.min(...series.map((entry) => entry.firstEventTime))),
    to: formatIsoDate(Math.max(...series.map((entry) => entry.lastEventTime))),
  };
}

function findingCounts(manifest: DatasetManifest): Readonly<Record<'error' | 'warning' | 'info', number>> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { findings } of manifest.series) for (const { severity } of findings) counts[severity]++;
  return counts;
}
