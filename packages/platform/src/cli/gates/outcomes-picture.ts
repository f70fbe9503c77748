import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { OUTCOME_GROUPS } from '@assay/quant/evidence';
import type { OutcomeCell } from '@assay/quant/evidence';
import { renderOutcomesPage } from '../../reports/index.ts';
import type { OutcomePanel } from '../../reports/index.ts';
import { writeNamedFile } from '../../settings/index.ts';
import type { GatesStudy } from './gates-study.ts';
import { OUTCOME_COLUMNS, outcomesHeadline, outcomesRemarks, outcomesRows } from './outcomes-text.ts';

/** Draws a study into a file. */
export async function drawOutcomes(file: string, whole: GatesStudy): Promise<void> {
  const { gates, bars, study } = whole;
  const horizons = [...new Set(study.cells.map(({ horizon }) => horizon))];
  const page = await renderOutcomesPage({
    title: `${gates} on ${bars}`,
    headline: outcomesHeadline(whole),
    remarks: outcomesRemarks(whole),
    panels: horizons.map((horizon) =>
      panelOf(
        horizon,
        study.cells.filter((cell) => cell.horizon === horizon),
      ),
    ),
    columns: OUTCOME_COLUMNS.map(({ title, ...rest }) => ({ title, numeric: 'align' in rest })),
    rows: outcomesRows(study.cells, true),
  });
  await mkdir(path.dirname(file), { recursive: true });
  await writeNamedFile(file, page);
}

function panelOf(horizon: string, cells: readonly OutcomeCell[]): OutcomePanel {
  return {
    horizon,
    outcomes: cells.flatMap(({ instrument, groups }) =>
      OUTCOME_GROUPS.map((group) => {
        const { n, meanBp, meanCostBp, test } = groups[group];
        return {
          ...{ instrument, group, n, meanBp, costBp: meanCostBp },
          lowBp: test?.lowBp ?? NaN,
          highBp: test?.highBp ?? NaN,
        };
      }),
    ),
    deciles: Array.from({ length: 10 }, (_, decile) => {
      const own = cells.flatMap(({ deciles }) => deciles.filter((one) => one.decile === decile && one.n > 0));
      const n = own.reduce((sum, one) => sum + one.n, 0);
      const meanBp = own.reduce((sum, one) => sum + one.n * one.meanBp, 0) / n;
      const only = cells.length === 1 ? own[0] : undefined;
      const isKnown = only !== undefined && !Number.isNaN(only.lowBp);
      return { decile, n, meanBp, interval: isKnown ? ([only.lowBp, only.highBp] as const) : undefined };
    }),
  };
}
