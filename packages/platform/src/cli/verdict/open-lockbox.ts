import { openLockbox } from '../../research/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { workspaceOf } from '../shared-options.ts';
import type { ReasonOptions } from './acknowledge.ts';

/** `assay verdict open-lockbox`. */
export async function openLockboxCommand(run: string, options: ReasonOptions, context: CommandContext): Promise<void> {
  const workspace = await workspaceOf(options, context);
  const lockbox = await openLockbox({ workspace, run, reason: options.reason, clock: context.clock });
  if (options.json === true) return printJson(context, lockbox);
  const lines = [
    `The lockbox of '${lockbox.name}' is open: ${lockbox.instruments.join(', ')} from ${lockbox.from} on.`,
    'It opened once, for good; the run and the trial ledger keep the reason.',
    `Judge it apart: assay backtest run with --from ${lockbox.from} and the parameters that the last fold chose.`,
  ];
  printLine(context, lines.join('\n'));
}
