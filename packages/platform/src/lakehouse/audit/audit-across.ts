/** What only shows where the series and tables of a dataset are seen side by side. */
import { formatIsoDate, MS_PER_DAY } from '@assay/core/time';
import type { EpochMs } from '@assay/core/time';
import type { SeriesHead } from '../manifest.ts';
import type { AuditExample, AuditFinding, AuditReport, TableReport } from './report.ts';
import { bySeverity } from './tally.ts';

/** A series with what its audit found. */
export interface AuditedSeries {
  readonly head: SeriesHead;
  readonly report: AuditReport;
}

const EXAMPLES = 20;
/** Fewer series that all go on to the end say nothing. */
const FEWEST_SURVIVORS = 10;
const LISTED_KINDS: readonly string[] = ['equity', 'fund'];
/** A series that ends so much earlier than others has ended. */
const END_SLACK_MS = 10 * MS_PER_DAY;
const LEAST_MAGNITUDE = 1.5;

/** Compares the series and tables of one dataset. */
export function auditAcross(series: readonly AuditedSeries[], tables: readonly TableReport[]): readonly AuditFinding[] {
  return [...units(series, tables), ...survivors(series), ...ends(series)].sort(bySeverity);
}

/** The same instrument in two timeframes, or as series and as underlying of a chain, whose prices are orders apart. */
function units(series: readonly AuditedSeries[], tables: readonly TableReport[]): readonly AuditFinding[] {
  const levels = [
    ...series.map(({ report }) => ({
      id: report.instrument,
      name: `${report.instrument} ${report.timeframe}`,
      ...report,
    })),
    ...tables.map((report) => ({ ...report, name: `${report.id} ${report.kind}` })),
  ];
  const examples: AuditExample[] = [];
  for (const [index, one] of levels.entries()) {
    for (const other of levels.slice(index + 1)) {
      const year = Object.keys(one.levels).find((name) => other.levels[name] !== undefined);
      if (one.id !== other.id || year === undefined) continue;
      const [left, right] = [one.levels[year] as number, other.levels[year] as number];
      if (Math.abs(Math.log10(left / right)) < LEAST_MAGNITUDE) continue;
      const detail = `in ${year} ${one.name} begins at ${left} and ${other.name} at ${right}`;
      examples.push({ eventTime: one.firstEventTime ?? 0, sourceRow: null, detail });
    }
  }
  return finding('unit-suspicion', 'error', examples);
}

/** Many listed instruments of which none has ever ended: they were chosen with the knowledge of the end. */
function survivors(series: readonly AuditedSeries[]): readonly AuditFinding[] {
  const found: AuditFinding[] = [];
  for (const [timeframe, group] of byTimeframe(series)) {
    const listed = group.filter(({ head }) => LISTED_KINDS.includes(head.instrument.kind));
    const reports = listed.map(({ report }) => report).filter(({ rows }) => rows > 0);
    if (reports.length < FEWEST_SURVIVORS) continue;
    const lasts = reports.map(({ lastEventTime }) => lastEventTime as EpochMs);
    const last = Math.max(...lasts);
    if (lasts.some((time) => time < last - END_SLACK_MS)) continue;
    const firsts = reports.map(({ firstEventTime }) => firstEventTime as EpochMs);
    const first = Math.min(...firsts);
    const later = firsts.filter((time) => formatIsoDate(time) !== formatIsoDate(first)).length;
    const detail = `all ${reports.length} series of ${timeframe} go on to ${formatIsoDate(last)}, none ends before, ${later} start after ${formatIsoDate(first)}: instruments that were chosen because they survived`;
    const example = { eventTime: last, sourceRow: null, detail };
    found.push({ kind: 'survivorship-hint', severity: 'warning', count: reports.length, examples: [example] });
  }
  return found;
}

/** Series that end before others of the dataset do. */
function ends(series: readonly AuditedSeries[]): readonly AuditFinding[] {
  const examples: AuditExample[] = [];
  for (const [, group] of byTimeframe(series)) {
    const last = Math.max(...group.map(({ report }) => report.lastEventTime ?? -Infinity));
    for (const { report, head } of group) {
      const { lastEventTime, instrument, timeframe } = report;
      if (lastEventTime === null || lastEventTime >= last - END_SLACK_MS || head.instrument.delistedAt !== undefined)
        continue;
      const detail = `${instrument} ${timeframe} ends on ${formatIsoDate(lastEventTime)}, others go on to ${formatIsoDate(last)}`;
      examples.push({ eventTime: lastEventTime, sourceRow: null, detail });
    }
  }
  return finding('stale-end', 'info', examples);
}

function byTimeframe(series: readonly AuditedSeries[]): ReadonlyMap<string, readonly AuditedSeries[]> {
  const groups = new Map<string, AuditedSeries[]>();
  for (const one of series) {
    const group = groups.get(one.report.timeframe) ?? [];
    groups.set(one.report.timeframe, group);
    group.push(one);
  }
  return groups;
}

function finding(
  kind: AuditFinding['kind'],
  severity: AuditFinding['severity'],
  examples: readonly AuditExample[],
): readonly AuditFinding[] {
  return examples.length === 0
    ? []
    : [{ kind, severity, count: examples.length, examples: examples.slice(0, EXAMPLES) }];
}
