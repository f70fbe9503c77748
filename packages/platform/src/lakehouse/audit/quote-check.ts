import type { RecordTable } from '@assay/quant/market';
import type { Counted } from './audit-bar.ts';
import { numberAt } from './audit-record.ts';
import type { FindingPlace, FindingTally, TallyBook, YearCounter } from './tally.ts';

/** Bid and ask of records: asks below the bid, and sides that nobody quotes. */
export class QuoteCheck {
  private readonly crossed: FindingTally;
  private readonly noAsk: FindingTally;
  private readonly zeroBid: FindingTally;
  private readonly rows: YearCounter;

  constructor(book: TallyBook, rows: YearCounter) {
    this.crossed = book.yearlyTally('crossed-quote', 'warning');
    this.noAsk = book.yearlyTally('no-ask', 'warning');
    this.zeroBid = book.yearlyTally('zero-bid', 'info');
    this.rows = rows;
  }

  /** @param note - what else there is to say of the record. */
  record(table: RecordTable, index: number, place: FindingPlace, note: () => string): void {
    const [bid, ask] = [numberAt(table, 'bid', index), numberAt(table, 'ask', index)];
    if (Number.isNaN(bid) && Number.isNaN(ask)) return;
    if (bid === 0) this.zeroBid.add(place, () => `bid 0, ask ${ask}${note()}`);
    if (!(ask > 0)) this.noAsk.add(place, () => `bid ${bid}, ask ${Number.isNaN(ask) ? 'unknown' : ask}${note()}`);
    else if (bid > ask) this.crossed.add(place, () => `ask ${ask} below bid ${bid}${note()}`);
  }

  counted(): readonly Counted[] {
    return [this.crossed, this.noAsk, this.zeroBid].map((tally) => ({ tally, of: this.rows }));
  }
}
