import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { gridProgressSchema } from '@assay/contracts/schemas';
import { expect } from 'vitest';
import { readPublished } from '../../../runs/index.ts';
import { killAt } from '../../../runs/testing/index.ts';
import type { KillPoint } from '../../../runs/testing/index.ts';
import { nodeChild, temporaryFolder } from '../../../settings/testing/index.ts';
import { readGridStatus } from '../grid-status.ts';
import { GRID_AREA, partialFile } from '../progress-file.ts';
import { SMALL_GRID } from './small-grid.ts';

const PROGRAM = new URL('./grid-program.ts', import.meta.url);

/** Files that a grid published, by name; its summary apart, which says when and how long. */
export async function publishedBytes(workspace: string): Promise<Readonly<Record<string, string>>> {
  const published = await readPublished({ workspace, area: GRID_AREA, name: SMALL_GRID });
  const names = (published?.files ?? []).filter((name) => name !== 'summary.json');
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(path.join(published?.folder ?? '', name), 'utf8')]),
  );
}

/** Runs the small grid in a workspace to its end, in a process of its own. */
export async function finishGrid(workspace: string): Promise<void> {
  const child = nodeChild(PROGRAM, [workspace]);
  for await (const line of child.lines) if (line === 'done') break;
  expect(await child.ended).toBe(0);
}

/**
 * Kills the small grid at a point, checks what is left, and runs it again: the state is told truthfully, what was published before
 * is untouched, and the same bytes come out as `whole`.
 *
 * @param prepared - workspace to begin with; it is copied.
 * @returns the state after the kill.
 */
export async function killGrid(
  prepared: string,
  point: KillPoint,
  whole: Readonly<Record<string, string>>,
): Promise<string> {
  const workspace = path.join(temporaryFolder(), 'workspace');
  cpSync(prepared, workspace, { recursive: true, verbatimSymlinks: true });
  const before = await publishedBytes(workspace);
  const place = { workspace, name: SMALL_GRID };
  const child = nodeChild(PROGRAM, [workspace]);
  const lines = await killAt(child, point, async () => {
    // A reader looks while it runs: never half a file, and nothing published that is not whole.
    const { state } = await readGridStatus(place);
    expect(['running', 'interrupted', 'completed']).toContain(state);
    if (existsSync(partialFile(place))) gridProgressSchema.parse(JSON.parse(readFileSync(partialFile(place), 'utf8')));
  });
  const after = await readGridStatus(place);
  const isDone = lines.includes('done');
  if (!isDone && after.state === 'interrupted') {
    expect(after.progress?.state).toBe('interrupted');
    expect(await publishedBytes(workspace)).toEqual(before);
  }
  if (isDone) expect(after.state).toBe('completed');
  expect(after.state).not.toBe('running');
  await finishGrid(workspace);
  expect((await readGridStatus(place)).state).toBe('completed');
  expect(existsSync(partialFile(place))).toBe(false);
  expect(await publishedBytes(workspace)).toEqual(whole);
  rmSync(workspace, { recursive: true, force: true });
  return after.state;
}
