import { ConfigError } from '@assay/core/errors';
import type { Lakehouse } from '../../lakehouse/index.ts';
import { problemsOf } from '../backtest/backtest-config.ts';
import { named } from '../backtest/published-name.ts';
import type { FrozenRun } from '../replay/frozen-run.ts';
import type { ResearchPlan } from '../plan.ts';
import { withPlan } from '../with-plan.ts';
import { gridConfig } from './grid-config.ts';
import type { GridOptions, GridRequest } from './options.ts';
import { axisPlaces } from './read-spec.ts';

/** The plan of a grid. */
export type GridPlan = ResearchPlan & { readonly grid: NonNullable<ResearchPlan['grid']> };

/** What planning a grid needs. */
export type GridPlanning = GridRequest & Pick<GridOptions, 'workspace' | 'clock' | 'memoryBytes' | 'frozen'>;

/** Plans a grid and lets go of everything again; the tree of files is as it was. */
export async function withGridPlan<Result>(
  options: GridPlanning,
  use: (plan: GridPlan, lake: Lakehouse) => Promise<Result>,
): Promise<Result> {
  const { workspace, clock, memoryBytes, frozen } = options;
  let notes: readonly string[] = notesOf(frozen);
  let isPlanned = false;
  const load = async (lake: Lakehouse): Promise<Awaited<ReturnType<typeof gridConfig>>['loaded']> => {
    const { loaded, notes: found } = await gridConfig(options, lake);
    notes = found;
    return loaded;
  };
  try {
    return await withPlan({ workspace, clock, memoryBytes, frozen, wholePeriod: true, load }, (plan, lake) => {
      isPlanned = true;
      return use({ ...named(plan, options), grid: { notes } }, lake);
    });
  } catch (error) {
    if (isPlanned || !(error instanceof ConfigError) || error.context['where'] !== 'backtest') throw error;
    throw problemsOf(error.problems, { ...options, axisPlaces: knownPlaces(options) }, 'grid');
  }
}

/** Where the axes are stated; nothing where that cannot be read, which is a problem of its own. */
function knownPlaces(options: GridPlanning): Readonly<Record<string, string>> {
  try {
    return axisPlaces(options);
  } catch (error) {
    if (error instanceof ConfigError) return {};
    throw error;
  }
}

function notesOf(frozen: FrozenRun | undefined): readonly string[] {
  return frozen?.grid?.notes ?? [];
}
