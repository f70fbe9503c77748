import path from 'node:path';
import { stringify } from 'yaml';
import { BUILT_IN_LAYOUTS, resolveLayout } from '../../sources/index.ts';
import type { Layout } from '../../sources/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import type { SharedOptions } from '../shared-options.ts';
import { renderTable } from '../text-table.ts';

/** A layout that is a file is found from the present folder; a plain word is the name of a built-in one. */
export function layoutPlace(layout: string, cwd: string): string {
  return /[./\\]/u.test(layout) ? path.resolve(cwd, layout) : layout;
}

/** `assay data layout list`. */
export function listLayouts(options: SharedOptions, context: CommandContext): void {
  const entries = Object.entries(BUILT_IN_LAYOUTS);
  if (options.json === true) {
    return printJson(
      context,
      entries.map(([name, layout]) => ({ name, ...layout })),
    );
  }
  const rows = entries.map(([name, layout]) => [name, layout.kind, ...meaningOf(layout)]);
  printLine(context, renderTable(LIST_COLUMNS, rows));
  printLine(
    context,
    '\nsee one with `assay data layout show NAME`; a file is matched with `assay data layout guess FILE`',
  );
}

const LIST_COLUMNS = [
  { title: 'Layout' },
  { title: 'Kind' },
  { title: 'Bars of' },
  { title: 'Side' },
  { title: 'Adjustment' },
  { title: 'Clock' },
  { title: 'Calendar' },
] as const;

function meaningOf(layout: Layout): readonly string[] {
  const { zone } = layout.time;
  const clock = zone === undefined ? '' : typeof zone === 'string' ? zone : zone.map((span) => span.zone).join(', ');
  if (layout.kind === 'bars') {
    const { timeframe, side, adjustment, instrument } = layout;
    return [timeframe, side, adjustment, clock, instrument.calendar];
  }
  return ['', '', '', clock, layout.calendar ?? ''];
}

/** `assay data layout show`. */
export async function showLayout(name: string, options: SharedOptions, context: CommandContext): Promise<void> {
  const layout = await resolveLayout(layoutPlace(name, context.cwd));
  if (options.json === true) printJson(context, layout);
  else printLine(context, stringify(layout, { lineWidth: 0 }).trimEnd());
}
