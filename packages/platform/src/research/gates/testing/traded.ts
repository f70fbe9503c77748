import { simulationConfigSchema } from '@assay/contracts/schemas';
import { createRng } from '@assay/core/random';
import type { BarSeries, RecordTable } from '@assay/quant/market';
import { simulate } from '@assay/quant/simulation';
import type { SimulationResult } from '@assay/quant/simulation';
import { barColumns, resolveParameters, strategyByName, strategyColumns } from '@assay/quant/strategy';
import { expect } from 'vitest';
import { NOTHING_BESIDE } from '../../beside.ts';
import { simulationOptions } from '../../simulation-options.ts';
import { simulationProblems } from '../../simulation-problems.ts';
import { simulationSettings } from '../../simulation-settings.ts';

/** A profile as it stands in a file. */
export type Profile = Readonly<Record<string, unknown>>;

/** Trades the strategy `gates` in one account as a profile says. */
export function traded(
  profile: Profile,
  series: readonly BarSeries[],
  gates: readonly RecordTable[] = [],
): SimulationResult {
  const { params: stated = {}, ...rest } = profile as { readonly params?: Profile };
  const config = simulationConfigSchema.parse(rest);
  expect(simulationProblems(config, 'profile')).toEqual([]);
  const definition = strategyByName('gates');
  const { params, problems } = resolveParameters(definition, stated);
  expect(problems).toEqual([]);
  const { account, contract } = simulationSettings(config);
  const options = simulationOptions({ ...account, boundary: 'flatten' }, { series, beside: NOTHING_BESIDE });
  const instruments = series.map(({ instrument }) => instrument.id);
  const times = [...new Set(series.flatMap(({ eventTime }) => [...eventTime]))].sort((a, b) => a - b);
  const segment = {
    ...{ from: times[1] as number, to: times.at(-1) as number, terms: series.map(() => []) },
    strategy: definition.create(params, { instruments, rng: createRng('profile') }),
    columns: strategyColumns(definition, params, series.map(barColumns), gates),
  };
  return simulate({ ...options, segments: [segment], contract });
}
