/**
 * A long command, killed again and again.
 *
 * 1. The command runs undisturbed in a copy of the lab. How many changes it makes in the folder, when it makes the first and
 *    how long it takes say where to kill it; what it leaves is what every disturbed run must leave.
 * 2. In a fresh copy it is started and killed with its whole process group: mostly at a random change (a file made, renamed,
 *    removed), every fourth time at a random moment of its time. A reader looks on. After the kill everything is inspected.
 * 3. It is killed up to three times in the same copy, each start going on from what the last one left. Then it runs to its
 *    end, and the folder must hold what the undisturbed one holds: the same names, the same bytes.
 */
import { mkdirSync, readdirSync, rmSync, watch } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Rng } from '@assay/core/random';
import { startCommand } from '../data/command.ts';
import type { CommandResult, RunningCommand } from '../data/command.ts';
import { WORKSPACE } from './lab.ts';
import type { Lab } from './lab.ts';
import type { LongCommand } from './long-commands.ts';
import { inspect, onlooker } from './looks.ts';
import type { Outcome } from './looks.ts';
import { differences, leftovers, treeOf } from './tree.ts';

/** What killing a command showed. */
export interface KillReport {
  readonly command: string;
  /** SIGKILLs that hit it at work: after its first change, or where it changes nothing in the later part of its time. */
  readonly kills: number;
  /** SIGKILLs that came while it was still starting. */
  readonly early: number;
  /** Times that it came to its end before the kill did. */
  readonly missed: number;
  /** Looks of the reader beside it. */
  readonly looks: number;
  /** Temporary files of killed processes that wait in the workspace for `data gc` or the next run. */
  readonly leftovers: number;
  /** Duration of the undisturbed command. */
  readonly seconds: number;
  readonly changes: number;
}

interface Measured extends Outcome {
  readonly seconds: number;
  readonly firstChangeSeconds: number;
  readonly changes: number;
}

interface Changes {
  readonly count: () => number;
  readonly firstAt: () => number | undefined;
  onChange(listener: () => void): void;
  close(): void;
}

const KILLS_IN_A_ROW = 3;
const STARTING_PART = 0.5;
const READER_PAUSE_MS = 5;

/** Kills a command `kills` times at work; throws at whatever is lost, torn or other than undisturbed. */
export async function killLongCommand(
  lab: Lab,
  command: LongCommand,
  { kills, rng }: { readonly kills: number; readonly rng: Rng },
): Promise<KillReport> {
  const measured = await measure(lab, command);
  const totals = { kills: 0, early: 0, missed: 0, looks: 0, leftovers: 0 };
  for (let attempts = 0; totals.kills < kills;) {
    const folder = freshCopy(lab, command);
    for (let row = 0; row < KILLS_IN_A_ROW && totals.kills < kills; row++) {
      if (++attempts > 10 * kills + 10) throw new Error(`${command.name}: it is over before it can be killed`);
      const hit = await killOnce(folder, command, { measured, rng, byChange: attempts % 4 !== 0 });
      totals.looks += hit.looks;
      totals[hit.kind]++;
      if (hit.kind === 'missed') break;
    }
    await finish(folder, command, measured);
    const left = leftovers(folder);
    const beside = left.filter((name) => !name.startsWith(`${WORKSPACE}/`));
    const temporary = readdirSync(temporaryFolderOf(folder)).filter((name) => name.includes('assay-'));
    const abandoned = [...beside, ...temporary];
    if (abandoned.length > 0) throw new Error(`${command.name} leaves what is nobody's: ${abandoned.join(', ')}`);
    totals.leftovers += left.length;
    removeCopy(folder);
  }
  const { seconds, changes } = measured;
  return { command: command.name, ...totals, seconds: Math.round(seconds * 10) / 10, changes };
}

function freshCopy(lab: Lab, command: LongCommand): string {
  const folder = lab.copy();
  mkdirSync(temporaryFolderOf(folder));
  command.prepare?.(folder);
  return folder;
}

/** What commands in a copy of the lab take for the system's temporary folder. */
function temporaryFolderOf(folder: string): string {
  return `${folder}.tmp`;
}

function removeCopy(folder: string): void {
  for (const place of [folder, temporaryFolderOf(folder)]) rmSync(place, { recursive: true, force: true });
}

function start(folder: string, { args }: LongCommand): RunningCommand {
  const place = temporaryFolderOf(folder);
  return startCommand(folder, args, { TMPDIR: place, TEMP: place, TMP: place });
}

async function measure(lab: Lab, command: LongCommand): Promise<Measured> {
  const folder = freshCopy(lab, command);
  const before = treeOf(folder);
  const changes = changesIn(folder);
  const started = performance.now();
  const result = await toItsEnd(start(folder, command), command);
  checkEnd(result, command);
  changes.close();
  const firstAt = changes.firstAt();
  const measured = {
    ...{ before, after: treeOf(folder), seconds: result.seconds, changes: changes.count() },
    firstChangeSeconds: firstAt === undefined ? STARTING_PART * result.seconds : (firstAt - started) / 1000,
  };
  removeCopy(folder);
  return measured;
}

interface KillPlan {
  readonly measured: Measured;
  readonly rng: Rng;
  readonly byChange: boolean;
}

interface Hit {
  readonly kind: 'kills' | 'early' | 'missed';
  readonly looks: number;
}

async function killOnce(folder: string, command: LongCommand, plan: KillPlan): Promise<Hit> {
  const { measured, rng } = plan;
  const reader = onlooker(folder, measured);
  const changes = changesIn(folder);
  const running = start(folder, command);
  const ended = toItsEnd(running, command); // one that never ends by itself is told to where the kill came too late
  const started = performance.now();
  if (plan.byChange && measured.changes > 0) {
    const target = 1 + rng.nextInt(measured.changes);
    changes.onChange(() => {
      if (changes.count() >= target) running.kill();
    });
  } else {
    const { firstChangeSeconds: from, seconds: to } = measured;
    killAfter(running, 1000 * (from + (to - from) * rng.nextFloat()));
  }
  while (running.isRunning()) {
    reader.look();
    await pause(READER_PAUSE_MS);
  }
  const { signal, stderr, code } = await ended;
  changes.close();
  reader.look();
  const looks = reader.looks();
  await inspect(folder, measured, { startsDamaged: command.startsDamaged === true, isKilled: true });
  if (signal !== 'SIGKILL') {
    if (!mayEndWith(command, code)) throw new Error(`${command.name} ended with ${code}: ${stderr}`);
    return { kind: 'missed', looks };
  }
  const atWork =
    measured.changes > 0
      ? changes.firstAt() !== undefined
      : performance.now() - started > 1000 * STARTING_PART * measured.seconds;
  return { kind: atWork ? 'kills' : 'early', looks };
}

/** Runs to its end what was killed; its folder must be that of the undisturbed run. */
async function finish(folder: string, command: LongCommand, measured: Measured): Promise<void> {
  const { code, stderr } = await toItsEnd(start(folder, command), command);
  if (!mayEndWith(command, code)) throw new Error(`${command.name} ended with ${code}: ${stderr}`);
  await inspect(folder, measured);
  const faults = differences(treeOf(folder), measured.after);
  if (faults.length > 0) {
    throw new Error(`${command.name}: run again after kills it gives another folder: ${faults.slice(0, 5).join('; ')}`);
  }
}

/** Runs a command to its end; one that has none is told to stop once it has said its word. */
export async function toItsEnd(running: RunningCommand, { until }: LongCommand): Promise<CommandResult> {
  if (until !== undefined) void running.said(until).then(() => running.kill('SIGTERM'));
  return running.ended;
}

/** A command that is given again after it was killed may say that it was done already; the folder shows whether it was. */
function mayEndWith(command: LongCommand, code: number | null): boolean {
  return code === (command.code ?? 0) || (command.onceOnly === true && (code === 1 || code === 2));
}

function checkEnd({ code, signal, stderr }: CommandResult, command: LongCommand): void {
  if (code !== (command.code ?? 0)) throw new Error(`${command.name} ended with ${code ?? signal}: ${stderr}`);
}

function killAfter(running: RunningCommand, ms: number): void {
  const timer = setTimeout(() => running.kill(), ms);
  void running.ended.finally(() => clearTimeout(timer));
}

function changesIn(folder: string): Changes {
  let [count, firstAt]: [number, number | undefined] = [0, undefined];
  const listeners: (() => void)[] = [];
  const watcher = watch(folder, { recursive: true }, () => {
    count++;
    firstAt ??= performance.now();
    for (const listener of listeners) listener();
  });
  watcher.on('error', () => undefined); // a folder that went while it was being watched
  return {
    count: () => count,
    firstAt: () => firstAt,
    onChange: (listener) => void listeners.push(listener),
    close: () => watcher.close(),
  };
}
