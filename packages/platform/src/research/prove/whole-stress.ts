import { stressConfigSchema } from '@assay/contracts/schemas';
import { judgedStress, PROOF_CASH, testStrategyForLeaks } from '@assay/quant/evidence';
import type { LeakTest, StressEvidence, StressFigures } from '@assay/quant/evidence';
import type { FillContract } from '@assay/quant/execution';
import type { BarSeries } from '@assay/quant/market';
import type { SimulationResult } from '@assay/quant/simulation';
import { resolveParameters, strategyByName } from '@assay/quant/strategy';
import type { Parameters } from '@assay/quant/strategy';
import { NOTHING_BESIDE } from '../beside.ts';
import { recordRegimes, recordResamples } from '../stress/record-stress.ts';
import { regimesOf } from '../stress/regime-labels.ts';

const STRESS = stressConfigSchema.parse({});

/**
 * The regimes and resampled trades of one row, with the settings that a run has by default: the same model, fitted to the past
 * of each bar, and the same draws. Multiples of costs stand beside.
 */
export function proofStress(simulation: SimulationResult, series: BarSeries): StressFigures {
  const timeline = series.eventTime;
  const labels = regimesOf({ series: [series], beside: NOTHING_BESIDE, timeline }, STRESS.regimes);
  const regimes = recordRegimes(simulation, labels, { timeline, periodsPerYear: 252 });
  const monteCarlo = recordResamples(simulation, { kind: 'target-weight', weight: 1 }, STRESS.monteCarlo);
  const stress: StressEvidence = {
    ...{ state: 'done', costs: [], fills: [], resimulated: [], model: undefined },
    ...regimes,
    monteCarlo,
  };
  return judgedStress(stress);
}

/** What the replay of a row with its future taken away finds, at as many cuts as a run makes by default. */
export async function proofLeakTest(
  series: BarSeries,
  row: {
    readonly strategy: string;
    readonly params: Parameters;
    readonly contract: FillContract;
    readonly seed: string;
  },
  cuts: number,
): Promise<LeakTest> {
  const definition = strategyByName(row.strategy);
  const { params } = resolveParameters(definition, row.params);
  const { outcome } = await testStrategyForLeaks(
    {
      ...{ definition, params, series: [series], boundary: 'flatten', contract: row.contract },
      sizing: { kind: 'target-weight', weight: 1 },
      limits: { maxGrossExposure: 1 },
      account: { currency: 'USD', cash: PROOF_CASH },
    },
    { seed: row.seed, cuts },
  );
  return outcome;
}
