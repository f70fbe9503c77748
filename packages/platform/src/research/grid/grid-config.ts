import { STRATEGIES } from '@assay/quant/strategy';
import type { Lakehouse } from '../../lakehouse/index.ts';
import { backtestConfig } from '../backtest/backtest-config.ts';
import type { LoadedConfig } from '../load-config.ts';
import type { GridRequest } from './options.ts';
import { planAxes } from './plan-axes.ts';
import { readGridSpec } from './read-spec.ts';

/** A grid as a config, with what a reader of its axes has to know. */
export interface LoadedGrid {
  readonly loaded: LoadedConfig;
  readonly notes: readonly string[];
}

/** More sets than any grid should have on one instrument. */
const MOST_SETS = 100_000;

/**
 * A grid as a research config of one strategy with a sweep, on one pack with an account for each instrument: so everything that
 * research checks, reads and simulates is the same here.
 *
 * @throws {ConfigError} listing every problem by the option or the key of the profile; {PlatformError} as `chooseData`.
 */
export async function gridConfig(request: GridRequest, lake: Lakehouse): Promise<LoadedGrid> {
  const stated = readGridSpec(request);
  const loaded = await backtestConfig({ ...request, stress: false }, lake, 'grid');
  const { config } = loaded;
  const [strategy] = config.strategies;
  const params = strategy?.params ?? {};
  const { axes, notes } = planAxes({
    ...{ strategy: request.strategy, params, stated, typed: request.params },
    declared: STRATEGIES.find(({ name }) => name === request.strategy)?.parameters,
    hasProfile: request.profile !== undefined,
    hasGates: config.experiment.gates !== undefined,
    also: request.also,
    allowHoldsOutsideProfile: request.allowHoldsOutsideProfile ?? false,
  });
  const sweep = Object.fromEntries(Object.entries(axes).map(([name, values]) => [name, [...values]]));
  return {
    notes,
    loaded: {
      ...loaded,
      config: {
        ...config,
        packs: config.packs.map((pack) => ({ ...pack, mode: 'single' as const })),
        strategies: config.strategies.map((one) => ({ ...one, sweep })),
        experiment: { ...config.experiment, maxRuns: MOST_SETS },
      },
    },
  };
}
