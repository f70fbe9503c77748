import { fromTicks } from '../market/index.ts';
import type { OrderQuantity, OrderRequest, Plan, Target } from '../orders/index.ts';
import { sizingProblem, targetLots } from '../risk/index.ts';
import type { RiskLimits, SizingBasis, SizingPolicy } from '../risk/index.ts';
import type { Account } from './account.ts';
import type { BreakerDesk } from './breaker-desk.ts';
import type { SeriesColumns } from './columns.ts';
import type { FillPricer } from './fill-pricer.ts';
import type { SizingEstimates } from './sizing-estimates.ts';

/** What a target or an order comes to: whole signed lots, NaN where they are not known, and why there are none. */
export interface Sized {
  readonly lots: number;
  readonly problem: string | undefined;
}

/** What sizing is told beside the account. */
interface StopDistance {
  /** Price at which the position would begin. @default the newest known price */
  readonly entryPrice?: number | undefined;
  /** The stop, as a fraction of that price or as a price. */
  readonly stop?: { readonly fraction: number } | { readonly price: number } | undefined;
}

/** What a sizing desk works with. */
export interface SizingDeskParts {
  readonly account: Account;
  readonly estimates: SizingEstimates;
  readonly breakers: BreakerDesk;
  readonly pricer: FillPricer;
}

/** Sizes targets, orders and plans by what is known at the decision. */
export class SizingDesk {
  private readonly columns: readonly SeriesColumns[];
  private readonly account: Account;
  private readonly policy: SizingPolicy;
  private readonly limits: RiskLimits;
  private readonly parts: SizingDeskParts;

  constructor(
    columns: readonly SeriesColumns[],
    rules: { readonly sizing: SizingPolicy; readonly limits: RiskLimits },
    parts: SizingDeskParts,
  ) {
    this.columns = columns;
    this.account = parts.account;
    this.policy = rules.sizing;
    this.limits = rules.limits;
    this.parts = parts;
  }

  /** Signed lots to hold of series `s` for a target. */
  target(s: number, target: Target, stop: { readonly fraction: number } | undefined, time: number): Sized {
    const basis = this.basis(s, time, { stop });
    if (this.parts.estimates.hasEdges && target.kind === 'exposure') this.noteAsked(s, target.value, basis, time);
    const sized = this.sized(this.policy, target, basis);
    const lots = this.parts.breakers.target(sized.lots, this.account.lots(s));
    return lots === sized.lots || Number.isNaN(lots) ? sized : { lots, problem: this.parts.breakers.refusal };
  }

  /** Lots of an order that has to be sized; undefined where it states them or takes those of the position. */
  order(s: number, request: OrderRequest, time: number): Sized | undefined {
    const { quantity, limitPrice, stopPrice, attached } = request;
    const distance = { entryPrice: stopPrice ?? limitPrice, stop: attached?.stopLoss };
    return this.underBreaker(s, request, this.quantity(s, quantity, time, distance));
  }

  /** Lots of a plan that has to be sized: by what its stop would lose, but worth at most the account's gross limit. */
  plan(s: number, plan: Plan, time: number): Sized | undefined {
    const { risk, stop, entry } = plan;
    const distance = { entryPrice: entry.price, stop };
    const side = plan.direction === 'long' ? 'buy' : 'sell';
    const opening = { side, quantity: risk, reduceOnly: false } as const;
    if (risk.kind !== 'risk-fraction') {
      return this.underBreaker(s, { ...opening, quantity: risk }, this.quantity(s, risk, time, distance));
    }
    const policy: SizingPolicy = { kind: 'risk-per-trade', fraction: risk.value, cap: this.limits.maxGrossExposure };
    const sized = this.sized(policy, { kind: 'exposure', value: 1 }, this.basis(s, time, distance));
    return this.underBreaker(s, { side, quantity: { kind: 'lots', value: sized.lots } }, sized);
  }

  /** What a breaker leaves of an order: the part that makes the position smaller always. */
  private underBreaker(
    s: number,
    { side, quantity, reduceOnly }: Pick<OrderRequest, 'side' | 'quantity' | 'reduceOnly'>,
    sized: Sized | undefined,
  ): Sized | undefined {
    const { breakers } = this.parts;
    const lots = quantity.kind === 'lots' ? quantity.value : sized?.lots;
    if (breakers.refusal === undefined || lots === undefined || Number.isNaN(lots) || reduceOnly === true) return sized;
    const held = this.account.lots(s);
    const sign = side === 'buy' ? 1 : -1;
    const closing = held * sign < 0 ? Math.min(lots, Math.abs(held)) : 0;
    const left = closing + Math.floor((lots - closing) * breakers.state.scale + 1e-9);
    return left === lots ? sized : { lots: left, problem: breakers.refusal };
  }

  /** Tells the estimate of the edge what is asked for, and what one change of side would cost at the size of the account. */
  private noteAsked(s: number, exposure: number, { equity, lotValue }: SizingBasis, time: number): void {
    const { estimates, pricer } = this.parts;
    const ticks = this.account.visible.markTicks[s];
    if (!(lotValue > 0)) {
      estimates.noteAsked(s, exposure, 0);
      return;
    }
    const lots = Math.max(1, Math.floor(Math.max(0, equity) / lotValue));
    const place = { s, barIndex: this.account.markBar[s], time, moment: 'close' } as const;
    estimates.noteAsked(s, exposure, pricer.costFraction(place, lots, ticks));
  }

  private quantity(s: number, quantity: OrderQuantity, time: number, distance: StopDistance): Sized | undefined {
    if (quantity.kind === 'lots' || quantity.kind === 'position') return undefined;
    return this.sized(this.policy, quantity, { ...this.basis(s, time, distance), heldLots: 0 });
  }

  private sized(policy: SizingPolicy, target: Target, basis: SizingBasis): Sized {
    const lots = targetLots(policy, target, basis);
    return { lots, problem: lots === 0 || Number.isNaN(lots) ? sizingProblem(policy, target, basis) : undefined };
  }

  private basis(s: number, time: number, distance: StopDistance): SizingBasis {
    const { account } = this;
    const rate = account.converter.rate(account.currency(s), time);
    const ticks = account.visible.markTicks[s];
    const lotValue = ticks * this.columns[s].unitsPerTickLot * rate;
    const equity = account.equityUnits(time, account.visible);
    const { estimates } = this.parts;
    const basis: SizingBasis = {
      equity,
      lotValue,
      heldLots: account.lots(s),
      available: equity - this.worthOfOthers(s, time),
      annualVolatility: estimates.volatility(s),
      edge: estimates.edge(s),
    };
    if (distance.stop === undefined) return basis;
    return { ...basis, lossPerLot: this.lossTicks(s, ticks, distance) * this.columns[s].unitsPerTickLot * rate };
  }

  /** Sum of the absolute worth of all other positions, at marks that had become available, in the account's currency. */
  private worthOfOthers(s: number, time: number): number {
    if (this.policy.kind !== 'fraction' || this.policy.of === 'equity') return 0;
    const { converter, visible } = this.account;
    const own = converter.toAccount(this.account.currency(s), Math.abs(visible.values[s]), time);
    return visible.gross.reduce((sum, units, c) => sum + converter.toAccount(c, units, time), -own);
  }

  /** Ticks between where a position would begin and its stop. */
  private lossTicks(s: number, markTicks: number, { entryPrice, stop }: StopDistance): number {
    const { instrument } = this.columns[s].series;
    const tick = fromTicks(instrument, 1);
    const entry = entryPrice ?? fromTicks(instrument, markTicks);
    if (stop === undefined || Number.isNaN(entry)) return NaN;
    return ('fraction' in stop ? Math.abs(entry) * stop.fraction : Math.abs(entry - stop.price)) / tick;
  }
}
