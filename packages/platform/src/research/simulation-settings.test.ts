import { simulationConfigSchema } from '@assay/contracts/schemas';
import { fillContract } from '@assay/quant/execution';
import { describe, expect, it } from 'vitest';
import { simulationSettings } from './simulation-settings.ts';

describe('simulationSettings', () => {
  it('S4-11: takes the shipped contract and an account without a model where nothing is stated', () => {
    const { contract, pessimistic, account } = simulationSettings(simulationConfigSchema.parse({}));
    expect([contract.name, pessimistic.name]).toEqual([fillContract('base').name, fillContract('pessimistic').name]);
    expect(account).toEqual({
      currency: 'USD',
      cash: 100_000,
      sizing: { kind: 'target-weight', weight: 1 },
      limits: { maxGrossExposure: 1 },
    });
  });
});
