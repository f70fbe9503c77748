import type { AttachedLevel, WorkingOrder } from '../../orders/index.ts';
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
    exits.push(exitOf(fill, { role: 'stop-loss', id: firstId, lots, type: 'stop', stopTicks }));
  }
  if (trail !== undefined) {
    const waterMarkTicks = fill.referenceTicks;
    const id = firstId + 1;
    exits.push(exitOf(fill, { role: 'trailing-stop', id, lots, type: 'trailing-stop', trail, waterMarkTicks }));
  }
  if (timeExit !== undefined) {
    const from = 'at' in timeExit ? { activeFrom: timeExit.at } : { activeFromBar: fill.barIndex + timeExit.bars };
    exits.push({ ...exitOf(fill, { role: 'time-exit', id: firstId + 2, lots, type: 'market' }), ...from });
  }
  let cumulated = 0;
  for (let k = 0; k < targets.length; k++) {
    const { level, share } = targets[k];
    const covered = Math.round(lots * (cumulated + share)) - Math.round(lots * cumulated);
    cumulated += share;
    if (covered === 0) continue;
    const number = targets.length === 1 ? '' : `-${k + 1}`;
    const limitTicks = levelOf(fill, level, 'target');
    const id = firstId + 3 + k;
    exits.push(exitOf(fill, { role: 'take-profit', id, lots: covered, type: 'limit', limitTicks }, number));
  }
  return exits;
}

/** What one exit has that others have not. */
type ExitTerms = Pick<WorkingOrder, 'role' | 'id' | 'lots' | 'type'> &
  Partial<Pick<WorkingOrder, 'limitTicks' | 'stopTicks' | 'trail' | 'waterMarkTicks'>>;

function exitOf(fill: EntryFill, terms: ExitTerms, number: string = ''): WorkingOrder {
  const { entry } = fill;
  const { role, id, lots, type, limitTicks, stopTicks, trail, waterMarkTicks } = terms;
  return {
    ...entry,
    id,
    tag: `${entry.tag}/${role}${number}`,
    side: entry.side === 'buy' ? 'sell' : 'buy',
    type,
    role,
    state: 'accepted',
    sequence: id,
    lots,
    filledLots: 0,
    cancelledLots: 0,
    limitTicks,
    stopTicks,
    trail,
    waterMarkTicks,
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
