/**
 * The engine for sweeps: one instrument, one segment, market orders, no ledger. It goes through the bars as `simulate` does and uses
 * the same sizing, prices, costs, limit and positions, so that its fills and trades are those of the engine to the last unit; what
 * it leaves out is the record: postings, orders' lives, excursions, attribution.
 *
 * For each bar: mark; fill what a degenerate open has put off to the close; at the end of the segment close the position; write the
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
import type { PlannedSegment } from '../segment-plan.ts';
import { SidePrices } from '../side-prices.ts';
import type { SimulationOptions, SimulationResult } from '../simulation.ts';
import { isSweepable } from './eligible.ts';
import { SweepAccount } from './sweep-account.ts';
import type { SweptOrder } from './sweep-account.ts';
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
 * @throws {InvalidArgumentError} and {DataError} as `simulate`.
 *
 * @remarks
 * Causal: as `simulate`.
 * Cost: O(bars) besides the strategy, O(1) a fill.
 * Source: this project; the parity test compares fills, trades and rows with `simulate` on real and random bars.
 */
export function sweepSimulation(options: SimulationOptions): SweptSimulation | undefined {
  const resolved = resolveSimulation(options);
  if (!isSweepable(options, resolved)) return undefined;
  return new Sweep(options, resolved.columns[0], resolved.segments[0], resolved.initialUnits).run();
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

  constructor(options: SimulationOptions, columns: SeriesColumns, planned: PlannedSegment, initialUnits: number) {
    const { contract, limits } = options;
    this.options = options;
    this.columns = columns;
    this.planned = planned;
    this.initialUnits = initialUnits;
    this.sides = new SidePrices([columns], contract.marks);
    const pricer = new FillPricer([columns], contract, []);
    this.account = new SweepAccount(columns, initialUnits, {
      ...{ pricer, limits, sides: this.sides, contract: contract.name },
    });
    this.view = new SweepView(columns, planned.segment);
  }

  run(): SweptSimulation | undefined {
    const { columns, planned, account } = this;
    const { segment, decideFrom } = planned;
    const { closeTime } = columns;
    const first = firstAtOrAfter(closeTime, segment.from);
    const last = planned.lastBar[0];
    const rows = rowsOf(last - first + 1);
    let before = this.initialUnits;
    for (let i = Math.max(0, firstAtOrAfter(closeTime, decideFrom)); i <= last; i++) {
      account.markClose(i);
      let equity = account.cash + account.worthUnits;
      const row = i - first;
      if (row >= 0) this.openRow(rows, row, i, equity);
      this.fillAtClose(i);
      equity = account.cash + account.worthUnits;
      if (equity <= 0) return undefined;
      if (i === last) {
        this.flatten(i);
        equity = account.cash + account.worthUnits;
      }
      if (row >= 0) {
        rows.times[row] = closeTime[i];
        rows.equityUnits[row] = equity;
        rows.returns[row] = equity === before ? 0 : equity / before - 1;
      }
      before = equity;
      if (i === last) break;
      if (closeTime[i] >= decideFrom && this.decide(i) === BEYOND) return undefined;
      this.openBar(i + 1);
    }
    const { fills, trades } = account;
    return { ...rows, initialUnits: this.initialUnits, instruments: this.view.instruments, fills, trades };
  }

  private openRow(rows: Rows, row: number, i: number, equity: number): void {
    const { close } = this.columns.series;
    const held = exposureOf(this.account.worthUnits, equity);
    rows.exposure[row] = (this.openExposure + held) / 2;
    const change = i > 0 ? close[i] / close[i - 1] - 1 : NaN;
    rows.instrumentReturns[row] = Number.isFinite(change) ? change : NaN;
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

type Rows = Pick<SweptSimulation, 'times' | 'equityUnits' | 'returns' | 'exposure' | 'instrumentReturns'>;

function rowsOf(length: number): Rows {
  const column = (): Float64Array => new Float64Array(length);
  return {
    times: column(),
    equityUnits: column(),
    returns: column(),
    exposure: column(),
    instrumentReturns: column(),
  };
}

function exposureOf(worth: number, equity: number): number {
  return worth === 0 || equity <= 0 ? 0 : worth / equity;
}
