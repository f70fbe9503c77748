import { openLockbox } from '../../research/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { progressOf, resourcesOf, workspaceOf } from '../shared-options.ts';
import type { ReasonOptions } from './acknowledge.ts';
import { forwardText } from './forward-text.ts';
import type { LaterBarsOptions } from './forward.ts';

/** Options of `assay verdict open-lockbox`. */
export interface OpenLockboxOptions extends ReasonOptions, LaterBarsOptions {}

/** `assay verdict open-lockbox`. */
export async function openLockboxCommand(
  run: string,
  options: OpenLockboxOptions,
  context: CommandContext,
): Promise<void> {
  const { reason, dataset, acceptUnfit } = options;
  const workspace = await workspaceOf(options, context);
  const { workers, memoryBytes } = await resourcesOf(options, context);
  const progress = await progressOf(options, context);
  const { clock } = context;
  const request = { workspace, run, reason, dataset, acceptUnfit, workers, memoryBytes, progress, clock };
  const { lockbox, record, ...kept } = await openLockbox(request);
  if (options.json === true) return printJson(context, { lockbox, ...kept, record });
  const lines = [
    `The lockbox of '${lockbox.name}' is open: ${lockbox.instruments.join(', ')} from ${lockbox.from} on.`,
    'It opened once, for good; the run and the trial ledger keep the reason.',
    '',
    forwardText(record, kept),
  ];
  printLine(context, lines.join('\n'));
}
