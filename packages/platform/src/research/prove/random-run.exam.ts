import { binomialAcceptanceBand } from '@assay/core/distributions';
import { describe, expect, it } from 'vitest';
import { expectancies, randomRun } from './testing/random-run.ts';

describe('a whole run of 1,000 random strategies', () => {
  it('X-12, X-15, S4-18: loses its costs, and passes no more often than the nominal rate', async () => {
    const rows = await randomRun({ seed: 7, instruments: 50, strategies: 20, bars: 1_310 });
    expect(rows).toHaveLength(1_000);
    const passed = rows.filter(({ verdict }) => verdict === 'candidate' || verdict === 'suspicious').length;
    const { gross, net, netPlusCosts } = expectancies(rows);
    console.log(JSON.stringify({ passed, gross, net, netPlusCosts }));
    expect(passed).toBeLessThanOrEqual(binomialAcceptanceBand(1_000, 0.05, 0.99).high);
    expect(passed / 1_000).toBeLessThanOrEqual(0.05);
    expect(Math.abs(gross.mean)).toBeLessThan(3 * gross.error);
    expect(Math.abs(netPlusCosts.mean)).toBeLessThan(3 * netPlusCosts.error);
    expect(net.mean).toBeLessThan(gross.mean - 4);
  });
});
