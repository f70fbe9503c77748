import { existsSync } from 'node:fs';
import path from 'node:path';
import { NotFoundError, PlatformError } from '@assay/core/errors';
import { resolveDataset } from '../lakehouse/index.ts';
import type { DatasetManifest, Lakehouse } from '../lakehouse/index.ts';
import type { Environment } from '../settings/index.ts';
import type { GateReader, GateSelection, GateWriter } from './gate-store.ts';
import { readJsonl } from './jsonl/read-jsonl.ts';
import { writeJsonl } from './jsonl/write-jsonl.ts';
import { readLakeGates } from './lake-gates.ts';
import { readRedis } from './redis/read-redis.ts';
import type { LinkOptions } from './redis/redis-link.ts';
import { isRedisAddress, redisOfEnvironment, redisPlace } from './redis/redis-place.ts';
import type { RedisPlace } from './redis/redis-place.ts';
import { writeRedis } from './redis/write-redis.ts';

/** A store of gates. */
export type StorePlace =
  | {
      readonly kind: 'lakehouse';
      readonly reference: string;
      /** There is a file or folder of that name, too. */
      readonly isAlsoPath?: boolean;
    }
  | { readonly kind: 'files'; readonly place: string }
  | { readonly kind: 'server'; readonly server: RedisPlace };

/** How a store is named. */
export interface StoreNaming {
  readonly env: Environment;
  /** Folder that a relative path starts from. */
  readonly cwd: string;
}

/**
 * The store that a person names: the address of a server, a file or folder, else a dataset `name[@version]`.
 *
 * @param named - undefined: the server of `ASSAY_GATES_URL`.
 * @throws {PlatformError} USAGE if nothing is named and the variable is not set, or an address holds a password.
 */
export function storePlace(named: string | undefined, { env, cwd }: StoreNaming): StorePlace {
  if (named === undefined) {
    const server = redisOfEnvironment(env);
    if (server !== undefined) return { kind: 'server', server };
    throw new PlatformError('USAGE', 'missing option: --store <place>', {
      hint: 'Name a file or folder of gates, or the address of a server, as redis://127.0.0.1:6379/0; or set ASSAY_GATES_URL.',
    });
  }
  if (isRedisAddress(named)) return { kind: 'server', server: redisPlace(named, env) };
  const place = path.resolve(cwd, named);
  // A dataset's name has neither a slash nor the ending of a file of gates.
  if (/[\\/]|^\.|\.(?:jsonl|ndjson)(?:\.gz)?$/iu.test(named)) return { kind: 'files', place };
  return { kind: 'lakehouse', reference: named, isAlsoPath: existsSync(place) };
}

/** How a store is read. */
export interface OpenStoreOptions extends LinkOptions {
  readonly lake: Lakehouse;
  readonly selection: GateSelection;
  /** @default false */
  readonly keepsLabels?: boolean | undefined;
  readonly prefix?: string | undefined;
  readonly onGates?: ((gates: number) => void) | undefined;
}

/** Opens a store for reading: the same gates in the same order, whatever the store. */
export async function openGateReader(store: StorePlace, options: OpenStoreOptions): Promise<GateReader> {
  const { lake, selection, keepsLabels = false } = options;
  if (store.kind === 'lakehouse') return readLakeGates(lake, await datasetOf(lake, store), selection);
  if (store.kind === 'files') return readJsonl(store.place, { lake, selection, keepsLabels });
  return readRedis(store.server, { ...options, keepsLabels });
}

/** The dataset of a bare word; a file or folder of the same name is neither taken for it nor hidden by it. */
async function datasetOf(
  lake: Lakehouse,
  { reference, isAlsoPath = false }: Extract<StorePlace, { readonly kind: 'lakehouse' }>,
): Promise<DatasetManifest> {
  if (!isAlsoPath) return resolveDataset(lake, reference);
  const manifest = await resolveDataset(lake, reference).catch((error: unknown) => {
    if (!PlatformError.is(error, 'NOT_FOUND')) throw error;
    throw new NotFoundError('dataset', reference, {
      hint: `There is a file or folder of that name here: write it as ./${reference}`,
    });
  });
  if (reference.includes('@')) return manifest;
  throw new PlatformError('USAGE', `'${reference}' is a dataset, and a file or folder here, too`, {
    hint: `Write ${reference}@${manifest.version} for the dataset, ./${reference} for the other.`,
  });
}

/** Opens a store for writing. @throws {PlatformError} USAGE for the lakehouse: datasets are published */
export function openGateWriter(
  store: StorePlace,
  options: LinkOptions & { readonly prefix?: string | undefined },
): GateWriter {
  if (store.kind === 'server') return writeRedis(store.server, options);
  if (store.kind === 'files') return writeJsonl(store.place);
  throw new PlatformError('USAGE', `'${store.reference}' is no file, folder or server`, {
    hint: 'Name a folder with a slash, as ./gates, or the address of a server.',
  });
}
