import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hazardCalibrator } from './hazard-calibrator.ts';
import type { CalibratorOptions } from './hazard-calibrator.ts';

interface GoldenCase {
  readonly options: CalibratorOptions;
  readonly minutes: readonly number[];
  readonly values: readonly number[];
  readonly thresholds: readonly number[];
}

const file = new URL('../../../../../golden/regimes/hazard-calibrator.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly GoldenCase[] };

describe('hazardCalibrator', () => {
  it.each(cases)('D3: has the thresholds of numpy: $options', ({ options, minutes, values, thresholds }) => {
    const calibrator = hazardCalibrator(options);
    const found = values.map((value, i) => calibrator.push((minutes[i] ?? NaN) * 60_000, value).threshold);
    for (const [i, threshold] of thresholds.entries()) expect(found[i]).toBeCloseTo(threshold, 12);
  });
});
