import type { WorkingOrder } from '../../../orders/index.ts';
import type { PathBar, PathRules, SettledPath } from '../path-types.ts';

/** A fill of the plain walk, to be compared. */
export interface TickFill {
  readonly id: number;
  readonly lots: number;
  readonly price: number;
  readonly at: number;
}

interface Row {
  readonly order: WorkingOrder;
  left: number;
  isLive: boolean;
  isTriggered: boolean;
  isResting: boolean;
  /** The open is the first price it sees. */
  isNew: boolean;
  mark: number;
  /** Tick of the path at which it began to wait for its present level. */
  since: number;
  /** Lots of the bracket that are still open. */
  covered: number;
  /** Committed to this worst price. */
  worst: number | undefined;
}

/**
 * The plain reference of `walkBar`: one tick at a time along a given path, each order looked at on each tick.
 *
 * Knows market, limit, stop, stop-limit and trailing orders, groups, attached exits at fixed levels, reduce-only and
 * position-closing orders, immediate orders, and a largest number of lots.
 */
export class TickWalk {
  readonly fills: TickFill[] = [];
  position: number;
  private readonly rows: Row[];
  private readonly bar: PathBar;
  private readonly rules: PathRules;
  private at: number = 0;
  /** Targets of the open whose part in the bar only its range will tell. */
  private readonly undecided: Row[] = [];
  private isOpening: boolean = true;
  private price: number;
  private before: number = NaN;

  constructor(orders: readonly WorkingOrder[], bar: PathBar, position: number, rules: PathRules) {
    this.rows = orders.map((order) => rowOf(order, 0));
    this.bar = bar;
    this.position = position;
    this.rules = rules;
    this.price = bar.open;
  }

  /** Walks the bar. */
  walk(path: SettledPath): this {
    const { open, high, low, close } = this.bar;
    for (const row of this.rows) if (row.order.role !== 'order' && !this.canReduce(row)) row.isLive = false;
    this.fillAll('market', open);
    this.look(true);
    for (const row of this.rows) if (this.isDeferred(row)) row.isNew = false;
    this.isOpening = false;
    for (const row of this.undecided) row.isResting = false;
    for (const row of this.rows) if (row.order.type === 'limit' && isNow(row)) row.isLive = false;
    this.commit();
    this.look(false);
    for (const corner of path === 'low-first' ? [low, high, close] : [high, low, close]) this.go(corner);
    this.fillAll('market-on-close', close);
    return this;
  }

  private go(corner: number): void {
    while (this.price !== corner) {
      this.before = this.price;
      this.price += Math.sign(corner - this.price);
      this.at++;
      this.look(false);
    }
  }

  private fillAll(type: string, price: number): void {
    for (const row of this.bySequence()) {
      if (row.isLive && !row.isResting && row.order.type === type) this.fill(row, price);
    }
  }

  /** Fills whatever fires at the present price, one at a time, stops first. */
  private look(isOpen: boolean): void {
    for (const row of this.rows) this.mark(row);
    for (;;) {
      const ready = this.bySequence().filter((row) => this.isReady(row, isOpen));
      const next = ready.find((row) => isStopNow(row)) ?? ready[0];
      if (next === undefined) return;
      this.act(next);
    }
  }

  private act(row: Row): void {
    if (!isStopNow(row)) {
      this.fill(row, this.limitPrice(row));
      return;
    }
    const level = this.stopLevel(row);
    row.isTriggered = true;
    if (row.order.type !== 'stop-limit') {
      this.fill(row, this.at === 0 && this.rules.gapThroughStop === 'level' ? level : this.price);
      return;
    }
    row.since = this.at;
    row.isNew = true;
    if (isNow(row) && !this.isReady(row, false)) row.isLive = false;
  }

  private limitPrice(row: Row): number {
    const { side, limitTicks = NaN } = row.order;
    if (this.at === 0 && !row.isNew && this.rules.gapThroughLimit === 'level') return limitTicks;
    const needed = this.rules.limitFill === 'through' ? 1 : 0;
    const cameFrom = side === 'buy' ? this.before > this.price : this.before < this.price;
    const isReached = cameFrom && this.price === limitTicks + (side === 'buy' ? -needed : needed);
    return row.since === this.at || !isReached ? this.price : limitTicks;
  }

  private isReady(row: Row, isOpen: boolean): boolean {
    if (!row.isLive || row.isResting || row.order.type.startsWith('market')) return false;
    if (!isStopNow(row) && row.order.limitTicks === undefined) return false;
    if (isOpen && this.isDeferred(row)) return false;
    if (this.familyOf(row).some((other) => other.worst !== undefined)) return false;
    return this.isMet(row);
  }

  private familyOf(row: Row): readonly Row[] {
    return this.rows.filter((other) => other !== row && other.isLive && areKin(row, other));
  }

  /** True for what waits at the open for the bar's worst price, and for its kin. */
  private isDeferred(row: Row): boolean {
    if (this.rules.gapThroughStop !== 'worst-of-bar') return false;
    return [row, ...this.familyOf(row)].some((one) => this.isGappedStop(one));
  }

  private isMet(row: Row): boolean {
    const { side, limitTicks } = row.order;
    if (isStopNow(row)) {
      const level = row.worst ?? this.stopLevel(row);
      return side === 'buy' ? this.price >= level : this.price <= level;
    }
    const need = this.rules.limitFill === 'through' ? 1 : 0;
    return side === 'buy' ? this.price <= (limitTicks ?? NaN) - need : this.price >= (limitTicks ?? NaN) + need;
  }

  private isGappedStop(row: Row): boolean {
    return row.isLive && !row.isResting && isStopNow(row) && row.order.type !== 'stop-limit' && this.isMet(row);
  }

  private commit(): void {
    if (this.rules.gapThroughStop !== 'worst-of-bar') return;
    for (const row of this.rows) {
      if (this.isGappedStop(row)) row.worst = row.order.side === 'buy' ? this.bar.high : this.bar.low;
    }
  }

  private stopLevel(row: Row): number {
    const { trail, stopTicks, side } = row.order;
    if (trail === undefined) return stopTicks ?? NaN;
    const distance = trail.kind === 'ticks' ? trail.ticks : Math.max(1, Math.ceil(Math.abs(row.mark) * trail.value));
    return side === 'sell' ? row.mark - distance : row.mark + distance;
  }

  private mark(row: Row): void {
    if (!row.isLive || row.order.type !== 'trailing-stop') return;
    if (Number.isNaN(row.mark)) row.mark = this.price;
    row.mark = row.order.side === 'sell' ? Math.max(row.mark, this.price) : Math.min(row.mark, this.price);
  }

  private fill(row: Row, price: number): void {
    const { order } = row;
    if (order.reduceOnly) {
      const most = this.canReduce(row) ? Math.abs(this.position) : 0;
      row.left = order.closesPosition ? most : Math.min(row.left, most);
      if (most === 0) row.isLive = false;
      if (!row.isLive) return;
    }
    const lots = Math.min(row.left, this.bar.volumeCapLots ?? row.left);
    if (order.timeInForce.kind === 'fok' && lots < row.left) {
      row.isLive = false;
      return;
    }
    row.isResting = true;
    row.worst = undefined;
    if (lots > 0) this.trade(row, lots, price);
    if (order.timeInForce.kind === 'ioc') row.isLive = false;
  }

  private trade(row: Row, lots: number, price: number): void {
    const { order } = row;
    this.fills.push({ id: order.id, lots, price, at: this.at });
    this.position += order.side === 'buy' ? lots : -lots;
    row.left -= lots;
    if (row.left === 0) row.isLive = false;
    if (order.oco !== undefined) this.endGroup(row, order.oco);
    if (order.parentId !== undefined) this.shrink(order.parentId, row.covered - lots);
    if (order.attached !== undefined) this.bracket(row, lots, price);
    this.endOrphans();
  }

  private endGroup(filled: Row, group: string): void {
    for (const row of this.rows) if (row !== filled && row.order.oco === group) row.isLive = false;
  }

  private endOrphans(): void {
    for (const row of this.rows) {
      if (!row.isLive || row.order.role === 'order' || this.canReduce(row)) continue;
      row.isLive = false;
      this.stopEntry(row.order.parentId);
    }
  }

  private shrink(parentId: number, open: number): void {
    if (open === 0) this.stopEntry(parentId);
    for (const row of this.rows) {
      if (row.order.parentId !== parentId) continue;
      row.covered = open;
      row.left = Math.min(row.left, open);
      if (open === 0) row.isLive = false;
    }
  }

  private stopEntry(id: number | undefined): void {
    for (const row of this.rows) if (id !== undefined && row.order.id === id) row.isLive = false;
  }

  private bracket(row: Row, lots: number, price: number): void {
    const { order } = row;
    const held = order.side === 'buy' ? this.position : -this.position;
    const opened = Math.min(lots, Math.max(0, held));
    const { attached } = order;
    if (opened === 0 || attached === undefined) return;
    const side = order.side === 'buy' ? 'sell' : 'buy';
    const plain = { ...order, side, lots: opened, attached: undefined, oco: undefined } as const;
    const common = { ...plain, parentId: order.id, reduceOnly: true, closesPosition: false, stopTicks: undefined };
    const exit = { ...common, limitTicks: undefined, trail: undefined, timeInForce: { kind: 'gtc' } } as const;
    const add = (one: WorkingOrder): void => {
      const row = rowOf({ ...one, sequence: one.id }, this.at);
      const works = this.worksInEntryBar(order, one);
      const born = { ...row, covered: opened, isNew: true, isResting: !works };
      this.rows.push(born);
      if (!works || !this.isOpening || order.type !== 'stop' || this.rules.entryBarExits !== 'unambiguous') return;
      born.isResting = true;
      this.undecided.push(born);
    };
    if (attached.stop !== undefined && 'ticks' in attached.stop) {
      add({ ...exit, id: attached.firstId, role: 'stop-loss', type: 'stop', stopTicks: attached.stop.ticks });
    }
    if (attached.trail !== undefined) {
      const trailing = { ...exit, type: 'trailing-stop', trail: attached.trail, waterMarkTicks: price } as const;
      add({ ...trailing, id: attached.firstId + 1, role: 'trailing-stop' });
      this.mark(this.rows[this.rows.length - 1]);
    }
    for (const { level } of attached.targets) {
      if ('ticks' in level) {
        add({ ...exit, id: attached.firstId + 3, role: 'take-profit', type: 'limit', limitTicks: level.ticks });
      }
    }
  }

  private worksInEntryBar(entry: WorkingOrder, exit: WorkingOrder): boolean {
    const { entryBarExits = 'work' } = this.rules;
    if (entryBarExits !== 'unambiguous') return entryBarExits === 'work';
    if (entry.type.startsWith('market')) return true;
    if (entry.type !== 'stop' || exit.role !== 'take-profit') return false;
    const isLong = exit.side === 'sell';
    const stop = entry.attached?.stop;
    const isStopped = stop !== undefined && 'ticks' in stop && this.isPassed(stop.ticks, !isLong);
    return this.isPassed(exit.limitTicks ?? NaN, isLong) && !isStopped;
  }

  /** True if the bar's range holds a level, or lies wholly beyond it. */
  private isPassed(ticks: number, isFromBelow: boolean): boolean {
    return isFromBelow ? this.bar.high >= ticks : this.bar.low <= ticks;
  }

  private canReduce(row: Row): boolean {
    return row.order.side === 'sell' ? this.position > 0 : this.position < 0;
  }

  private bySequence(): readonly Row[] {
    return this.rows.toSorted((a, b) => a.order.sequence - b.order.sequence);
  }
}

function rowOf(order: WorkingOrder, since: number): Row {
  return {
    order,
    left: order.lots - order.filledLots - order.cancelledLots,
    isLive: true,
    isTriggered: order.state === 'triggered',
    isResting: false,
    isNew: order.state === 'accepted',
    mark: order.waterMarkTicks ?? NaN,
    since,
    covered: order.coveredLots,
    worst: undefined,
  };
}

function isStopNow(row: Row): boolean {
  const { type } = row.order;
  return (type === 'stop' || type === 'trailing-stop' || type === 'stop-limit') && !row.isTriggered;
}

function isNow(row: Row): boolean {
  return row.order.timeInForce.kind === 'ioc' || row.order.timeInForce.kind === 'fok';
}

function areKin(a: Row, b: Row): boolean {
  if (a.order.oco !== undefined && a.order.oco === b.order.oco) return true;
  return a.order.parentId !== undefined && a.order.parentId === b.order.parentId;
}
