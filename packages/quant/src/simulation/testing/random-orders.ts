import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import type { InstrumentId } from '../../market/index.ts';
import type { Action, AttachedRequest, OrderRequest, OrderType, Plan, TimeInForce } from '../../orders/index.ts';
import type { DecisionView, StrategyInstance } from '../../strategy/index.ts';
import type { RandomRun } from './random-run.ts';

/** What a random order strategy does beside sending orders. */
export interface RandomOrderTerms {
  /** True for lots and price levels only: nothing that depends on the size of the account or on ratios of prices. */
  readonly isPlain: boolean;
  /** Prices are mirrored at this one, and buys are sales; absent: as drawn. */
  readonly mirror?: number | undefined;
}

const TYPES: readonly OrderType[] = [
  'market',
  'limit',
  'limit',
  'stop',
  'stop-limit',
  'trailing-stop',
  'market-on-open',
  'market-on-close',
];

/**
 * A strategy that sends, cancels and replaces orders of all kinds at random, around the newest close. What it draws depends
 * on the seed, the moment and the instrument only, what it does also on its orders and the price.
 */
export function randomOrderStrategy(run: RandomRun, terms: RandomOrderTerms = { isPlain: false }): StrategyInstance {
  return {
    decide: (view) =>
      view.updated.flatMap((instrument) => {
        const rng = createRng(`${run.seed}-${view.decisionTime}-${instrument}`);
        const close = view.price(instrument, 'close');
        if (rng.nextFloat() < 0.45 || Number.isNaN(close)) return [];
        const drawn = terms.mirror === undefined ? close : Math.round(100 * (2 * terms.mirror - close)) / 100;
        return new OrderDraw(rng, view, instrument, terms).actions(drawn);
      }),
  };
}

/** One decision about one instrument. */
class OrderDraw {
  private readonly rng: Rng;
  private readonly view: DecisionView;
  private readonly instrument: InstrumentId;
  private readonly terms: RandomOrderTerms;

  constructor(rng: Rng, view: DecisionView, instrument: InstrumentId, terms: RandomOrderTerms) {
    this.rng = rng;
    this.view = view;
    this.instrument = instrument;
    this.terms = terms;
  }

  actions(close: number): readonly Action[] {
    const { rng, instrument } = this;
    const waiting = this.view.workingOrders(instrument).filter(({ role }) => role === 'order');
    const draw = rng.nextFloat();
    if (waiting.length > 0 && draw < 0.15) return [{ kind: 'cancel', tag: waiting[rng.nextInt(waiting.length)].tag }];
    if (waiting.length > 0 && draw < 0.3) {
      const { tag, filledLots, cancelledLots } = waiting[rng.nextInt(waiting.length)];
      // A whole position has no lots to change.
      const least = filledLots + cancelledLots + 1;
      return tag.startsWith('all') ? [] : [{ kind: 'replace', tag, lots: least + rng.nextInt(4) }];
    }
    if (draw < 0.45) return [this.plan(close)];
    if (draw < 0.55 && this.terms.isPlain === false) return [this.intent()];
    const group = rng.nextFloat() < 0.3 ? `group-${this.view.decisionTime}` : undefined;
    return Array.from({ length: group === undefined ? 1 : 2 }, (_, k) => this.order(close, k, group));
  }

  private order(close: number, k: number, oco: string | undefined): OrderRequest {
    const { rng, instrument } = this;
    const type = TYPES[rng.nextInt(TYPES.length)];
    const drawn = rng.nextFloat() < 0.5 ? 1 : -1;
    const isAll = rng.nextFloat() < 0.1;
    const isReducing = isAll || rng.nextFloat() < 0.15;
    const levels = this.levels(type, drawn, close);
    const attached = this.attached(drawn, levels.entry, close);
    return {
      kind: 'order',
      tag: `${isAll ? 'all' : 'one'}-${this.view.decisionTime}-${instrument}-${k}`,
      instrument,
      side: this.sideOf(drawn),
      quantity: isAll ? { kind: 'position' } : this.quantity(),
      type,
      ...levels.prices,
      timeInForce: this.timeInForce(type),
      reduceOnly: isReducing,
      oco,
      attached: isReducing || !levels.isFixed || rng.nextFloat() < 0.5 ? undefined : attached,
      reason: 'random',
    };
  }

  private quantity(): OrderRequest['quantity'] {
    const { rng, terms } = this;
    if (terms.isPlain || rng.nextFloat() < 0.6) return { kind: 'lots', value: 1 + rng.nextInt(6) };
    return { kind: 'weight', value: 0.05 + 0.3 * rng.nextFloat() };
  }

  /** The levels of an order, and the one around which its exits lie. */
  private levels(
    type: OrderType,
    drawn: number,
    close: number,
  ): {
    readonly prices: Pick<OrderRequest, 'limitPrice' | 'stopPrice' | 'trail'>;
    readonly entry: number;
    readonly isFixed: boolean;
  } {
    const entry = this.near(close, 0.03);
    const room = Math.round(close * this.rng.nextFloat()) / 100;
    const stopPrice = this.mirrored(entry);
    switch (type) {
      case 'limit':
        return { prices: { limitPrice: stopPrice }, entry, isFixed: true };
      case 'stop':
        return { prices: { stopPrice }, entry, isFixed: true };
      case 'stop-limit':
        return { prices: { stopPrice, limitPrice: this.mirrored(entry + drawn * room) }, entry, isFixed: true };
      case 'trailing-stop':
        return { prices: { trail: { kind: 'price', value: 0.5 + room } }, entry, isFixed: false };
      default:
        return { prices: {}, entry, isFixed: false };
    }
  }

  private plan(close: number): Plan {
    const { rng, instrument, terms } = this;
    const drawn = rng.nextFloat() < 0.5 ? 1 : -1;
    const entry = this.near(close, 0.02);
    const type = drawn > 0 === entry > close ? 'stop' : 'limit';
    const far = (share: number): number => this.mirrored(Math.round(100 * entry * (1 + share)) / 100);
    const risk = terms.isPlain
      ? ({ kind: 'lots', value: 2 + rng.nextInt(4) } as const)
      : ({ kind: 'risk-fraction', value: 0.002 + 0.01 * rng.nextFloat() } as const);
    const targets = Array.from({ length: rng.nextInt(3) }, (_, k) => ({
      price: far(drawn * 0.015 * (k + 1)),
      share: 0.5,
    }));
    return {
      kind: 'plan',
      tag: `plan-${this.view.decisionTime}-${instrument}`,
      instrument,
      direction: this.sideOf(drawn) === 'buy' ? 'long' : 'short',
      entry: { type, price: this.mirrored(entry) },
      stop: { price: far(-drawn * (0.005 + 0.03 * rng.nextFloat())) },
      targets,
      timeExit: rng.nextFloat() < 0.5 ? { bars: 1 + rng.nextInt(5) } : undefined,
      risk,
      expires: rng.nextFloat() < 0.3 ? this.view.decisionTime + 3 * 86_400_000 : undefined,
      reason: 'random plan',
    };
  }

  private intent(): Action {
    const target = { kind: 'lots', value: this.rng.nextInt(13) - 6 } as const;
    const stopLoss = this.rng.nextFloat() < 0.5 ? { fraction: 0.005 + 0.03 * this.rng.nextFloat() } : undefined;
    return { legs: [{ instrument: this.instrument, target, stopLoss }], allOrNone: false, reason: 'random' };
  }

  private attached(drawn: number, entry: number, close: number): AttachedRequest {
    const { rng } = this;
    const away = Math.round(close * (2 + 3 * rng.nextFloat())) / 100;
    return {
      stopLoss: { price: this.mirrored(entry - drawn * away) },
      takeProfit: rng.nextFloat() < 0.6 ? { price: this.mirrored(entry + drawn * away) } : undefined,
      trailingStop: rng.nextFloat() < 0.3 ? { kind: 'price', value: Math.round(50 * away) / 100 } : undefined,
    };
  }

  private timeInForce(type: OrderType): TimeInForce | undefined {
    const { rng, view } = this;
    const draw = rng.nextFloat();
    if (draw < 0.15) return { kind: 'day' };
    if (draw < 0.3) return { kind: 'gtd', until: view.decisionTime + 1 + rng.nextInt(5 * 86_400_000) };
    if (draw < 0.4 && type !== 'market-on-open' && type !== 'market-on-close')
      return { kind: draw < 0.35 ? 'ioc' : 'fok' };
    return undefined;
  }

  /** A price within a share of another one, in whole ticks of 0.01. */
  private near(close: number, share: number): number {
    return Math.round(100 * close * (1 + share * (2 * this.rng.nextFloat() - 1))) / 100;
  }

  private mirrored(price: number): number {
    const { mirror } = this.terms;
    return mirror === undefined ? price : Math.round(100 * (2 * mirror - price)) / 100;
  }

  private sideOf(drawn: number): 'buy' | 'sell' {
    return drawn > 0 === (this.terms.mirror === undefined) ? 'buy' : 'sell';
  }
}
