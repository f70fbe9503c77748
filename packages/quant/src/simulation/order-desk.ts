import { InvalidArgumentError } from '@assay/core/errors';
import type { InstrumentId } from '../market/index.ts';
import type { Intent, IntentLeg, Order, ProtectiveDistance } from '../orders/index.ts';
import { targetLots } from '../risk/index.ts';
import type { SizingPolicy } from '../risk/index.ts';
import type { Account } from './account.ts';
import type { SeriesColumns } from './columns.ts';
import type { FillDesk } from './fill-desk.ts';
import { isSameRequest } from './fill-queue.ts';
import type { FillQueue, QueuedLeg, QueuedSet } from './fill-queue.ts';

/** What a leg comes to once it is sized. */
interface SizedLeg {
  readonly leg: IntentLeg;
  readonly s: number;
  /** Signed lots to hold afterwards; NaN where there is no price to size by. */
  readonly targetLots: number;
}

/**
 * Turns intents into queued orders: sizes each leg by what is known at the decision, and queues the difference between
 * the target and what is held. Whatever was waiting for the same instrument gives way.
 */
export class OrderDesk {
  private readonly columns: readonly SeriesColumns[];
  private readonly indexOf: ReadonlyMap<InstrumentId, number>;
  private readonly sizing: SizingPolicy;
  private readonly account: Account;
  private readonly queue: FillQueue;
  private readonly fills: FillDesk;
  private nOrders: number = 0;
  private nGroups: number = 0;

  constructor(
    columns: readonly SeriesColumns[],
    sizing: SizingPolicy,
    account: Account,
    venue: { readonly queue: FillQueue; readonly fills: FillDesk },
  ) {
    this.columns = columns;
    this.indexOf = new Map(columns.map(({ id, index }) => [id, index]));
    this.sizing = sizing;
    this.account = account;
    this.queue = venue.queue;
    this.fills = venue.fills;
  }

  /**
   * Takes the intents of one decision.
   *
   * @throws {InvalidArgumentError} if a leg names no instrument of the simulation, a group one twice, or a number is
   * out of its domain.
   */
  take(intents: readonly Intent[], decisionTime: number): void {
    for (const intent of intents) {
      const sized = intent.legs.map((leg) => this.size(leg, decisionTime));
      if (intent.allOrNone && sized.length > 1) this.takeGroup(intent, sized, decisionTime);
      else for (const one of sized) this.takeSingle(intent, one, decisionTime);
    }
  }

  private size(leg: IntentLeg, decisionTime: number): SizedLeg {
    const s = this.indexOf.get(leg.instrument);
    if (s === undefined)
      throw new InvalidArgumentError('leg.instrument', 'an instrument of the simulation', leg.instrument);
    checkDistance('leg.stopLoss.fraction', leg.stopLoss);
    checkDistance('leg.takeProfit.fraction', leg.takeProfit);
    const { account } = this;
    const rate = account.converter.rate(account.currency(s), decisionTime);
    const lotValue = account.visible.markTicks[s] * this.columns[s].unitsPerTickLot * rate;
    const equity = account.equityUnits(decisionTime, account.visible);
    return { leg, s, targetLots: targetLots(this.sizing, leg.target, { equity, lotValue }) };
  }

  private takeSingle(intent: Intent, sized: SizedLeg, decisionTime: number): void {
    if (this.noteUnsized(sized, decisionTime) === 'no-price') return;
    const legs = this.queuedLegs(intent, [sized], decisionTime, undefined);
    this.place({ legs, isGroup: false, decisionTime, dueClose: NaN }, [sized.s]);
  }

  private takeGroup(intent: Intent, sized: readonly SizedLeg[], decisionTime: number): void {
    const ordered = sized.toSorted((a, b) => a.s - b.s);
    const twice = ordered.find((one, i) => i > 0 && one.s === ordered[i - 1].s);
    if (twice !== undefined) throw new InvalidArgumentError('legs', 'of different instruments', twice.leg.instrument);
    const problems = ordered.map((one) => this.noteUnsized(one, decisionTime));
    const instruments = ordered.map((one) => one.s);
    const isWhole = problems.every((problem) => problem === undefined);
    const legs = isWhole ? this.queuedLegs(intent, ordered, decisionTime, this.nGroups++) : [];
    this.place({ legs, isGroup: true, decisionTime, dueClose: NaN }, instruments);
  }

  /** Records a leg that asks for something and comes to nothing. */
  private noteUnsized(sized: SizedLeg, time: number): 'no-price' | 'below-one-lot' | undefined {
    const { leg, targetLots: lots } = sized;
    const problem = Number.isNaN(lots)
      ? 'no-price'
      : lots === 0 && leg.target.value !== 0
        ? 'below-one-lot'
        : undefined;
    if (problem !== undefined) this.fills.refusals.push({ time, instrument: leg.instrument, reason: problem });
    return problem;
  }

  private queuedLegs(
    intent: Intent,
    sized: readonly SizedLeg[],
    decisionTime: number,
    group: number | undefined,
  ): readonly QueuedLeg[] {
    const legs: QueuedLeg[] = [];
    for (const { leg, s, targetLots: target } of sized) {
      const held = this.account.lots(s);
      if (target === held) continue;
      const order: Order = {
        id: this.nOrders++,
        instrument: leg.instrument,
        side: target > held ? 'buy' : 'sell',
        lots: Math.abs(target - held),
        orderType: 'market',
        group,
        decisionTime,
        stopLossFraction: leg.stopLoss?.fraction,
        takeProfitFraction: leg.takeProfit?.fraction,
        reason: intent.reason,
      };
      legs.push({ s, order, targetLots: target, heldLots: held });
    }
    return legs;
  }

  /** Puts a set in the place of whatever waits for its instruments; a request that waits already keeps its place. */
  private place(set: QueuedSet, instruments: readonly number[]): void {
    for (const s of instruments) {
      const waiting = this.queue.at(s);
      if (waiting === undefined) continue;
      if (isSameRequest(waiting, set)) return;
      this.queue.remove(waiting);
      this.fills.refuse(waiting, set.decisionTime, 'replaced');
    }
    if (set.legs.length > 0) this.queue.place(set);
  }
}

function checkDistance(parameter: string, distance: ProtectiveDistance | undefined): void {
  if (distance === undefined || (distance.fraction > 0 && distance.fraction < Infinity)) return;
  throw new InvalidArgumentError(parameter, 'finite and > 0', distance.fraction);
}
