import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NodeChild } from '../../settings/testing/index.ts';

/** Where a program is killed: so many lines after its start, and so many turns of this process later. */
export interface KillPoint {
  readonly lines: number;
  readonly turns: number;
}

/** Kills the program at the point given, unless it ends before; returns the lines that it wrote. */
export async function killAt(
  child: NodeChild,
  point: KillPoint,
  onLine: () => Promise<void> | void = () => undefined,
): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of child.lines) {
    lines.push(line);
    await onLine();
    if (lines.length !== point.lines) continue;
    for (let turn = 0; turn < point.turns; turn++) await nextTurn();
    child.kill();
  }
  await child.ended;
  return lines;
}
