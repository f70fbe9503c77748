import type { GridResult, GridSummary } from '@assay/contracts/schemas';
import { gridSummarySchema } from '@assay/contracts/schemas';
import { renderGridPage } from '../../reports/index.ts';
import { strictJson } from '../../settings/index.ts';
import { costOf, finishRun } from '../finish-run.ts';
import type { PublishedResultsOf, Publishing } from '../finish-run.ts';
import { keptFiles } from '../kept-cycle.ts';
import { griddedRecord, writeRecord } from '../research-record.ts';
import { scientificConfig } from '../run-identity.ts';
import { gridResult } from './assemble-grid.ts';
import { cellsCsv } from './cells-csv.ts';
import type { JudgedInstrument } from './grid-evidence.ts';
import type { GridOptions } from './options.ts';
import type { GridPlan } from './plan-grid.ts';
import { GRID_AREA } from './progress-file.ts';

/** What a grid published. */
export type PublishedGrid = PublishedResultsOf<GridSummary> & {
  /** Every cell. */
  readonly result: GridResult;
};

/** What publishing needs beside what was computed. */
export interface GridPublishing extends Publishing<GridOptions> {
  readonly plan: GridPlan;
}

/** What was computed becomes files: all but the summary are kept with the run, and all replace the last ones together. */
export async function publishGrid(
  judged: readonly JudgedInstrument[],
  publishing: GridPublishing,
): Promise<PublishedGrid> {
  const { plan, run } = publishing;
  const { name } = plan.loaded.config;
  const result = gridResult(judged, plan, publishing);
  const report = await run.step({
    name: 'report',
    inputs: { steps: judged.flatMap(({ stepHashes }) => stepHashes), name, result },
    compute: async () => ({ json: await renderGridPage(result) }),
  });
  const texts = {
    'grid.json': strictJson({ ...result, config: scientificConfig(plan) }, { indent: 2 }),
    'cells.csv': cellsCsv(result),
    'report.html': report.json as string,
  };
  for (const [file, text] of Object.entries(texts)) await run.writeArtefact(file, text);
  const records = judged.flatMap(({ cells }) => cells.map(({ record }) => record));
  const trials = records.length;
  await writeRecord(run, griddedRecord(plan, run, { instruments: result.instruments, trials }));
  const trades = result.instruments.flatMap(({ cells }) => cells).reduce((sum, cell) => sum + cell.metrics.trades, 0);
  const auditHead = await finishRun(publishing, { counts: { cells: trials, trades }, records });
  const summary = summaryOf(result, { ...publishing, auditHead });
  const files = { ...texts, 'summary.json': strictJson(summary, { indent: 2 }) };
  const place = { workspace: publishing.options.workspace, area: GRID_AREA, name };
  const results = await run.publish({
    ...{ area: GRID_AREA, name },
    files: (await keptFiles(place, { runId: run.id, files })) ?? files,
  });
  return { runId: run.id, origin: run.origin, folder: run.folder, results, summary, result };
}

function summaryOf(
  result: GridResult,
  { options, data, cost, auditHead }: GridPublishing & { readonly auditHead: string },
): GridSummary {
  const instruments = result.instruments.map((one) => {
    const best = one.best === null ? undefined : one.cells[one.best];
    return {
      instrument: one.instrument,
      period: one.period,
      qualified: one.cells.filter(({ qualified }) => qualified).length,
      cells: one.cells.length,
      status: one.status,
      reason: one.reason,
      best:
        best === undefined || one.bestParams === null
          ? null
          : {
              ...{ params: one.bestParams, axes: best.axes, metrics: best.metrics, nulls: best.nulls },
              ...{ score: best.score, tags: best.tags },
              ...(best.coverage === undefined ? {} : { coverage: best.coverage }),
            },
      evidence: one.evidence,
    };
  });
  const { runId, name, codeVersion, strategy, timeframe, dataset, window, trials, notes } = result;
  return gridSummarySchema.parse({
    ...{ runId, name, generatedAt: new Date(options.clock.now()).toISOString(), codeVersion, strategy, timeframe },
    ...{ dataset, window },
    status: instruments.some(({ status }) => status === 'qualified') ? 'qualified' : 'insufficient',
    cells: instruments.reduce((sum, { cells }) => sum + cells, 0),
    ...{ trials, notes, data, instruments, auditHead },
    workers: options.workers,
    ...costOf({ cost }),
  } satisfies GridSummary);
}
