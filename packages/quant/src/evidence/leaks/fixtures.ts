/*
 * This file and those it imports load nothing but each other when they run: a copy of them is a strategy module of a user's
 * kind, which is how the leaks go through whole research runs.
 */
import type { BarColumns } from '../../strategy/index.ts';
import { ORDER_FIXTURES } from './fixture-orders.ts';
import { byColumn, byRule, meanOver, perBar, returnsOf } from './fixture-tools.ts';
import type { LeakFixture } from './leak-fixture.ts';

/** Where this file is: with those it imports it can be copied, and loaded elsewhere. */
export const LEAK_FIXTURES_URL: string = (import.meta as unknown as { readonly url: string }).url;

const WEEK = 5;

/** A leak in a column and its clean twin. */
function planted(
  kind: string,
  summary: string,
  rules: { readonly leaky: Parameters<typeof byColumn>[1]; readonly clean: Parameters<typeof byColumn>[1] },
): LeakFixture {
  return {
    ...{ kind, summary, expected: 'leak' },
    leaky: () => byColumn(`${kind}-leaky`, rules.leaky),
    clean: () => byColumn(`${kind}-clean`, rules.clean),
  };
}

/**
 * One planted leak per kind that replay has to find, each with a clean twin on which it must not raise an alarm.
 *
 * What the order of records shows (a fill in its decision's bar, a bar of a higher timeframe that is known early, an expiry
 * that is settled before its time) is checked by `fillBeforeDecision`, `barBeforeItsEnd` and `settledBeforeExpiry`; leaks in
 * the data themselves are for the audit of the lakehouse.
 *
 * @remarks
 * Source: this project.
 */
export function leakFixtures(): readonly LeakFixture[] {
  return [...SHIFTS, ...WHOLE_SAMPLE, ...FEATURES, ...ORDER_FIXTURES, ...WITHOUT_COLUMNS];
}

const SHIFTS: readonly LeakFixture[] = [
  planted('same-bar-fill', 'It knows the close of the bar at whose open its order fills.', {
    leaky: ({ open, close, length }) => perBar({ length }, (i) => (close[i + 1] ?? NaN) - (open[i + 1] ?? NaN)),
    clean: ({ open, close, length }) => perBar({ length }, (i) => close[i] - open[i]),
  }),
  planted('negative-shift', 'It reads the return of the next bar.', {
    leaky: (bars) => shifted(returnsOf(bars), -1),
    clean: (bars) => shifted(returnsOf(bars), 1),
  }),
  planted('guarded-shift', 'It reads the next return, and 0 where there is none.', {
    leaky: (bars) => shifted(returnsOf(bars), -1).map((value) => (Number.isNaN(value) ? 0 : value)),
    clean: (bars) => shifted(returnsOf(bars), 1).map((value) => (Number.isNaN(value) ? 0 : value)),
  }),
  planted('single-candle', 'It reads one bar ahead at one bar in twenty only.', {
    leaky: (bars) => singleCandle(bars, 1),
    clean: (bars) => singleCandle(bars, 0),
  }),
  planted('unshifted-higher-timeframe', 'Each bar of a week knows how the week will end.', {
    leaky: (bars) => weekly(bars, 0),
    clean: (bars) => weekly(bars, 1),
  }),
  planted('future-of-another-instrument', 'It reads the next bar of another instrument.', {
    leaky: (_, { all }) => shifted(returnsOf(all[0]), -1),
    clean: (_, { all }) => returnsOf(all[0]),
  }),
  planted('centred-filter', 'Its average reaches two bars ahead.', {
    leaky: ({ close, length }) => perBar({ length }, (i) => meanOver(close, i - 2, i + 2) - meanOver(close, i - 4, i)),
    clean: ({ close, length }) => perBar({ length }, (i) => meanOver(close, i - 2, i) - meanOver(close, i - 4, i)),
  }),
  planted('backward-fill', 'It fills a gap with the value that comes after it.', {
    leaky: (bars) => filled(gaps(bars), 'backward'),
    clean: (bars) => filled(gaps(bars), 'forward'),
  }),
];

const WHOLE_SAMPLE: readonly LeakFixture[] = [
  planted('full-sample-scaler', 'It subtracts the mean of the whole sample.', {
    leaky: ({ close, length }) => perBar({ length }, (i) => close[i] - meanOver(close, 0, length - 1)),
    clean: ({ close, length }) => perBar({ length }, (i) => close[i] - meanOver(close, 0, i)),
  }),
  planted('full-sample-quantile', 'Its buckets are cut at quantiles of the whole sample.', {
    leaky: (bars) => {
      const edge = quantile([...returnsOf(bars)], 0.7);
      return returnsOf(bars).map((value) => value - edge);
    },
    clean: (bars) => {
      const values = returnsOf(bars);
      return perBar(bars, (i) => values[i] - quantile([...values.subarray(0, i + 1)], 0.7));
    },
  }),
  planted('smoothed-state', 'Its state at a bar is smoothed with what came later.', {
    leaky: (bars) => {
      const forward = filtered(returnsOf(bars));
      const backward = filtered(returnsOf(bars).reverse()).reverse();
      return perBar(bars, (i) => forward[i] + (i + 1 < bars.length ? backward[i + 1] : 0));
    },
    clean: (bars) => filtered(returnsOf(bars)),
  }),
  planted('best-parameter-of-the-sample', 'Its lookback is the one that paid best over the whole sample.', {
    leaky: (bars) => momentum(bars, bestLookback(bars, bars.length)),
    clean: (bars) => momentum(bars, bestLookback(bars, 100)).fill(NaN, 0, 100),
  }),
  planted('rescaled-to-the-end', 'Its prices are restated in shares of the last day.', {
    leaky: (bars) => perBar(bars, (i) => bars.close[i] / (bars.close[bars.length - 1] ?? NaN) - 1),
    clean: (bars) => perBar(bars, (i) => bars.close[i] / bars.close[0] - 1),
  }),
  planted('winner-of-the-sample', 'It trades the instrument that will have risen most.', {
    leaky: (bars, { all }) => perBar(bars, () => riseOver(bars, 0, bars.length - 1) - best(all, 0, bars.length - 1)),
    clean: (bars, { all }) => perBar(bars, (i) => riseOver(bars, i - 20, i) - best(all, i - 20, i)),
  }),
  planted('sorted-by-future-return', 'It ranks bars by what followed them.', {
    leaky: (bars) => rankedBy(bars, shifted(returnsOf(bars), -3)),
    clean: (bars) => returnsOf(bars),
  }),
  planted('hash-of-the-future', 'It is drawn by a number made of all bars.', {
    leaky: (bars) => {
      const seed = bars.close.reduce((hash, price) => (hash * 31 + Math.round(price * 100)) % 1_000_003, 7);
      return perBar(bars, (i) => ((seed + i * 7919) % 101) - 50);
    },
    clean: (bars) => perBar(bars, (i) => ((i * 7919) % 101) - 50),
  }),
];

const FEATURES: readonly LeakFixture[] = [
  planted('label-as-feature', 'Its feature is the return over the five bars that follow.', {
    leaky: ({ close, length }) => perBar({ length }, (i) => (close[i + 5] ?? NaN) / close[i] - 1),
    clean: ({ close, length }) => perBar({ length }, (i) => close[i] / (close[i - 5] ?? NaN) - 1),
  }),
  planted('end-of-sample', 'It counts the bars to the end of the sample.', {
    leaky: ({ length }) => perBar({ length }, (i) => ((length - i) % 7) - 3),
    clean: ({ length }) => perBar({ length }, (i) => (i % 7) - 3),
  }),
];

const WITHOUT_COLUMNS: readonly LeakFixture[] = [
  {
    kind: 'memory-of-earlier-replays',
    summary: 'It keeps what it saw in one simulation and uses it in the next.',
    expected: 'nondeterministic',
    leaky: () => {
      const seen = new Map<string, number>();
      return byRule('memory-leaky', () => (view, id) => {
        const at = `${id} ${view.barCount(id)}`;
        const known = seen.get(at) ?? -1;
        seen.set(`${id} ${view.barCount(id) - 1}`, view.price(id, 'close') - view.price(id, 'close', 1));
        return known > 0;
      });
    },
    clean: () =>
      byRule('memory-clean', () => {
        const seen = new Map<string, number>();
        return (view, id) => {
          const known = seen.get(id) ?? -1;
          seen.set(id, view.price(id, 'close') - view.price(id, 'close', 1));
          return known > 0;
        };
      }),
  },
  {
    kind: 'chance-without-a-seed',
    summary: 'It draws from chance that goes on from one simulation to the next.',
    expected: 'nondeterministic',
    leaky: () => {
      let state = 1;
      return byRule('chance-leaky', () => () => (state = (state * 48_271) % 2_147_483_647) % 2 === 0);
    },
    clean: () =>
      byRule('chance-clean', () => {
        let state = 1;
        return () => (state = (state * 48_271) % 2_147_483_647) % 2 === 0;
      }),
  },
];

/** Value of bar i − by; NaN where there is none. */
function shifted(values: Float64Array, by: number): Float64Array {
  return perBar(values, (i) => values[i - by] ?? NaN);
}

/** Momentum, but at one bar in twenty the return `ahead` bars later. */
function singleCandle(bars: BarColumns, ahead: number): Float64Array {
  const values = returnsOf(bars);
  return perBar(bars, (i) => (i % 20 === 10 ? (values[i + ahead] ?? NaN) : i % 20 > 10 ? 1 : -1));
}

/** Return of a bar's week, or of the one before. */
function weekly({ close, length }: BarColumns, weeksAgo: number): Float64Array {
  return perBar({ length }, (i) => {
    const first = (Math.floor(i / WEEK) - weeksAgo) * WEEK;
    return (close[Math.min(length - 1, first + WEEK - 1)] ?? NaN) / (close[first - 1] ?? NaN) - 1;
  });
}

/** Returns of which two in three are missing. */
function gaps(bars: BarColumns): Float64Array {
  return returnsOf(bars).map((value, i) => (i % 3 === 0 ? value : NaN));
}

function filled(values: Float64Array, direction: 'forward' | 'backward'): Float64Array {
  const out = values.slice();
  const n = out.length;
  for (let k = 0; k < n; k++) {
    const i = direction === 'forward' ? k : n - 1 - k;
    const before = direction === 'forward' ? i - 1 : i + 1;
    if (Number.isNaN(out[i])) out[i] = out[before] ?? NaN;
  }
  return out;
}

function quantile(values: number[], level: number): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.floor(level * (sorted.length - 1))];
}

/** Exponential average. */
function filtered(values: Float64Array): Float64Array {
  let state = 0;
  return values.map((value) => (state = 0.7 * state + value));
}

/** 1 for bars in the upper third by a key, else -1. */
function rankedBy({ length }: BarColumns, keys: Float64Array): Float64Array {
  const order = Array.from({ length }, (_, i) => i)
    .filter((i) => !Number.isNaN(keys[i]))
    .sort((a, b) => keys[b] - keys[a]);
  const upper = new Set(order.slice(0, Math.floor(order.length / 3)));
  return perBar({ length }, (i) => (upper.has(i) ? 1 : -1));
}

const LOOKBACKS = [1, 2, 5, 10, 20, 40, 80] as const;

/** Return over some bars. */
function momentum({ close, length }: BarColumns, lookback: number): Float64Array {
  return perBar({ length }, (i) => close[i] / (close[i - lookback] ?? NaN) - 1);
}

/** Of all lookbacks the one whose sign paid best from bar to bar, up to a bar. */
function bestLookback(bars: BarColumns, end: number): number {
  const next = shifted(returnsOf(bars), -1);
  const paid = LOOKBACKS.map((lookback) => {
    const known = Math.min(end, bars.length) - 1;
    return momentum(bars, lookback)
      .subarray(0, Math.max(0, known))
      .reduce((sum, value, i) => sum + (value > 0 ? (next[i] ?? 0) : 0), 0);
  });
  return LOOKBACKS[paid.indexOf(Math.max(...paid))] ?? 1;
}

function riseOver({ close }: BarColumns, from: number, to: number): number {
  return (close[to] ?? NaN) / (close[from] ?? NaN);
}

/** A hair less than the greatest rise of all, so that the greatest is above it. */
function best(all: readonly BarColumns[], from: number, to: number): number {
  return Math.max(...all.map((bars) => riseOver(bars, from, to))) - 1e-12;
}
