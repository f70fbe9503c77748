import { PlatformError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import type { Action } from '../orders/index.ts';
import { Account } from './account.ts';
import { AccountDesk } from './account-desk.ts';
import { barRestatements } from './actions/bar-restatements.ts';
import { BreakerDesk } from './breaker-desk.ts';
import { CapDesk } from './cap-desk.ts';
import { Admission } from './admission.ts';
import { BarFills } from './bar-fills.ts';
import { FillDesk } from './fill-desk.ts';
import { FillPricer } from './fill-pricer.ts';
import { FillQueue } from './fill-queue.ts';
import { forceAll, forceAtLastMark } from './forced-exits.ts';
import { MarginDesk } from './margin/margin-desk.ts';
import { OrderBook } from './order-book.ts';
import { OrderDesk } from './order-desk.ts';
import { OrderWalk } from './order-walk.ts';
import { Periods } from './periods.ts';
import { ProtectiveExits } from './protective-exits.ts';
import { QuoteDesk } from './quotes/quote-desk.ts';
import { QuoteFeed } from './quotes/quote-feed.ts';
import type { ResolvedSimulation } from './resolve-options.ts';
import type { PlannedSegment } from './segment-plan.ts';
import { MemberBook } from './records/member-book.ts';
import { IntentLife } from './records/intent-life.ts';
import { SessionFlags } from './session-flags.ts';
import { Settlement } from './settlement.ts';
import { SidePrices } from './side-prices.ts';
import type { SimulationOptions, SimulationResult } from './simulation.ts';
import { SizingEstimates } from './sizing-estimates.ts';
import { SizingDesk } from './sizing-desk.ts';
import { Timeline } from './timeline.ts';
import { AsOfView } from './view.ts';
import { VolumeCaps } from './volume-caps.ts';

/** The event loop that `simulate` describes: orchestration only, each step is a file of its own. */
export class EventLoop {
  private readonly options: SimulationOptions;
  private readonly resolved: ResolvedSimulation;
  private readonly timeline: Timeline;
  private readonly account: Account;
  private readonly book: OrderBook;
  private readonly walk: OrderWalk;
  private readonly breakers: BreakerDesk;
  private readonly estimates: SizingEstimates;
  private readonly queue: FillQueue;
  private readonly fills: FillDesk;
  private readonly orders: OrderDesk;
  private readonly view: AsOfView;
  private readonly periods: Periods;
  private readonly settlement: Settlement;
  private readonly barFills: BarFills;
  private readonly desk: AccountDesk;
  /** Where market orders wait for quotes: undefined where they wait for bars. */
  private readonly quotes: QuoteDesk | undefined;
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
    const members = [...new Set(options.segments.flatMap(({ strategy }) => strategy.members ?? []))];
    if (members.length > 0) this.account.members = new MemberBook(members, columns, converter);
    this.book = new OrderBook(columns.length);
    this.queue = new FillQueue(columns.length);
    const { account, book, queue } = this;
    const { contract } = options;
    const sides = new SidePrices(columns, contract.marks);
    const sessions = new SessionFlags(columns);
    const restatements = barRestatements(columns.length, resolved.planned);
    const volumes = new VolumeCaps(columns, contract, restatements);
    const pricer = new FillPricer(columns, contract, restatements);
    const { risk = {} } = options;
    this.breakers = new BreakerDesk(columns, risk, account, initialUnits);
    this.estimates = new SizingEstimates(columns, options.sizing, restatements);
    const { breakers, estimates } = this;
    const margin = new MarginDesk(columns, options.account.model ?? { kind: 'unlimited' }, account);
    const caps = new CapDesk(columns, risk.caps ?? [], account);
    const admission = new Admission(columns, options.limits, { account, pricer, margin, breakers, caps });
    const protection = new ProtectiveExits(book, options.contract);
    const life = new IntentLife(book.events);
    this.fills = new FillDesk(columns, { account, protection, pricer, admission, sides, life, contract });
    const { fills } = this;
    const sizing = new SizingDesk(columns, options, { account, estimates, breakers, pricer });
    this.orders = new OrderDesk(columns, { account, sizing, queue, fills, book, sessions });
    this.walk = new OrderWalk(columns, { contract, account, book, fills, sessions, volumes });
    const feed =
      options.quotes === undefined ? undefined : new QuoteFeed(columns, options.quotes, segments[0].decideFrom);
    this.view = new AsOfView(columns, this.timeline, account, { book, quotes: feed });
    this.periods = new Periods(
      columns,
      initialUnits,
      segments.reduce((rows, one) => rows + Math.max(...one.bars), 0),
      restatements,
    );
    this.settlement = new Settlement(columns, resolved.planned);
    const { settlement, timeline } = this;
    this.desk = new AccountDesk(options, resolved, { account, fills, queue, book, settlement, timeline, margin });
    const venue = { columns, timeline, contract, sides, volumes };
    this.barFills = new BarFills(venue, queue, fills);
    if (feed !== undefined && contract.marketFill === 'next-quote') {
      const { walk } = this;
      const settle = (time: number): void => this.settleUpTo(time);
      this.quotes = new QuoteDesk(columns, { contract, feed, account, timeline, queue, book, fills, walk, settle });
    }
    this.view.show(segments[0].segment);
    this.markStart();
  }

  /**
   * Goes through all moments up to the end of the last segment. The steps read the moment from the timeline: a time handed
   * to a function is a double that is put on the heap for every bar, as is whatever a closure holds.
   */
  run(): void {
    const { timeline, book, quotes } = this;
    const { dues } = this.desk;
    const nSegments = this.resolved.segments.length;
    while (this.current < nSegments) {
      if (quotes !== undefined) quotes.takeBefore(timeline.upcoming);
      if (!timeline.advance()) return;
      this.settleBefore();
      if (timeline.closingCount > 0) this.closeBars();
      if (book.nextExpiry <= timeline.time) book.expire(timeline.time);
      if (dues.nextTime <= timeline.time && this.current < nSegments) dues.settleUpTo(timeline.time);
      if (timeline.availableCount > 0) this.decide();
      if (quotes !== undefined) quotes.takeAt(timeline.time);
      if (timeline.openingCount > 0) this.openBars();
    }
  }

  /** Settles what fell due before a moment of bars. */
  private settleBefore(): void {
    const { timeline, settlement, account, fills, queue, book } = this;
    const { dues } = this.desk;
    if (dues.nextTime < timeline.time) dues.settleBefore(timeline.time);
    if (settlement.isDue(timeline.time)) settlement.settle(timeline.time, { account, fills, queue, book });
    // A bar that closes at the very moment at which an order lapses lies before it; one that closes later does not.
    if (book.nextExpiry < timeline.time) book.expire(timeline.time - 1);
  }

  /** Settles what expires at a moment of bars, at the closes there. */
  private expire(): void {
    const { timeline, settlement, account, fills, queue, book } = this;
    settlement.expire(timeline.time, { account, fills, queue, book });
  }

  /** Settles what falls due up to a moment between those of the bars. */
  private settleUpTo(time: number): void {
    const { settlement, account, fills, queue, book } = this;
    const { dues } = this.desk;
    if (dues.nextTime <= time) dues.settleUpTo(time);
    if (settlement.isDue(time)) settlement.settle(time, { account, fills, queue, book });
    if (book.nextExpiry <= time) book.expire(time);
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
      orderEvents: this.book.events,
      breakerEvents: this.breakers.events,
      warnings: [...estimatedFeeWarnings(this.fills.pricer.estimatedFees), ...this.desk.warnings],
      costUnits: account.attribution.costUnits,
      incomeUnits: account.attribution.incomeUnits,
      attribution: account.attributed(this.timeline.time),
      ...this.memberReport(),
      tradeColumns: account.attribution.columns(),
      postings: account.postings.columns(account.ledger),
      accountEvents: account.events.columns(),
      decisions: this.decisions,
      barEvents: this.barEvents,
    };
  }

  private memberReport(): Pick<SimulationResult, 'members'> {
    const { account } = this;
    const { time } = this.timeline;
    const earnedUnits = account.equityUnits(time) - this.resolved.initialUnits;
    const members = account.members?.report(account.market.markTicks, time, earnedUnits);
    return members === undefined ? {} : { members };
  }

  /** Prices that were known before the first moment: a decision may size by them. */
  private markStart(): void {
    const { timeline } = this;
    for (const { index } of this.resolved.columns) {
      const known = timeline.availableBars[index] - 1;
      if (known >= 0) this.fills.markVisible(index, known);
      if (this.estimates.isOn) this.estimates.follow(index, known + 1);
      this.fills.pricer.noteClose(index, timeline.closedBar[index]);
    }
  }

  private closeBars(): void {
    const { timeline, account } = this;
    const { time } = timeline;
    const planned = this.resolved.segments[this.current];
    this.barEvents += timeline.closingCount;
    if (this.desk.isWaiting) this.desk.atCloses(timeline);
    const hasOrders = this.book.size > 0;
    this.walkBars(false);
    if (this.desk.isMargined) this.desk.lookInsideBars();
    const isRow = time >= planned.segment.from;
    const { ledger } = account;
    const nPosted = ledger.transactions;
    let equity = account.equityUnits(time);
    if (isRow) this.periods.open(timeline, account, equity);
    this.fillCloses(hasOrders);
    if (ledger.transactions !== nPosted) equity = account.equityUnits(time);
    if (equity <= 0) equity = this.ruin(equity);
    if (this.desk.isMargined) this.desk.lookAtMargin(time);
    if (isRow && this.flatten(planned, time)) equity = account.equityUnits(time);
    this.afterCloses(time);
    account.reconcile();
    if (isRow) this.periods.close(time, equity);
    else this.periods.skip(equity);
    if (time === planned.end) this.endSegment();
  }

  /** Closes everything where equity is used up; returns what equity is then. */
  private ruin(equity: number): number {
    const { account, fills, timeline } = this;
    if (account.isFlat) return equity;
    forceAll(account, fills, { time: timeline.time, rule: 'ruined-at-last-mark', reason: 'equity used up' });
    return account.equityUnits(timeline.time);
  }

  /** What fills at the closes: working orders, what intents have queued, what expires. */
  private fillCloses(hasOrders: boolean): void {
    // Where nothing was working nothing happens at the closes either, and the marks are made.
    if (hasOrders) this.walkBars(true);
    if (this.queue.size > 0 && this.quotes === undefined) this.barFills.atCloses(this.resolved.segments[this.current]);
    if (this.settlement.nextExpiry <= this.timeline.time) this.expire();
  }

  /** Estimates and circuit breakers follow what has closed. */
  private afterCloses(time: number): void {
    const { timeline, fills, breakers } = this;
    if (fills.pricer.isFollowing) {
      for (const s of timeline.closing.subarray(0, timeline.closingCount)) {
        fills.pricer.noteClose(s, timeline.closedBar[s]);
      }
    }
    if (breakers.isOn && breakers.atClose(time)) this.orders.flattenAll(time, 'breaker-flatten');
  }

  /** What the bars that close now do to the working orders, first inside bars with an open, then at closes; the marks. */
  private walkBars(isAtClose: boolean): void {
    const { timeline, walk, fills, account } = this;
    const hasOrders = this.book.size > 0;
    const limits = hasOrders ? this.resolved.segments[this.current] : undefined;
    for (let k = 0; k < timeline.closingCount; k++) {
      const s = timeline.closing[k];
      const i = timeline.closedBar[s];
      const nFills = account.fills.length;
      if (isAtClose) walk.close(s, i, limits);
      else if (hasOrders && !this.resolved.columns[s].isCloseOnly) walk.inside(s, i, limits);
      // A bar is marked once; a fill at its close has made its own price the mark since.
      if (!isAtClose || account.fills.length !== nFills) fills.markClose(s, i);
    }
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
      fills.refuse(
        set,
        timeline.time,
        set.isGroup ? 'group-incomplete' : this.quotes === undefined ? 'no-later-bar' : 'no-later-quote',
      );
    }
    this.book.endEntries(timeline.time, 'segment-ended');
    this.account.checkBooks();
    this.current++;
    if (this.current < this.resolved.segments.length) this.view.show(this.resolved.segments[this.current].segment);
  }

  private decide(): void {
    const { timeline } = this;
    for (let k = 0; k < timeline.availableCount; k++) {
      const s = timeline.available[k];
      const i = timeline.availableBars[s] - 1;
      this.fills.markVisible(s, i);
      if (this.estimates.isOn) this.estimates.follow(s, timeline.availableBars[s]);
    }
    if (this.current >= this.resolved.segments.length) return;
    const planned = this.resolved.segments[this.current];
    if (timeline.time < planned.decideFrom) return;
    this.decisions++;
    this.ask(planned);
  }

  private ask(planned: PlannedSegment): void {
    try {
      const actions: readonly Action[] = planned.segment.strategy.decide(this.view);
      if (actions.length > 0) this.orders.take(actions, this.timeline.time);
    } catch (cause) {
      const { time } = this.timeline;
      if (PlatformError.is(cause) && cause.code !== 'INVALID_ARGUMENT') throw cause;
      const what = cause instanceof Error ? cause.message : String(cause);
      throw new PlatformError('STRATEGY_FAILED', `strategy failed at ${formatIsoTime(time)}: ${what}`, {
        cause,
        context: { decisionTime: formatIsoTime(time), segment: this.current },
      });
    }
  }

  private openBars(): void {
    const { timeline, queue, account } = this;
    if (this.desk.isWaiting) this.desk.atOpens(timeline);
    if (this.breakers.isOn && this.breakers.atOpen(timeline.time)) {
      this.orders.flattenAll(timeline.time, 'breaker-flatten');
    }
    if (queue.size > 0 && this.quotes === undefined) this.barFills.atOpens(this.resolved.segments.at(this.current));
    if (this.book.size > 0) {
      const limits = this.resolved.segments.at(this.current);
      for (let k = 0; k < timeline.openingCount; k++) {
        const s = timeline.opening[k];
        this.walk.open(s, timeline.openedBar[s], limits);
      }
    }
    this.periods.noteOpens(timeline, account);
  }
}

/** What a reader has to know about the fees that were charged. */
function estimatedFeeWarnings(names: ReadonlySet<string>): readonly string[] {
  return [...names].map(
    (name) => `fees of '${name}' were charged at the nearest known rate: the schedule has none for some dates`,
  );
}
