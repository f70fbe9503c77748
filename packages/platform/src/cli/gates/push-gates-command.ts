import { openGateWriter, pushGates, storePlace } from '../../gates/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { countOf } from '../text-table.ts';
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
  const writer = openGateWriter(store, serverOf(options, options, context));
  const { from, pushed, malformed } = await withGates(source, { options, context }, async (reader) => {
    const result = await pushGates(reader, writer);
    return { from: reader.place, pushed: result, malformed: reader.counts().malformed };
  });
  const { gates, added } = pushed;
  if (options.json === true) return printJson(context, { from, store: writer.place, gates, added, malformed });
  const left = malformed === 0 ? '' : `; LOOK: ${countOf(malformed, 'line')} of the source left out, no gates`;
  printLine(context, `${from} to ${writer.place}: ${countOf(gates, 'gate')}, ${added} of them new there${left}`);
}
