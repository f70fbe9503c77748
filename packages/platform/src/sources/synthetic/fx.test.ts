import { formatIsoTime, MS_PER_HOUR } from '@assay/core/time';
import type { BarSeries, SidePrices } from '@assay/quant/market';
import { describe, expect, it } from 'vitest';
import { fx } from './fx.ts';
import { hourOfWeek, weeklySpreads } from './fx-spreads.ts';
import { at, closeReturns, deviationOf } from './testing/index.ts';

const first = (options: Parameters<typeof fx>[0]): BarSeries => fx(options).series[0] as BarSeries;

describe('fx', () => {
  it('X-07: keeps New York hours through both changes of the clocks', () => {
    // In 2019 the clocks of New York changed on 10 March and 3 November.
    const bars = first({ seed: 1, bars: 120 * 50, start: '2019-01-07' });
    const opens = [...bars.openTime].filter((open, t) => t === 0 || open !== at(bars.eventTime, t - 1));
    const texts = opens.map((open) => formatIsoTime(open).slice(0, 16));
    expect(texts.slice(0, 2)).toEqual(['2019-01-06T22:00', '2019-01-13T22:00']);
    expect(texts).toContain('2019-03-03T22:00');
    expect(texts).toContain('2019-03-10T21:00');
    expect(texts).toContain('2019-10-27T21:00');
    expect(texts).toContain('2019-11-03T22:00');
    expect(opens.every((open) => hourOfWeek(open) === 17)).toBe(true);
    expect(opens).toHaveLength(50);
  });

  it.each([['1h' as const], ['1m' as const]])(
    'spreads bid and ask by the hour of the week, bars of %s',
    (timeframe) => {
      const { series, provenance } = fx({ seed: 2, bars: 8000, timeframe, spread: 12 });
      const bars = series[0] as BarSeries;
      const ask = bars.ask as SidePrices;
      const spreads = weeklySpreads(12);
      expect(provenance.generator).toMatchObject({ spreadTicksByHour: spreads });
      expect(bars.side).toBe('bid');
      const ticks = (price: number): number => Math.round(price * 1e5);
      for (let t = 0; t < bars.length; t++) {
        const expected = at(spreads, hourOfWeek(at(bars.openTime, t)));
        for (const name of ['open', 'high', 'low', 'close'] as const) {
          const [low, high] = [at(bars[name], t), at(ask[name], t)];
          if (ticks(high) - ticks(low) !== expected)
            expect.fail(`bar ${t}: ${name} ${low} to ${high}, not ${expected}`);
          if (low !== ticks(low) / 1e5 || high !== ticks(high) / 1e5) expect.fail(`bar ${t}: off the tick`);
        }
      }
      expect(new Set(spreads)).toEqual(new Set([72, 12, 18, 48, 30, 9]));
    },
  );

  it('has the declared volatility, also by the minute, and yen with three decimals', () => {
    const hours = fx({ seed: 3, bars: 6000, pairs: ['EURUSD', 'USDJPY'], volatility: 0.001 }).series;
    for (const bars of hours) expect(deviationOf(closeReturns(bars))).toBeCloseTo(0.001, 4);
    expect(hours[1]?.instrument).toMatchObject({ baseCurrency: 'USD', currency: 'JPY', tickSize: '0.001' });
    expect(at(hours[1]?.close ?? [], 0)).toBeCloseTo(110, -1);
    const minutes = first({ seed: 3, bars: 6000, timeframe: '1m' });
    expect(at(minutes.eventTime, 60) - at(minutes.eventTime, 0)).toBe(MS_PER_HOUR);
    // A hundredth a day, by the root of time.
    expect(deviationOf(closeReturns(minutes)) / (0.01 / Math.sqrt(1440))).toBeCloseTo(1, 1);
  });

  it.each([
    [{ timeframe: '1d' as const }, /'timeframe': must be an hour or less/],
    [{ timeframe: '2h' as const }, /'timeframe'/],
    [{ pairs: ['EURO'] }, /'pairs': must be two currency codes such as EURUSD, was 'EURO'/],
    [{ pairs: ['USDUSD'] }, /'pairs'/],
    [{ pairs: [] }, /'instruments'/],
    [{ spread: 0 }, /'spread'/],
    [{ spread: 1.5 }, /'spread'/],
  ])('refuses %j', (wrong, message) => {
    expect(() => fx({ seed: 1, bars: 5, ...wrong })).toThrow(message);
  });
});
