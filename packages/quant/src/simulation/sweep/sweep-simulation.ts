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
import { openRows } from './swept-rows.ts';
import type { SweptRows } from './swept-rows.ts';
import { SweepView } from './sweep-view.ts';

/** What a sweep leaves of one simulation: rows, fills and trades as `simulate` has them, but for the numbers of orders. */
export interface SweptSimulation extends Pick<
  SimulationResult,
  'times' | 'equityUnits' | 'initialUnits' | 'returns' | 'exposure' | 'instrumentReturns' | 'instruments'
> {
  readonly fills: readonly Fill[];
  readonly trades: readonly Trade[];
}

/**
 * Runs a strategy over one instrument's bars, many times as fast as `simulate` and to the same unit; undefined where that cannot
 * be had: where `isSweepable` says so, where the strategy fails or asks for anything but targets without stops, or where its equity
 * is used up. `simulate` is asked then, with an instance that has decided nothing yet.
 *
 * @param asked - `record: false` says that nobody will read fills and reasons: there are no fills, and reasons of trades may be
 * empty. @default true
 * @throws {InvalidArgumentError} and {DataError} as `simulate`.
 *
 * @remarks
 * Causal: as `simulate`.
 * Cost: O(bars) besides the strategy, O(1) a fill.
 * Source: this project; the parity test compares fills, trades and rows with `simulate` on real and random bars.
 */
export function sweepSimulation(
  options: SimulationOptions,
  { record = true }: { readonly record?: boolean } = {},
): SweptSimulation | undefined {
  const resolved = resolveSimulation(options);
  if (!isSweepable(options, resolved)) return undefined;
  return new Sweep(options, resolved, record).run();
}

/** Nothing that a sweep can do. */
const BEYOND = Symbol('beyond');

class Sweep {
  private readonly options: SimulationOptions;
  private readonly columns: SeriesColumns;
  private readonly planned: PlannedSegment;
  private readonly initialUnits: number;
  private readonly account: SweepAccount;
  private readonly sides: SidePrices;
  private readonly view: SweepView;
  private waiting: SweptOrder | undefined;
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
      ...{ pricer, limits, sides: this.sides, contract: contract.name, keepsFills: isRecorded },
    });
    this.view = new SweepView(columns, planned.segment, isRecorded);
    const first = firstAtOrAfter(columns.closeTime, planned.segment.from);
    this.last = planned.lastBar[0];
    this.rows = openRows(columns, first, this.last);
    this.before = initialUnits;
  }

  run(): SweptSimulation | undefined {
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
      rows.write(i, this.before, { equity, exposure });
      this.before = equity;
      if (i === last) break;
      if (closeTime[i] >= decideFrom && this.decide(i) === BEYOND) return undefined;
      const busy = this.waiting === undefined && closeTime[i] >= decideFrom ? this.firstBusy(i + 1) : i + 1;
      this.openBar(i + 1);
      if (!this.coast(i + 1, busy)) return undefined;
      i = busy - 1;
    }
    const { fills, trades } = account;
    return { ...rows.columns, initialUnits: this.initialUnits, instruments: this.view.instruments, fills, trades };
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
      account.markClose(i);
      const worth = account.worthUnits;
      const equity = cash + worth;
      if (equity <= 0) return false;
      const held = exposureOf(worth, equity);
      rows.write(i, this.before, { equity, exposure: (this.openExposure + held) / 2 });
      this.openExposure = held;
      this.before = equity;
    }
    return true;
  }

  private fillAtClose(i: number): void {
    const { waiting, planned } = this;
    const time = this.columns.closeTime[i];
    if (waiting === undefined || waiting.dueClose !== time) return;
    if (i > planned.lastClose[0]) {
      waiting.dueClose = NaN;
      return;
    }
    this.waiting = undefined;
    this.account.fill(waiting, this.place(i, 'close', time), 'market-at-close-degenerate-open');
  }

  private flatten(i: number): void {
    const place = this.place(i, 'close', this.columns.closeTime[i]);
    this.account.force(place, { rule: 'segment-end-at-close', reason: 'end of segment' });
  }

  /** Fills what waits at the open of bar `j`, and notes the exposure with which it begins. */
  private openBar(j: number): void {
    const { waiting, account, columns, options } = this;
    const { degenerateOpen, latencyMs } = options.contract;
    if (waiting !== undefined && Number.isNaN(waiting.dueClose)) {
      const isDegenerate = degenerateOpen !== 'accept' && isDegenerateOpen(columns, j);
      if (isDegenerate && degenerateOpen === 'next-close') {
        waiting.dueClose = columns.closeTime[j];
      } else {
        this.waiting = undefined;
        const place = this.place(j, 'open', columns.openTime[j] + latencyMs);
        if (!isDegenerate) account.fill(waiting, place, 'market-at-next-open');
      }
    }
    const worth = account.worthUnits;
    this.openExposure = exposureOf(worth, account.cash + worth);
  }

  private place(barIndex: number, moment: 'open' | 'close', time: number): FillPlace {
    return { s: 0, barIndex, time, moment, sides: this.sides.at(0, barIndex, moment) };
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
    const { view, account, options } = this;
    const basis: SizingBasis = {
      equity: view.equityUnits,
      lotValue: markTicks * this.columns.unitsPerTickLot,
      heldLots: account.lots,
      available: view.equityUnits,
      ...{ annualVolatility: NaN, edge: undefined },
    };
    const lots = targetLots(options.sizing, target, basis);
    if (Number.isNaN(lots)) return undefined;
    const held = account.lots;
    if (lots === held) {
      this.waiting = undefined;
      return undefined;
    }
    const { waiting } = this;
    if (waiting?.targetLots === lots && waiting.heldLots === held) return undefined;
    const { decisionTime } = view;
    this.waiting = { targetLots: lots, heldLots: held, decisionTime, reason: action.reason, dueClose: NaN };
    return undefined;
  }
}

function exposureOf(worth: number, equity: number): number {
  return worth === 0 || equity <= 0 ? 0 : worth / equity;
}
