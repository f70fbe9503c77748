import type { AttachedLevel, OrderRole, WorkingOrder } from '../../orders/index.ts';
import { protectiveLevels } from '../protective-exit.ts';

/** What a fill of an entry says to its exits. */
export interface EntryFill {
  /** The entry after the fill. */
  readonly entry: WorkingOrder;
  /** The price before costs, at which a trailing stop's water mark begins. */
  readonly referenceTicks: number;
  /** The price paid or received, around which levels lie. */
  readonly paidTicks: number;
  /** Index of the bar in which it filled. */
  readonly barIndex: number;
}

/**
 * The exits that an entry brings into being, accepted but not working yet: stop, trailing stop, time exit and targets,
 * in that order, for the lots of the entry that opened a position so far.
 *
 * A target covers its share of them, rounded so that the targets of a whole sum to the whole; one that comes to no lot
 * is left out. All of them only reduce.
 *
 * @remarks
 * Source: this project.
 */
export function attachedExits(fill: EntryFill): readonly WorkingOrder[] {
  const { entry } = fill;
  const { attached } = entry;
  if (attached === undefined) return [];
  const { stop, trail, timeExit, targets, firstId } = attached;
  const exits: WorkingOrder[] = [];
  const lots = entry.coveredLots;
  if (stop !== undefined) {
    const stopTicks = levelOf(fill, stop, 'stop');
    exits.push({ ...exitOf(fill, 'stop-loss', firstId, lots), type: 'stop', stopTicks });
  }
  if (trail !== undefined) {
    const waterMarkTicks = fill.referenceTicks;
    const plain = exitOf(fill, 'trailing-stop', firstId + 1, lots);
    exits.push({ ...plain, type: 'trailing-stop', trail, waterMarkTicks });
  }
  if (timeExit !== undefined) {
    const from = 'at' in timeExit ? { activeFrom: timeExit.at } : { activeFromBar: fill.barIndex + timeExit.bars };
    exits.push({ ...exitOf(fill, 'time-exit', firstId + 2, lots), type: 'market', ...from });
  }
  let cumulated = 0;
  for (let k = 0; k < targets.length; k++) {
    const { level, share } = targets[k];
    const covered = Math.round(lots * (cumulated + share)) - Math.round(lots * cumulated);
    cumulated += share;
    if (covered === 0) continue;
    const plain = exitOf(fill, 'take-profit', firstId + 3 + k, covered);
    const tag = targets.length === 1 ? plain.tag : `${plain.tag}-${k + 1}`;
    exits.push({ ...plain, tag, type: 'limit', limitTicks: levelOf(fill, level, 'target') });
  }
  return exits;
}

function exitOf(fill: EntryFill, role: OrderRole, id: number, lots: number): WorkingOrder {
  const { entry } = fill;
  return {
    ...entry,
    id,
    tag: `${entry.tag}/${role}`,
    side: entry.side === 'buy' ? 'sell' : 'buy',
    role,
    state: 'accepted',
    sequence: id,
    lots,
    filledLots: 0,
    cancelledLots: 0,
    limitTicks: undefined,
    stopTicks: undefined,
    trail: undefined,
    waterMarkTicks: undefined,
    timeInForce: { kind: 'gtc' },
    reduceOnly: true,
    closesPosition: false,
    oco: undefined,
    attached: undefined,
    parentId: entry.id,
    spentBar: -1,
  };
}

function levelOf(fill: EntryFill, level: AttachedLevel, kind: 'stop' | 'target'): number | undefined {
  if ('ticks' in level) return level.ticks;
  const direction = fill.entry.side === 'buy' ? 1 : -1;
  const { fraction } = level;
  const isStop = kind === 'stop';
  const levels = protectiveLevels(
    direction,
    fill.paidTicks,
    isStop ? fraction : undefined,
    isStop ? undefined : fraction,
  );
  return isStop ? levels?.stopTicks : levels?.targetTicks;
}
