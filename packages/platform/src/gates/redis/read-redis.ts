/**
 * Reading gates of Valkey or Redis. What a server has may change while it is read, so it is first copied page by page into files of
 * the lake, one for each instrument and in the server's order; these are then read like any files of gates, and their hashes
 * stand in the dataset. The copies are removed in the end.
 */
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { NotFoundError } from '@assay/core/errors';
import { nearestName } from '@assay/core/checks';
import { ensureDirectory, temporaryPathFor } from '../../settings/index.ts';
import type { GateReader } from '../gate-store.ts';
import type { GateFile } from '../jsonl/find-gate-files.ts';
import { readLines } from '../jsonl/read-jsonl.ts';
import type { ReadLinesOptions } from '../jsonl/read-jsonl.ts';
import { redisKeys } from './redis-keys.ts';
import { RedisLink } from './redis-link.ts';
import type { LinkOptions } from './redis-link.ts';
import type { RedisPlace } from './redis-place.ts';

/** How a server is read. */
export interface ReadRedisOptions extends ReadLinesOptions, LinkOptions {
  readonly prefix?: string | undefined;
  /** Told how many gates were copied. */
  readonly onGates?: ((gates: number) => void) | undefined;
}

/** Gates that are asked for at a time. */
const PAGE = 1000;

/**
 * Copies the gates of a server and reads them.
 *
 * @throws {NotFoundError} if it has no gates, or none of an instrument that was asked for.
 * @throws {PlatformError} EXTERNAL_FAILURE if it does not answer in time, or refuses.
 */
export async function readRedis(place: RedisPlace, options: ReadRedisOptions): Promise<GateReader> {
  const { lake, selection } = options;
  const link = new RedisLink(place, options);
  const files: GateFile[] = [];
  const discard = async (): Promise<void> => {
    for (const { file } of files) await rm(file, { force: true });
  };
  try {
    await ensureDirectory(lake.paths.incoming);
    let copied = 0;
    for (const instrument of await instrumentsOf(link, place, options)) {
      const file = temporaryPathFor(path.join(lake.paths.incoming, 'gates'));
      files.push({ file, name: instrument });
      for await (const count of copyInstrument(link, { instrument, file, options })) {
        copied += count;
        options.onGates?.(copied);
      }
    }
    await link.close();
    const reader = await readLines(place.shown, files, { lake, selection, keepsLabels: options.keepsLabels });
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

/** Instruments that have gates and are asked for, by name. */
async function instrumentsOf(
  link: RedisLink,
  { shown }: RedisPlace,
  { prefix, selection }: ReadRedisOptions,
): Promise<readonly string[]> {
  const { instruments } = redisKeys(prefix);
  const found = new Set<string>();
  let cursor = '0';
  do {
    const from = cursor;
    const page = await link.ask((client) => client.sScan(instruments, from, { COUNT: PAGE }));
    for (const member of page.members) found.add(String(member));
    cursor = String(page.cursor);
  } while (cursor !== '0');
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

interface Copy {
  readonly instrument: string;
  readonly file: string;
  readonly options: ReadRedisOptions;
}

/** Copies the gates of one instrument in order of their release; gives how many each page had. */
async function* copyInstrument(link: RedisLink, { instrument, file, options }: Copy): AsyncGenerator<number> {
  const key = redisKeys(options.prefix).events(instrument);
  const target = await open(file, 'wx');
  try {
    let score = -Infinity;
    // Pages begin with the last release again: those of it that were copied are known.
    let seen = new Set<string>();
    for (;;) {
      const limit = { offset: 0, count: PAGE + seen.size };
      const from = score === -Infinity ? '-inf' : String(score);
      const page = await link.ask((client) =>
        client.zRangeWithScores(key, from, '+inf', { BY: 'SCORE', LIMIT: limit }),
      );
      const fresh = page
        .map((one) => ({ line: String(one.value), at: one.score }))
        .filter(({ line }) => !seen.has(line));
      if (fresh.length === 0) return;
      await target.appendFile(`${fresh.map(({ line }) => line.replaceAll('\n', ' ')).join('\n')}\n`);
      const last = fresh.at(-1)?.at ?? score;
      const atLast = fresh.filter(({ at }) => at === last).map(({ line }) => line);
      seen = new Set(last === score ? [...seen, ...atLast] : atLast);
      score = last;
      yield fresh.length;
    }
  } finally {
    await target.close();
  }
}
