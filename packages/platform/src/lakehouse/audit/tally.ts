import type { EpochMs } from '@assay/core/time';
import type { FindingCount } from '../manifest.ts';
import { partitionAt } from '../partitions.ts';
import type { Partition, PartitionRule } from '../partitions.ts';
import { stretchFinder } from './coverage.ts';
import type { StretchFinder, StretchMark } from './coverage.ts';
import type { AuditExample, AuditFinding, AuditOptions, FindingKind, Severity } from './report.ts';

/** Where a finding shows. */
export interface FindingPlace {
  readonly eventTime: EpochMs;
  /** Data row in the source file; absent where there is none. */
  readonly sourceRow?: number | undefined;
  /** Rows concerned. @default 1 */
  readonly count?: number | undefined;
}

/** Counts one kind of finding: in all, by part, by year and by stretch of time; keeps the first places. */
export class FindingTally {
  readonly kind: FindingKind;
  severity: Severity;
  total = 0;
  private readonly limit: number;
  private readonly examples: AuditExample[] = [];
  private readonly parts: PartCounter;
  private readonly years: YearCounter | undefined;
  private readonly stretches: StretchFinder;
  private readonly marked = new Set<number>();

  constructor(book: TallyBook, kind: FindingKind, severity: Severity, years: YearCounter | undefined) {
    this.kind = kind;
    this.severity = severity;
    this.limit = book.options.examples;
    this.parts = new PartCounter(book.rule);
    this.years = years;
    this.stretches = stretchFinder(book.options.coverageEdges);
  }

  /** @param detail - asked for only where it is shown. */
  add(place: FindingPlace, detail: () => string): void {
    const { eventTime, sourceRow = null, count = 1 } = place;
    this.total += count;
    this.parts.add(eventTime, count);
    this.years?.add(eventTime, count);
    if (this.stretches.count > 0) this.mark(eventTime);
    if (this.examples.length < this.limit) this.examples.push({ eventTime, sourceRow, detail: detail() });
  }

  /** The finding; none if nothing was added. @param rowsByYear - what shares are taken of, where they are wanted. */
  findings(rowsByYear?: YearCounter): readonly AuditFinding[] {
    if (this.total === 0) return [];
    const { kind, severity, total, examples, years } = this;
    const shares = years !== undefined && rowsByYear !== undefined ? { shareByYear: years.sharesOf(rowsByYear) } : {};
    // A run is found at its end, so that one which began before may come after.
    const ordered = examples.toSorted((a, b) => a.eventTime - b.eventTime);
    return [{ kind, severity, count: total, examples: ordered, ...shares }];
  }

  /** Where it shows. */
  get place(): StretchMark {
    return { severity: this.severity, stretches: this.marked };
  }

  /** Counts by the name of the part. */
  get byPart(): ReadonlyMap<string, number> {
    return this.parts.counts;
  }

  private mark(time: EpochMs): void {
    const index = this.stretches.at(time);
    if (index >= 0) this.marked.add(index);
  }
}

/** The tallies of one audit. */
export class TallyBook {
  readonly rule: PartitionRule;
  readonly options: AuditOptions;

  constructor(rule: PartitionRule, options: AuditOptions) {
    this.rule = rule;
    this.options = options;
  }

  /** A tally of one kind. */
  tally(kind: FindingKind, severity: Severity): FindingTally {
    return new FindingTally(this, kind, severity, undefined);
  }

  /** A tally that counts by year, too. */
  yearlyTally(kind: FindingKind, severity: Severity): FindingTally {
    return new FindingTally(this, kind, severity, new YearCounter());
  }
}

/** What was found in each part, by the name of its partition. */
export function findingsByPart(tallies: readonly FindingTally[]): ReadonlyMap<string, readonly FindingCount[]> {
  const parts = new Map<string, FindingCount[]>();
  for (const { kind, severity, byPart } of tallies) {
    for (const [name, count] of byPart) {
      const found = parts.get(name) ?? [];
      parts.set(name, found);
      found.push({ kind, severity, count });
    }
  }
  for (const found of parts.values()) found.sort(bySeverity);
  return parts;
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Errors first, then warnings, then by name. */
export function bySeverity(a: FindingCount, b: FindingCount): number {
  return RANK[a.severity] - RANK[b.severity] || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0);
}

/** Counts by calendar year (UTC); the year of the last moment is kept. */
export class YearCounter {
  private readonly counts = new Map<number, number>();
  private readonly partition = new PartitionMemo('year');

  add(time: EpochMs, count = 1): void {
    const year = Number(this.partition.at(time).name);
    this.counts.set(year, (this.counts.get(year) ?? 0) + count);
  }

  of(year: number): number {
    return this.counts.get(year) ?? 0;
  }

  /** The share of each year of `whole` that this counter has. */
  sharesOf(whole: YearCounter): Readonly<Record<string, number>> {
    return Object.fromEntries(
      [...whole.counts].filter(([, count]) => count > 0).map(([year, count]) => [String(year), this.of(year) / count]),
    );
  }
}

class PartCounter {
  readonly counts = new Map<string, number>();
  private readonly partition: PartitionMemo;

  constructor(rule: PartitionRule) {
    this.partition = new PartitionMemo(rule);
  }

  add(time: EpochMs, count: number): void {
    const { name } = this.partition.at(time);
    this.counts.set(name, (this.counts.get(name) ?? 0) + count);
  }
}

/** Finds partitions and keeps the last one, because rows come in order of time. */
export class PartitionMemo {
  private readonly rule: PartitionRule;
  private last: Partition = { name: '', from: Infinity, to: -Infinity };

  constructor(rule: PartitionRule) {
    this.rule = rule;
  }

  at(time: EpochMs): Partition {
    if (!(time >= this.last.from && time < this.last.to)) this.last = partitionAt(this.rule, time);
    return this.last;
  }
}
