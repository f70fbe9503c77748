import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gridProgressSchema } from '@assay/contracts/schemas';
import { fixedClock } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { publishError, publishResults } from '../../runs/index.ts';
import { temporaryFolder } from '../../settings/testing/index.ts';
import { readGridStatus, undisturbed } from './grid-status.ts';
import { beginProgress, GRID_AREA, gridLock, partialFile } from './progress-file.ts';

const RUN = '0123456789abcdef';
/** Above every number that a process is given. */
const NO_PROCESS = 2 ** 22 + 1;
const TOTALS = [
  { instrument: 'AAA', total: 4 },
  { instrument: 'BBB', total: 4 },
];

function newPlace(): { readonly workspace: string; readonly name: string } {
  return { workspace: temporaryFolder(), name: 'g' };
}

async function state(place: ReturnType<typeof newPlace>): Promise<string> {
  return (await readGridStatus(place)).state;
}

describe('readGridStatus', () => {
  it('S1-10 goes from idle over running to completed, and tells how far it is', async () => {
    const place = newPlace();
    expect(await state(place)).toBe('idle');
    const told: number[] = [];
    const progress = await beginProgress(place, fixedClock(0), ({ cells }) => void told.push(cells.finished));
    await progress.begin(RUN, TOTALS);
    progress.advance('AAA', 4);
    progress.advance('BBB', 1);
    await progress.settle();
    const running = await readGridStatus(place);
    expect(running.state).toBe('running');
    expect(running.progress?.instruments[0]).toEqual({ instrument: 'AAA', finished: 4, total: 4 });
    expect(told.at(-1)).toBe(running.progress?.cells.finished);
    await publishResults({ ...place, area: GRID_AREA, runId: RUN, files: { 'grid.json': '{}' } });
    await progress.release();
    const done = await readGridStatus(place);
    expect([done.state, done.progress, done.latest?.runId]).toEqual(['completed', null, RUN]);
  });

  it('S1-10 tells what a dead process left as interrupted, beside the last good result', async () => {
    const place = newPlace();
    await publishResults({ ...place, area: GRID_AREA, runId: RUN, files: { 'grid.json': '{}' } });
    const progress = await beginProgress(place, fixedClock(0), undefined);
    await progress.begin(RUN, TOTALS);
    const held = readFileSync(gridLock(place), 'utf8');
    await progress.release();
    // As a killed process leaves it: the lock is there, and nobody holds it.
    const holder = JSON.parse(held) as object;
    writeFileSync(gridLock(place), JSON.stringify({ ...holder, pid: NO_PROCESS }));
    const { state: found, latest, progress: left } = await readGridStatus(place);
    expect([found, latest?.runId, left?.state]).toEqual(['interrupted', RUN, 'interrupted']);
  });

  it('S1-10 tells nothing of what a dead grid has left as though it were of the one that runs', async () => {
    const place = newPlace();
    const dead = await beginProgress(place, fixedClock(0), undefined);
    await dead.begin(RUN, TOTALS);
    await dead.release();
    const next = await beginProgress(place, fixedClock(0), undefined);
    const preparing = await readGridStatus(place);
    expect([preparing.state, preparing.progress]).toEqual(['running', null]);
    expect(preparing.message).toBe(`process ${process.pid} is preparing it`);
    // It is told to end before it has begun: what the dead one has left is still what there is.
    await next.interrupt();
    await next.release();
    const left = await readGridStatus(place);
    expect([left.state, left.progress?.runId]).toEqual(['interrupted', RUN]);
  });

  it('X-08 names a damaged file and what to do about it', async () => {
    const place = newPlace();
    const error = path.join(path.dirname(partialFile(place)), 'error.json');
    mkdirSync(path.dirname(error), { recursive: true });
    for (const [file, what] of [
      [partialFile(place), 'the progress of a grid'],
      [error, 'the error of a grid'],
    ] as const)
      for (const text of ['{"state": "runn', '{}']) {
        writeFileSync(file, text);
        await expect(readGridStatus(place)).rejects.toMatchObject({
          name: 'DataError',
          message: `'${file}' is damaged: it is not ${what}`,
          hint: expect.stringContaining('Remove it') as string,
        });
        rmSync(file);
      }
  });

  it('S1-10 tells an error with its step, and keeps the last good result', async () => {
    const place = newPlace();
    await publishResults({ ...place, area: GRID_AREA, runId: RUN, files: { 'grid.json': '{}' } });
    const error = { code: 'DATA_UNFIT', step: 'read data', message: 'no bars', time: '2026-01-01T00:00:00.000Z' };
    await publishError({ ...place, area: GRID_AREA }, error);
    const status = await readGridStatus(place);
    expect(status).toMatchObject({ state: 'error', message: 'no bars', error, latest: { runId: RUN } });
  });

  it('S1-10 X-11 refuses a second grid of a name while one runs', async () => {
    const place = newPlace();
    const first = await beginProgress(place, fixedClock(0), undefined);
    await expect(beginProgress(place, fixedClock(0), undefined)).rejects.toThrow(/the grid 'g' is in use/u);
    await first.release();
    await (await beginProgress(place, fixedClock(0), undefined)).release();
  });

  it('X-11 never shows half of a progress while it is written over and over', async () => {
    const place = newPlace();
    const progress = await beginProgress(place, fixedClock(0), undefined);
    await progress.begin(RUN, [{ instrument: 'AAA', total: 400 }]);
    const writing = (async () => {
      for (let i = 0; i < 20; i++) await progress.begin(RUN, [{ instrument: `I${'x'.repeat(i * 50)}`, total: i }]);
    })();
    let reads = 0;
    const isDone = writing.then(() => true);
    while ((await Promise.race([isDone, Promise.resolve(false)])) === false) {
      gridProgressSchema.parse(JSON.parse(readFileSync(partialFile(place), 'utf8')));
      reads++;
      await new Promise((resume) => setImmediate(resume));
    }
    expect(reads).toBeGreaterThan(0);
    await progress.release();
  });
});

describe('undisturbed', () => {
  const [first, second] = ['first', 'second'].map((token) => ({ token, pid: 1, host: 'h', boot: '', started: '' }));

  it('S1-10 X-11 reads again where a grid has begun or ended meanwhile: what it found may be of neither', async () => {
    const holders = [undefined, first, first, undefined, second, second];
    const files = ['of nobody and the first', 'of the first and nobody', 'of the second'];
    const read = (): Promise<string> => Promise.resolve(files.shift() ?? 'too often');
    const found = await undisturbed(() => Promise.resolve(holders.shift()), read);
    expect(found).toEqual({ holder: second, files: 'of the second' });
  });
});
