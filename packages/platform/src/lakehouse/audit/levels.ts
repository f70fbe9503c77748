import type { EpochMs } from '@assay/core/time';
import type { SeriesHead } from '../manifest.ts';
import type { AuditBar, BarCheck, Counted } from './audit-bar.ts';
import { PartitionMemo } from './tally.ts';
import type { FindingTally, TallyBook } from './tally.ts';

const MAJORS = ['AUD', 'CAD', 'CHF', 'EUR', 'GBP', 'NZD', 'USD'];
/** Between two of them no rate since 1971 was outside. */
const MAJOR_RATES = [0.2, 10] as const;
const YEN_RATES = [20, 1100] as const;

/** Notes the first price of each year. */
export class LevelNotes {
  readonly levels: Record<string, number> = {};
  private readonly year = new PartitionMemo('year');
  private last = '';

  add(eventTime: EpochMs, price: number): void {
    const { name } = this.year.at(eventTime);
    if (name === this.last || !(price > 0)) return;
    this.last = name;
    this.levels[name] = price;
  }
}

/** Rates of currencies that were never seen: prices that are stored as whole numbers, or in the scale of another pair. */
export class RateCheck implements BarCheck {
  private readonly limits: readonly [number, number] | undefined;
  private readonly units: FindingTally;

  constructor({ instrument }: SeriesHead, book: TallyBook) {
    this.limits =
      instrument.kind === 'currency-pair' ? limitsOf(instrument.baseCurrency, instrument.currency) : undefined;
    this.units = book.tally('unit-suspicion', 'warning');
  }

  bar(now: AuditBar): void {
    if (this.limits === undefined) return;
    const [least, most] = this.limits;
    if (now.close >= least && now.close <= most) return;
    this.units.add(now, () => `a rate of ${now.close}; such pairs were never outside ${least} to ${most}`);
  }

  counted(): readonly Counted[] {
    return [{ tally: this.units }];
  }
}

function limitsOf(base: string, quote: string): readonly [number, number] | undefined {
  if (!MAJORS.includes(base)) return undefined;
  if (quote === 'JPY') return YEN_RATES;
  return MAJORS.includes(quote) ? MAJOR_RATES : undefined;
}
