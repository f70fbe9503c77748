/**
 * Whether a run fits into its memory, from its plan alone.
 *
 * What a run holds grows with the bars of all its accounts (read once, and once more in shared memory), with those of the largest
 * account in each worker, and where a sweep is judged, with its sets times its closes. Rows cost little each: their results stay
 * in the run's folder, what is left of one are its lines of the ranking. Where the workers asked for do not fit, fewer may.
 *
 * The figures are measured (docs/benchmarks.md, "Memory") and rounded up. They are an estimate: a run that trades far more often
 * than they allow for can still pass its limit, and is then ended by `guardMemory`.
 */
import { PlatformError } from '@assay/core/errors';
import { evidenceSpecOf } from '@assay/quant/strategy';
import { selectEntries } from '../lakehouse/index.ts';
import type { DatasetManifest, TableEntry } from '../lakehouse/index.ts';
import { formatMemory, MEBIBYTE, memoryFloor } from '../settings/index.ts';
import { GATES_STRATEGY } from './gates/gate-decision-of.ts';
import type { PlannedAccount, PlannedRow } from './plan.ts';
import { rangeLimits } from './resolve-dates.ts';

/**
 * Bytes that one bar takes at the peak of a run: of all accounts together, of the largest one while it is judged and reported, and of
 * that in each worker. A trade takes 13 to 20 kB, and how many there will be is not known: room is left for one in 20 bars.
 */
const BYTES_PER_BAR = {
  research: { shared: 700, largest: 1600, perWorker: 400 },
  backtest: { shared: 800, largest: 1000, perWorker: 300 },
  grid: { shared: 800, largest: 0, perWorker: 300 },
} as const;

/** Bytes that one quote takes, by its columns: as a table, in order of receipt, and in ticks; and once more in each worker. */
const BYTES_PER_QUOTE = { shared: 200, perWorker: 200 };

/**
 * What the strategy `gates` keeps in each worker beside its bars: columns of decisions a bar, evidence a bar for each way of making it
 * of which a few are kept, and what each gate says. Measured on 196,560 hourly bars with one worker: 571 MiB without gates (55
 * trades), 701 derived from the candles (82 trades), 745 on 12,270 gates.
 */
const GATES = { bytesPerBar: 550, bytesPerEvidence: 200, mostEvidence: 4, bytesPerGate: 4000 };

/** Bytes that one close of one parameter set takes while its sweep is judged, in the worker that does it. */
const BYTES_PER_SWEPT_CLOSE = 48;

/** Bytes that a row of the ranking takes with its stress, at the peak of publishing. */
const BYTES_PER_ROW = 0.75 * MEBIBYTE;

/** Bytes of data that the floor already has room for, as measured: small runs stay about 100 MiB below it. */
const CARRIED_BY_FLOOR = 64 * MEBIBYTE;

/** What is going to be done with the bars. */
export type RunKind = keyof typeof BYTES_PER_BAR;

/** The parts of a plan that decide how much memory it takes. */
export interface PlannedWork {
  readonly accounts: readonly PlannedAccount[];
  /** @default none: bars are read, and no ranking is made */
  readonly rows?: readonly {
    readonly account: PlannedAccount;
    readonly strategy: Pick<PlannedRow['strategy'], 'sets' | 'reference'>;
  }[];
}

/** What a run may use. */
export interface AllowedResources {
  readonly workers: number;
  readonly memoryBytes: number;
}

/** Bytes that a run takes at its peak. */
export function estimatedMemory({ accounts, rows = [] }: PlannedWork, workers: number, kind: RunKind): number {
  const bars = new Map(accounts.map((account) => [account, barsOf(account)]));
  const { shared, largest, perWorker } = BYTES_PER_BAR[kind];
  const quotes = accounts.map(quotesOf);
  const data =
    sum([...bars.values()]) * shared +
    Math.max(0, ...bars.values()) * (largest + workers * perWorker) +
    sum(quotes) * BYTES_PER_QUOTE.shared +
    Math.max(0, ...quotes) * workers * BYTES_PER_QUOTE.perWorker;
  const swept = rows
    .filter(({ strategy }) => strategy.sets.length > 1)
    .map(({ strategy, account }) => strategy.sets.length * closesOf(account, bars.get(account) ?? 0))
    .sort((a, b) => b - a);
  const sweeps = sum(swept.slice(0, workers)) * BYTES_PER_SWEPT_CLOSE;
  const gated = rows.map(({ strategy, account }) => gatedBytes(strategy, account, bars.get(account) ?? 0));
  const held = data + sweeps + Math.max(0, ...gated) * workers + rows.length * BYTES_PER_ROW;
  return memoryFloor(workers) + Math.max(0, held - CARRIED_BY_FLOOR);
}

/**
 * How many of the workers fit: all, or as many as there is memory for.
 *
 * @throws {PlatformError} MEMORY_LIMIT with what one worker would take, if that is too much.
 */
export function fittingWorkers(work: PlannedWork, resources: AllowedResources, kind: RunKind): number {
  const { workers, memoryBytes } = resources;
  for (let fewer = workers; fewer > 0; fewer--) if (estimatedMemory(work, fewer, kind) <= memoryBytes) return fewer;
  const needed = estimatedMemory(work, 1, kind);
  throw new PlatformError(
    'MEMORY_LIMIT',
    `the run needs about ${formatMemory(needed)} with one worker, the limit is ${formatMemory(memoryBytes)}`,
    {
      context: { neededBytes: needed, limitBytes: memoryBytes, workers: 1 },
      hint:
        `Pass --memory ${Math.ceil(needed / MEBIBYTE)}MiB or more, or run on fewer instruments, a shorter period or ` +
        'a smaller sweep; nothing was begun.',
    },
  );
}

/** What to tell where fewer workers fit than were asked for. */
export function fewerWorkersNote({ workers, memoryBytes }: AllowedResources, fitting: number): string {
  const noun = fitting === 1 ? 'worker' : 'workers';
  return `${formatMemory(memoryBytes)} carry ${fitting} ${noun} in this run, not ${workers}: it takes longer and gives the same`;
}

/** What a row of the strategy `gates` keeps in one worker; nothing of other strategies. */
function gatedBytes(
  { reference, sets }: Pick<PlannedRow['strategy'], 'sets' | 'reference'>,
  { beside }: PlannedAccount,
  bars: number,
): number {
  if (reference.kind !== 'built-in' || reference.name !== GATES_STRATEGY) return 0;
  const { bytesPerBar, bytesPerEvidence, mostEvidence, bytesPerGate } = GATES;
  const ways = new Set(sets.map((params) => JSON.stringify(evidenceSpecOf(params)))).size;
  const gates = beside.gates.map(({ manifest, instrument }) => tableOf(manifest, 'gates', instrument)?.rows ?? 0);
  return bars * (bytesPerBar + Math.min(ways, mostEvidence) * bytesPerEvidence) + sum(gates) * bytesPerGate;
}

/** Bars of the parts that the dates touch. */
function barsOf({ manifest, instruments, timeframe, dates }: PlannedAccount): number {
  const { from, to } = rangeLimits(dates);
  const parts = selectEntries(manifest, { instruments, timeframe }).flatMap((entry) => entry.parts);
  return sum(parts.filter((part) => part.firstEventTime <= to && part.lastEventTime >= from).map(({ rows }) => rows));
}

/** Closes that the returns of an account have: instruments close together, so that there are no more than each has on average. */
function closesOf({ instruments }: PlannedAccount, bars: number): number {
  return bars / Math.max(1, instruments.length);
}

function quotesOf({ beside }: PlannedAccount): number {
  return sum(beside.quotes.map(({ manifest, instrument }) => tableOf(manifest, 'quotes', instrument)?.rows ?? 0));
}

function tableOf({ tables }: DatasetManifest, kind: string, instrument: string): TableEntry | undefined {
  return tables.find((table) => table.kind === kind && table.id === instrument);
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
