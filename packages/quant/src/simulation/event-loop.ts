import { PlatformError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import type { Intent } from '../orders/index.ts';
import { Account } from './account.ts';
import { FillDesk } from './fill-desk.ts';
import { FillQueue, isReducing } from './fill-queue.ts';
import type { QueuedSet } from './fill-queue.ts';
import { forceAll, forceAtLastMark } from './forced-exits.ts';
import { OrderDesk } from './order-desk.ts';
import { Periods } from './periods.ts';
import { ProtectiveExits } from './protective-exits.ts';
import type { ResolvedSimulation } from './resolve-options.ts';
import type { PlannedSegment } from './segment-plan.ts';
import { Settlement } from './settlement.ts';
import type { SimulationOptions, SimulationResult } from './simulation.ts';
import { Timeline } from './timeline.ts';
import { commonClose, hasDegenerateOpen, quotesAtClose, quotesAtOpen } from './venue.ts';
import type { Venue } from './venue.ts';
import { AsOfView } from './view.ts';

/** The event loop that `simulate` describes: orchestration only, each step is a file of its own. */
export class EventLoop {
  private readonly options: SimulationOptions;
  private readonly resolved: ResolvedSimulation;
  private readonly timeline: Timeline;
  private readonly account: Account;
  private readonly protection: ProtectiveExits;
  private readonly queue: FillQueue;
  private readonly fills: FillDesk;
  private readonly orders: OrderDesk;
  private readonly view: AsOfView;
  private readonly periods: Periods;
  private readonly settlement: Settlement;
  private readonly venue: Venue;
  /** Index of the first segment that has not ended. */
  private current: number = 0;
  private decisions: number = 0;
  private barEvents: number = 0;

  constructor(options: SimulationOptions, resolved: ResolvedSimulation) {
    const { columns, segments, converter, initialUnits } = resolved;
    this.options = options;
    this.resolved = resolved;
    this.timeline = new Timeline(columns, segments[0].decideFrom);
    this.account = new Account(columns, converter, initialUnits);
    this.protection = new ProtectiveExits(columns, options.contract);
    this.queue = new FillQueue(columns.length);
    this.fills = new FillDesk(columns, options, this.account, this.protection);
    this.orders = new OrderDesk(columns, options.sizing, this.account, { queue: this.queue, fills: this.fills });
    this.view = new AsOfView(columns, this.timeline, this.account);
    this.periods = new Periods(
      columns,
      initialUnits,
      segments.reduce((rows, one) => rows + Math.max(...one.bars), 0),
    );
    this.settlement = new Settlement(columns);
    this.venue = { columns, timeline: this.timeline, contract: options.contract };
    this.view.show(segments[0].segment);
    this.markStart();
  }

  /** Goes through all moments up to the end of the last segment. */
  run(): void {
    const { timeline, settlement, account, fills, queue } = this;
    const nSegments = this.resolved.segments.length;
    while (this.current < nSegments && timeline.advance()) {
      if (settlement.isDue(timeline.time)) settlement.settle(timeline.time, { account, fills, queue });
      if (timeline.closingCount > 0) this.closeBars(timeline.time);
      if (timeline.availableCount > 0) this.decide(timeline.time);
      if (timeline.openingCount > 0) this.openBars(timeline.time);
    }
  }

  /** What `run` has left behind. */
  result(): SimulationResult {
    const { account } = this;
    return {
      ...this.periods.columnsSoFar(),
      initialUnits: this.resolved.initialUnits,
      instruments: this.view.instruments,
      fills: account.fills,
      trades: account.trades,
      refusals: this.fills.refusals,
      costUnits: account.costUnits,
      decisions: this.decisions,
      barEvents: this.barEvents,
    };
  }

  /** Prices that were known before the first moment: a decision may size by them. */
  private markStart(): void {
    const { timeline, account } = this;
    for (const { index, closeTicks, closeTime } of this.resolved.columns) {
      const known = timeline.availableBars[index] - 1;
      if (known >= 0) account.markVisible(index, closeTicks[known], closeTime[known]);
    }
  }

  private closeBars(time: number): void {
    const { timeline, account } = this;
    const planned = this.resolved.segments[this.current];
    this.barEvents += timeline.closingCount;
    this.exitInBars(time, false);
    const isRow = time >= planned.segment.from;
    if (isRow) this.periods.open(timeline, account, account.equityUnits(time));
    this.exitInBars(time, true);
    if (this.queue.size > 0) {
      this.fillWaiting(timeline.closing, timeline.closingCount, (set) => this.fillAtClose(set, planned));
    }
    let equity = account.equityUnits(time);
    if (equity <= 0 && !account.isFlat) {
      forceAll(account, this.fills, { time, rule: 'ruined-at-last-mark', reason: 'equity used up' });
      equity = account.equityUnits(time);
    }
    if (isRow && this.flatten(planned, time)) equity = account.equityUnits(time);
    account.reconcile();
    if (isRow) this.periods.close(time, equity);
    else this.periods.skip(equity);
    if (time === planned.end) this.endSegment();
  }

  /** Stops and targets of the bars that close now, inside bars with an open or at the close of close-only ones; then the marks. */
  private exitInBars(time: number, isAtClose: boolean): void {
    const { timeline, account } = this;
    for (let k = 0; k < timeline.closingCount; k++) {
      const s = timeline.closing[k];
      if (this.resolved.columns[s].isCloseOnly === isAtClose && account.lots(s) !== 0) this.exitInsideBar(s, time);
      account.markClose(s, timeline.closedBar[s]);
    }
  }

  private exitInsideBar(s: number, time: number): void {
    const i = this.timeline.closedBar[s];
    const exit = this.protection.atClose(s, i);
    if (exit !== undefined) this.fills.force(s, { ...exit, barIndex: i, time, reason: reasonOf(exit.limitTicks) });
  }

  /** Asks every set that waits for one of these instruments to fill, those that free room first. */
  private fillWaiting(instruments: Int32Array, count: number, attempt: (set: QueuedSet) => void): void {
    for (const wantsReducing of [true, false]) {
      for (let k = 0; k < count; k++) {
        const set = this.queue.at(instruments[k]);
        if (set !== undefined && isReducing(set) === wantsReducing) attempt(set);
      }
    }
  }

  private fillAtClose(set: QueuedSet, planned: PlannedSegment): void {
    const { time } = this.timeline;
    const quotes = quotesAtClose(this.venue, set, planned);
    if (quotes === undefined) {
      if (set.dueClose === time) set.dueClose = NaN;
      return;
    }
    this.queue.remove(set);
    this.fills.fill(set, quotes, time);
  }

  /** Closes all positions where a segment ends flat: at the close of this moment, or at the last mark; true if any was open. */
  private flatten(planned: PlannedSegment, time: number): boolean {
    const { timeline, account, fills } = this;
    if (time !== planned.end || !planned.isFlattened || account.isFlat) return false;
    const reason = 'end of segment';
    for (let k = 0; k < timeline.closingCount; k++) {
      forceAtLastMark(account, fills, timeline.closing[k], { time, rule: 'segment-end-at-close', reason });
    }
    forceAll(account, fills, { time, rule: 'segment-end-at-last-mark', reason });
    return true;
  }

  private endSegment(): void {
    const { queue, fills, timeline } = this;
    for (const set of queue.sets()) {
      queue.remove(set);
      fills.refuse(set, timeline.time, set.isGroup ? 'group-incomplete' : 'no-later-bar');
    }
    this.account.checkBooks();
    this.current++;
    if (this.current < this.resolved.segments.length) this.view.show(this.resolved.segments[this.current].segment);
  }

  private decide(time: number): void {
    const { timeline, account } = this;
    for (let k = 0; k < timeline.availableCount; k++) {
      const s = timeline.available[k];
      const i = timeline.availableBars[s] - 1;
      account.markVisible(s, this.resolved.columns[s].closeTicks[i], this.resolved.columns[s].closeTime[i]);
    }
    if (this.current >= this.resolved.segments.length) return;
    const planned = this.resolved.segments[this.current];
    if (time < planned.decideFrom) return;
    this.decisions++;
    this.ask(planned, time);
  }

  private ask(planned: PlannedSegment, time: number): void {
    try {
      const intents: readonly Intent[] = planned.segment.strategy.decide(this.view);
      if (intents.length > 0) this.orders.take(intents, time);
    } catch (cause) {
      if (PlatformError.is(cause) && cause.code !== 'INVALID_ARGUMENT') throw cause;
      const what = cause instanceof Error ? cause.message : String(cause);
      throw new PlatformError('STRATEGY_FAILED', `strategy failed at ${formatIsoTime(time)}: ${what}`, {
        cause,
        context: { decisionTime: formatIsoTime(time), segment: this.current },
      });
    }
  }

  private openBars(time: number): void {
    const { timeline, queue, account } = this;
    if (queue.size > 0) {
      this.fillWaiting(timeline.opening, timeline.openingCount, (set) => this.fillAtOpen(set, time));
    }
    for (let k = 0; k < timeline.openingCount; k++) {
      const s = timeline.opening[k];
      if (account.lots(s) === 0) continue;
      const i = timeline.openedBar[s];
      const exit = this.protection.atOpen(s, i);
      if (exit === undefined) continue;
      const at = { barIndex: i, time: time + this.options.contract.latencyMs };
      this.fills.force(s, { ...exit, ...at, reason: reasonOf(exit.limitTicks) });
    }
    this.periods.noteOpens(timeline, account);
  }

  private fillAtOpen(set: QueuedSet, time: number): void {
    if (!Number.isNaN(set.dueClose) || this.current >= this.resolved.segments.length) return;
    const quotes = quotesAtOpen(this.venue, set, this.resolved.segments[this.current]);
    if (quotes === undefined) return;
    const { degenerateOpen } = this.options.contract;
    if (degenerateOpen !== 'accept' && hasDegenerateOpen(this.venue, set)) {
      if (degenerateOpen === 'next-close') {
        set.dueClose = commonClose(this.venue, set);
        return;
      }
      this.queue.remove(set);
      this.fills.refuse(set, time, 'degenerate-open');
      return;
    }
    this.queue.remove(set);
    this.fills.fill(set, quotes, time);
  }
}

function reasonOf(limitTicks: number | undefined): string {
  return limitTicks === undefined ? 'stop loss' : 'take profit';
}
