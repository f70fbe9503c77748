import { gateAt } from '@assay/quant/signals';
import { checkAnyGate } from './any-gate.ts';
import type { GateReader, GateWriter } from './gate-store.ts';

/** What was written to a store. */
export interface PushedGates {
  /** Gates that were handed to it. */
  readonly gates: number;
  /** Those that it did not have before. */
  readonly added: number;
}

/** Gates that are handed over at a time. */
const PAGE = 1000;

/**
 * Writes the gates of a reader to a store, and closes both. Writing them again changes nothing.
 *
 * @throws {DataError} DATA_INVALID if the reader has none.
 */
export async function pushGates(
  reader: GateReader,
  writer: GateWriter,
  onGates: (gates: number) => void = () => undefined,
): Promise<PushedGates> {
  let gates = 0;
  let isFinished = false;
  try {
    for await (const table of reader.tables()) {
      for (let from = 0; from < table.length; from += PAGE) {
        const rows = Array.from({ length: Math.min(PAGE, table.length - from) }, (_, index) => from + index);
        await writer.write(
          rows.map((row) => gateAt(table, row)),
          table.synthetic,
        );
        gates += rows.length;
        onGates(gates);
      }
    }
    checkAnyGate(reader);
    const added = await writer.finish();
    isFinished = true;
    return { gates, added };
  } finally {
    if (!isFinished) await writer.abort();
    await reader.close();
  }
}
