import { PlatformError } from '@assay/core/errors';
import { MS_PER_SECOND } from '@assay/core/time';
import { openGateReader, storePlace } from '../../gates/index.ts';
import type { GateReader, GateSelection, StorePlace } from '../../gates/index.ts';
import { openLakehouse } from '../../lakehouse/index.ts';
import type { Lakehouse } from '../../lakehouse/index.ts';
import { withScratchFolder } from '../../settings/index.ts';
import type { CommandContext } from '../context.ts';
import { optionalList, optionalMoment } from '../data/option-values.ts';
import { timeframeOf } from '../data/resample-data.ts';
import { memoryOf, workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { withLake } from '../with-lake.ts';

/** Options that select gates, as typed. */
export interface SelectionOptions {
  readonly instruments?: string | undefined;
  readonly timeframe?: string;
  readonly maker?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Options of a server, as typed. */
export interface ServerOptions {
  readonly prefix?: string;
  readonly wait?: string;
}

/** The gates that options select. */
export function selectionOf({ instruments, timeframe, maker, from, to }: SelectionOptions): GateSelection {
  const selection = {
    instruments: optionalList('--instruments', instruments),
    timeframe: timeframe === undefined ? undefined : timeframeOf('--timeframe', timeframe),
    maker,
    from: optionalMoment('--from', from),
    to: optionalMoment('--to', to),
  };
  if ((selection.from ?? -Infinity) <= (selection.to ?? Infinity)) return selection;
  throw new PlatformError('USAGE', `invalid '--from': must not be after --to, was '${from}'`);
}

/** How a server is waited for, and under which keys gates lie there. */
export function serverOf(
  { prefix, wait }: ServerOptions,
  options: SharedOptions,
  { stderr }: CommandContext,
): { readonly prefix?: string | undefined; readonly waitMs?: number; readonly onWait?: (reason: string) => void } {
  const isSilent = options.json === true || options.quiet === true;
  return {
    prefix,
    ...(wait === undefined ? {} : { waitMs: secondsOf(wait) * MS_PER_SECOND }),
    ...(isSilent ? {} : { onWait: (reason) => void stderr.write(`assay: ${reason}\n`) }),
  };
}

function secondsOf(text: string): number {
  const seconds = /^\d{1,5}(?:\.\d{1,3})?$/u.test(text) ? Number(text) : NaN;
  if (seconds >= 0) return seconds;
  throw new PlatformError('USAGE', `invalid '--wait': must be seconds, as 30, was '${text}'`);
}

/** What reading a store takes beside its place. */
export interface ReadingOptions extends SharedOptions, SelectionOptions, ServerOptions {}

/** Reads gates of a store for as long as `use` takes; writes nothing into the workspace. */
export async function withGates<Result>(
  named: string | undefined,
  { options, context }: { readonly options: ReadingOptions; readonly context: CommandContext },
  use: (reader: GateReader) => Promise<Result>,
): Promise<Result> {
  const store = storePlace(named, context);
  const selection = selectionOf(options);
  const server = serverOf(options, options, context);
  return withLakeFor(store, { options, context }, async (lake) => {
    const reader = await openGateReader(store, { lake, selection, ...server });
    try {
      return await use(reader);
    } finally {
      await reader.close();
    }
  });
}

/** The lake of the workspace for its own datasets, else one that is gone afterwards: to put rows in order. */
async function withLakeFor<Result>(
  store: StorePlace,
  { options, context }: { readonly options: SharedOptions; readonly context: CommandContext },
  use: (lake: Lakehouse) => Promise<Result>,
): Promise<Result> {
  const memoryBytes = await memoryOf(options, context);
  if (store.kind === 'lakehouse') {
    const workspace = await workspaceOf(options, context);
    return withLake({ workspace, memoryBytes, readOnly: true }, use);
  }
  return withScratchFolder('gates', async (folder) => {
    const lake = openLakehouse(folder, { memoryBytes: Math.floor(memoryBytes / 2), readOnly: false });
    try {
      return await use(lake);
    } finally {
      await lake.close();
    }
  });
}
