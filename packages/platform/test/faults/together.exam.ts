import { afterAll, beforeAll, describe, it } from 'vitest';
import { makeLab } from './lab.ts';
import type { Lab } from './lab.ts';
import { pairs } from './pairs.ts';
import type { Pair } from './together.ts';
import { runTogether } from './together.ts';

const NAMES = pairs({ runs: { cycle: '', suspects: '', boxed: '' }, suspiciousRow: '' }).map(({ name }) => name);

describe('two commands in one workspace at once', { timeout: 900_000 }, () => {
  let lab: Lab;
  beforeAll(async () => (lab = await makeLab()));
  afterAll(() => lab.remove());

  it.each(NAMES)('X-11 S2-42: %s: each goes well or names the other, nothing is lost, every chain is whole', (name) =>
    runTogether(lab, pairs(lab).find((pair) => pair.name === name) as Pair),
  );
});
