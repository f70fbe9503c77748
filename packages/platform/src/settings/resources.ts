/**
 * How many workers and how much memory a command may use.
 *
 * 1. Memory: command line, else `ASSAY_MEMORY`, else a quarter of the machine and at most 2 GiB.
 * 2. Workers: command line, else `ASSAY_WORKERS`, else every core; where nobody asked for a number, no more than the
 *    memory carries.
 * 3. Memory below the floor of that many workers is refused: a limit that cannot be honoured is not accepted.
 */
import { availableParallelism, totalmem } from 'node:os';
import { InvalidArgumentError, PlatformError } from '@assay/core/errors';
import { readVariable } from './workspace.ts';
import type { Environment } from './workspace.ts';

/** Bytes of a mebibyte. */
export const MEBIBYTE: number = 2 ** 20;

/** Bytes of a gibibyte. */
export const GIBIBYTE: number = 2 ** 30;

/**
 * What the process tree holds before it holds any data, in bytes: `base` for the main process with its database and
 * `perWorker` for each worker with its own heap and strategy sandbox.
 */
export const MEMORY_FLOOR: Readonly<{ base: number; perWorker: number }> = Object.freeze({
  base: 384 * MEBIBYTE,
  perWorker: 96 * MEBIBYTE,
});

/** The most memory that is taken when nobody says. */
export const DEFAULT_MEMORY_LIMIT: number = 2 * GIBIBYTE;

/** Sources of the number of workers. */
export interface WorkersSources {
  /** Value of `--workers`. */
  readonly option?: string | number | undefined;
  readonly env?: Environment | undefined;
  /** Cores of the machine. @default those this process may use */
  readonly cores?: number | undefined;
}

/** Sources of the memory limit. */
export interface MemorySources {
  /** Value of `--memory`, such as `1.5GiB`. */
  readonly option?: string | undefined;
  readonly env?: Environment | undefined;
  /** Bytes of the machine or container. @default as the system says */
  readonly totalMemory?: number | undefined;
  readonly workers: number;
}

/** What a command may use. */
export interface Resources {
  readonly workers: number;
  readonly memoryBytes: number;
  /** True when fewer workers than cores were taken because the memory carries no more. */
  readonly workersLimitedByMemory: boolean;
}

/**
 * Number of workers.
 *
 * @throws {PlatformError} USAGE unless a whole number ≥ 1 was asked for.
 */
export function resolveWorkers(sources: WorkersSources = {}): number {
  return requestedWorkers(sources) ?? sources.cores ?? availableParallelism();
}

/**
 * Memory limit of the process tree in bytes.
 *
 * @throws {PlatformError} USAGE for a text that is no size; MEMORY_LIMIT below the floor, with the floor and why.
 */
export function resolveMemory(sources: MemorySources): number {
  const limit = requestedMemory(sources) ?? defaultMemory(sources.totalMemory);
  const floor = memoryFloor(sources.workers);
  if (limit < floor) throw belowFloor(limit, sources.workers);
  return limit;
}

/** Workers and memory together: a default number of workers gives way to the memory, one that was asked for does not. */
export function resolveResources(
  sources: WorkersSources &
    Omit<MemorySources, 'workers' | 'option'> & {
      readonly memory?: string | undefined;
    },
): Resources {
  const memorySources = { option: sources.memory, env: sources.env, totalMemory: sources.totalMemory };
  const requested = requestedWorkers(sources);
  const wanted = requested ?? resolveWorkers(sources);
  const limit = requestedMemory(memorySources) ?? defaultMemory(sources.totalMemory);
  const carried = Math.max(1, Math.floor((limit - MEMORY_FLOOR.base) / MEMORY_FLOOR.perWorker));
  const workers = requested ?? Math.min(wanted, carried);
  const memoryBytes = resolveMemory({ ...memorySources, workers });
  return { workers, memoryBytes, workersLimitedByMemory: workers < wanted };
}

/** Least memory limit, in bytes, that can be honoured with `workers` workers. */
export function memoryFloor(workers: number): number {
  return MEMORY_FLOOR.base + workers * MEMORY_FLOOR.perWorker;
}

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/**
 * Bytes of a size such as `1.5GiB` (binary: KiB, MiB, GiB, TiB) or `2048MB` (decimal: B, KB, MB, GB, TB).
 *
 * @throws {InvalidArgumentError} for anything else, a bare number among it.
 */
export function parseMemory(text: string, parameter = 'memory'): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?i?b)$/iu.exec(text.trim()) ?? [];
  const factor = UNITS[unit?.toLowerCase() ?? ''];
  const bytes = Math.floor(Number(amount) * (factor ?? NaN));
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw new InvalidArgumentError(parameter, 'a size > 0 with its unit, such as 1.5GiB or 2048MB', text);
}

/** A size for people: `480 MiB`, `1.5 GiB`. */
export function formatMemory(bytes: number): string {
  const [factor, unit] = bytes >= GIBIBYTE ? [GIBIBYTE, 'GiB'] : [MEBIBYTE, 'MiB'];
  return `${Number((bytes / factor).toFixed(bytes >= GIBIBYTE ? 2 : 0))} ${unit}`;
}

function requestedWorkers(sources: WorkersSources): number | undefined {
  const variable = readVariable(sources.env, 'ASSAY_WORKERS');
  const asked = sources.option ?? variable;
  if (asked === undefined) return undefined;
  const text = String(asked).trim();
  const workers = /^\d{1,6}$/u.test(text) ? Number(text) : NaN;
  if (workers >= 1) return workers;
  const name = sources.option === undefined ? 'ASSAY_WORKERS' : '--workers';
  throw new PlatformError('USAGE', `invalid '${name}': must be a whole number >= 1, was '${text}'`);
}

function requestedMemory(sources: Omit<MemorySources, 'workers'>): number | undefined {
  const asked = sources.option ?? readVariable(sources.env, 'ASSAY_MEMORY');
  if (asked === undefined) return undefined;
  try {
    return parseMemory(asked, sources.option === undefined ? 'ASSAY_MEMORY' : '--memory');
  } catch (error) {
    throw new PlatformError('USAGE', (error as Error).message, { cause: error });
  }
}

function defaultMemory(total: number | undefined): number {
  return Math.min(Math.floor((total ?? machineMemory()) / 4), DEFAULT_MEMORY_LIMIT);
}

function machineMemory(): number {
  const constrained = process.constrainedMemory(); // the container's limit, 0 or beyond the machine where there is none
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

function belowFloor(limit: number, workers: number): PlatformError {
  const floor = memoryFloor(workers);
  const { base, perWorker } = MEMORY_FLOOR;
  const count = `${workers} ${workers === 1 ? 'worker' : 'workers'}`;
  return new PlatformError(
    'MEMORY_LIMIT',
    `a memory limit of ${formatMemory(limit)} cannot be honoured with ${count}: the least is ${formatMemory(floor)}`,
    {
      context: { limitBytes: limit, floorBytes: floor, workers },
      hint:
        `Assay itself takes ${formatMemory(base)} and each worker ${formatMemory(perWorker)} before any data: ` +
        `pass --memory ${Math.ceil(floor / MEBIBYTE)}MiB or more${workers > 1 ? ', or fewer --workers' : ''}.`,
    },
  );
}
