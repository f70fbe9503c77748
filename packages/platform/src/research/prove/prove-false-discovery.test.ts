import { DRIFTLESS, trialStatistics } from '@assay/quant/evidence';
import { describe, expect, it } from 'vitest';
import { SILENT_PROGRESS } from '../../telemetry/index.ts';
import { DEFAULT_JUDGING } from './proof.ts';
import type { Judging, ProofContext } from './proof.ts';
import { proveCosts } from './prove-costs.ts';
import { proveFalseDiscovery } from './prove-false-discovery.ts';
import { proveFamily } from './prove-family.ts';
import { provePower } from './prove-power.ts';
import { proveRising, proveSize } from './prove-size.ts';

const SMALL = { strategies: 300, families: 15, members: 30, planted: 30, isFull: false };
const SMALLEST = { strategies: 150, families: 8, members: 20, planted: 12, isFull: false };

function contextWith(judging: Partial<Judging> = {}, sizes = SMALL): ProofContext {
  return { seed: 'test', sizes, judging: { ...DEFAULT_JUDGING, ...judging }, progress: SILENT_PROGRESS };
}

function withConfidence(confidence: number): ProofContext {
  return contextWith({ policy: { ...DEFAULT_JUDGING.policy, confidence } });
}

/** Counts no trials but the row's own. */
const withoutDeflation: Judging['trialStatistics'] = (records, options) => ({
  ...trialStatistics(records, options),
  count: 1,
});

describe('proveFalseDiscovery', () => {
  it('X-12, X-15, S4-18: the rules in use hold every limit of ruling 5 at reduced sizes', async () => {
    const proof = await proveFalseDiscovery(contextWith({}, SMALLEST));
    expect({ ...proof, power: proof.power.map(({ ok }) => ok) }).toMatchObject({
      size: { n: 150, ok: true },
      rising: { ok: true },
      family: { withCosts: { ok: true }, withoutCosts: { ok: true } },
      power: [true, true, true, true, true],
      costs: { ok: true },
      ok: true,
    });
    expect(proof.costs.trades).toBeGreaterThan(1_000);
    const shares = proof.power.filter(({ market }) => market === 'steady').map(({ share }) => share);
    expect(shares).toEqual(shares.toSorted());
  });

  it('X-15 says the same of the same seed', async () => {
    const sizes = { ...SMALL, strategies: 20 };
    expect(await proveSize(contextWith({}, sizes))).toEqual(await proveSize(contextWith({}, sizes)));
  });
});

describe('a broken rule', () => {
  it('X-15 that asks for too little fails size', async () => {
    expect((await proveSize(withConfidence(0.85))).ok).toBe(false);
    expect((await proveRising(withConfidence(0.85))).ok).toBe(false);
  });

  it('X-15, S4-18: that lets nothing through fails size, and power', async () => {
    expect((await proveSize(withConfidence(0.9999))).ok).toBe(false);
    const power = await provePower(withConfidence(0.9999));
    expect(power.map(({ limit, ok }) => [limit !== null, ok])).toEqual([
      [false, true],
      [true, false],
      [true, false],
      [true, false],
      [true, false],
    ]);
  });

  it('S4-17, S4-14: a rule on resampled trades that kills all fails power, whose rows have regimes, resampled trades and a leak test', async () => {
    const policy = { ...DEFAULT_JUDGING.policy, minReturnP5: 5 };
    const power = await provePower(contextWith({ policy }, { ...SMALLEST, planted: 4 }));
    expect(power.map(({ found, ok }) => [found, ok])).toEqual([[0, true], ...Array(4).fill([0, false])]);
    const crises = power.filter(({ market }) => market === 'crises');
    for (const { missedBy, withRegimes } of crises) {
      expect(missedBy['monte-carlo-return-p5']).toBeGreaterThan(0);
      expect(withRegimes).toBeGreaterThan(0);
      expect(withRegimes).toBeLessThanOrEqual(missedBy['monte-carlo-return-p5'] ?? 0);
    }
  });

  it('X-15 that does not count trials fails the families', async () => {
    const family = await proveFamily(contextWith({ trialStatistics: withoutDeflation }));
    expect(family.withoutCosts.ok).toBe(false);
    expect(family.ok).toBe(false);
  });

  it('X-12 a market with a drift, which a timing of nothing earns, fails the costs', async () => {
    const costs = await proveCosts({ ...contextWith(), seed: 'drift' }, { ...DRIFTLESS, drift: 0.003 });
    expect(costs.ok).toBe(false);
  });
});
