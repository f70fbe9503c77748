/** A long command during which the clock goes back: it ends as it would, and leaves what it would. */
import { rmSync } from 'node:fs';
import { startCommand } from '../data/command.ts';
import type { CommandResult } from '../data/command.ts';
import { toItsEnd } from './killing.ts';
import type { Lab } from './lab.ts';
import type { LongCommand } from './long-commands.ts';
import { inspect } from './looks.ts';
import { differences, treeOf } from './tree.ts';
import type { Tree } from './tree.ts';

const HOUR_MS = 3_600_000;
const SHIFTED_CLOCK = new URL('./shifted-clock.ts', import.meta.url).href;

/**
 * Runs a command undisturbed; then with a clock that is an hour behind that of every command before it; then with one that goes
 * back by an hour in the middle. Throws unless all leave the same.
 */
export async function setClockBack(lab: Lab, command: LongCommand): Promise<void> {
  const undisturbed = await ran(lab, command);
  const moments = [0, Math.round(500 * undisturbed.result.seconds)];
  for (const afterMs of moments) {
    const env = { NODE_OPTIONS: `--import=${SHIFTED_CLOCK}`, FAULTS_CLOCK: `${HOUR_MS} ${afterMs}` };
    const disturbed = await ran(lab, command, env);
    const faults = differences(disturbed.after, undisturbed.after);
    if (faults.length > 0)
      throw new Error(
        `${command.name}, clock back after ${afterMs} ms: another folder: ${faults.slice(0, 5).join('; ')}`,
      );
  }
}

interface Ran {
  readonly result: CommandResult;
  readonly after: Tree;
}

async function ran(lab: Lab, command: LongCommand, env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const folder = lab.copy();
  try {
    command.prepare?.(folder);
    const before = treeOf(folder);
    const result = await toItsEnd(startCommand(folder, command.args, env), command);
    if (result.code !== (command.code ?? 0))
      throw new Error(`${command.name} ended with ${result.code ?? result.signal}: ${result.stderr}`);
    const after = treeOf(folder);
    await inspect(folder, { before, after });
    return { result, after };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
