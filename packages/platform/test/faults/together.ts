/** Two commands in one workspace at once: each goes well or says who is in its way, and nothing of either is lost. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TrialRecord } from '@assay/quant/evidence';
import { readTrials } from '../../src/runs/index.ts';
import { startCommand } from '../data/command.ts';
import type { CommandResult } from '../data/command.ts';
import { WORKSPACE } from './lab.ts';
import type { Lab } from './lab.ts';
import { inspectChains } from './looks.ts';
import { differences, treeOf } from './tree.ts';
import type { Tree } from './tree.ts';

/** Two commands that get into each other's way. */
export interface Pair {
  readonly name: string;
  readonly first: readonly string[];
  readonly second: readonly string[];
  /** Of the second, how it ends where the first is in its way; it may not fail otherwise. @default it never is */
  readonly refusal?: RegExp;
  /** True where both together leave what the first leaves alone. */
  readonly leavesTheSame?: true;
  /** Trials that the ledger holds more than before. */
  readonly trials?: number;
  /** Names that are there afterwards, whoever came first. */
  readonly there?: readonly RegExp[];
}

/** Milliseconds by which the second comes later, by turns. */
const LATER_MS = [0, 200, 700, 1500];

/** Starts both, the second a little later each time; throws at whatever is lost, torn or not told. */
export async function runTogether(lab: Lab, pair: Pair, laterMs: readonly number[] = LATER_MS): Promise<void> {
  const alone = pair.leavesTheSame === true ? await leftAlone(lab, pair.first) : undefined;
  for (const later of laterMs) {
    const folder = lab.copy();
    try {
      const before = await countTrials(folder);
      const first = startCommand(folder, pair.first);
      await pause(later);
      const second = startCommand(folder, pair.second);
      checkEnds(pair, [await first.ended, await second.ended]);
      await inspectChains(path.join(folder, WORKSPACE));
      const after = treeOf(folder);
      const faults = [
        ...(alone === undefined ? [] : differences(after, alone)),
        ...(pair.there ?? []).filter((name) => ![...after.keys()].some((one) => name.test(one))).map(String),
        ...(pair.trials === undefined ? [] : miscounted(await countTrials(folder), before + pair.trials)),
      ];
      if (faults.length > 0) throw new Error(`${pair.name}, ${later} ms apart: ${faults.slice(0, 5).join('; ')}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

async function leftAlone(lab: Lab, args: readonly string[]): Promise<Tree> {
  const folder = lab.copy();
  const { code, stderr } = await startCommand(folder, args).ended;
  if (code !== 0) throw new Error(`assay ${args.join(' ')} ended with ${code}: ${stderr}`);
  const tree = treeOf(folder);
  rmSync(folder, { recursive: true, force: true });
  return tree;
}

/** Either may be refused for the other; one of them goes well. */
function checkEnds({ name, refusal }: Pair, results: readonly CommandResult[]): void {
  const failed = results.filter(({ code }) => code !== 0);
  const untold = failed.find(({ stderr }) => refusal?.test(stderr) !== true);
  if (untold !== undefined) throw new Error(`${name}: ended with ${untold.code ?? untold.signal}: ${untold.stderr}`);
  if (failed.length === results.length)
    throw new Error(`${name}: each was in the way of the other: ${failed[0]?.stderr}`);
}

async function countTrials(folder: string): Promise<number> {
  return (await readTrials<TrialRecord>(path.join(folder, WORKSPACE))).length;
}

function miscounted(found: number, expected: number): readonly string[] {
  return found === expected ? [] : [`the ledger holds ${found} trials, not ${expected}`];
}
