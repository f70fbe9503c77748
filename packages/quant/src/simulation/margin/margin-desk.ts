import { calendarById } from '../../market/index.ts';
import type { Calendar } from '../../market/index.ts';
import type { Fill } from '../../orders/index.ts';
import {
  addUnsettled,
  liquidationOrder,
  lotsToRestore,
  marginState,
  openingProblem,
  positionRequirement,
  settle,
  settledCashUnits,
  settlementTime,
  wholeUp,
} from '../../risk/index.ts';
import type { AccountModel, MarginAccount, MarginPosition, OpeningProblem, UnsettledAmount } from '../../risk/index.ts';
import type { Account } from '../account.ts';
import type { SeriesColumns } from '../columns.ts';
import { quantityPerLot } from '../quantity-per-lot.ts';

/** A position as it would stand after an opening. */
export interface OpenedLeg {
  readonly s: number;
  /** Signed lots held afterwards. */
  readonly lots: number;
  /** Worth of these lots at the price of the fill, signed, in ledger units of the account's currency. */
  readonly worthUnits: number;
  /** What the fill brings into cash, costs included, in ledger units of the account's currency; negative for a purchase. */
  readonly cashUnits: number;
  /** The part of it that sales bring, ≥ 0: what does not settle at once cannot be spent at once. */
  readonly proceedsUnits: number;
}

/** What an opening does to the account. */
export interface Opening {
  readonly legs: readonly OpenedLeg[];
  /** Equity after its costs, in ledger units of the account's currency. */
  readonly equityUnits: number;
}

/** What closing lots of a series costs, in ledger units of its currency. */
export type ClosingCosts = (s: number, lots: number) => number;

/** A reduction by force. */
export interface ForcedLots {
  readonly s: number;
  /** > 0, at most what is held. */
  readonly lots: number;
}

/**
 * The account model of a simulation: what may be opened, what is called, and what is closed by force.
 *
 * 1. An opening is checked as the account would stand after it.
 * 2. Inside bars by the contract's `marginCheck` (`MarginInsideBars`). At every moment with a close, after the marks, the account is looked at. Where it is to be liquidated, the fewest
 *    lots that restore it are due at the next price of each instrument, in the order of `liquidationOrder`.
 * 3. The next look replaces what is still due.
 * 4. A cash account's proceeds wait for their settlement; an isolated position keeps the margin of its opening, less the
 *    share of what is closed.
 */
export class MarginDesk {
  readonly model: AccountModel;
  private readonly columns: readonly SeriesColumns[];
  private readonly account: Account;
  private readonly calendars: readonly Calendar[];
  private readonly sharesPerLot: readonly number[];
  /** Per series: margin set aside for an isolated position, in ledger units of the account's currency. */
  private readonly isolated: Float64Array;
  private unsettled: readonly UnsettledAmount[] = [];
  private due: readonly ForcedLots[] = [];
  private isCalled: boolean = false;

  constructor(columns: readonly SeriesColumns[], model: AccountModel, account: Account) {
    this.columns = columns;
    this.model = model;
    this.account = account;
    this.calendars = model.kind === 'cash' ? columns.map(({ series }) => calendarById(series.instrument.calendar)) : [];
    this.sharesPerLot = columns.map(({ series }) => quantityPerLot(series.instrument));
    this.isolated = new Float64Array(columns.length);
    if (model.kind !== 'unlimited') account.followFills((s, before, fill) => this.follow(s, before, fill));
  }

  /** True if the model never refuses and never calls. */
  get isUnlimited(): boolean {
    return this.model.kind === 'unlimited';
  }

  /** True if something is to be closed by force. */
  get hasDue(): boolean {
    return this.due.length > 0;
  }

  /** What is to be closed by force, in order. */
  get forced(): readonly ForcedLots[] {
    return this.due;
  }

  /**
   * Why the account may not open what it would then hold; undefined where it may.
   *
   * @param time - of the fill.
   */
  openingProblem(opening: Opening, time: number): OpeningProblem | undefined {
    if (this.model.kind === 'unlimited') return undefined;
    const positions = this.positions(time, opening.legs);
    const cashUnits = opening.legs.reduce((cash, leg) => cash + leg.cashUnits, this.cash(time));
    const settledUnits = this.settledCash(cashUnits, time) - this.unsettledProceeds(opening.legs, time);
    return openingProblem(this.model, { equityUnits: opening.equityUnits, positions, cashUnits, settledUnits });
  }

  /** Looks at the account at its marks. `closingCostUnits`: what closing lots of a series costs, in its currency. */
  look(time: number, closingCostUnits: ClosingCosts): void {
    const { account, model } = this;
    const marginAccount = { equityUnits: account.equityUnits(time), positions: this.positions(time, []) };
    const { status } = marginState(model, marginAccount);
    const isCalled = status === 'margin-call' || status === 'liquidation';
    if (isCalled !== this.isCalled) {
      const kind = isCalled ? 'margin-call' : 'margin-call-lifted';
      account.events.add({ kind, time, s: -1, lots: 0, units: 0, detail: marginAccount.equityUnits });
    }
    this.isCalled = isCalled;
    if (status !== 'liquidation') {
      this.due = [];
      return;
    }
    this.due = this.restoring(marginAccount, time, closingCostUnits);
  }

  /** What is to be closed where some positions stand at stated worths, in ledger units of the account's currency. */
  dueAt(
    stated: readonly Pick<OpenedLeg, 's' | 'lots' | 'worthUnits'>[],
    time: number,
    closingCostUnits: ClosingCosts,
  ): readonly ForcedLots[] {
    const { account } = this;
    const legs = stated.map((one) => ({ ...one, cashUnits: 0, proceedsUnits: 0 }));
    const moved = legs.reduce((sum, { s, worthUnits }) => {
      return sum + worthUnits - account.converter.toAccount(account.currency(s), account.market.values[s], time);
    }, 0);
    const at = { equityUnits: account.equityUnits(time) + moved, positions: this.positions(time, legs) };
    return marginState(this.model, at).status === 'liquidation' ? this.restoring(at, time, closingCostUnits) : [];
  }

  /** Series that are held, in the order in which they would be closed by force. */
  liquidationOrder(time: number): readonly number[] {
    const positions = this.positions(time, []);
    return liquidationOrder(this.model, positions).map((k) => this.seriesOf(positions[k]));
  }

  private restoring(marginAccount: MarginAccount, time: number, closingCostUnits: ClosingCosts): readonly ForcedLots[] {
    const { account, model } = this;
    const costs = (position: MarginPosition, lots: number): number => {
      const s = this.seriesOf(position);
      return account.converter.toAccount(account.currency(s), closingCostUnits(s, lots), time);
    };
    return lotsToRestore(model, marginAccount, costs).map(({ instrument, lots }) => ({
      s: this.columns.findIndex(({ id }) => id === instrument),
      lots: Math.abs(lots),
    }));
  }

  /** Takes what is due in series `s` for its price; undefined where nothing is. */
  take(s: number, time: number): ForcedLots | undefined {
    const found = this.due.find((one) => one.s === s);
    if (found === undefined) return undefined;
    this.due = this.due.filter((one) => one !== found);
    const held = this.account.lots(s);
    const lots = Math.min(found.lots, Math.abs(held));
    if (lots === 0) return undefined;
    this.account.events.add({ kind: 'liquidation', time, s, lots: held, units: 0, detail: lots });
    return { s, lots };
  }

  /** Follows a split: what is due is restated by the next look. */
  forget(s: number): void {
    this.due = this.due.filter((one) => one.s !== s);
  }

  /** Settled cash that a cash account could spend, in ledger units of the account's currency. */
  settledCash(cashUnits: number, time: number): number {
    this.unsettled = settle(this.unsettled, time).unsettled;
    return settledCashUnits(cashUnits, this.unsettled);
  }

  /** What sales that happen together with an opening bring, but not at once. */
  private unsettledProceeds(legs: readonly OpenedLeg[], time: number): number {
    const { model } = this;
    if (model.kind !== 'cash') return 0;
    const isLater = (s: number): boolean => settlementTime(this.calendars[s], time, model.settlement) > time;
    return legs.reduce((sum, leg) => (leg.proceedsUnits > 0 && isLater(leg.s) ? sum + leg.proceedsUnits : sum), 0);
  }

  private cash(time: number): number {
    const { account } = this;
    let units = account.cashIn(0);
    for (let c = 1; c < account.converter.currencies.length; c++) {
      units += account.converter.toAccount(c, account.cashIn(c), time);
    }
    return units;
  }

  private positions(time: number, legs: readonly OpenedLeg[]): readonly MarginPosition[] {
    const { account, columns } = this;
    const positions: MarginPosition[] = [];
    for (let s = 0; s < columns.length; s++) {
      const leg = legs.find((one) => one.s === s);
      const lots = leg?.lots ?? account.lots(s);
      if (lots === 0) continue;
      const c = account.currency(s);
      const worthUnits = leg?.worthUnits ?? account.converter.toAccount(c, account.market.values[s], time);
      const position = { instrument: columns[s].id, lots, worthUnits, shares: Math.abs(lots) * this.sharesPerLot[s] };
      positions.push(this.isIsolated ? { ...position, ...this.isolatedParts(s, position, leg, time) } : position);
    }
    return positions;
  }

  private get isIsolated(): boolean {
    return this.model.kind === 'crypto' && this.model.mode === 'isolated';
  }

  /** Margin set aside and profit of an isolated position; of one that is being opened, with the margin of what is added. */
  private isolatedParts(
    s: number,
    position: MarginPosition,
    leg: OpenedLeg | undefined,
    time: number,
  ): Pick<MarginPosition, 'isolatedUnits' | 'profitUnits'> {
    const { account } = this;
    const held = account.lots(s);
    const cost = account.converter.toAccount(account.currency(s), account.openCostUnits(s), time);
    const worthOf = (lots: number): number => Math.round((position.worthUnits * lots) / position.lots);
    const isSameSide = held * position.lots > 0;
    const kept = isSameSide ? Math.min(Math.abs(held), Math.abs(position.lots)) : 0;
    const keptShare = kept === 0 ? 0 : kept / Math.abs(held);
    const keptProfit = Math.round(worthOf(Math.sign(position.lots) * kept) - cost * keptShare);
    const profitUnits = kept === 0 ? 0 : keptProfit;
    if (leg === undefined) return { isolatedUnits: this.isolated[s], profitUnits };
    const added = Math.abs(position.lots) - kept;
    const own = wholeUp(this.isolated[s] * keptShare);
    return {
      isolatedUnits: own + (added === 0 ? 0 : this.marginOf({ ...position, ...sized(position, added) })),
      profitUnits,
    };
  }

  private marginOf(position: MarginPosition): number {
    return positionRequirement(this.model, position).initialUnits;
  }

  private follow(s: number, before: number, fill: Fill): void {
    const { account, model } = this;
    const after = account.lots(s);
    if (model.kind === 'cash' && fill.side === 'sell') {
      const units = account.converter.toAccount(account.currency(s), account.proceedsUnits(s, fill), fill.time);
      const settlesAt = settlementTime(this.calendars[s], fill.time, model.settlement);
      if (settlesAt > fill.time && units > 0) this.unsettled = addUnsettled(this.unsettled, { settlesAt, units });
    }
    if (!this.isIsolated) return;
    const kept = before * after > 0 ? Math.min(Math.abs(before), Math.abs(after)) : 0;
    const added = Math.abs(after) - kept;
    const share = kept === 0 ? 0 : kept / Math.abs(before);
    const worth = account.converter.toAccount(account.currency(s), account.market.values[s], fill.time);
    const whole = { instrument: this.columns[s].id, lots: after, worthUnits: worth };
    this.isolated[s] =
      wholeUp(this.isolated[s] * share) + (added === 0 ? 0 : this.marginOf({ ...whole, ...sized(whole, added) }));
  }

  private seriesOf(position: MarginPosition): number {
    return this.columns.findIndex(({ id }) => id === position.instrument);
  }
}

/** A position cut down to some of its lots. */
function sized(position: MarginPosition, lots: number): Pick<MarginPosition, 'lots' | 'worthUnits'> {
  const share = lots / Math.abs(position.lots);
  return { lots: Math.sign(position.lots) * lots, worthUnits: Math.round(position.worthUnits * share) };
}
