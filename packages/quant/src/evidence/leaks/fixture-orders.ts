import type { Action } from '../../orders/index.ts';
import type { BarColumns, DecisionView, NamedColumns, StrategyDefinition } from '../../strategy/index.ts';
import { perBar } from './fixture-tools.ts';
import type { LeakFixture } from './leak-fixture.ts';

/** Leaks that change neither when it trades nor on which side, but how much, at which price, and how it gets out. */
export const ORDER_FIXTURES: readonly LeakFixture[] = [
  ordered('size-by-the-future', 'It is always long, and of more where the next bar rises.', {
    level: ({ bars, i, ahead }) => ((bars.close[i + ahead] ?? 0) > (bars.close[i + ahead - 1] ?? 0) ? 1 : 0.4),
    ask: (instrument, level) => [
      { legs: [{ instrument, target: { kind: 'exposure', value: level } }], allOrNone: false, reason: 'size' },
    ],
  }),
  ordered('stop-by-the-future', 'Its stop lies just below the lowest price of the next bar.', {
    level: ({ bars, i, ahead }) => Math.max(0.002, 1.001 - (bars.low[i + ahead] ?? bars.close[i]) / bars.close[i]),
    ask: (instrument, level, isFlat) =>
      isFlat
        ? [
            {
              legs: [{ instrument, target: { kind: 'exposure', value: 1 }, stopLoss: { fraction: level } }],
              allOrNone: false,
              reason: 'stopped',
            },
          ]
        : [],
  }),
  ordered('limit-at-the-next-low', 'It bids the lowest price of the bar that follows.', {
    level: ({ bars, i, ahead }) => bars.low[i + ahead] ?? bars.low[i],
    ask: (instrument, level, isFlat): readonly Action[] => {
      const tag = `bid-${instrument}`;
      if (!isFlat) return [{ legs: [{ instrument, target: FLAT }], allOrNone: false, reason: 'out' }];
      const quantity = { kind: 'exposure', value: 1 } as const;
      const what = { kind: 'order', tag, instrument, side: 'buy', type: 'limit' } as const;
      return [{ ...what, quantity, limitPrice: level, timeInForce: { kind: 'ioc' as const }, reason: 'bid' }];
    },
  }),
];

const FLAT = { kind: 'exposure', value: 0 } as const;

/** What a level is made of: bars, one of them, and how many bars after it may be seen: 1 leaks. */
interface LevelQuestion {
  readonly bars: BarColumns;
  readonly i: number;
  readonly ahead: 0 | 1;
}

interface OrderRule {
  readonly level: (question: LevelQuestion) => number;
  readonly ask: (instrument: string, level: number, isFlat: boolean) => readonly Action[];
}

function ordered(kind: string, summary: string, rule: OrderRule): LeakFixture {
  return {
    ...{ kind, summary, expected: 'leak' },
    leaky: () => orderStrategy(`${kind}-leaky`, rule, 1),
    clean: () => orderStrategy(`${kind}-clean`, rule, 0),
  };
}

function orderStrategy(name: string, { level, ask }: OrderRule, ahead: 0 | 1): StrategyDefinition {
  return {
    ...{ name, summary: 'Asks for a level that a column says.', source: 'this project', parameters: [] },
    terms: () => [],
    columns: (bars): NamedColumns => ({ level: perBar(bars, (i) => level({ bars, i, ahead })) }),
    create: () => ({
      decide: (view: DecisionView) =>
        view.updated.flatMap((id) => ask(id, view.column(id, 'level'), view.position(id) === 0)),
    }),
  };
}
