import { describe, expect, it } from 'vitest';
import { expectancies, randomRun } from './testing/random-run.ts';

describe('a whole run of random strategies, reduced', () => {
  it('X-12, X-15, S4-18: loses its costs, and no row becomes a candidate', async () => {
    const rows = await randomRun({ seed: 5, instruments: 8, strategies: 3, bars: 650 });
    expect(rows).toHaveLength(24);
    for (const { multipleTesting: tests } of rows) {
      expect(tests?.tests).toBe(24);
      expect(tests?.holm ?? 1).toBeGreaterThanOrEqual(tests?.benjaminiHochberg ?? 1);
      expect(tests?.benjaminiHochberg ?? 1).toBeGreaterThanOrEqual(tests?.pValue ?? 1);
    }
    const { gross, net, netPlusCosts } = expectancies(rows);
    expect(Math.abs(gross.mean)).toBeLessThan(3 * gross.error);
    expect(Math.abs(netPlusCosts.mean)).toBeLessThan(3 * netPlusCosts.error);
    // Two fills at 2.5 basis points each.
    expect(gross.mean - net.mean).toBeGreaterThan(4);
    expect(gross.mean - net.mean).toBeLessThan(6);
    expect(rows.filter(({ verdict }) => verdict === 'candidate' || verdict === 'suspicious')).toEqual([]);
  });
});
