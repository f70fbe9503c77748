import { judgeForward, planForwardRecord } from '../../research/index.ts';
import type { ForwardOutlook } from '../../research/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { memoryOf, progressOf, resourcesOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { countOf } from '../text-table.ts';
import { forwardText } from './forward-text.ts';

/** Options of commands that judge a run on later bars. */
export interface LaterBarsOptions extends SharedOptions {
  readonly dataset?: string;
  readonly acceptUnfit?: boolean;
}

/** Options of `assay verdict forward`. */
export interface ForwardCommandOptions extends LaterBarsOptions {
  readonly dryRun?: boolean;
}

/** `assay verdict forward`. */
export async function forwardCommand(
  run: string,
  options: ForwardCommandOptions,
  context: CommandContext,
): Promise<void> {
  const { dataset, acceptUnfit } = options;
  const request = { workspace: await workspaceOf(options, context), run, dataset, acceptUnfit };
  if (options.dryRun === true) {
    const outlook = await planForwardRecord({ ...request, memoryBytes: await memoryOf(options, context) });
    return options.json === true ? printJson(context, outlook) : printLine(context, outlookText(outlook));
  }
  const { workers, memoryBytes } = await resourcesOf(options, context);
  const progress = await progressOf(options, context);
  const { record, ...kept } = await judgeForward({ ...request, workers, memoryBytes, progress, clock: context.clock });
  if (options.json === true) return printJson(context, { ...kept, record });
  printLine(context, forwardText(record, kept));
}

/** What a record would judge. */
export function outlookText({ runId, name, frozenAt, accounts, rows }: ForwardOutlook): string {
  return [
    `Run ${runId} of '${name}', frozen on ${frozenAt.slice(0, 10)}: ${countOf(rows.length, 'row')} would be judged, nothing was written.`,
    ...accounts.map(
      ({ id, dataset, judgedTo, newest, hasLaterBars, endsBefore }) =>
        `  ${id}: ${hasLaterBars ? `after ${judgedTo} up to ${newest}` : `no bar after ${judgedTo}`}, of ${dataset}${endsBefore === undefined ? '' : `, before ${endsBefore}`}`,
    ),
    ...rows.map(({ id, verdict, params }) => `  ${id} (${verdict}) with ${JSON.stringify(params)}`),
  ].join('\n');
}
