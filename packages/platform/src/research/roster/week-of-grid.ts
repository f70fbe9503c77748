import type { GridResult, RosterWeek } from '@assay/contracts/schemas';
import type { EpochMs } from '@assay/core/time';
import type { IsoWeek, WeekWindow } from '@assay/quant/evidence';
import type { ParameterValue } from '@assay/quant/strategy';
import { ROSTER_WEEKS } from './roster-weeks.ts';

/** A grid as the archive of a week. */
export function weekOfGrid(
  result: GridResult,
  week: IsoWeek,
  { window, at }: { readonly window: WeekWindow; readonly at: EpochMs },
): RosterWeek {
  const { name, runId, strategy, dataset, profile } = result;
  const own = Object.fromEntries(
    result.axes.map(({ name: axis, values }) => [axis, nearestValue(values, profile[axis])] as const),
  );
  // Where a grid has no such axis nothing can be tightened.
  const setting = (key: string): number | undefined => (typeof own[key] === 'number' ? own[key] : undefined);
  return {
    format: 1,
    week: week.name,
    archivedAt: new Date(at).toISOString(),
    window,
    weeks: ROSTER_WEEKS,
    grid: { name, runId, strategy, dataset: `${dataset.name}@${dataset.version}` },
    settings: { maxHazard: setting('maxHazard'), minRepetitions: setting('minRepetitions') },
    own,
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

/** The value of an axis that is nearest to the profile's own; its middle where the profile and the strategy name none. */
function nearestValue(values: readonly ParameterValue[], wanted: unknown): ParameterValue {
  const middle = values[Math.floor((values.length - 1) / 2)] as ParameterValue;
  if (typeof wanted !== 'number') return values.find((value) => value === wanted) ?? middle;
  const distance = (value: ParameterValue): number => (typeof value === 'number' ? Math.abs(value - wanted) : Infinity);
  return values.toSorted((one, other) => distance(one) - distance(other))[0] ?? middle;
}
