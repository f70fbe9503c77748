import type { BarSeries } from '@assay/quant/market';
import { valueAt } from '../columns.ts';
import type { AuditExample, AuditFinding, AuditOptions, FindingKind, Severity } from './report.ts';

/** What every check is given. */
export interface AuditInput {
  readonly series: BarSeries;
  readonly options: AuditOptions;
}

/** Counts what one check finds and keeps the first places. */
export interface FindingCounter {
  /** The bar at `index` is concerned; `count` bars if it begins a run. */
  addBar(index: number, detail: string, count?: number): void;
  /** Bars are missing that would have closed up to `eventTime`. */
  addMissing(eventTime: number, detail: string, count?: number): void;
  /** The finding in a list, or an empty list if nothing was added. */
  findings(): readonly AuditFinding[];
}

/** A counter for one kind of finding. */
export function findingCounter(input: AuditInput, kind: FindingKind, severity: Severity): FindingCounter {
  const examples: AuditExample[] = [];
  let total = 0;
  const add = (example: AuditExample, count: number): void => {
    total += count;
    if (examples.length < input.options.examples) examples.push(example);
  };
  return {
    addBar: (index, detail, count = 1) => {
      const { eventTime, source } = input.series;
      add({ eventTime: valueAt(eventTime, index), sourceRow: valueAt(source.row, index), detail }, count);
    },
    addMissing: (eventTime, detail, count = 1) => add({ eventTime, sourceRow: null, detail }, count),
    findings: () => (total === 0 ? [] : [{ kind, severity, count: total, examples }]),
  };
}
