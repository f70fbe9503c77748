import { updateRoster } from '../../research/index.ts';
import type { UpdatedRoster } from '../../research/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { gridRequestOf } from '../backtest/run-grid-command.ts';
import type { GridCommandOptions } from '../backtest/run-grid-command.ts';
import { progressOf, resourcesOf, workspaceOf } from '../shared-options.ts';
import { rosterText } from './show-roster.ts';

/** Options of `assay roster update`. */
export interface RosterUpdateOptions extends Omit<GridCommandOptions, 'from' | 'to' | 'fills' | 'dryRun'> {
  readonly week?: string;
  readonly fromGrid?: string;
}

/** `assay roster update`. */
export async function updateRosterCommand(options: RosterUpdateOptions, context: CommandContext): Promise<void> {
  const workspace = await workspaceOf(options, context);
  const resources = await resourcesOf(options, context);
  const progress = await progressOf(options, context);
  const updated = await updateRoster({
    ...gridRequestOf(options, context),
    ...{ workspace, ...resources, clock: context.clock, progress },
    name: options.name ?? rosterName(options.strategy),
    week: options.week,
    fromGrid: options.fromGrid,
  });
  if (options.json === true)
    return printJson(context, { week: updated.week.week, isNew: updated.isNew, roster: updated.roster });
  printLine(context, `${weekText(updated)}\n\n${rosterText(updated.roster, context)}`);
}

/** A roster of a module is named after its file. */
function rosterName(strategy: string): string {
  const base = strategy.replace(/^.*[\\/]/u, '').replace(/\.[cm]?[jt]s$/u, '');
  return base.toLowerCase().replaceAll(/[^a-z0-9._-]+/gu, '-');
}

/** What became of the week. */
export function weekText({ week, isNew }: UpdatedRoster): string {
  const { name, runId } = week.grid;
  const cells = week.instruments.reduce((sum, one) => sum + one.cells.length, 0);
  if (!isNew) return `Week ${week.week} had been archived before (run ${runId}); nothing was run.`;
  return `Archived week ${week.week}: ${week.window.from} to ${week.window.to}, grid '${name}' of ${cells} cells, run ${runId}.`;
}
