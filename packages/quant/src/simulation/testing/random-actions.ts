import { createRng } from '@assay/core/random';
import type { BarSeries, RecordRow, RecordTable } from '../../market/index.ts';
import { action, actionsOf } from './actions.ts';
import type { RandomRun } from './random-run.ts';

const RATIOS = [2, 3, 1.5, 0.5, 1 / 3, 7, 0.1, 1.25];

/** Random splits and dividends of every instrument of a market, some of them known late, some at one moment. */
export function randomActions(run: RandomRun, series: readonly BarSeries[]): readonly RecordTable[] {
  return series.map((one) => {
    const { id, currency } = one.instrument;
    const rng = createRng(`${run.seed}-${id}-actions`);
    const rows: RecordRow[] = [];
    for (let i = 1; i < one.length; i++) {
      const exTime = rng.nextFloat() < 0.5 ? one.openTime[i] : one.eventTime[i - 1] + 1;
      if (rng.nextFloat() < 0.08) rows.push(action('split', exTime, RATIOS[rng.nextInt(RATIOS.length)]));
      if (rng.nextFloat() >= 0.15) continue;
      const late = rng.nextFloat() < 0.3 ? Math.round(3e8 * rng.nextFloat()) : 0;
      const value = Math.round(200 * rng.nextFloat() + 1) / 100;
      rows.push(action('cash-dividend', exTime, value, { availableAt: exTime + late }));
    }
    return actionsOf(rows, id, currency);
  });
}
