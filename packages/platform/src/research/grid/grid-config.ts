import { STRATEGIES } from '@assay/quant/strategy';
import type { Lakehouse } from '../../lakehouse/index.ts';
import { backtestConfig } from '../backtest/backtest-config.ts';
import type { LoadedConfig } from '../load-config.ts';
import type { GridRequest } from './options.ts';
import { planAxes } from './plan-axes.ts';
import type { AxesRequest, PlannedAxes } from './plan-axes.ts';
import { readGridSpec } from './read-spec.ts';
import type { StatedGrid } from './read-spec.ts';
import { withProblems } from '../sound-parts.ts';
import { ConfigError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';

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
  const loaded = await backtestConfig({ ...request, stress: false }, lake, 'grid');
  const { stated, problems } = specOf(request);
  const { config } = loaded;
  const [strategy] = config.strategies;
  const params = strategy?.params ?? {};
  const asked: AxesRequest = {
    ...{ strategy: request.strategy, params, stated, typed: request.params },
    declared: STRATEGIES.find(({ name }) => name === request.strategy)?.parameters,
    hasProfile: request.profile !== undefined,
    hasGates: config.experiment.gates !== undefined,
    also: request.also,
    allowHoldsOutsideProfile: request.allowHoldsOutsideProfile ?? false,
  };
  const { axes, notes } = plannedAxes(asked, problems, loaded.faults !== undefined);
  const sweep = Object.fromEntries(Object.entries(axes).map(([name, values]) => [name, [...values]]));
  return {
    notes,
    loaded: {
      ...withProblems(loaded, problems),
      config: {
        ...config,
        packs: config.packs.map((pack) => ({ ...pack, mode: 'single' as const })),
        strategies: config.strategies.map((one) => ({ ...one, sweep })),
        experiment: { ...config.experiment, maxRuns: MOST_SETS },
      },
    },
  };
}

/** What the grid states; what is wrong with it is listed with the faults of everything else. */
function specOf(request: GridRequest): { readonly stated: StatedGrid; readonly problems: ConfigProblem[] } {
  try {
    return { stated: readGridSpec(request), problems: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const isOfProfile = error.context['where'] === request.profile;
    const problems = error.problems.map(({ path, message }) => ({
      path: isOfProfile ? `experiment.${path}` : `${request.grid ?? '--grid'}: ${path}`.replace(/: $/u, ''),
      message,
    }));
    return { stated: { axes: {}, multiply: {}, profileHolds: undefined }, problems };
  }
}

/** The axes; beside other faults those that can be planned, and what is wrong with them goes to the others. */
function plannedAxes(asked: AxesRequest, problems: ConfigProblem[], isFaulty: boolean): PlannedAxes {
  try {
    return planAxes(asked);
  } catch (error) {
    if (!(error instanceof ConfigError) || (problems.length === 0 && !isFaulty)) throw error;
    // Without the grid's own keys nobody knows which axes there were.
    if (problems.length === 0) problems.push(...error.problems);
    return { axes: {}, notes: [] };
  }
}
