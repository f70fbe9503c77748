import { InvalidArgumentError } from '@assay/core/errors';
import type { InstrumentId } from '../market/index.ts';
import { checkAction, isIntent } from '../orders/index.ts';
import type { Action, Intent, IntentLeg, Order, ProtectiveDistance } from '../orders/index.ts';
import type { Account } from './account.ts';
import type { SeriesColumns } from './columns.ts';
import type { FillDesk } from './fill-desk.ts';
import { isSameRequest } from './fill-queue.ts';
import type { FillQueue, QueuedLeg, QueuedSet } from './fill-queue.ts';
import type { OrderBook } from './order-book.ts';
import { RequestDesk } from './request-desk.ts';
import type { SessionFlags } from './session-flags.ts';
import type { Sized, SizingDesk } from './sizing-desk.ts';

/** What a leg comes to once it is sized. */
interface SizedLeg extends Sized {
  readonly leg: IntentLeg;
  readonly s: number;
}

/** What an order desk works with. */
export interface OrderDeskParts {
  readonly account: Account;
  readonly sizing: SizingDesk;
  readonly queue: FillQueue;
  readonly fills: FillDesk;
  readonly book: OrderBook;
  readonly sessions: SessionFlags;
}

/**
 * Takes what a strategy asks for, one action after the other. Orders, plans, cancels and replacements go to the book of
 * working orders. The legs of an intent are sized by what is known at the decision, and the difference between the target
 * and what is held is queued; whatever was queued for the same instrument gives way.
 */
export class OrderDesk {
  private readonly indexOf: ReadonlyMap<InstrumentId, number>;
  private readonly parts: OrderDeskParts;
  private readonly requests: RequestDesk;
  private nGroups: number = 0;

  constructor(columns: readonly SeriesColumns[], parts: OrderDeskParts) {
    this.indexOf = new Map(columns.map(({ id, index }) => [id, index]));
    this.parts = parts;
    this.requests = new RequestDesk(columns, parts);
  }

  /**
   * Takes the actions of one decision.
   *
   * @throws {InvalidArgumentError} if an action makes no sense, names no instrument of the simulation, an all-or-none intent
   * one twice, or a number is out of its domain.
   */
  take(actions: readonly Action[], decisionTime: number): void {
    for (const action of actions) {
      if (isIntent(action)) this.takeIntent(action, decisionTime);
      else {
        checkAction(action);
        this.requests.take(action, decisionTime);
      }
    }
  }

  /**
   * Closes everything at the next price there is: whatever waits for an entry is taken out, and each position is queued to
   * be closed at market.
   */
  flattenAll(time: number, reason: string): void {
    const { account, book, fills, queue } = this.parts;
    for (const set of queue.sets()) {
      if (set.legs.every(({ targetLots }) => targetLots === 0)) continue;
      queue.remove(set);
      fills.refuse(set, time, reason);
    }
    book.endEntries(time, reason);
    for (const [instrument, s] of this.indexOf) {
      const held = account.lots(s);
      if (held === 0 || queue.at(s) !== undefined) continue;
      const side = held > 0 ? 'sell' : 'buy';
      const id = book.takeIds(1);
      const order: Order = {
        id,
        instrument,
        side,
        lots: Math.abs(held),
        orderType: 'market',
        decisionTime: time,
        reason,
      };
      const legs = [{ s, order, targetLots: 0, heldLots: held }];
      queue.place({ legs, isGroup: false, decisionTime: time, dueClose: NaN });
      fills.life.accepted(order);
    }
  }

  private takeIntent(intent: Intent, decisionTime: number): void {
    const sized = intent.legs.map((leg) => this.size(leg, decisionTime));
    if (intent.allOrNone && sized.length > 1) this.takeGroup(intent, sized, decisionTime);
    else for (const one of sized) this.takeSingle(intent, one, decisionTime);
  }

  private size(leg: IntentLeg, decisionTime: number): SizedLeg {
    const s = this.indexOf.get(leg.instrument);
    if (s === undefined)
      throw new InvalidArgumentError('leg.instrument', 'an instrument of the simulation', leg.instrument);
    checkDistance('leg.stopLoss.fraction', leg.stopLoss);
    checkDistance('leg.takeProfit.fraction', leg.takeProfit);
    const { lots, problem } = this.parts.sizing.target(s, leg.target, leg.stopLoss, decisionTime);
    return { leg, s, lots, problem };
  }

  private takeSingle(intent: Intent, sized: SizedLeg, decisionTime: number): void {
    this.noteUnsized(sized, decisionTime);
    if (Number.isNaN(sized.lots)) return;
    const legs = this.queuedLegs(intent, [sized], decisionTime, undefined);
    this.place({ legs, isGroup: false, decisionTime, dueClose: NaN }, [sized.s]);
  }

  private takeGroup(intent: Intent, sized: readonly SizedLeg[], decisionTime: number): void {
    const ordered = sized.toSorted((a, b) => a.s - b.s);
    const twice = ordered.find((one, i) => i > 0 && one.s === ordered[i - 1].s);
    if (twice !== undefined) throw new InvalidArgumentError('legs', 'of different instruments', twice.leg.instrument);
    for (const one of ordered) this.noteUnsized(one, decisionTime);
    const instruments = ordered.map((one) => one.s);
    const isWhole = ordered.every(
      ({ problem, lots }) => problem === undefined || (problem === 'breaker-scale' && lots !== 0),
    );
    const legs = isWhole ? this.queuedLegs(intent, ordered, decisionTime, this.nGroups++) : [];
    this.place({ legs, isGroup: true, decisionTime, dueClose: NaN }, instruments);
  }

  /** Records a leg that asks for something and comes to nothing. */
  private noteUnsized({ leg, problem }: SizedLeg, time: number): void {
    if (problem !== undefined) this.parts.fills.refusals.push({ time, instrument: leg.instrument, reason: problem });
  }

  private queuedLegs(
    intent: Intent,
    sized: readonly SizedLeg[],
    decisionTime: number,
    group: number | undefined,
  ): readonly QueuedLeg[] {
    const legs: QueuedLeg[] = [];
    const { account } = this.parts;
    for (const { leg, s, lots: target } of sized) {
      const held = account.lots(s);
      if (target === held) {
        account.members?.noteStanding(s, leg.parts, { ticks: account.market.markTicks[s], time: decisionTime });
        continue;
      }
      const order: Order = {
        id: this.parts.book.takeIds(1),
        instrument: leg.instrument,
        side: target > held ? 'buy' : 'sell',
        lots: Math.abs(target - held),
        orderType: 'market',
        group,
        decisionTime,
        stopLossFraction: leg.stopLoss?.fraction,
        takeProfitFraction: leg.takeProfit?.fraction,
        parts: leg.parts,
        reason: intent.reason,
      };
      legs.push({ s, order, targetLots: target, heldLots: held });
    }
    return legs;
  }

  /** Puts a set in the place of whatever waits for its instruments; a request that waits already keeps its place. */
  private place(set: QueuedSet, instruments: readonly number[]): void {
    const { queue, fills } = this.parts;
    for (const s of instruments) {
      const waiting = queue.at(s);
      if (waiting === undefined) continue;
      if (isSameRequest(waiting, set)) return;
      queue.remove(waiting);
      fills.refuse(waiting, set.decisionTime, 'replaced');
    }
    if (set.legs.length === 0) return;
    queue.place(set);
    for (const { order } of set.legs) fills.life.accepted(order);
  }
}

function checkDistance(parameter: string, distance: ProtectiveDistance | undefined): void {
  if (distance === undefined || (distance.fraction > 0 && distance.fraction < Infinity)) return;
  throw new InvalidArgumentError(parameter, 'finite and > 0', distance.fraction);
}
