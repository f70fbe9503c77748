import { describe, expect, it } from 'vitest';
import { labelColumn, labelsAt, periodsOf, rowsByName, tradeLabels } from './labels.ts';
import type { LabelColumn, LabelledTrade } from './labels.ts';
import { sessionPartLabels, timeLabels } from './time-labels.ts';

describe('labelColumn', () => {
  it('names regimes in the order in which they came, and what is missing unknown, last', () => {
    const found = labelColumn([undefined, 'bull', 'bear', '', null, 'bull', 'unknown']);
    expect(found.names).toEqual(['bull', 'bear', 'unknown']);
    expect(textsOf(found)).toEqual(['unknown', 'bull', 'bear', 'unknown', 'unknown', 'bull', 'unknown']);
  });
});

describe('tradeLabels', () => {
  it('reads a column of the trades, names ascending', () => {
    const trades = [trade({ direction: 'short' }), trade({ direction: 'long' }), trade({ direction: 'short' })];
    expect(tradeLabels(trades, 'direction')).toEqual({ names: ['long', 'short'], codes: Int32Array.from([1, 0, 1]) });
    expect(textsOf(tradeLabels([trade({ exitRule: 'stop-inside-bar' })], 'exitRule'))).toEqual(['stop-inside-bar']);
  });
});

describe('labelsAt', () => {
  it('gives trades the regime of the period in which they were entered', () => {
    const regimes = labelColumn(['bull', 'bear', 'bear']);
    const periods = periodsOf(Float64Array.from([10, 20, 30]), Float64Array.from([5, 10, 10.5, 30, 31]));
    expect(Array.from(periods)).toEqual([0, 0, 1, 2, -1]);
    expect(textsOf(labelsAt(regimes, periods))).toEqual(['bull', 'bull', 'bear', 'bear', 'unknown']);
  });
});

describe('rowsByName', () => {
  it('lists the rows of each name in order, also of one that has none', () => {
    const found = rowsByName({ names: ['a', 'b', 'c'], codes: Int32Array.from([1, 0, 1]) }, 3);
    expect([...found].map(([name, rows]) => [name, ...rows])).toEqual([['a', 1], ['b', 0, 2], ['c']]);
    expect(() => rowsByName({ names: [], codes: new Int32Array(0) }, 1)).toThrow("invalid 'labels'");
  });
});

describe('timeLabels', () => {
  const midnight = times(['2021-03-01T00:00:00Z', '2021-03-01T05:00:00Z', '2021-03-01T05:00:01Z']);

  it('gives a close at midnight to what has just ended, and a moment to what begins', () => {
    const read = (part: 'year-month' | 'weekday' | 'hour', kind: 'close' | 'moment'): readonly string[] =>
      textsOf(timeLabels(midnight, 'UTC', part, kind)).slice(0, 1);
    expect(read('year-month', 'close')).toEqual(['2021-02']);
    expect(read('year-month', 'moment')).toEqual(['2021-03']);
    expect([read('weekday', 'close'), read('weekday', 'moment')]).toEqual([['Sunday'], ['Monday']]);
    expect([read('hour', 'close'), read('hour', 'moment')]).toEqual([['23'], ['00']]);
  });

  it('reads the clocks of the zone, one for all or one for each', () => {
    expect(textsOf(timeLabels(midnight, 'America/New_York', 'year-month', 'close'))).toEqual([
      '2021-02',
      '2021-02',
      '2021-03',
    ]);
    const each = timeLabels(midnight, ['UTC', 'Asia/Tokyo', 'America/New_York'], 'hour', 'moment');
    expect(textsOf(each)).toEqual(['00', '14', '00']);
    expect(() => timeLabels(midnight, ['UTC'], 'hour', 'moment')).toThrow("invalid 'zones'");
  });

  it('follows a change of clocks', () => {
    const opens = times(['2021-03-12T14:30:00Z', '2021-03-15T13:30:00Z']);
    expect(textsOf(timeLabels(opens, 'America/New_York', 'hour', 'moment'))).toEqual(['09', '09']);
  });

  it('orders years and months by time, and knows years before 1970', () => {
    const mixed = times(['2021-01-15T00:00:00Z', '1965-12-31T23:00:00Z', '2020-11-01T00:00:00Z']);
    expect(timeLabels(mixed, 'UTC', 'year', 'moment').names).toEqual(['1965', '2020', '2021']);
    expect(timeLabels(mixed, 'UTC', 'year-month', 'moment').names).toEqual(['1965-12', '2020-11', '2021-01']);
    expect(textsOf(timeLabels(mixed, 'UTC', 'month', 'moment'))).toEqual(['01', '12', '11']);
    expect(textsOf(timeLabels(mixed, 'UTC', 'hour', 'moment'))).toEqual(['00', '23', '00']);
  });
});

describe('sessionPartLabels', () => {
  const sessions = [
    { open: 100, close: 200 },
    { open: 300, close: 310 },
  ];

  it('divides a session into opening, middle and closing; its own ends belong to it', () => {
    const moments = Float64Array.from([99, 100, 119, 120, 179, 180, 200, 201, 300, 304, 305, 310, 311]);
    expect(textsOf(sessionPartLabels(moments, sessions, 20))).toEqual([
      'outside',
      'opening',
      'opening',
      'middle',
      'middle',
      'closing',
      'closing',
      'outside',
      'opening',
      'opening',
      'closing',
      'closing',
      'outside',
    ]);
  });

  it('is outside where there is no session', () => {
    expect(textsOf(sessionPartLabels(Float64Array.of(5), [], 20))).toEqual(['outside']);
  });
});

function textsOf({ names, codes }: LabelColumn): readonly string[] {
  return Array.from(codes, (code) => names[code]);
}

function times(texts: readonly string[]): Float64Array {
  return Float64Array.from(texts, (text) => Date.parse(text));
}

function trade(figures: Partial<LabelledTrade>): LabelledTrade {
  return {
    instrument: 'A',
    direction: 'long',
    exitRule: 'market-at-next-open',
    exitReason: 'signal',
    entryReason: 'signal',
    contract: 'base/1',
    ...figures,
  };
}
