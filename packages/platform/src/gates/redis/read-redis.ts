/**
 * Reading gates of Valkey or Redis. What a server has may change while it is read, so it is first copied into files of the lake, one
 * for each instrument and in the server's order; these are then read like any files of gates, and their hashes stand in the dataset.
 * The copies are removed in the end.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { NotFoundError } from '@assay/core/errors';
import { nearestName } from '@assay/core/checks';
import { ensureDirectory, temporaryPathFor } from '../../settings/index.ts';
import type { GateProblem, GateReader } from '../gate-store.ts';
import type { GateFile } from '../jsonl/find-gate-files.ts';
import { readLines } from '../jsonl/read-jsonl.ts';
import type { ReadLinesOptions } from '../jsonl/read-jsonl.ts';
import { copyGates } from './copy-gates.ts';
import { redisKeys } from './redis-keys.ts';
import { RedisLink } from './redis-link.ts';
import type { LinkOptions } from './redis-link.ts';
import type { RedisPlace } from './redis-place.ts';

/** How a server is read. */
export interface ReadRedisOptions extends Omit<ReadLinesOptions, 'problems'>, LinkOptions {
  readonly prefix?: string | undefined;
  /** Told how many gates were copied; from the start again where the server was started again. */
  readonly onGates?: ((gates: number) => void) | undefined;
}

/** Members of a set that are asked for at a time. */
const PAGE = 1000;

/**
 * Copies the gates of a server and reads them.
 *
 * @throws {NotFoundError} if it has no gates, or none of an instrument that was asked for.
 * @throws {PlatformError} EXTERNAL_FAILURE if it does not answer in time, refuses, or loses gates while it is read.
 */
export async function readRedis(place: RedisPlace, options: ReadRedisOptions): Promise<GateReader> {
  const { lake, selection, keepsLabels } = options;
  const link = new RedisLink(place, options);
  const files: GateFile[] = [];
  const discard = async (): Promise<void> => {
    for (const { file } of files) await rm(file, { force: true });
  };
  try {
    const keys = redisKeys(options.prefix);
    const instruments = await instrumentsOf(link, place, options);
    await ensureDirectory(lake.paths.incoming);
    for (const instrument of instruments) {
      const file = temporaryPathFor(path.join(lake.paths.incoming, 'gates'));
      files.push({ file, name: instrument, instrument });
    }
    const problems: GateProblem[] = [];
    for (const instrument of await copyGates(link, { files, keys, place, onGates: options.onGates }))
      problems.push({
        place: keys.instruments,
        fault: `lists '${instrument}', but there is no gate at ${keys.events(instrument)}`,
      });
    await link.close();
    const reader = await readLines(place.shown, files, { lake, selection, keepsLabels, problems });
    return {
      ...reader,
      async close() {
        await reader.close();
        await discard();
      },
    };
  } catch (error) {
    await link.close();
    await discard();
    throw error;
  }
}

/** Instruments that are listed and asked for, by name. */
async function instrumentsOf(
  link: RedisLink,
  { shown }: RedisPlace,
  { prefix, selection }: ReadRedisOptions,
): Promise<readonly string[]> {
  const { instruments } = redisKeys(prefix);
  const found = new Set<string>();
  let cursor: string | undefined = '0';
  while (cursor !== undefined) {
    const from: string = cursor;
    const { life } = link;
    const page = await link.ask((client) => client.sScan(instruments, from, { COUNT: PAGE }));
    for (const member of page.members) found.add(String(member));
    const next = String(page.cursor);
    // A place in the set means nothing to a server that was started again.
    if (from !== '0' && link.life !== life) cursor = '0';
    else cursor = next === '0' ? undefined : next;
  }
  const known = [...found].sort();
  if (known.length === 0) {
    throw new NotFoundError('set of instruments with gates', instruments, {
      hint: `Looked for it on ${shown}. \`assay gates push\` puts gates there; --prefix says under which keys.`,
    });
  }
  for (const id of selection.instruments ?? []) {
    if (found.has(id)) continue;
    const nearest = nearestName(id, known);
    const hint = nearest === undefined ? `It has ${known.slice(0, 10).join(', ')}.` : `Did you mean '${nearest}'?`;
    throw new NotFoundError(`instrument with gates on ${shown}`, id, { hint });
  }
  return known.filter((id) => selection.instruments?.includes(id) ?? true);
}
