import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRng } from '@assay/core/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/testing/index.ts';
import { corruptOnce, undisturbed } from './corruption.ts';
import type { Corruption } from './corruption.ts';
import { makeLab, WORKSPACE } from './lab.ts';
import type { Lab } from './lab.ts';

const FLIPS = 6;

describe('a changed bit of any file of a workspace', () => {
  let lab: Lab;
  beforeAll(async () => (lab = await makeLab()), 240_000);
  afterAll(() => lab.remove());

  it(
    `S2-10 X-08: ${FLIPS} times: a command that reads it names the damage, or gives the same`,
    { timeout: 240_000 },
    async () => {
      const expected = await undisturbed(lab);
      const rng = createRng('corruption');
      const found: Corruption[] = [];
      for (let flip = 0; flip < FLIPS; flip++) found.push(...(await corruptOnce(lab, expected, rng)));
      const silent = found.filter(({ outcome }) => outcome === 'silent');
      console.log(`refused ${found.filter(({ outcome }) => outcome === 'refused').length} of ${found.length}`);
      expect(silent).toEqual([]);
      expect(found.some(({ outcome }) => outcome === 'refused')).toBe(true);
    },
  );

  it('X-08: data show reads no object that is not as its manifest says', { timeout: 240_000 }, async () => {
    const folder = lab.copy();
    const objects = path.join(folder, WORKSPACE, 'lake', 'objects');
    const files = readdirSync(objects, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.parquet'),
    );
    for (const file of files) {
      const bytes = readFileSync(path.join(objects, file));
      bytes[bytes.length - 9] = (bytes[bytes.length - 9] as number) ^ 1; // in the footer, where it may change nothing
      writeFileSync(path.join(objects, file), bytes);
    }
    const { code, stderr } = await runCli(['data', 'show', 'prices', '--head', '5'], { cwd: folder });
    expect(code).toBe(3);
    expect(stderr).toMatch(/objects/u);
  });

  it('X-08: trials list names the step whose returns are not as they were written', async () => {
    const folder = lab.copy();
    const steps = path.join(folder, WORKSPACE, 'runs', lab.runs.cycle, 'steps');
    for (const file of readdirSync(steps).filter((name) => name.endsWith('.cols'))) {
      const bytes = readFileSync(path.join(steps, file));
      bytes[bytes.length - 9] = (bytes[bytes.length - 9] as number) ^ 1;
      writeFileSync(path.join(steps, file), bytes);
    }
    const { code, stderr } = await runCli(['trials', 'list'], { cwd: folder });
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining(path.join('runs', lab.runs.cycle, 'steps')),
    });
    expect(stderr).toMatch(/is not as it was written\n.*Run the config of its run again/u);
  });
});
