import type { Currency } from '@assay/quant/market';
import type { CurrencyConversion } from '@assay/quant/simulation';
import type { RateSeries } from './beside.ts';

/**
 * Converts by the newest rate that was known, as long as it is not too old; undefined where there is none.
 *
 * @remarks
 * Causal: a rate counts from when it was known.
 * Cost: O(1) while time goes forward, else O(log n).
 */
export function rateConversion(rates: readonly RateSeries[]): CurrencyConversion {
  const known = new Map(rates.map((rate) => [pairOf(rate.from, rate.to), new KnownRate(rate)]));
  return {
    rate: (from, to, time) => (from === to ? 1 : known.get(pairOf(from, to))?.at(time)),
  };
}

function pairOf(from: Currency, to: Currency): string {
  return `${from}/${to}`;
}

class KnownRate {
  private readonly series: RateSeries;
  /** Rates known at the moment asked for last. */
  private known: number = 0;

  constructor(series: RateSeries) {
    this.series = series;
  }

  at(time: number): number | undefined {
    const { availableAt, values, maxAgeMs } = this.series;
    if (this.known > 0 && (availableAt[this.known - 1] as number) > time) this.known = 0;
    while (this.known < availableAt.length && (availableAt[this.known] as number) <= time) this.known++;
    if (this.known === 0 || time - (availableAt[this.known - 1] as number) > maxAgeMs) return undefined;
    return values[this.known - 1];
  }
}
