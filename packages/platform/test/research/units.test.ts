/** Percent, fractions and basis points are the same number wherever one of them is written and another is read. */
import { fx } from '../../src/sources/index.ts';
import { formatNumber } from '../../src/reports/index.ts';
import { traded } from '../../src/research/gates/testing/traded.ts';
import { describe, expect, it } from 'vitest';

const [EURUSD] = fx({ seed: 'units', bars: 1500, pairs: ['EURUSD'], start: '2015-01-05' }).series;

/** What a profile with such costs pays for each unit of money that it trades. */
function costShare(costs: object): number {
  const profile = {
    params: { holdMinutes: 300, calibrationWindow: 300, maxHazard: 0.5 },
    ...{ sizing: { kind: 'fixed', lots: 10_000 }, maxGrossExposure: 50, costs },
  };
  const { fills } = traded(profile, EURUSD === undefined ? [] : [EURUSD]);
  expect(fills.length).toBeGreaterThan(20);
  const { tickSize, lotSize } = (EURUSD as NonNullable<typeof EURUSD>).instrument;
  const worth = fills.map(({ lots, priceTicks }) => Math.abs(lots) * Number(lotSize) * priceTicks * Number(tickSize));
  const paid = fills.reduce((sum, { commissionUnits }) => sum + commissionUnits, 0) / 1e6;
  return paid / worth.reduce((sum, one) => sum + one, 0);
}

describe('units', () => {
  it('X-03: a commission of 100 basis points is a fraction of 0.01 of what is traded, and one percent on a page', () => {
    const none = { spread: { kind: 'bps', half: 0 }, slippageBps: 0 };
    const share = costShare({ ...none, commission: { kind: 'bps', value: 100, minimum: 0, perOrder: 0, decimals: 6 } });
    expect(share).toBeCloseTo(0.01, 9);
    expect(formatNumber(share, 'percent')).toBe('1.0\u202f%');
    expect(costShare({ ...none, commissionBps: 100 })).toBeCloseTo(share, 5);
    expect(costShare({ ...none, commissionBps: 1 }) * 1e4).toBeCloseTo(1, 3);
  });
});
