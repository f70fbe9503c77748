import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { isoWeekNamed, weekAfter } from './iso-week.ts';
import { rosterPersistence } from './persistence.ts';
import type { FollowedWeek } from './persistence.ts';
import type { WeekOutcome } from './policy.ts';

const FIRST = isoWeekNamed('2019-W50');
const LETTERS: Readonly<Record<string, WeekOutcome>> = { p: 'pass', b: 'borderline', f: 'fail', h: 'hold' };

/** Weeks by their letters, one after the other from 2019-W50; a dot is a week that is missing. */
function weeks(letters: string): readonly FollowedWeek[] {
  return [...letters].flatMap((letter, index) => {
    const outcome = LETTERS[letter];
    return outcome === undefined ? [] : [{ week: weekAfter(FIRST, index).name, outcome }];
  });
}

describe('rosterPersistence', () => {
  it('S1-14 counts judged weeks by what the same instrument did so many weeks later, over the end of a year', () => {
    const { afterPass, afterOther } = rosterPersistence([weeks('ppbpfp'), weeks('pp')], { apart: 3 });
    // p→p, p→f, b→p; the second instrument has no week that lies three weeks after another.
    expect([afterPass.pairs, afterPass.passed, afterOther.pairs, afterOther.passed]).toEqual([2, 1, 1, 1]);
    expect(afterPass.share).toBe(0.5);
  });

  it('S1-14 makes no pair of weeks on hold or missing, and no interval of fewer weeks than are worth one', () => {
    const { afterPass, afterOther } = rosterPersistence([weeks('php.'), weeks('.pfh')], { apart: 2 });
    expect([afterPass.pairs, afterPass.passed, afterOther.pairs]).toEqual([1, 1, 0]);
    expect([afterPass.interval, afterOther.interval, afterOther.share]).toEqual([undefined, undefined, NaN]);
  });

  it('S1-14 counts the weeks of a window as one observation, however near the two weeks lie', () => {
    const line = [weeks('p'.repeat(27))];
    const [near, far] = [1, 13].map((apart) => rosterPersistence(line, { apart, window: 13 }).afterPass);
    expect([near?.pairs, far?.pairs]).toEqual([26, 14]);
    // Two windows that pass, and little more than one: all but nothing is known.
    expect(near?.interval?.lower).toBeCloseTo(1 / (1 + 1.959964 ** 2 / 2), 5);
    expect(far?.interval?.lower).toBeCloseTo(1 / (1 + (13 * 1.959964 ** 2) / 14), 5);
  });

  it('S1-14 has intervals that count weeks that share their bars as one: they cover the share of noise', () => {
    const apart = 13;
    const rng = createRng('roster persistence');
    const draws = 150;
    let covered = 0;
    let naive = 0;
    for (let draw = 0; draw < draws; draw++) {
      const histories = Array.from({ length: 5 }, () => {
        const gains = Array.from({ length: 117 }, () => rng.nextNormal());
        const passing = gains.flatMap((_, at) =>
          at < apart - 1 ? [] : [gains.slice(at - apart + 1, at + 1).reduce((sum, one) => sum + one, 0) > 0],
        );
        return weeks(passing.map((isPass) => (isPass ? 'p' : 'f')).join(''));
      });
      const { interval, pairs, share } = rosterPersistence(histories, { apart }).afterPass;
      if (interval !== undefined && interval.lower <= 0.5 && 0.5 <= interval.upper) covered++;
      if (Math.abs(share - 0.5) <= 1.96 * Math.sqrt(0.25 / pairs)) naive++;
    }
    expect(covered / draws).toBeGreaterThan(0.9);
    expect(naive / draws).toBeLessThan(0.7);
  });
});
