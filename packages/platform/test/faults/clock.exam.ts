import { afterAll, beforeAll, describe, it } from 'vitest';
import { setClockBack } from './clock.ts';
import { makeLab } from './lab.ts';
import type { Lab } from './lab.ts';
import { COMMAND_NAMES, commandNamed } from './long-commands.ts';

describe('a clock that goes back', { timeout: 600_000 }, () => {
  let lab: Lab;
  beforeAll(async () => (lab = await makeLab()));
  afterAll(() => lab.remove());

  it.each(COMMAND_NAMES)(
    'X-09: %s ends as it would when the clock goes back by an hour before it or during it, and leaves the same',
    (name) => setClockBack(lab, commandNamed(lab, name)),
  );
});
