/**
 * Peak memory of the process tree: this process, its children and theirs, and those that are named besides.
 *
 * 1. Each sample sums the resident memory of the tree. Who belongs to it is looked up once a second, and whenever a sample is asked
 *    for, in the list of the machine's processes with their parents: reading that list takes a hundred times as long.
 * 2. The peak is the largest sample, and at least the system's own record of this process's peak.
 * 3. Pages that processes share are counted once for each: the figure errs on the high side.
 *
 * Where the system does not list processes (anything but Linux) the tree's peak is unknown, and says so.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** What is sampled and how often. */
export interface MemoryMeterOptions {
  /** Processes to count besides this one and its descendants; their descendants count too. @default none */
  readonly pids?: () => readonly number[];
  /** @default 250 */
  readonly intervalMs?: number;
}

/** What a meter has seen. */
export interface MemoryReading {
  /** Peak of the whole tree in bytes; null where it is unknown, with the reason. */
  readonly peakBytes: number | null;
  readonly reason: string | null;
  /** Peak of this process alone in bytes. */
  readonly ownPeakBytes: number;
}

/** A running meter. */
export interface MemoryMeter {
  /** Takes a sample now. */
  sample(): void;
  reading(): MemoryReading;
  /** Takes a last sample and stops. */
  stop(): MemoryReading;
}

const DEFAULT_INTERVAL_MS = 250;

/** For how long it is remembered which processes belong to a tree. */
const MEMBERS_HOLD_MS = 1000;

/** Starts to measure; the timer does not keep the process alive. */
export function createMemoryMeter(options: MemoryMeterOptions = {}): MemoryMeter {
  const roots = (): readonly number[] => [process.pid, ...(options.pids?.() ?? [])];
  const tree = followTree(roots);
  let peak: number | null = 0;
  const note = (bytes: number | null): void => {
    peak = bytes === null || peak === null ? null : Math.max(peak, bytes);
  };
  const sample = (): void => note(treeMemoryBytes(roots()));
  const reading = (): MemoryReading => {
    const ownPeakBytes = process.resourceUsage().maxRSS * 1024;
    if (peak === null) return { peakBytes: null, reason: 'this system does not list child processes', ownPeakBytes };
    return { peakBytes: Math.max(peak, ownPeakBytes), reason: null, ownPeakBytes };
  };
  sample();
  const timer = setInterval(() => note(tree.bytes()), options.intervalMs ?? DEFAULT_INTERVAL_MS).unref();
  return {
    sample,
    reading,
    stop: () => {
      clearInterval(timer);
      sample();
      return reading();
    },
  };
}

/** Resident memory in bytes of the processes in `roots` and all their descendants, or null where it cannot be known. */
export function treeMemoryBytes(roots: readonly number[]): number | null {
  return residentSum(membersOf(roots));
}

/** A tree of processes that is looked at many times. */
export interface FollowedTree {
  /** Resident memory in bytes now, or null where it cannot be known. A process that is not a root counts within a second of its start. */
  bytes(): number | null;
}

/** Follows the processes in `roots` and all their descendants; who belongs to them is looked up once a second. */
export function followTree(roots: () => readonly number[]): FollowedTree {
  let known: { readonly members: ReadonlySet<number> | null; readonly from: readonly number[]; readonly at: number } = {
    ...{ members: null, from: [], at: -Infinity },
  };
  return {
    bytes: () => {
      const from = roots();
      const isSame = from.length === known.from.length && from.every((pid, k) => pid === known.from[k]);
      const now = performance.now();
      if (!isSame || now - known.at >= MEMBERS_HOLD_MS) known = { members: membersOf(from), from, at: now };
      return residentSum(known.members);
    },
  };
}

/** The processes in `roots` and all their descendants; null where the system does not tell. */
function membersOf(roots: readonly number[]): ReadonlySet<number> | null {
  const parents = listParents();
  if (parents === null) return null;
  const tree = new Set(roots);
  for (let size = 0; size !== tree.size;) {
    size = tree.size;
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid);
  }
  return tree;
}

function residentSum(members: ReadonlySet<number> | null): number | null {
  if (members === null) return null;
  let bytes = 0;
  for (const pid of members) bytes += residentBytes(pid);
  return bytes;
}

function listParents(): ReadonlyMap<number, number> | null {
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/u.test(name));
  } catch {
    return null;
  }
  if (names.length === 0) return null;
  const parents = new Map<number, number>();
  for (const name of names) {
    const stat = readText(`/proc/${name}/stat`);
    // The name in brackets may itself hold spaces and brackets; then come the state and the parent.
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 2)[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  return parents;
}

/** The most resident memory in bytes that a process has ever held, as the system recorded it; null where it does not. */
export function peakMemoryBytes(pid: number): number | null {
  return statusBytes(pid, 'VmHWM') ?? null;
}

function residentBytes(pid: number): number {
  return statusBytes(pid, 'VmRSS') ?? 0; // 0: it ended between the two looks
}

function statusBytes(pid: number, key: 'VmRSS' | 'VmHWM'): number | undefined {
  const line = readText(`/proc/${pid}/status`)
    .split('\n')
    .find((text) => text.startsWith(`${key}:`));
  const kibibytes = /(\d+) kB$/u.exec(line ?? '')?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
