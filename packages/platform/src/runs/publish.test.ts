import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { nodeChild, temporaryFolder } from '../settings/testing/index.ts';
import { listPublished, publishedFolder, publishError, publishResults, readPublished } from './publish.ts';
import { killAt } from './testing/kill.ts';

const [FIRST, SECOND] = ['1'.repeat(16), '2'.repeat(16)];

function place(workspace: string) {
  return { workspace, area: 'research', name: 'demo' };
}

function numbersIn(folder: string): number[] {
  return ['rankings.json', 'report.html', 'summary.json'].flatMap((name) => {
    const lines = readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(2000);
    return [...new Set(lines.map(Number))];
  });
}

describe.each([true, false])('publishResults with symbolic links: %s', (symbolicLinks) => {
  it('puts the files under their names, keeps older cycles, and drops names of other cycles', async () => {
    const at = place(temporaryFolder());
    const folder = publishedFolder(at);
    await publishResults({ ...at, runId: FIRST, files: { 'a.json': 'a1', 'old.json': 'x' }, symbolicLinks });
    const second = await publishResults({
      ...at,
      runId: SECOND,
      files: { 'a.json': 'a2', 'new.json': new Uint8Array([65]) },
      symbolicLinks,
    });
    expect(readFileSync(path.join(folder, 'a.json'), 'utf8')).toBe('a2');
    expect(readFileSync(path.join(folder, 'new.json'), 'utf8')).toBe('A');
    expect(readdirSync(folder).sort()).toEqual(['a.json', 'current', 'history', 'new.json']);
    expect(lstatSync(path.join(folder, 'a.json')).isSymbolicLink()).toBe(symbolicLinks);
    expect(readFileSync(path.join(folder, 'history', FIRST, 'old.json'), 'utf8')).toBe('x');
    expect(await readPublished(at)).toEqual(second);
    expect(second).toEqual({
      runId: SECOND,
      cycle: SECOND,
      folder: path.join(folder, 'history', SECOND),
      files: ['a.json', 'new.json'],
    });
  });

  it('X-09: publishes the same bytes again as the same cycle, other bytes of the same run as a further one', async () => {
    const at = place(temporaryFolder());
    const cycleOf = async (content: string): Promise<string> =>
      (await publishResults({ ...at, runId: FIRST, files: { 'a.json': content }, symbolicLinks })).cycle;
    expect(await cycleOf('one')).toBe(FIRST);
    expect(await cycleOf('one')).toBe(FIRST);
    expect(await cycleOf('two')).toBe(`${FIRST}.2`);
    expect(await cycleOf('one')).toBe(FIRST);
    expect(readFileSync(path.join(publishedFolder(at), 'a.json'), 'utf8')).toBe('one');
    expect((await readPublished(at))?.runId).toBe(FIRST);
  });

  it('X-11: readers see whole files of whole cycles through kills at random moments', async () => {
    const workspace = temporaryFolder();
    const folder = publishedFolder(place(workspace));
    const look = async (): Promise<void> => {
      const results = await readPublished(place(workspace));
      expect(new Set(numbersIn(results?.folder ?? '')).size).toBe(1);
    };
    for (let kill = 0; kill < 4; kill++) {
      const program = new URL('testing/publisher.ts', import.meta.url);
      const child = nodeChild(program, [workspace, kill * 100, symbolicLinks ? 'links' : 'copies']);
      await killAt(child, { lines: 2 + kill, turns: kill * 60 }, look);
      await look();
      const visible = new Set(numbersIn(folder));
      expect(visible.size).toBeLessThanOrEqual(symbolicLinks ? 1 : 2);
      for (const cycle of readdirSync(path.join(folder, 'history')).filter((name) => !name.startsWith('.'))) {
        expect(new Set(numbersIn(path.join(folder, 'history', cycle)))).toEqual(new Set([parseInt(cycle, 16)]));
      }
    }
  });
});

describe('publishResults', () => {
  it('X-11: a reader finds every file, whole, at every moment', async () => {
    const workspace = temporaryFolder();
    const rankings = path.join(publishedFolder(place(workspace)), 'rankings.json');
    const child = nodeChild(new URL('testing/publisher.ts', import.meta.url), [workspace, 0, 'links']);
    await child.lines.next();
    let published = 0;
    const following = (async () => {
      while (published < 60 && (await child.lines.next()).done !== true) published++;
    })();
    while (published < 60) {
      const lines = readFileSync(rankings, 'utf8').trimEnd().split('\n');
      expect([lines.length, new Set(lines).size]).toEqual([2000, 1]);
      await nextTurn();
    }
    await following;
    child.kill();
    expect(await child.ended).toBe('SIGKILL');
  });

  it.each(['../x', 'A', '.x', 'a/b', '', 'x'.repeat(101)])('refuses the name %j', async (name) => {
    const at = { ...place(temporaryFolder()), name };
    await expect(publishResults({ ...at, runId: FIRST, files: {} })).rejects.toThrow("invalid 'name'");
    expect(readdirSync(at.workspace)).toEqual([]);
  });

  it.each(['../x', 'current', 'history', 'error.json'])('refuses the file %j', async (file) => {
    const at = place(temporaryFolder());
    await expect(publishResults({ ...at, runId: FIRST, files: { [file]: '' } })).rejects.toThrow("invalid 'file'");
    expect(readdirSync(at.workspace)).toEqual([]);
  });
});

describe('publishError', () => {
  it('X-11: leaves the results alone, and the next success takes it away', async () => {
    const at = place(temporaryFolder());
    const folder = publishedFolder(at);
    const error = { code: 'DATA_INVALID', step: 'panel', message: 'no rows', time: '2026-01-01T00:00:00.000Z' };
    await publishError(at, error);
    expect(await readPublished(at)).toBeUndefined();
    await publishResults({ ...at, runId: FIRST, files: { 'a.json': 'a1' } });
    expect(existsSync(path.join(folder, 'error.json'))).toBe(false);
    await publishError(at, error);
    expect(JSON.parse(readFileSync(path.join(folder, 'error.json'), 'utf8'))).toEqual({ error });
    expect(readFileSync(path.join(folder, 'a.json'), 'utf8')).toBe('a1');
  });
});

describe('listPublished', () => {
  it('names every place with its run', async () => {
    const workspace = temporaryFolder();
    expect(await listPublished(workspace)).toEqual([]);
    for (const name of ['two', 'one'])
      await publishResults({ workspace, area: 'research', name, runId: FIRST, files: { 'a.json': name } });
    await publishError(
      { workspace, area: 'research', name: 'failed' },
      { code: 'X', step: null, message: '', time: '' },
    );
    expect((await listPublished(workspace)).map(({ area, name, runId }) => `${area}/${name} ${runId}`)).toEqual([
      `research/one ${FIRST}`,
      `research/two ${FIRST}`,
    ]);
  });
});
