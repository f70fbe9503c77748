import { PlatformError } from '@assay/core/errors';
import { selectEntries } from '../lakehouse/index.ts';
import { formatMemory, MEBIBYTE, memoryFloor } from '../settings/index.ts';
import type { PlannedAccount } from './plan.ts';

/**
 * Bytes that one bar takes at the peak of a run, measured from above: of research on 40 instruments of 10,000 bars, of a backtest with
 * its stress on one instrument of 500,000, which took 946 MiB where it was given 1,228.
 */
const BYTES_PER_BAR = {
  research: { shared: 800, perWorker: 300 },
  backtest: { shared: 1400, perWorker: 300 },
  grid: { shared: 800, perWorker: 300 },
} as const;

/** Bytes that one quote takes, by its columns: as a table, in order of receipt, and in ticks; and once more in each worker. */
const BYTES_PER_QUOTE = { shared: 200, perWorker: 200 };

/** What is going to be done with the bars. */
export type RunKind = keyof typeof BYTES_PER_BAR;

/** Bytes of data that the floor already has room for, as measured: small runs stay about 100 MiB below it. */
const CARRIED_BY_FLOOR = 64 * MEBIBYTE;

/** Bytes that a run takes at its peak, from the number of bars that its datasets have. */
export function estimatedMemory(
  accounts: readonly PlannedAccount[],
  workers: number,
  kind: RunKind = 'research',
): number {
  const rows = accounts.map(({ manifest, timeframe, instruments }) =>
    selectEntries(manifest, { instruments, timeframe }).reduce((sum, entry) => sum + entry.rows, 0),
  );
  const all = rows.reduce((a, b) => a + b, 0);
  const largest = rows.reduce((a, b) => Math.max(a, b), 0);
  const { shared, perWorker } = BYTES_PER_BAR[kind];
  const quotes = accounts.map(quotesOf);
  const data =
    all * shared +
    largest * workers * perWorker +
    quotes.reduce((a, b) => a + b, 0) * BYTES_PER_QUOTE.shared +
    Math.max(0, ...quotes) * workers * BYTES_PER_QUOTE.perWorker;
  return memoryFloor(workers) + Math.max(0, data - CARRIED_BY_FLOOR);
}

function quotesOf({ beside }: PlannedAccount): number {
  return beside.quotes.reduce((sum, { manifest, instrument }) => {
    const table = manifest.tables.find(({ kind, id }) => kind === 'quotes' && id === instrument);
    return sum + (table?.rows ?? 0);
  }, 0);
}

/**
 * Refuses a run that would take more memory than it may.
 *
 * @throws {PlatformError} MEMORY_LIMIT with what it would take.
 */
export function checkMemory(
  accounts: readonly PlannedAccount[],
  resources: { readonly workers: number; readonly memoryBytes: number },
  kind: RunKind = 'research',
): void {
  const needed = estimatedMemory(accounts, resources.workers, kind);
  if (needed <= resources.memoryBytes) return;
  throw new PlatformError(
    'MEMORY_LIMIT',
    `the run needs about ${formatMemory(needed)}, the limit is ${formatMemory(resources.memoryBytes)}`,
    {
      context: { neededBytes: needed, limitBytes: resources.memoryBytes, workers: resources.workers },
      hint: 'Raise --memory, lower --workers, or run on fewer instruments or a shorter period.',
    },
  );
}
