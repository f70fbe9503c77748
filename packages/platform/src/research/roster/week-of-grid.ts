import type { GridResult, RosterWeek } from '@assay/contracts/schemas';
import type { EpochMs } from '@assay/core/time';
import type { IsoWeek, WeekWindow } from '@assay/quant/evidence';
import { ROSTER_WEEKS } from './roster-weeks.ts';

/** A grid as the archive of a week. */
export function weekOfGrid(
  result: GridResult,
  week: IsoWeek,
  { window, at }: { readonly window: WeekWindow; readonly at: EpochMs },
): RosterWeek {
  const { name, runId, strategy, dataset, profile } = result;
  // Where a strategy has no such parameter nothing can be tightened.
  const setting = (key: string, otherwise: number): number => {
    const value = profile[key];
    return typeof value === 'number' ? value : otherwise;
  };
  return {
    format: 1,
    week: week.name,
    archivedAt: new Date(at).toISOString(),
    window,
    weeks: ROSTER_WEEKS,
    grid: { name, runId, strategy, dataset: `${dataset.name}@${dataset.version}` },
    settings: { maxHazard: setting('maxHazard', 1), minRepetitions: setting('minRepetitions', 1) },
    instruments: result.instruments.map(({ instrument, cells }) => ({
      instrument,
      cells: cells.map(({ key, axes, qualified, score, metrics }) => ({
        ...{ key, axes, qualified, score, trades: metrics.trades },
        ...{ pnl: metrics.pnl, profitFactor: metrics.profitFactor, profitFactorCapped: metrics.profitFactorCapped },
        sharpe: metrics.sharpe,
      })),
    })),
  };
}
