import { fixedClock } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { DEFAULT_JUDGING, proveFalseDiscovery } from '../../research/index.ts';
import type { FalseDiscoveryProof, ProofContext } from '../../research/index.ts';
import type { CommandContext } from '../context.ts';
import { runCli } from '../testing/index.ts';
import { proveFalseDiscoveryCommand } from './prove-false-discovery-command.ts';
import type { ProveOptions } from './prove-false-discovery-command.ts';

const TINY = { strategies: 100, families: 4, members: 5, planted: 8, isFull: false };

/** Runs the command with the real proof at tiny sizes, judged with this confidence. */
async function proveTiny(options: ProveOptions, confidence = 0.95): Promise<{ code: number; out: string }> {
  const told = { code: 0, out: '' };
  const context: CommandContext = {
    stdout: { write: (text: string) => void (told.out += text) },
    stderr: { write: () => undefined },
    env: {},
    cwd: '/',
    clock: fixedClock(0),
    endWith: (code) => void (told.code = code),
  };
  const policy = { ...DEFAULT_JUDGING.policy, confidence };
  const tiny = (given: ProofContext): Promise<FalseDiscoveryProof> =>
    proveFalseDiscovery({ ...given, sizes: TINY, judging: { ...DEFAULT_JUDGING, policy } });
  await proveFalseDiscoveryCommand({ quiet: true, ...options }, context, tiny);
  return told;
}

describe('assay prove false-discovery', () => {
  it('X-15 prints what was measured beside what is asked, and ends with 0 where all of it holds', async () => {
    const { code, out } = await proveTiny({});
    expect(code).toBe(0);
    expect(out).toContain('Size: worthless strategies that pass');
    expect(out).toMatch(/100 random strategies, 4 families of 5, 8 planted markets of each edge; seed 1/u);
    expect(out).toContain('Every limit holds.');
    expect(out).not.toContain('FAILS');
  });

  it('X-15 ends with 1 where a limit fails', async () => {
    const { code, out } = await proveTiny({}, 0.75);
    expect(code).toBe(1);
    expect(out).toContain('FAILS');
    expect(out).toContain('A limit fails');
  });

  it('X-15 gives machines every figure, without NaN', async () => {
    const { out } = await proveTiny({ json: true, seed: 'other' });
    expect(JSON.parse(out)).toMatchObject({
      seed: 'other',
      sizes: TINY,
      size: { n: 100, band: { low: expect.any(Number), high: expect.any(Number) } },
      family: { families: 4, withCosts: { accepting: expect.any(Number) } },
      power: [
        { market: 'steady', oraclePower: 0.6, limit: null },
        { market: 'steady', oraclePower: 0.95, withRegimes: expect.any(Number), missedBy: expect.any(Object) },
        { market: 'steady', oraclePower: 0.99 },
        { market: 'crises', oraclePower: 0.95 },
        { market: 'crises', oraclePower: 0.99 },
      ],
      costs: { grossMean: expect.any(Number), grossSe: expect.any(Number), netPlusCostsMean: expect.any(Number) },
    });
  });

  it('refuses a seed of nothing', async () => {
    const { code, stderr } = await runCli(['prove', 'false-discovery', '--seed', ' '], { cwd: '/' });
    expect([code, stderr]).toEqual([2, expect.stringContaining("invalid '--seed': must not be empty")]);
  });
});
