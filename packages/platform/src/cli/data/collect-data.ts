import { existsSync } from 'node:fs';
import { InvalidArgumentError } from '@assay/core/errors';
import { collectGarbage, removeDatasetVersion } from '../../lakehouse/index.ts';
import type { Collection } from '../../lakehouse/index.ts';
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
  const removed = await removeDatasetVersion(openCatalogue(workspace, { readOnly: false }), reference, { pinned });
  if (options.json === true) return printJson(context, { removed });
  printLine(context, `removed ${removed} from the catalogue; \`assay data gc\` frees its space`);
}
