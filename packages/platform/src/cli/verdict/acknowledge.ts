import path from 'node:path';
import type { Acknowledgement } from '@assay/contracts/schemas';
import { acknowledgeRow } from '../../research/index.ts';
import type { AcknowledgedRow } from '../../research/index.ts';
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
  printLine(context, acknowledgedText(done));
}

/** What came of it. */
export function acknowledgedText({ row, folder }: AcknowledgedRow): string {
  const { suspicions, trades, fills, unchecked } = row.acknowledged as Acknowledgement;
  const missing = (row.promotion?.checks ?? []).filter(({ passed }) => !passed).map(({ item }) => item);
  return [
    `${row.id} is a candidate now. It was suspicious: ${suspicions.join(', ')}.`,
    `${countOf(trades, 'trade')} and ${countOf(fills, 'fill')} were recomputed from fills, bars and costs; none differs.`,
    ...unchecked.map((what) => `Not recomputed: ${what}.`),
    ...(missing.length === 0 ? [] : [`It does not pass the promotion checklist: ${missing.join(', ')}.`]),
    `Results:  ${path.join(folder, 'candidates.json')}`,
  ].join('\n');
}
