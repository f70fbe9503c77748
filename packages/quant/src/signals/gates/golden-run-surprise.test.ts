import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Deriver } from './deriver.ts';
import type { DeriverState } from './deriver.ts';

interface GoldenCase {
  readonly calibrationBars: number;
  readonly closes: readonly number[];
  readonly streaks: readonly (Readonly<Record<'streak' | 'runSurprise' | 'hazard', number>> | null)[];
}

const file = new URL('../../../../../golden/regimes/run-surprise.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly GoldenCase[] };

describe('the deriver', () => {
  it.each(cases)('S1-15: is as surprised as numpy, $calibrationBars bars', ({ calibrationBars, closes, streaks }) => {
    const spec = { minStreak: 1, window: 3, calibrationBars };
    for (const every of [Infinity, 11]) {
      let deriver = new Deriver(spec);
      for (const [i, close] of closes.entries()) {
        if (i % every === 1) deriver = new Deriver(spec, JSON.parse(JSON.stringify(deriver.state())) as DeriverState);
        deriver.push(close, i * 60_000);
        const golden = streaks[i];
        expect(deriver.streak).toBe(golden?.streak ?? 0);
        if (golden === null || golden === undefined || !deriver.hasGate) continue;
        expect(deriver.runSurprise).toBeCloseTo(golden.runSurprise, 12);
        expect(deriver.hazard).toBeCloseTo(golden.hazard, 12);
      }
    }
  });
});
