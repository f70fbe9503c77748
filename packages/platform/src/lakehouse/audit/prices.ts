import type { Instrument } from '@assay/quant/market';
import type { SeriesHead } from '../manifest.ts';
import type { AuditBar, Counted } from './audit-bar.ts';
import type { TallyBook } from './tally.ts';

const SIDES = ['open', 'high', 'low', 'close'] as const;
const ASK_SIDES = ['askOpen', 'askHigh', 'askLow', 'askClose'] as const;

/** Kinds of instrument whose price can be zero or negative. */
const KINDS_WITHOUT_FLOOR: readonly Instrument['kind'][] = ['future', 'commodity', 'contract-for-difference', 'option'];

/** Open, high, low and close of one side. */
type Side = readonly [open: number, high: number, low: number, close: number];

/** Values: prices that cannot be, bars whose high and low do not enclose them, volumes below zero. */
export class PriceCheck {
  private readonly head: SeriesHead;
  private readonly hasFloor: boolean;
  private readonly tallies;

  constructor(head: SeriesHead, book: TallyBook) {
    this.head = head;
    this.hasFloor = !KINDS_WITHOUT_FLOOR.includes(head.instrument.kind);
    this.tallies = {
      badPrice: book.tally('bad-price', 'error'),
      badOhlc: book.tally('bad-ohlc', 'error'),
      badVolume: book.tally('bad-volume', 'error'),
    };
  }

  /** Takes every row, also those that later checks do not see. */
  row(bar: AuditBar): void {
    const { badPrice, badOhlc, badVolume } = this.tallies;
    const price = this.priceFault(bar);
    if (price !== undefined) badPrice.add(bar, () => price);
    else if (this.head.shape === 'ohlc') {
      const shape = ohlcFault([bar.open, bar.high, bar.low, bar.close]) ?? this.askFault(bar);
      if (shape !== undefined) badOhlc.add(bar, () => shape);
    }
    if (bar.volume < 0 || bar.volume === Infinity) badVolume.add(bar, () => `volume ${bar.volume}`);
  }

  counted(): readonly Counted[] {
    return Object.values(this.tallies).map((tally) => ({ tally }));
  }

  private priceFault(bar: AuditBar): string | undefined {
    if (this.head.shape !== 'ohlc') return this.isBad(bar.close) ? `close ${bar.close}` : undefined;
    for (const name of SIDES) if (this.isBad(bar[name])) return `${name} ${bar[name]}`;
    if (!this.head.hasAsk) return undefined;
    for (const name of ASK_SIDES) if (this.isBad(bar[name])) return `${name} ${bar[name]}`;
    return undefined;
  }

  private isBad(price: number): boolean {
    return !Number.isFinite(price) || (this.hasFloor && price <= 0);
  }

  private askFault(bar: AuditBar): string | undefined {
    if (!this.head.hasAsk) return undefined;
    const fault = ohlcFault([bar.askOpen, bar.askHigh, bar.askLow, bar.askClose]);
    return fault === undefined ? undefined : `ask: ${fault}`;
  }
}

function ohlcFault([open, high, low, close]: Side): string | undefined {
  if (high < low) return `high ${high} below low ${low}`;
  if (open > high || open < low) return `open ${open} outside ${low} to ${high}`;
  return close > high || close < low ? `close ${close} outside ${low} to ${high}` : undefined;
}
