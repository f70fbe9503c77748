/** The deriver of gates on a slice of real hours. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { MS_PER_HOUR } from '@assay/core/time';
import { decideBars, DEFAULT_GUARDS, EVIDENCE_DEFAULTS, gateEvidence } from '@assay/quant/signals';
import type { GateBars, GateGuards } from '@assay/quant/signals';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../cli/pages.ts';

const FOLDER = path.join(ROOT, '../shared/data/ejtraderLabs__historical-data');
const isThere = existsSync(FOLDER);
if (!isThere) console.warn('skipped: derived gates on real candles, which need ../shared/data');

const BARS = 8000;
/** From here on the calibration is full. */
const CALIBRATED = EVIDENCE_DEFAULTS.deriver.calibrationBars;

/** The first hours of a pair; each row is stamped with its beginning. */
function hoursOf(pair: string): GateBars {
  const text = gunzipSync(readFileSync(path.join(FOLDER, pair, `${pair}h1.csv.gz`))).toString();
  const rows = text
    .split('\n')
    .slice(1, BARS + 1)
    .map((line) => line.split(','));
  const openTime = Float64Array.from(rows, ([time = '']) => Date.parse(`${time.replace(' ', 'T')}Z`));
  const closeTime = openTime.map((time) => time + MS_PER_HOUR);
  const close = Float64Array.from(rows, (cells) => Number(cells[4]));
  return { length: rows.length, close, openTime, closeTime, availableAt: closeTime };
}

describe.skipIf(!isThere)('derived gates on real hours', () => {
  it.each(['AUDUSD', 'EURGBP', 'GBPUSD', 'USDCAD', 'USDJPY'])(
    'S1-03: %s has events, as many as the hazard cap states, but for the steps of whole streaks',
    (pair) => {
      const bars = hoursOf(pair);
      expect([bars.length, bars.close.every((close) => close > 0)]).toEqual([BARS, true]);
      const deriver = { ...EVIDENCE_DEFAULTS.deriver, minStreak: 1 };
      const evidence = gateEvidence(bars, undefined, { ...EVIDENCE_DEFAULTS, deriver });
      const share = (guards: Partial<GateGuards>): number => {
        const { signal } = decideBars(evidence, { ...DEFAULT_GUARDS, ...guards });
        return signal.slice(CALIBRATED).filter((one) => one !== 0).length / (BARS - CALIBRATED);
      };
      // A streak of one move more halves the share: 0.4 lies between those of two moves, 0.5, and of three.
      for (const [maxHazard, tolerance] of [
        [0.05, 0.02],
        [0.1, 0.02],
        [0.2, 0.035],
        [0.4, 0.1],
      ] as const)
        expect(Math.abs(share({ maxHazard }) - maxHazard), `${pair} at ${maxHazard}`).toBeLessThan(tolerance);
      expect(share({})).toBeGreaterThan(0.05);
      expect(share({ maxHazard: 1, minStreakStability: 1.01 })).toBe(0);
      expect(share({ maxHazard: Math.min(...evidence.derived.hazard.filter((one) => one > 0)) / 2 })).toBe(0);
    },
  );
});
