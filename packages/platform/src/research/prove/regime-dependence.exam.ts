import { killedShares } from '@assay/quant/evidence';
import { describe, expect, it } from 'vitest';

const RECORDS = 1_000;

const SHARES = [0.1, 0.2, 0.35, 0.5];
const LENGTHS = [
  { periods: 1_010, sharpe: 1.5 },
  { periods: 2_520, sharpe: 1 },
];

describe('the rule on dependency, in full', () => {
  it.each(['per-bar', 'per-risk'] as const)(
    'S4-17: kills at most one in twenty good strategies that earn alike %s',
    (earns) => {
      for (const memory of [0, 0.2])
        for (const crisisShare of SHARES)
          for (const length of LENGTHS) {
            const options = { ...length, crisisShare, crisisLength: 40, volatilityRatio: 2.2, memory, earns };
            const { n, byShare, calibrated } = killedShares('exam', RECORDS, options);
            console.log([earns, memory, crisisShare, length.sharpe, n, byShare, calibrated].join(' '));
            expect(calibrated).toBeLessThanOrEqual(0.05);
          }
    },
  );

  it.each(['quiet-only', 'crisis-only'] as const)('S4-17: finds strategies that earn %s', (earns) => {
    for (const crisisShare of SHARES)
      for (const length of LENGTHS) {
        const options = { ...length, crisisShare, crisisLength: 40, volatilityRatio: 2.2, memory: 0, earns };
        const { n, byShare, calibrated } = killedShares('exam', RECORDS, options);
        console.log([earns, 0, crisisShare, length.sharpe, n, byShare, calibrated].join(' '));
        if (earns === 'crisis-only') expect(calibrated).toBeGreaterThan(0.3);
      }
  });
});
