import { moneyUnits } from '../../market/index.ts';
import type { Fill, MemberPart } from '../../orders/index.ts';
import type { SeriesColumns } from '../columns.ts';
import type { Converter } from '../conversion.ts';

/** What one strategy of an account has come to, in ledger units of the account's currency. */
export interface MemberFigures {
  readonly name: string;
  /** Fills that changed its lots, and how many of them closed some. */
  readonly fills: number;
  readonly closings: number;
  /** Reference price to reference price, open lots at their marks. */
  readonly price: number;
  /** ≤ 0, as the three below. */
  readonly spread: number;
  readonly slippage: number;
  readonly commission: number;
  readonly fees: number;
  readonly dividends: number;
  readonly financing: number;
  /** Sum of the parts above. */
  readonly netUnits: number;
}

/** The strategies of an account, and what belongs to none of them. */
export interface MemberReport {
  readonly strategies: readonly MemberFigures[];
  /** Per fill: index of the only strategy whose lots it changed; -1 where it changed those of several, or of none. */
  readonly fillOwners: readonly number[];
  /** Change of equity less what the strategies made: interest on cash, exchange rates, rounding. */
  readonly otherUnits: number;
}

type Part = Exclude<keyof MemberFigures, 'name' | 'fills' | 'closings' | 'netUnits'>;

const PARTS: readonly Part[] = ['price', 'spread', 'slippage', 'commission', 'fees', 'dividends', 'financing'];

/**
 * Whose the account's lots are, where several strategies share it, and what each made of them.
 *
 * 1. A position belongs to the strategies in proportion to the targets that stand behind the order that brought it about, in whole
 *    lots that sum to it: parts may lie on either side. The fill of an order or plan belongs to the strategy that sent it.
 * 2. Where a fill, or a decision without one, moves lots between strategies, they change hands at its reference price (at
 *    the mark), free of costs: what cancels out is never traded.
 * 3. Costs of a fill are shared by the lots that it traded for each; cash from a position by the lots of each.
 * 4. What no order asked for (exits, splits, expiries) changes all parts in proportion.
 *
 * So the strategies and `otherUnits` sum to the account's change of equity, exactly.
 */
export class MemberBook {
  private readonly names: readonly string[];
  private readonly columns: readonly SeriesColumns[];
  private readonly converter: Converter;
  private readonly currencyOf: Int32Array;
  /** Per strategy, per series: signed lots. */
  private readonly lots: readonly Float64Array[];
  private readonly units: readonly Record<Part, number>[];
  private readonly nFills: Int32Array;
  private readonly nClosings: Int32Array;
  private readonly fillOwners: number[] = [];
  /** Per series: weights of the next fill; undefined where it changes all parts in proportion. */
  private readonly next: (readonly number[] | undefined)[];
  /** Per series: the newest weights that were not all zero. */
  private readonly last: (readonly number[] | undefined)[];

  constructor(names: readonly string[], columns: readonly SeriesColumns[], converter: Converter) {
    this.names = names;
    this.columns = columns;
    this.converter = converter;
    this.currencyOf = Int32Array.from(columns, (one) => converter.currencies.indexOf(one.currency));
    this.lots = names.map(() => new Float64Array(columns.length));
    this.units = names.map(() => ({
      price: 0,
      spread: 0,
      slippage: 0,
      commission: 0,
      fees: 0,
      dividends: 0,
      financing: 0,
    }));
    this.nFills = new Int32Array(names.length);
    this.nClosings = new Int32Array(names.length);
    this.next = columns.map(() => undefined);
    this.last = columns.map(() => undefined);
  }

  /** Says whose the next fill of series `s` is: of the strategies behind a target, or of the one whose tag an order has. */
  own(s: number, by: readonly MemberPart[] | string | undefined): void {
    if (by === undefined) return;
    const weights = this.names.map((name) => {
      if (typeof by === 'string') return Number(by.startsWith(`${name}:`));
      return by.find(({ member }) => member === name)?.value ?? 0;
    });
    if (weights.some((one) => one !== 0)) this.next[s] = weights;
  }

  /** Says that the next fill of series `s` belongs to those whose lots of series `from` are. */
  follow(s: number, from: number): void {
    if (s !== from) this.next[s] = this.last[from];
  }

  /** Follows a fill that is booked. */
  noteFill(s: number, fill: Fill, after: number): void {
    const moved = this.move(s, after, fill.referenceTicks, fill.time);
    const sign = fill.side === 'buy' ? 1 : -1;
    const traded = moved.map((lots) => Math.max(0, lots * sign));
    const c = this.currencyOf[s];
    const { spreadUnits, slippageUnits, commissionUnits, feeUnits = 0 } = fill;
    const costs = { spread: spreadUnits, slippage: slippageUnits, commission: commissionUnits, fees: feeUnits };
    for (const [part, units] of Object.entries(costs) as [Part, number][]) {
      this.share(part, -this.converter.toAccount(c, units, fill.time), traded);
    }
    let owner = -1;
    let nOwners = 0;
    moved.forEach((lots, m) => {
      if (lots === 0) return;
      owner = m;
      nOwners++;
      this.nFills[m]++;
      if ((this.lots[m][s] - lots) * lots < 0) this.nClosings[m]++;
    });
    this.fillOwners.push(nOwners === 1 ? owner : -1);
  }

  /** Follows a decision that leaves the position but may change whose it is. */
  noteStanding(
    s: number,
    parts: readonly MemberPart[] | undefined,
    at: { readonly ticks: number; readonly time: number },
  ): void {
    if (parts === undefined || Number.isNaN(at.ticks)) return;
    this.own(s, parts);
    const held = this.lots.reduce((sum, own) => sum + own[s], 0);
    this.move(s, held, at.ticks, at.time);
  }

  /** Follows a split: lots change, worth does not. */
  noteSplit(s: number, after: number): void {
    const now = apportioned(after, this.weights(s));
    now.forEach((lots, m) => (this.lots[m][s] = lots));
  }

  /** Follows cash that a position in series `s` brought, in ledger units of its currency. */
  noteCash(s: number, part: Part, units: number, time: number): void {
    this.share(part, this.converter.toAccount(this.currencyOf[s], units, time), this.weights(s));
  }

  /** What each strategy has come to, with open lots at these marks. */
  report(markTicks: Float64Array, time: number, earnedUnits: number): MemberReport {
    const strategies = this.names.map((name, m) => {
      const units = { ...this.units[m] };
      this.lots[m].forEach((lots, s) => {
        if (lots !== 0) units.price += this.worth(s, markTicks[s], lots, time);
      });
      const netUnits = PARTS.reduce((sum, part) => sum + units[part], 0);
      return { name, fills: this.nFills[m], closings: this.nClosings[m], ...units, netUnits };
    });
    const { fillOwners } = this;
    return {
      strategies,
      fillOwners,
      otherUnits: earnedUnits - strategies.reduce((sum, { netUnits }) => sum + netUnits, 0),
    };
  }

  /** Gives each strategy its part of what is held now, at a price; returns the lots that each has got or given. */
  private move(s: number, after: number, ticks: number, time: number): readonly number[] {
    const weights = this.next[s] ?? this.weights(s);
    this.next[s] = undefined;
    const now = apportioned(after, weights);
    if (weights.some((one) => one !== 0)) this.last[s] = weights;
    return now.map((lots, m) => {
      const moved = lots - this.lots[m][s];
      this.lots[m][s] = lots;
      if (moved !== 0) this.units[m].price -= this.worth(s, ticks, moved, time);
      return moved;
    });
  }

  private weights(s: number): readonly number[] {
    const held = this.lots.map((own) => own[s]);
    return held.some((lots) => lots !== 0) ? held : (this.last[s] ?? held);
  }

  private worth(s: number, ticks: number, lots: number, time: number): number {
    return this.converter.toAccount(this.currencyOf[s], moneyUnits(this.columns[s].scale, ticks, lots), time);
  }

  private share(part: Part, units: number, weights: readonly number[]): void {
    if (units === 0) return;
    apportioned(units, weights).forEach((own, m) => (this.units[m][part] += own));
  }
}

/**
 * A whole number in whole parts that sum to it, in proportion to weights of either sign; the largest takes what rounding leaves.
 * All zero where the weights cancel out or the number is zero.
 */
function apportioned(whole: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, one) => total + one, 0);
  if (whole === 0 || Math.abs(sum) < 1e-12) return weights.map(() => 0);
  const parts = weights.map((one) => Math.round((whole * one) / sum) + 0);
  const largest = weights.reduce((best, one, k) => (Math.abs(one) > Math.abs(weights[best]) ? k : best), 0);
  const rest = whole - parts.reduce((total, one) => total + one, 0);
  return rest === 0 ? parts : parts.map((one, k) => (k === largest ? one + rest : one));
}
