import { rebuildLedger } from '../../runs/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';

/** `assay runs rebuild-ledger`. */
export async function rebuildLedgerCommand(options: SharedOptions, context: CommandContext): Promise<void> {
  const result = await rebuildLedger(await workspaceOf(options, context), { now: () => context.clock.now() });
  if (options.json === true) return printJson(context, { rebuilt: result !== undefined, ...result });
  printLine(context, rebuiltText(result));
}

/** What a ledger was made again from. */
export function rebuiltText(result: Awaited<ReturnType<typeof rebuildLedger>>): string {
  if (result === undefined) return 'the trial ledger is as it was written; nothing was touched';
  const { trials, runs, fromRuns, fromOld, old } = result;
  return [
    `made the trial ledger again: ${countOf(trials, 'trial')}`,
    `${fromRuns} from ${countOf(runs, 'finished run')}, ${fromOld} as they stood in the old ledger`,
    old === null ? 'there was no old ledger' : `the old ledger is kept as trials/${old}`,
    'Trials that neither held are lost: those of runs that were removed or never finished. Where you know of some,',
    'declare them with `assay research run --prior-trials N`, or verdicts come out too mild.',
  ].join('\n');
}
