import { parseTimeframe } from '@assay/quant/market';
import type { SeriesHead } from '../manifest.ts';
import type { AuditBar, BarCheck, Counted } from './audit-bar.ts';
import type { AuditOptions } from './report.ts';
import { YearCounter } from './tally.ts';
import type { FindingTally, TallyBook } from './tally.ts';

/** Opens of a year that a share is taken of, at least. */
const FEWEST_OPENS = 10;

/**
 * Opens that are the close before, copied: no fill at the open and nothing about the overnight gap may be judged on them.
 * Some opens equal the close before by chance, so a year counts only from a share on that chance does not reach. Where one
 * bar begins when the other ends the two prices are of one moment and say nothing; only bars after a pause are compared,
 * and bars of a day or longer of a market that closes.
 */
export class OpenCheck implements BarCheck {
  private readonly options: AuditOptions;
  private readonly hasPauses: boolean;
  private readonly equal: FindingTally;
  private readonly bars = new YearCounter();

  constructor({ instrument, timeframe }: SeriesHead, book: TallyBook) {
    this.options = book.options;
    this.equal = book.yearlyTally('open-equals-previous-close', 'warning');
    const { unit } = parseTimeframe(timeframe);
    this.hasPauses = instrument.calendar === 'us-equity' && unit !== 'm' && unit !== 'h';
  }

  bar(now: AuditBar, before: AuditBar | undefined): void {
    if (before === undefined || (!this.hasPauses && now.openTime <= before.eventTime)) return;
    this.bars.add(now.eventTime);
    if (now.open === before.close) this.equal.add(now, () => `opens at ${now.open}, the close before`);
  }

  counted(): readonly Counted[] {
    const [finding] = this.equal.findings(this.bars);
    const { degenerateOpenShare } = this.options;
    const isMadeUp = ([year, share]: readonly [string, number]): boolean =>
      share >= degenerateOpenShare && this.bars.of(Number(year)) >= FEWEST_OPENS;
    if (!Object.entries(finding?.shareByYear ?? {}).some(isMadeUp)) return [];
    return [{ tally: this.equal, of: this.bars }];
  }
}
