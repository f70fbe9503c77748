import path from 'node:path';
import { checkedName } from '../../lakehouse/index.ts';
import { importCsv, resolveLayout } from '../../sources/index.ts';
import type { CommandContext } from '../context.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { publishContent } from './publish-content.ts';

/** Options of `assay data import`. */
export interface ImportCommandOptions extends SharedOptions {
  readonly layout: string;
  readonly name: string;
  readonly acceptUnfit?: boolean;
}

/** `assay data import`. */
export async function importData(
  files: readonly string[],
  options: ImportCommandOptions,
  context: CommandContext,
): Promise<void> {
  checkedName(options.name);
  const layout = await resolveLayout(layoutPlace(options.layout, context.cwd));
  const read = await importCsv(
    files.map((file) => path.resolve(context.cwd, file)),
    layout,
  );
  const { name, acceptUnfit } = options;
  const { blank, offSession, invalid } = read.skipped;
  const remarks = [
    ...(blank > 0 ? [`left out, as the layout says: ${countOf(blank, 'row')} without a price`] : []),
    ...(offSession > 0
      ? [`left out, as the layout says: ${countOf(offSession, 'row')} on days without a session`]
      : []),
    ...(invalid > 0 ? [`left out, as the layout says: ${countOf(invalid, 'row')} with impossible prices`] : []),
    ...(read.reordered > 0 ? [`sorted by time: ${countOf(read.reordered, 'row')} stood too early or too late`] : []),
  ];
  await publishContent({ name, acceptUnfit, content: read, remarks }, options, context);
}

/** A layout that is a file is found from the present folder; a plain word is the name of a built-in one. */
function layoutPlace(layout: string, cwd: string): string {
  return /[./\\]/u.test(layout) ? path.resolve(cwd, layout) : layout;
}
