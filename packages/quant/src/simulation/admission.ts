import { moneyUnits } from '../market/index.ts';
import { isWithinGrossLimit, mostAllowedLots } from '../risk/index.ts';
import type { GrossState, OpeningProblem, RiskLimits } from '../risk/index.ts';
import type { Account } from './account.ts';
import type { BreakerDesk } from './breaker-desk.ts';
import type { CapDesk } from './cap-desk.ts';
import type { SeriesColumns } from './columns.ts';
import type { FillPricer, PricedAt } from './fill-pricer.ts';
import type { MarginDesk, OpenedLeg } from './margin/margin-desk.ts';
import type { ProposedFill } from './proposed-fill.ts';

/** How many opening lots of a fill may happen, and why no more. */
export interface Allowance {
  readonly opening: number;
  /** Undefined where all of them may. */
  readonly reason: string | undefined;
}

/** What an admission works with. */
export interface AdmissionParts {
  readonly account: Account;
  readonly pricer: FillPricer;
  readonly margin: MarginDesk;
  readonly breakers: BreakerDesk;
  readonly caps: CapDesk;
}

/**
 * What an account lets happen at a fill, in this order: circuit breakers that stop openings, caps, then gross exposure,
 * margin, and what the ledger can hold.
 */
export class Admission {
  private readonly columns: readonly SeriesColumns[];
  private readonly limits: RiskLimits;
  private readonly account: Account;
  private readonly pricer: FillPricer;
  private readonly margin: MarginDesk;
  private readonly breakers: BreakerDesk;
  private readonly caps: CapDesk;

  constructor(columns: readonly SeriesColumns[], limits: RiskLimits, parts: AdmissionParts) {
    this.columns = columns;
    this.limits = limits;
    this.account = parts.account;
    this.pricer = parts.pricer;
    this.margin = parts.margin;
    this.breakers = parts.breakers;
    this.caps = parts.caps;
  }

  /** The most of a single fill's opening lots that may happen. */
  allowance(one: ProposedFill, now: number): Allowance {
    if (one.opening === 0) return { opening: 0, reason: undefined };
    if (this.isHalted) return { opening: 0, reason: this.breakers.refusal };
    const before = this.stateBefore([one], now);
    const capped = this.caps.isOn
      ? this.caps.allowance(one, before.equity, now)
      : { opening: one.opening, cap: undefined };
    const opening = mostAllowedLots(capped.opening, (lots) => this.problem([one], before, now, lots) === undefined);
    if (opening === capped.opening) return { opening, reason: capped.cap };
    const problem = this.problem([one], before, now, opening + 1);
    if (problem !== 'gross-limit') return { opening, reason: problem };
    return { opening, reason: one.closing + opening === 0 ? 'unaffordable' : 'reduced-to-limit' };
  }

  /** Why fills that happen together or not at all may not; undefined where they may. */
  refusal(set: readonly ProposedFill[], now: number): string | undefined {
    if (set.every((one) => one.opening === 0)) return undefined;
    if (this.isHalted) return this.breakers.refusal;
    const before = this.stateBefore(set, now);
    const cap = this.caps.isOn ? this.caps.refusal(set, before.equity, now) : undefined;
    if (cap !== undefined) return cap;
    const problem = this.problem(set, before, now, Infinity);
    return problem === 'gross-limit' ? 'unaffordable' : problem;
  }

  private get isHalted(): boolean {
    return this.breakers.isOn && this.breakers.state.scale === 0;
  }

  /** The account before the fills, with their positions at the prices they would have. */
  private stateBefore(set: readonly ProposedFill[], now: number): GrossState {
    const { account } = this;
    let [gross, equity] = [account.grossUnits(now), account.equityUnits(now)];
    for (const one of set) {
      const { s } = one.place;
      const marked = account.market.values[s];
      const quoted = this.worth(one, one.held);
      const moved = quoted - marked + (one.cashUnits ?? 0);
      gross += this.inAccountCurrency(s, Math.abs(quoted), now) - this.inAccountCurrency(s, Math.abs(marked), now);
      equity += this.inAccountCurrency(s, moved, now);
    }
    return { gross, equity };
  }

  /** Why the fills may not happen with at most `most` opening lots each: `gross-limit`, or what margin says. */
  private problem(
    set: readonly ProposedFill[],
    before: GrossState,
    now: number,
    most: number,
  ): 'gross-limit' | OpeningProblem | undefined {
    let { gross, equity } = before;
    const legs: OpenedLeg[] = [];
    for (const one of set) {
      const { s } = one.place;
      const lots = one.closing + Math.min(one.opening, most);
      if (lots === 0) continue;
      if (!this.isCountable(one, lots)) return 'gross-limit';
      const held = one.held + one.sign * lots;
      const worth = this.worth(one, held);
      const after = Math.abs(worth);
      const quoted = Math.abs(this.worth(one, one.held));
      gross += this.inAccountCurrency(s, after, now) - this.inAccountCurrency(s, quoted, now);
      const priced = this.price(one, lots);
      equity -= this.inAccountCurrency(s, costsOf(priced), now);
      if (this.margin.isUnlimited) continue;
      const [worthUnits, own, earlier] = [worth, this.cashOf(one, lots, priced), one.cashUnits ?? 0].map((units) =>
        this.inAccountCurrency(s, units, now),
      );
      const proceedsUnits = Math.max(0, own) + Math.max(0, earlier);
      legs.push({ s, lots: held, worthUnits, cashUnits: own + earlier, proceedsUnits });
    }
    if (!isWithinGrossLimit(this.limits, before, { gross, equity })) return 'gross-limit';
    return this.margin.openingProblem({ legs, equityUnits: equity }, now);
  }

  /** True if the ledger can hold the position and the cash after trading these lots at their price, costs included. */
  private isCountable(one: ProposedFill, lots: number): boolean {
    const { s } = one.place;
    const unitsPerLot = Math.abs(one.referenceTicks) * this.columns[s].unitsPerTickLot;
    const traded = unitsPerLot * lots;
    const cash = Math.abs(this.account.cashUnits(s) + (one.cashUnits ?? 0) - one.sign * traded) + traded;
    return unitsPerLot * (Math.abs(one.held) + lots) < Number.MAX_SAFE_INTEGER / 4 && cash < Number.MAX_SAFE_INTEGER;
  }

  private worth(one: ProposedFill, lots: number): number {
    return lots === 0 ? 0 : moneyUnits(this.columns[one.place.s].scale, one.referenceTicks, lots);
  }

  /** Cash that trading these lots brings, in the instrument's currency. */
  private cashOf(one: ProposedFill, lots: number, { priceTicks, commissionUnits, feeUnits }: PricedAt): number {
    const traded = moneyUnits(this.columns[one.place.s].scale, priceTicks, lots);
    return -one.sign * traded - commissionUnits - feeUnits;
  }

  private price(one: ProposedFill, lots: number): PricedAt {
    const { referenceTicks, limitTicks } = one;
    return this.pricer.price(one.place, { side: one.sign > 0 ? 'buy' : 'sell', lots, referenceTicks, limitTicks });
  }

  private inAccountCurrency(s: number, units: number, now: number): number {
    return this.account.converter.toAccount(this.account.currency(s), units, now);
  }
}

/** All that a fill costs, in ledger units of its currency. */
export function costsOf(priced: PricedAt): number {
  return priced.spreadUnits + priced.slippageUnits + priced.commissionUnits + priced.feeUnits;
}
