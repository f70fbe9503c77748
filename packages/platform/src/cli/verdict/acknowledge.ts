import path from 'node:path';
import { acknowledgeRow } from '../../research/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';

/** Options of the commands that ask for a reason. */
export interface ReasonOptions extends SharedOptions {
  readonly reason: string;
}

/** `assay verdict acknowledge`. */
export async function acknowledgeCommand(
  { run, row }: { readonly run: string; readonly row: string },
  options: ReasonOptions,
  context: CommandContext,
): Promise<void> {
  const workspace = await workspaceOf(options, context);
  const done = await acknowledgeRow({ workspace, run, row, reason: options.reason, clock: context.clock });
  if (options.json === true) return printJson(context, done);
  const { acknowledged, promotion } = done.row;
  const missing = (promotion?.checks ?? []).filter(({ passed }) => !passed).map(({ item }) => item);
  const lines = [
    `${row} is a candidate now. It was suspicious: ${(acknowledged?.suspicions ?? []).join(', ')}.`,
    `${countOf(acknowledged?.trades ?? 0, 'trade')} and ${countOf(acknowledged?.fills ?? 0, 'fill')} were recomputed ` +
      'from fills, bars and costs; none differs.',
    ...(acknowledged?.unchecked ?? []).map((what) => `Not recomputed: ${what}.`),
    ...(missing.length === 0 ? [] : [`It does not pass the promotion checklist: ${missing.join(', ')}.`]),
    `Results:  ${path.join(done.folder, 'candidates.json')}`,
  ];
  printLine(context, lines.join('\n'));
}
