import type { RecordTable } from '@assay/quant/market';
import { gateProblems } from '@assay/quant/signals';
import type { Counted } from './audit-bar.ts';
import type { RecordCheck, RecordPlace } from './audit-record.ts';
import type { FindingTally, TallyBook } from './tally.ts';

/** Gates: values that no gate can have. */
export class GateCheck implements RecordCheck {
  private readonly bad: FindingTally;

  constructor(book: TallyBook) {
    this.bad = book.tally('bad-value', 'error');
  }

  record(table: RecordTable, index: number, place: RecordPlace): void {
    const [problem] = gateProblems(table, index);
    if (problem !== undefined) this.bad.add(place, () => problem);
  }

  counted(): readonly Counted[] {
    return [{ tally: this.bad }];
  }
}
