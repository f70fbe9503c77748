import { describe, expect, it } from 'vitest';
import { SILENT_PROGRESS } from '../../telemetry/index.ts';
import { DEFAULT_JUDGING, FULL_SIZES } from './proof.ts';
import { proveFalseDiscovery } from './prove-false-discovery.ts';

describe('false discovery, in full (ruling 5)', () => {
  it.each(['1', '2'])('X-12, X-15, S4-18: size, families, power and costs hold, seed %s', async (seed) => {
    const context = { seed, sizes: FULL_SIZES, judging: DEFAULT_JUDGING, progress: SILENT_PROGRESS };
    const proof = await proveFalseDiscovery(context);
    console.log(JSON.stringify(proof));
    expect(proof).toMatchObject({ size: { n: 1_000 }, family: { families: 200, members: 50 }, ok: true });
    expect(proof.size.share).toBeGreaterThanOrEqual(0.03);
    expect(proof.size.share).toBeLessThanOrEqual(0.07);
    for (const { oraclePower, share } of proof.power)
      if (oraclePower >= 0.95) expect(share).toBeGreaterThanOrEqual(0.8);
  });
});
