import { MS_PER_DAY } from '@assay/core/time';
import { quantileSorted } from '@assay/core/vector';
import type { RecordTable } from '@assay/quant/market';
import type { Counted } from './audit-bar.ts';
import { numberAt } from './audit-record.ts';
import type { RecordCheck, RecordPlace } from './audit-record.ts';
import { GrowingColumn } from './growing.ts';
import type { AuditOptions } from './report.ts';
import type { FindingPlace, FindingTally, TallyBook } from './tally.ts';

const FEWEST_VALUES = 100;
/** Times the usual step from which a step is a gap, and the days that holidays may add. */
const GAP_FACTOR = 2.5;
const GAP_SLACK_MS = 6 * MS_PER_DAY;
/** Share of steps that must be usual ones; below, values come when something changes. */
const REGULAR_SHARE = 0.9;

/** Values over time: gaps in a regular series, and values that only repeat the one before. */
export class ValueCheck implements RecordCheck {
  private readonly options: AuditOptions;
  private readonly bad: FindingTally;
  private readonly gaps: FindingTally;
  private readonly filled: FindingTally;
  private readonly steps = new GrowingColumn();
  private readonly ends: FindingPlace[] = [];
  private last: { eventTime: number; value: number } | undefined;
  private first: FindingPlace | undefined;
  private repeats = 0;

  constructor(book: TallyBook) {
    this.options = book.options;
    this.bad = book.tally('bad-value', 'error');
    this.gaps = book.tally('value-gap', 'warning');
    this.filled = book.tally('forward-filled', 'warning');
  }

  record(table: RecordTable, index: number, place: RecordPlace): void {
    const value = numberAt(table, 'value', index);
    if (!Number.isFinite(value)) return this.bad.add(place, () => `value ${value}`);
    const { eventTime, sourceRow } = place;
    this.first ??= { eventTime, sourceRow };
    if (this.last !== undefined) {
      this.steps.push(eventTime - this.last.eventTime);
      this.ends.push({ eventTime, sourceRow });
      if (value === this.last.value) this.repeats++;
    }
    this.last = { eventTime, value };
  }

  counted(): readonly Counted[] {
    if (this.steps.length + 1 >= FEWEST_VALUES) {
      this.judgeSteps();
      this.judgeRepeats();
    }
    return [this.bad, this.gaps, this.filled].map((tally) => ({ tally }));
  }

  private judgeSteps(): void {
    const steps = this.steps.view();
    const usual = quantileSorted(steps.slice().sort(), 0.5);
    const isGap = (step: number): boolean => step > GAP_FACTOR * usual && step > usual + GAP_SLACK_MS;
    const gaps = steps.reduce((count, step) => count + (isGap(step) ? 1 : 0), 0);
    if (gaps > (1 - REGULAR_SHARE) * steps.length) return;
    for (const [index, place] of this.ends.entries()) {
      const step = this.steps.at(index);
      if (!isGap(step)) continue;
      this.gaps.add(place, () => `${days(step)} after the value before, usually ${days(usual)}`);
    }
  }

  private judgeRepeats(): void {
    const { length } = this.steps;
    const changes = length - this.repeats;
    if (this.first === undefined || this.repeats < this.options.filledShare * length || changes < 3) return;
    const every = Math.round(length / changes);
    const text = `${Math.round((100 * this.repeats) / length)} % of the values repeat the one before, a change comes about every ${every} rows: what was published seldom looks known every day`;
    this.filled.add({ ...this.first, count: this.repeats }, () => text);
  }
}

function days(ms: number): string {
  return `${Number((ms / MS_PER_DAY).toFixed(1))} days`;
}
