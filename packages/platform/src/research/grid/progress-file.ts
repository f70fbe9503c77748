/**
 * partial.json: how far a grid has come, beside the last good results while it runs.
 *
 * 1. `beginProgress` takes the lock of the name, so that two grids never publish under one name at once.
 * 2. The file is written anew after finished cells, a few times a second at most, by one rename each.
 * 3. A finished grid's publication takes it away; a failed one removes it and leaves error.json; one that was told to end says so in
 *    it. What a killed one leaves says `running`, but its lock is held by nobody: `readGridStatus` tells it as interrupted. It stays
 *    until the next one begins, whose lock it does not name.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { GridProgress } from '@assay/contracts/schemas';
import type { Clock } from '@assay/core/time';
import { publishedFolder } from '../../runs/index.ts';
import { acquireFileLock, ensureDirectory, writeJsonAtomic } from '../../settings/index.ts';

/** Where grids are published: `published/grids`. */
export const GRID_AREA = 'grids';

/** Name of the file beside the results. */
export const PARTIAL_FILE = 'partial.json';
/** Held while a grid of the name runs; hidden, so that a publication leaves it alone. */
const LOCK_FILE = '.grid.lock';
const LEAST_MS_BETWEEN = 200;

/** Progress of a grid that is written down. */
export interface WrittenProgress {
  /** The run is known from here on. */
  begin(runId: string, instruments: readonly { readonly instrument: string; readonly total: number }[]): Promise<void>;
  /** So many more cells of an instrument have come to their end. */
  advance(instrument: string, cells: number): void;
  /** Nothing is written after it returns. */
  settle(): Promise<void>;
  /** Says that the grid was told to end. */
  interrupt(): Promise<void>;
  /** Takes the file away. */
  remove(): Promise<void>;
  /** Gives the lock back. */
  release(): Promise<void>;
}

/** Where a grid is published. */
export interface GridPlace {
  readonly workspace: string;
  readonly name: string;
}

/** Path of the lock that a running grid holds. */
export function gridLock({ workspace, name }: GridPlace): string {
  return path.join(publishedFolder({ workspace, area: GRID_AREA, name }), LOCK_FILE);
}

/** Path of partial.json. */
export function partialFile({ workspace, name }: GridPlace): string {
  return path.join(publishedFolder({ workspace, area: GRID_AREA, name }), PARTIAL_FILE);
}

/**
 * Takes the lock of a name.
 *
 * @throws {PlatformError} CONFLICT, naming the process, if another grid of that name is running.
 */
export async function beginProgress(
  place: GridPlace,
  clock: Clock,
  tell: ((progress: GridProgress) => void) | undefined,
): Promise<WrittenProgress> {
  await ensureDirectory(path.dirname(gridLock(place)));
  const lock = await acquireFileLock(gridLock(place), { waitMs: 0, what: `the grid '${place.name}'` });
  const holder = lock.token;
  const now = (): string => new Date(clock.now()).toISOString();
  const startedAt = now();
  const file = partialFile(place);
  let runId = '';
  let counts: InstrumentCount[] = [];
  let writing: Promise<void> = Promise.resolve();
  let isQueued = false;
  let nextAt = 0;
  const write = async (state: GridProgress['state']): Promise<void> => {
    const value = { state, name: place.name, runId, holder, startedAt, updatedAt: now(), ...countsSoFar(counts) };
    await writeJsonAtomic(file, value);
    tell?.(value);
  };
  const queue = (state: GridProgress['state']): void => {
    if (isQueued) return;
    isQueued = true;
    writing = writing.then(() => {
      isQueued = false;
      return write(state);
    });
    writing.catch(() => undefined); // told by settle
  };
  return {
    begin: async (id, instruments) => {
      runId = id;
      counts = instruments.map(({ instrument, total }) => ({ instrument, finished: 0, total }));
      await write('running');
    },
    advance: (instrument, cells) => {
      const found = counts.find((one) => one.instrument === instrument);
      if (found === undefined) return;
      found.finished += cells;
      const time = performance.now();
      if (time < nextAt && found.finished < found.total) return;
      nextAt = time + LEAST_MS_BETWEEN;
      queue('running');
    },
    settle: () => writing,
    interrupt: async () => {
      // Before it has begun there is nothing to tell; what an earlier one has left stays true.
      if (runId === '') return;
      await writing.catch(() => undefined);
      await write('interrupted');
    },
    remove: async () => {
      await writing.catch(() => undefined);
      await rm(file, { force: true });
    },
    release: () => lock.release(),
  };
}

interface InstrumentCount {
  readonly instrument: string;
  finished: number;
  readonly total: number;
}

function countsSoFar(counts: readonly InstrumentCount[]): Pick<GridProgress, 'cells' | 'instruments'> {
  const sum = (name: 'finished' | 'total'): number => counts.reduce((all, one) => all + one[name], 0);
  return {
    cells: { finished: sum('finished'), total: sum('total') },
    instruments: counts.map((one) => ({ ...one })),
  };
}
