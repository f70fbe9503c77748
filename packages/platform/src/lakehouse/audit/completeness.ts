import { calendarById } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { seriesPartition } from '../partitions.ts';
import { headOfSeries } from '../row-shape.ts';
import { emptyBar, loadBar } from './audit-bar.ts';
import { DEFAULT_AUDIT_OPTIONS } from './report.ts';
import type { Completeness } from './report.ts';
import { SessionCheck } from './sessions.ts';
import { TallyBook } from './tally.ts';

/** What is there of the bars that the calendar of an instrument expects, from the first bar of a series to its last. */
export function completenessOf(series: BarSeries): Completeness {
  const book = new TallyBook(seriesPartition(series.timeframe), DEFAULT_AUDIT_OPTIONS);
  const sessions = new SessionCheck(headOfSeries(series), calendarById(series.instrument.calendar), book);
  const bar = emptyBar();
  for (let index = 0; index < series.length; index++) {
    loadBar(bar, series, index);
    sessions.bar(bar);
  }
  sessions.counted();
  return sessions.completeness();
}
