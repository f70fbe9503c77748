import { openGateWriter, pushGates, storePlace } from '../../gates/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { rowCounter, SILENT_COUNTER } from '../data/row-counter.ts';
import { countOf, grouped } from '../text-table.ts';
import { serverOf, withGates } from './store-options.ts';
import type { ReadingOptions } from './store-options.ts';

/** Options of `assay gates push`, as typed. */
export interface PushCommandOptions extends ReadingOptions {
  readonly store?: string;
}

/** `assay gates push`. */
export async function pushGatesCommand(
  source: string,
  options: PushCommandOptions,
  context: CommandContext,
): Promise<void> {
  const store = storePlace(options.store, context);
  const isSilent = options.json === true || options.quiet === true;
  const counter = isSilent ? SILENT_COUNTER : rowCounter('writing', context);
  const writer = openGateWriter(store, serverOf(options, options, context));
  const { from, pushed, malformed } = await withGates(source, { options, context }, async (reader) => {
    const result = await pushGates(reader, writer, (count) => counter.reached(count));
    counter.finish(result.gates);
    return { from: reader.place, pushed: result, malformed: reader.counts().malformed };
  });
  const { gates, added } = pushed;
  if (options.json === true) return printJson(context, { from, store: writer.place, gates, added, malformed });
  printLine(context, pushedText({ from, to: writer.place, gates, added, malformed }));
}

/** What was pushed from where to where. */
export function pushedText(pushed: {
  readonly from: string;
  readonly to: string;
  readonly gates: number;
  readonly added: number;
  readonly malformed: number;
}): string {
  const { from, to, gates, added, malformed } = pushed;
  const left = malformed === 0 ? '' : `; LOOK: ${countOf(malformed, 'line')} of the source left out, no gates`;
  return `${from} to ${to}: ${countOf(gates, 'gate')}, ${added === gates ? 'all' : added === 0 ? 'none' : grouped(added)} new there${left}`;
}
