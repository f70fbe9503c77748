/**
 * The engine for sweeps: one instrument, one segment, market orders, no ledger. It goes through the bars as `simulate` does and uses
 * the same sizing, prices, costs, limit and positions, so that its fills and trades are those of the engine to the last unit; what
 * it leaves out is the record: postings, orders' lives, excursions, attribution.
 *
 * Where the strategy says that it will be idle (`StrategyInstance.idle`) and no order is on its way, the bars up to the next busy one
 * are marked and written down, and nothing else: `coast`.
 *
 * For each other bar: mark; fill what a degenerate open has put off to the close; at the end of the segment close the position; write the
 * row; decide and size; open the next bar and fill there.
 */
import { isIntent } from '../../orders/index.ts';
import type { Action, Fill, Trade } from '../../orders/index.ts';
import { targetLots } from '../../risk/index.ts';
import type { SizingBasis } from '../../risk/index.ts';
import { firstAtOrAfter, isDegenerateOpen } from '../columns.ts';
import type { SeriesColumns } from '../columns.ts';
import { FillPricer } from '../fill-pricer.ts';
import type { FillPlace } from '../fill-pricer.ts';
import { resolveSimulation } from '../resolve-options.ts';
import type { ResolvedSimulation } from '../resolve-options.ts';
import type { PlannedSegment } from '../segment-plan.ts';
import { SidePrices } from '../side-prices.ts';
import type { SimulationOptions, SimulationResult } from '../simulation.ts';
import { isSweepable } from './eligible.ts';
import { firstBusyBar } from './idle-stretch.ts';
import { SweepAccount } from './sweep-account.ts';
import type { SweptOrder } from './sweep-account.ts';
import { lentRows, openRows } from './swept-rows.ts';
import type { SweptRows } from './swept-rows.ts';
import { SweepView } from './sweep-view.ts';

/** What a sweep leaves of one simulation: rows, fills and trades as `simulate` has them, but for the numbers of orders. */
export interface SweptSimulation extends SweptRecord {
  readonly fills: readonly Fill[];
  readonly trades: readonly Trade[];
}

/** Rows of a simulation and what its trades came to. */
export interface SweptRecord extends Pick<
  SimulationResult,
  'times' | 'equityUnits' | 'initialUnits' | 'returns' | 'exposure' | 'instrumentReturns' | 'instruments'
> {
  /** Net result of each closed trade, in their order, ledger units. */
  readonly netUnits: readonly number[];
  /** Sum of the times that they were held. */
  readonly heldMs: number;
  /** When their entries were decided, each decision once, in order. */
  readonly entryDecisions: readonly number[];
}

/**
 * Runs a strategy over one instrument's bars, many times as fast as `simulate` and to the same unit; undefined where that cannot
 * be had: where `isSweepable` says so, where the strategy fails or asks for anything but targets without stops, or where its equity
 * is used up. `simulate` is asked then, with an instance that has decided nothing yet.
 *
 * @throws {InvalidArgumentError} and {DataError} as `simulate`.
 *
 * @remarks
 * Causal: as `simulate`.
 * Cost: O(bars) besides the strategy, O(1) a fill.
 * Source: this project; the parity test compares fills, trades and rows with `simulate` on real and random bars.
 */
export function sweepSimulation(options: SimulationOptions): SweptSimulation | undefined {
  const sweep = sweepOf(options, true);
  const record = sweep?.run();
  if (sweep === undefined || record === undefined) return undefined;
  const { fills, trades } = sweep.account;
  return { ...record, fills, trades };
}

/**
 * The same where nobody looks at fills, trades and reasons, faster still.
 *
 * @returns rows that are lent: the next sweep of these bars without fills overwrites them.
 * @throws {InvalidArgumentError} and {DataError} as `simulate`.
 *
 * @remarks
 * Causal: as `simulate`.
 * Cost: as `sweepSimulation`; a fill makes no value.
 * Source: this project.
 */
export function sweepRecord(options: SimulationOptions): SweptRecord | undefined {
  return sweepOf(options, false)?.run();
}

function sweepOf(options: SimulationOptions, isRecorded: boolean): Sweep | undefined {
  const resolved = resolveSimulation(options);
  return isSweepable(options, resolved) ? new Sweep(options, resolved, isRecorded) : undefined;
}

/** Nothing that a sweep can do. */
const BEYOND = Symbol('beyond');

/** Where a fill happens; overwritten by the next. */
type Spot = { -readonly [Key in keyof FillPlace]: FillPlace[Key] };

class Sweep {
  private readonly options: SimulationOptions;
  private readonly columns: SeriesColumns;
  private readonly planned: PlannedSegment;
  private readonly initialUnits: number;
  readonly account: SweepAccount;
  private readonly sides: SidePrices;
  private readonly view: SweepView;
  /** The order on its way, where there is one. */
  private readonly order: SweptOrder;
  private isWaiting: boolean = false;
  private readonly spot: Spot;
  private readonly sidesThere: { bid: number; ask: number } = { bid: NaN, ask: NaN };
  private readonly basis: { -readonly [Key in keyof SizingBasis]: SizingBasis[Key] };
  private openExposure: number = 0;
  private readonly rows: SweptRows;
  private readonly last: number;
  /** Equity at the close before. */
  private before: number;

  constructor(options: SimulationOptions, resolved: ResolvedSimulation, isRecorded: boolean) {
    const { contract, limits } = options;
    const { initialUnits } = resolved;
    const [columns] = resolved.columns;
    const [planned] = resolved.segments;
    this.options = options;
    this.columns = columns;
    this.planned = planned;
    this.initialUnits = initialUnits;
    this.sides = new SidePrices([columns], contract.marks);
    const pricer = new FillPricer([columns], contract, []);
    this.account = new SweepAccount(columns, initialUnits, {
      ...{ pricer, limits, sides: this.sides, contract: contract.name, isRecorded },
    });
    this.view = new SweepView(columns, planned.segment, isRecorded);
    const first = firstAtOrAfter(columns.closeTime, planned.segment.from);
    this.last = planned.lastBar[0];
    this.rows = isRecorded ? openRows(columns, first, this.last) : lentRows(columns, first, this.last);
    this.before = initialUnits;
    this.order = { targetLots: 0, heldLots: 0, decisionTime: NaN, reason: '', dueClose: NaN };
    this.spot = { s: 0, barIndex: -1, time: NaN, moment: 'open', sides: undefined };
    this.basis = { equity: NaN, lotValue: NaN, heldLots: 0, available: NaN, annualVolatility: NaN, edge: undefined };
  }

  run(): SweptRecord | undefined {
    const { columns, planned, account, last, rows } = this;
    const { decideFrom } = planned;
    const { closeTime } = columns;
    for (let i = Math.max(0, firstAtOrAfter(closeTime, decideFrom)); i <= last; i++) {
      account.markClose(i);
      let equity = account.cash + account.worthUnits;
      const exposure = (this.openExposure + exposureOf(account.worthUnits, equity)) / 2;
      this.fillAtClose(i);
      equity = account.cash + account.worthUnits;
      if (equity <= 0) return undefined;
      if (i === last) {
        this.flatten(i);
        equity = account.cash + account.worthUnits;
      }
      rows.write(i, this.before, equity, exposure);
      this.before = equity;
      if (i === last) break;
      if (closeTime[i] >= decideFrom && this.decide(i) === BEYOND) return undefined;
      const busy = !this.isWaiting && closeTime[i] >= decideFrom ? this.firstBusy(i + 1) : i + 1;
      this.openBar(i + 1);
      if (!this.coast(i + 1, busy)) return undefined;
      i = busy - 1;
    }
    const { matched, entryDecisions } = account;
    const { netUnits, heldMs } = matched;
    const { instruments } = this.view;
    return { ...rows.columns, initialUnits: this.initialUnits, instruments, netUnits, heldMs, entryDecisions };
  }

  /** The next bar that has to be gone through, from `from` on, where no order is on its way. */
  private firstBusy(from: number): number {
    const { view, columns, last, planned } = this;
    const idle = planned.segment.strategy.idle?.(view, columns.id);
    if (idle === undefined) return from;
    return firstBusyBar(idle, { closeTime: columns.closeTime, named: view.named }, from, last);
  }

  /** Bars without an order and without a decision; false where the equity is used up. */
  private coast(from: number, to: number): boolean {
    const { account, rows } = this;
    const { cash } = account;
    for (let i = from; i < to; i++) {
      if (account.lots === 0 && this.openExposure === 0 && this.before === cash) {
        rows.writeFlat(i, to, cash);
        break;
      }
      account.markClose(i);
      const worth = account.worthUnits;
      const equity = cash + worth;
      if (equity <= 0) return false;
      const held = exposureOf(worth, equity);
      rows.write(i, this.before, equity, (this.openExposure + held) / 2);
      this.openExposure = held;
      this.before = equity;
    }
    return true;
  }

  private fillAtClose(i: number): void {
    const { order, planned } = this;
    const time = this.columns.closeTime[i];
    if (!this.isWaiting || order.dueClose !== time) return;
    if (i > planned.lastClose[0]) {
      order.dueClose = NaN;
      return;
    }
    this.isWaiting = false;
    this.account.fill(order, this.place(i, 'close', time), 'market-at-close-degenerate-open');
  }

  private flatten(i: number): void {
    const place = this.place(i, 'close', this.columns.closeTime[i]);
    this.account.force(place, { rule: 'segment-end-at-close', reason: 'end of segment' });
  }

  /** Fills what waits at the open of bar `j`, and notes the exposure with which it begins. */
  private openBar(j: number): void {
    const { order, account, columns, options } = this;
    const { degenerateOpen, latencyMs } = options.contract;
    if (this.isWaiting && Number.isNaN(order.dueClose)) {
      const isDegenerate = degenerateOpen !== 'accept' && isDegenerateOpen(columns, j);
      if (isDegenerate && degenerateOpen === 'next-close') {
        order.dueClose = columns.closeTime[j];
      } else {
        this.isWaiting = false;
        const place = this.place(j, 'open', columns.openTime[j] + latencyMs);
        if (!isDegenerate) account.fill(order, place, 'market-at-next-open');
      }
    }
    const worth = account.worthUnits;
    this.openExposure = exposureOf(worth, account.cash + worth);
  }

  private place(barIndex: number, moment: 'open' | 'close', time: number): FillPlace {
    const { spot } = this;
    spot.barIndex = barIndex;
    spot.moment = moment;
    spot.time = time;
    spot.sides = this.sides.readInto(this.sidesThere, spot, moment);
    return spot;
  }

  private decide(i: number): typeof BEYOND | undefined {
    const { view, account, planned, columns } = this;
    const markTicks = account.closeMark(i);
    view.decisionTime = columns.closeTime[i];
    view.bars = i + 1;
    view.lots = account.lots;
    // What fills at this very close has its own price as the mark of the books; a decision goes by the close.
    const booked = account.markTicks;
    account.markTicks = markTicks;
    view.equityUnits = account.cash + account.worthUnits;
    account.markTicks = booked;
    try {
      const actions = planned.segment.strategy.decide(view);
      for (let k = 0; k < actions.length; k++) if (this.take(actions[k], markTicks) === BEYOND) return BEYOND;
    } catch {
      return BEYOND; // the engine says what is wrong with it, and when
    }
    return undefined;
  }

  private take(action: Action, markTicks: number): typeof BEYOND | undefined {
    if (!isIntent(action) || action.legs.length !== 1) return BEYOND;
    const [{ target, stopLoss, takeProfit, instrument }] = action.legs;
    if (stopLoss !== undefined || takeProfit !== undefined || instrument !== this.columns.id) return BEYOND;
    const { view, account, options, basis, order } = this;
    const held = account.lots;
    basis.equity = view.equityUnits;
    basis.lotValue = markTicks * this.columns.unitsPerTickLot;
    basis.heldLots = held;
    basis.available = view.equityUnits;
    const lots = targetLots(options.sizing, target, basis);
    if (Number.isNaN(lots)) return undefined;
    if (lots === held) {
      this.isWaiting = false;
      return undefined;
    }
    if (this.isWaiting && order.targetLots === lots && order.heldLots === held) return undefined;
    order.targetLots = lots;
    order.heldLots = held;
    order.decisionTime = view.decisionTime;
    order.reason = action.reason;
    order.dueClose = NaN;
    this.isWaiting = true;
    return undefined;
  }
}

function exposureOf(worth: number, equity: number): number {
  return worth === 0 || equity <= 0 ? 0 : worth / equity;
}
