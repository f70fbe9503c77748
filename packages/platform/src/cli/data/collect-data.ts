import { existsSync } from 'node:fs';
import { InvalidArgumentError, PlatformError } from '@assay/core/errors';
import { collectGarbage, manifestObjects, removeDatasetVersion, resolveDataset } from '../../lakehouse/index.ts';
import type { Collection, DatasetManifest, Lakehouse } from '../../lakehouse/index.ts';
import { pinnedObjects } from '../../runs/index.ts';
import { formatMemory } from '../../settings/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { lakeFolder, openCatalogue } from '../with-lake.ts';

const NOTHING: Collection = { removed: 0, kept: 0, bytes: 0 };

/** `assay data gc`: what a run holds stays. */
export async function collectData(
  options: SharedOptions & { readonly dryRun?: boolean },
  context: CommandContext,
): Promise<void> {
  const workspace = await workspaceOf(options, context);
  const { dryRun = false } = options;
  const pinned = await pinnedObjects(workspace);
  const collected = existsSync(lakeFolder(workspace))
    ? await collectGarbage(openCatalogue(workspace, { readOnly: false }), { pinned, dryRun })
    : NOTHING;
  if (options.json === true) return printJson(context, { ...collected, dryRun });
  const { removed, kept, bytes } = collected;
  const verb = dryRun ? 'would free' : 'freed';
  const size = removed === 0 ? '' : ` (${formatMemory(bytes)})`;
  printLine(context, `${verb} ${countOf(removed, 'file')}${size}; ${countOf(kept, 'object')} in use`);
}

/** `assay data remove`: only a version by its name, and none that a run holds. */
export async function removeData(reference: string, options: SharedOptions, context: CommandContext): Promise<void> {
  if (!reference.includes('@')) throw new InvalidArgumentError('dataset', 'name@version', reference);
  const workspace = await workspaceOf(options, context);
  const pinned = await pinnedObjects(workspace);
  const lake = openCatalogue(workspace, { readOnly: false });
  const manifest = await usableManifest(lake, reference);
  const removed = await removeDatasetVersion(lake, reference, { pinned });
  const content = manifest === undefined ? null : contentOf(manifest);
  if (options.json === true) return printJson(context, { removed, ...content });
  const what = content === null ? 'its manifest was damaged' : contentText(content);
  printLine(
    context,
    `removed ${removed} from the catalogue: ${what}; \`assay data gc\` frees what no other version holds`,
  );
}

/** The manifest of a version that is to be removed; undefined where it is damaged. */
async function usableManifest(lake: Lakehouse, reference: string): Promise<DatasetManifest | undefined> {
  try {
    return await resolveDataset(lake, reference);
  } catch (error) {
    if (PlatformError.is(error, 'DATA_INVALID')) return undefined;
    throw error;
  }
}

interface Content {
  readonly series: number;
  readonly tables: number;
  readonly parts: number;
}

function contentOf(manifest: DatasetManifest): Content {
  const { series, tables } = manifest;
  return { series: series.length, tables: tables.length, parts: manifestObjects(manifest).length };
}

function contentText({ series, tables, parts }: Content): string {
  return [countOf(series, 'series', 'series'), countOf(tables, 'table'), countOf(parts, 'part')].join(', ');
}
