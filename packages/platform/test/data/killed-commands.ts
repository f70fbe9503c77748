/** The real command, killed at random moments while a reader looks on. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import path from 'node:path';

import { setTimeout as pause } from 'node:timers/promises';
import type { Rng } from '@assay/core/random';
import {
  listDatasets,
  manifestObjects,
  openLakehouse,
  readSeries,
  removeDatasetVersion,
} from '../../src/lakehouse/index.ts';
import type { DatasetManifest, Lakehouse } from '../../src/lakehouse/index.ts';
import { writeBarsFiles } from './bars-files.ts';
import { runCommand, startCommand } from './command.ts';
import type { CommandResult, RunningCommand } from './command.ts';

/** What is killed. */
export type KilledKind = 'import' | 'append' | 'gc' | 'diff';

/** What killing it showed. */
export interface KillReport {
  readonly kills: number;
  /** Whole looks at every version, by a reader beside the command. */
  readonly looks: number;
  /** Kills after which the new version was in place. */
  readonly finished: number;
}

interface Killed {
  readonly root: string;
  readonly lake: Lakehouse;
  /** What each version must hold. */
  readonly contents: Map<string, string>;
}

const NAME = 'prices';
const importOf = (file: string): readonly string[] => [
  ...['data', 'import', file, '--layout', './bars.yaml', '--name', NAME, '--json'],
];
const IMPORT = importOf('first.csv');
const SECOND = importOf('second.csv');
const APPEND = [...importOf('more.csv'), '--append', '--received-at', 'stated'];
const COLLECT = ['data', 'gc', '--json'];
const GARBAGE_FILES = 400;
/** About as long as a publication holds the lock. */
const LONGEST_LOCK_MS = 30;

/** Kills a command `kills` times in `folder`, and runs it to its end after each; throws at whatever a reader may not see. */
export async function killCommand(
  kind: KilledKind,
  folder: string,
  { kills, bars, rng }: { readonly kills: number; readonly bars: number; readonly rng: Rng },
): Promise<KillReport> {
  const instruments = ['AAA', 'BBB'];
  writeBarsFiles(folder, [
    { name: 'first.csv', instruments, from: 0, bars },
    { name: 'second.csv', instruments, from: 0, bars, seed: 2 },
    { name: 'more.csv', instruments: [...instruments, 'CCC'], from: bars - 100, bars: bars / 2 },
  ]);
  await runCommand(folder, IMPORT);
  const killed: Killed = {
    root: folder,
    lake: openLakehouse(path.join(folder, 'assay-workspace', 'lake'), { threads: 1, memoryBytes: 2 ** 28 }),
    contents: new Map(),
  };
  try {
    await learn(killed);
    const args = { import: SECOND, append: APPEND, gc: COLLECT, diff: await diffArgs(kind, killed) }[kind];
    return await killOften(killed, { kind, args, kills, rng });
  } finally {
    await killed.lake.close();
  }
}

async function diffArgs(kind: KilledKind, killed: Killed): Promise<readonly string[]> {
  if (kind !== 'diff') return [];
  const [before] = [...killed.contents.keys()];
  await runCommand(killed.root, SECOND);
  await learn(killed);
  return ['data', 'diff', `${NAME}@${before}`, NAME, '--json'];
}

interface Killing {
  readonly kind: KilledKind;
  readonly args: readonly string[];
  readonly kills: number;
  readonly rng: Rng;
}

async function killOften(killed: Killed, { kind, args, kills, rng }: Killing): Promise<KillReport> {
  const before = new Set(killed.contents.keys());
  const writes = kind !== 'diff';
  const prepare = async (): Promise<void> => {
    if (kind === 'gc') writeGarbage(killed.lake, rng);
    if (kind !== 'import' && kind !== 'append') return;
    for (const version of await versions(killed)) {
      if (!before.has(version.version)) await removeDatasetVersion(killed.lake, `${NAME}@${version.version}`);
    }
    await runCommand(killed.root, COLLECT);
    await expectNoGarbage(killed.lake);
  };
  await prepare();
  const reference = await runCommand(killed.root, args);
  await learn(killed);
  let [done, looks, finished] = [0, 0, 0];
  while (done < kills) {
    await prepare();
    const command = startCommand(killed.root, args);
    const moment = momentOf(killed, { seconds: reference.seconds, isWriting: writes && done % 2 === 0, rng }, command);
    while (command.isRunning()) {
      await look(killed);
      looks++;
    }
    const { signal } = await command.ended;
    await moment;
    await look(killed);
    const isKilled = signal === 'SIGKILL';
    if (isKilled) done++;
    if (isKilled && (await versions(killed)).length > before.size) finished++;
    sameOutcome(reference, await runCommand(killed.root, args));
    await look(killed);
    if (kind === 'gc') await expectNoGarbage(killed.lake);
  }
  return { kills: done, looks, finished };
}

/**
 * Kills the command at a random moment of its time; or, while it writes, at one of the moments in which it holds the lake's
 * lock: then objects and manifest are put in place or taken away.
 */
async function momentOf(
  { lake }: Killed,
  { seconds, isWriting, rng }: { readonly seconds: number; readonly isWriting: boolean; readonly rng: Rng },
  command: RunningCommand,
): Promise<void> {
  const ended = new AbortController();
  void command.ended.finally(() => ended.abort());
  try {
    if (isWriting) await lockOf(lake, ended.signal);
    const [from, to] = isWriting ? [0, LONGEST_LOCK_MS] : [250 * seconds, 1000 * seconds];
    await pause(from + (to - from) * rng.nextFloat(), undefined, { signal: ended.signal });
    command.kill();
  } catch (error) {
    if (!ended.signal.aborted) throw error;
  }
}

/** The next moment in which somebody takes the lake's lock. */
async function lockOf(lake: Lakehouse, signal: AbortSignal): Promise<void> {
  for await (const { filename } of watch(lake.root, { signal }))
    if (filename === path.basename(lake.paths.lock)) return;
}

/** The same version, or the same difference; whether it was new may differ. */
function sameOutcome(first: CommandResult, again: CommandResult): void {
  const facts = ({ stdout }: CommandResult): string => {
    const { dataset, version, entries } = JSON.parse(stdout) as Record<string, unknown>;
    return JSON.stringify({ dataset, version, entries });
  };
  if (facts(first) !== facts(again))
    throw new Error(`run again, the command gave ${facts(again)} instead of ${facts(first)}`);
}

async function versions({ lake }: Killed): Promise<readonly DatasetManifest[]> {
  const listings = await listDatasets(lake);
  const damaged = listings.flatMap((listing) => listing.damaged);
  if (damaged.length > 0) throw new Error(`a reader sees a damaged version: ${JSON.stringify(damaged)}`);
  return listings.flatMap((listing) => listing.versions);
}

async function contentOf(lake: Lakehouse, manifest: DatasetManifest): Promise<string> {
  const hash = createHash('sha256');
  for (const { instrument, close, eventTime, volume } of await readSeries(lake, manifest, { verify: true })) {
    hash.update(instrument.id);
    for (const column of [eventTime, close, volume])
      hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest('hex');
}

async function learn(killed: Killed): Promise<void> {
  for (const manifest of await versions(killed))
    killed.contents.set(manifest.version, await contentOf(killed.lake, manifest));
}

/** One look at everything: every version is one that is known, and whole. */
async function look(killed: Killed): Promise<void> {
  const seen = await versions(killed);
  if (seen.length === 0) throw new Error('a reader sees no version');
  for (const manifest of seen) {
    const expected = killed.contents.get(manifest.version);
    const found = await contentOf(killed.lake, manifest);
    if (found !== expected)
      throw new Error(`a reader sees version ${manifest.version} with other rows, or one that is none`);
  }
}

/** Objects that no manifest names, as killed writers leave them. */
function writeGarbage(lake: Lakehouse, rng: Rng): void {
  for (let count = 0; count < GARBAGE_FILES; count++) {
    const name = createHash('sha256').update(String(rng.nextUint32())).digest('hex');
    mkdirSync(path.join(lake.paths.objects, name.slice(0, 2)), { recursive: true });
    writeFileSync(path.join(lake.paths.objects, name.slice(0, 2), `${name}.parquet`), 'no object');
  }
}

/** Every file of the lake is one that a reader can reach, and every object that a manifest names is there. */
async function expectNoGarbage(lake: Lakehouse): Promise<void> {
  const manifests = (await listDatasets(lake)).flatMap((listing) => listing.versions);
  const named = manifests.flatMap(manifestObjects).map((sha256) => `objects/${sha256.slice(0, 2)}/${sha256}.parquet`);
  const reachable = new Set([
    ...named,
    ...manifests.flatMap(({ name, version }) => [
      `datasets/${name}/versions/${version}.json`,
      `datasets/${name}/latest`,
    ]),
  ]);
  const stored = readdirSync(lake.root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(lake.root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
  const faults = [
    ...stored.filter((file) => !reachable.has(file)).map((file) => `${file} is of no use`),
    ...[...reachable].filter((file) => !stored.includes(file)).map((file) => `${file} is gone`),
  ];
  if (faults.length > 0) throw new Error(`after the collection: ${faults.slice(0, 5).join(', ')}`);
}
