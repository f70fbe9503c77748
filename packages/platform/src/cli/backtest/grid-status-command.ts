import type { GridStatus } from '@assay/contracts/schemas';
import { GRID_AREA, readGridStatus } from '../../research/index.ts';
import { publishedFolder } from '../../runs/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';

/** `assay backtest status`; ends with 1 where the last grid failed. */
export async function gridStatusCommand(name: string, options: SharedOptions, context: CommandContext): Promise<void> {
  const workspace = await workspaceOf(options, context);
  const status = await readGridStatus({ workspace, name });
  if (status.state === 'error') context.endWith(EXIT_CODES.failed);
  if (options.json === true) return printJson(context, status);
  printLine(context, statusText(status, publishedFolder({ workspace, area: GRID_AREA, name })));
}

/** Where a grid stands, for people. */
export function statusText({ state, name, message, error, latest, progress }: GridStatus, folder: string): string {
  const at = error?.step === null || error?.step === undefined ? '' : ` (at step '${error.step}', ${error.time})`;
  const instruments = (progress?.instruments ?? []).map(
    ({ instrument, finished, total }) => `  ${instrument}: ${finished} of ${total} cells`,
  );
  return [
    `Grid ${name}: ${state}`,
    `  ${message}${state === 'error' ? at : ''}`,
    ...(state === 'running' || state === 'interrupted' ? instruments : []),
    latest === null ? 'No finished result yet.' : `Last good result: ${folder}/report.html (run ${latest.runId})`,
  ].join('\n');
}
