import { createRng } from '@assay/core/random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { corruptOnce, undisturbed } from './corruption.ts';
import type { Corruption } from './corruption.ts';
import { makeLab } from './lab.ts';
import type { Lab } from './lab.ts';

const FLIPS = 150;

describe('a changed bit of any file of a workspace', () => {
  let lab: Lab;
  beforeAll(async () => (lab = await makeLab()));
  afterAll(() => lab.remove());

  it(`S2-10 X-08: ${FLIPS} times: a command that reads it names the damage, or gives the same`, async () => {
    const expected = await undisturbed(lab);
    const rng = createRng('corruption exam');
    const found: Corruption[] = [];
    for (let flip = 0; flip < FLIPS; flip++) found.push(...(await corruptOnce(lab, expected, rng)));
    const silent = found.filter(({ outcome }) => outcome === 'silent');
    console.log(`refused ${found.filter(({ outcome }) => outcome === 'refused').length} of ${found.length}`);
    expect(silent).toEqual([]);
    expect(found.some(({ outcome }) => outcome === 'refused')).toBe(true);
  });
});
