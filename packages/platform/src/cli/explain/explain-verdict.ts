import { explainVerdict, verdictText } from '../../explain/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';

/** `assay explain verdict`. */
export async function explainVerdictCommand(
  { run, row }: { readonly run: string; readonly row: string },
  options: SharedOptions,
  context: CommandContext,
): Promise<void> {
  const explained = await explainVerdict(await workspaceOf(options, context), run, row);
  if (options.json === true) return printJson(context, explained);
  printLine(context, verdictText(explained));
}
