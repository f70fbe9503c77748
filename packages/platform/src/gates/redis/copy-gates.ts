/**
 * Copying the gates of a server into files, all of them or none.
 *
 * 1. How many gates each instrument has is counted first.
 * 2. Gates are read in pages by the time they were known. A page begins with the last moment of the page before, and must have
 *    every gate of it: one that has not shows that the server lost gates.
 * 3. A server that was started again in between may have other gates than before: all is read again from the start.
 * 4. In the end no instrument may have fewer gates than were counted at first, nor the server fewer than were read.
 */
import { open, rm } from 'node:fs/promises';
import { PlatformError } from '@assay/core/errors';
import type { GateFile } from '../jsonl/find-gate-files.ts';
import type { redisKeys } from './redis-keys.ts';
import type { RedisLink } from './redis-link.ts';
import type { RedisPlace } from './redis-place.ts';

/** What is copied, and where to. */
export interface CopyRequest {
  /** One for each instrument, named after it; none of them is there yet. */
  readonly files: readonly GateFile[];
  readonly keys: ReturnType<typeof redisKeys>;
  readonly place: RedisPlace;
  /** Told how many gates were copied. */
  readonly onGates?: ((gates: number) => void) | undefined;
}

/** Gates that are asked for at a time. */
const PAGE = 1000;
/** A server that is started again more often than this while it is read is not read. */
const MOST_STARTS = 5;

/**
 * Copies all gates of the instruments.
 *
 * @returns the instruments that have none.
 * @throws {PlatformError} EXTERNAL_FAILURE if the server loses gates in the meantime, does not answer or refuses.
 */
export async function copyGates(link: RedisLink, request: CopyRequest): Promise<readonly string[]> {
  const { files, place } = request;
  const counted = await countsOf(link, request);
  for (let start = 0; start < MOST_STARTS; start++) {
    const life = link.life;
    const copied = await copyOnce(link, request);
    const left = copied === undefined ? undefined : await countsOf(link, request);
    if (left === undefined || copied === undefined || link.life !== life) {
      for (const { file } of files) await rm(file, { force: true });
      continue;
    }
    for (const [instrument, before] of counted) {
      const [read = 0, now = 0] = [copied.get(instrument), left.get(instrument)];
      if (read < before)
        throw lost(
          request,
          instrument,
          `had ${before} of them when the reading began, and ${read} were there to be read`,
        );
      if (now < read) throw lost(request, instrument, `${read} of them were read, and ${now} are left`);
    }
    return [...copied].filter(([, n]) => n === 0).map(([instrument]) => instrument);
  }
  throw new PlatformError(
    'EXTERNAL_FAILURE',
    `${place.shown} was started again ${MOST_STARTS} times while it was read`,
    {
      context: { place: place.shown, starts: MOST_STARTS },
      hint: `${NOTHING} Find out why the server ends, then read it again.`,
    },
  );
}

const NOTHING = 'Nothing was published: the lakehouse is as it was.';

function lost({ place }: CopyRequest, instrument: string, what: string): PlatformError {
  return new PlatformError(
    'EXTERNAL_FAILURE',
    `${place.shown} lost gates of '${instrument}' while it was read: ${what}`,
    {
      context: { place: place.shown, instrument },
      hint: `${NOTHING} Was the server emptied, or started again without its data? Read it again when it has them.`,
    },
  );
}

/** How many gates each instrument has. */
async function countsOf(link: RedisLink, { files, keys }: CopyRequest): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { name } of files) counts.set(name, Number(await link.ask((client) => client.zCard(keys.events(name)))));
  return counts;
}

/** Copies every instrument; gives how many gates each had, or undefined if the server was started again. */
async function copyOnce(link: RedisLink, request: CopyRequest): Promise<ReadonlyMap<string, number> | undefined> {
  const { life } = link;
  const copied = new Map<string, number>();
  let total = 0;
  for (const file of request.files) {
    let own = 0;
    for await (const count of pagesOf(link, file, request)) {
      own += count;
      total += count;
      request.onGates?.(total);
    }
    if (link.life !== life) return undefined;
    copied.set(file.name, own);
  }
  return copied;
}

/** Copies the gates of one instrument in order of their release; gives how many each page had. */
async function* pagesOf(link: RedisLink, { name, file }: GateFile, request: CopyRequest): AsyncGenerator<number> {
  const { life } = link;
  const key = request.keys.events(name);
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
      if (link.life !== life) return;
      const rows = page.map((one) => ({ line: String(one.value), at: one.score }));
      const fresh = rows.filter(({ line }) => !seen.has(line));
      if (rows.length - fresh.length < seen.size)
        throw lost(request, name, 'those that were read last are no longer there');
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
