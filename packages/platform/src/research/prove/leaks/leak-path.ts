import { formatIsoTime } from '@assay/core/time';
import type { LeakReport } from '@assay/quant/evidence';
import { TRACE_MODULE } from '../../task-modules.ts';
import type { LeakRun, TestedRow } from './leak-run.ts';
import type { LeakTrace, TraceArgument, TracedBar } from './trace-task.ts';

/** The way of a leak through the rooms, in words. */
export interface LeakPath {
  readonly source: string;
  readonly lakehouse: string;
  readonly panel: string;
  /** One line for each column that changed. */
  readonly columns: readonly string[];
  readonly decision: string;
  readonly order: string;
  readonly fill: string;
}

const NONE = 'none';

/** Follows the first record that differs back to its file and on to its fill; null where nothing leaks. */
export async function leakPath(
  strategy: TraceArgument['strategy'],
  { report, segments }: TestedRow,
  { account, plan, evaluator }: LeakRun,
): Promise<LeakPath | null> {
  const { firstDifference: difference, outcome } = report;
  if (difference === null || outcome !== 'leak') return null;
  const argument: TraceArgument = {
    ...{ strategy, segments, difference },
    ...{ account: account.settings, contract: plan.contract },
  };
  const task = { module: TRACE_MODULE, exportName: 'traceLeak', argument, buffers: { pack: account.packFile } };
  return pathOf((await evaluator.run(task)).result as LeakTrace, report, account);
}

function pathOf(
  { bar, columns, decision, order, fill }: LeakTrace,
  { firstDifference }: Pick<LeakReport, 'firstDifference'>,
  { account: { manifest, timeframe } }: LeakRun['account'],
): LeakPath {
  const instrument = firstDifference?.instrument ?? '';
  const record = (found: LeakTrace['fill']): string =>
    found === null ? NONE : `${found.text} (${formatIsoTime(found.time)})`;
  return {
    source: bar === null ? NONE : sourceText(bar, manifest),
    lakehouse: `${manifest.name}@${manifest.version}, ${instrument} ${timeframe}`,
    panel: bar === null ? NONE : barText(bar, instrument),
    columns: columns.map(
      ({ name, firstBar, firstTime, full, replayed }) =>
        `'${name}' is ${full ?? 'undefined'} at bar ${firstBar + 1} (${formatIsoTime(firstTime)}), ${replayed ?? 'undefined'} without what came later`,
    ),
    decision: record(decision),
    order: record(order),
    fill: record(fill),
  };
}

/** A bar as it stands in the panel. */
export function barText({ index, eventTime, availableAt, close }: TracedBar, instrument: string): string {
  return `bar ${index + 1} of ${instrument}, closed ${formatIsoTime(eventTime)}, known ${formatIsoTime(availableAt)}, close ${close ?? 'unknown'}`;
}

/** A bar's row in its source file, by the name that its dataset has for it. */
export function sourceText(
  { file, row }: Pick<TracedBar, 'file' | 'row'>,
  { provenance }: Pick<LeakRun['account']['account']['manifest'], 'provenance'>,
): string {
  return `row ${row} of ${provenance.sources.find(({ sha256 }) => sha256 === file)?.name ?? file ?? NONE}`;
}
