import type { OrderType, WorkingOrder } from '../../../orders/index.ts';
import type { BarWalk, CloseBar, PathBar } from '../path-types.ts';
import { protectiveOrders } from '../protective-orders.ts';
import { testOrder } from '../../../orders/testing/index.ts';
import { testBar } from './orders.ts';

/** One row of the table of drawn candles. */
export interface DrawnRow {
  readonly situation: string;
  readonly bar: PathBar | CloseBar;
  readonly orders: readonly WorkingOrder[];
  readonly position: number;
  /** By variant: what happens, in the table's words. */
  readonly outcomes: Readonly<Record<'base' | 'pessimistic' | 'optimistic', string>>;
}

const BEGIN = '<!-- drawn candles: begin -->';
const END = '<!-- drawn candles: end -->';
/** Cancellations that only follow from a fill are not drawn. */
const CONSEQUENCES = ['oco', 'sibling-filled', 'position-closed'];

/** The rows of the table in a document. */
export function drawnRows(markdown: string): readonly DrawnRow[] {
  const [from, to] = [markdown.indexOf(BEGIN), markdown.indexOf(END)];
  if (from < 0 || to < from) throw new Error('the document has no table of drawn candles');
  const lines = markdown.slice(from + BEGIN.length, to).split('\n');
  const cells = lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1));
  return cells.slice(2).map((row) => rowOf(row.map((cell) => cell.trim().replaceAll('`', ''))));
}

/** What a walk did, in the table's words. */
export function drawnOutcome(walk: BarWalk | undefined): string {
  const fills = (walk?.fills ?? []).map(
    ({ order, lots, referenceTicks, rule }) => `${order.side} ${lots} at ${referenceTicks} ${rule}`,
  );
  const ended = (walk?.events ?? []).filter(
    ({ event, reason }) => (event === 'cancelled' || event === 'rejected') && !CONSEQUENCES.includes(reason),
  );
  const all = [...fills, ...ended.map(({ event, reason }) => `${event}: ${reason}`)];
  return all.length === 0 ? 'none' : all.join('; ');
}

function rowOf(cells: readonly string[]): DrawnRow {
  const [situation = '', bar = '', orders = '', position = '', base = '', pessimistic = '', optimistic = ''] = cells;
  if (cells.length !== 7) throw new Error(`row '${situation}' has ${cells.length} cells, not 7`);
  const orBase = (outcome: string): string => (outcome === 'as base' ? base : outcome);
  return {
    situation,
    bar: barOf(bar),
    orders: orders.split(';').flatMap((text, k) => ordersOf(text.trim(), 10 * (k + 1))),
    position: Number(position),
    outcomes: { base, pessimistic: orBase(pessimistic), optimistic: orBase(optimistic) },
  };
}

function barOf(text: string): PathBar | CloseBar {
  const [prices = '', ...notes] = text.split(',').map((part) => part.trim());
  const cap = notes.find((note) => note.startsWith('cap '));
  const changes = {
    volumeCapLots: cap === undefined ? undefined : Number(cap.slice(4)),
    isOpenDegenerate: notes.includes('degenerate'),
    opensSession: !notes.includes('mid-session'),
    closesSession: !notes.includes('mid-session'),
  };
  const words = prices.split(' ');
  if (words[0] === 'close') {
    return { close: Number(words[1]), previousClose: Number(words[3] ?? NaN), index: 0, ordersUntil: 0, ...changes };
  }
  const [open = NaN, high = NaN, low = NaN, close = NaN] = prices === 'halted' ? [] : words.map(Number);
  return testBar([open, high, low, close], changes);
}

function ordersOf(text: string, id: number): readonly WorkingOrder[] {
  const [plain = '', attached] = text.split(' with ');
  const words = plain.split(/[ ,]+/);
  if (words[0] === 'exits') return exitsOf(words, id);
  const [side, lots, type = '', ...rest] = words;
  const has = (word: string): boolean => rest.includes(word);
  const order = testOrder({
    id,
    side: side as 'buy' | 'sell',
    type: type as OrderType,
    lots: lots === 'all' ? 0 : Number(lots),
    closesPosition: lots === 'all',
    reduceOnly: lots === 'all' || has('reduce-only'),
    ...levelsOf(type, rest[0] ?? ''),
    waterMarkTicks: has('mark') ? valueAfter(rest, 'mark') : undefined,
    oco: has('group') ? rest[rest.indexOf('group') + 1] : undefined,
    timeInForce: { kind: (['ioc', 'fok'] as const).find(has) ?? 'gtc' },
    state: has('triggered') ? 'triggered' : 'working',
  });
  return [attached === undefined ? order : { ...order, attached: attachedOf(attached, id + 1) }];
}

function exitsOf(words: readonly string[], id: number): readonly WorkingOrder[] {
  const level = (word: string): number | undefined => (words.includes(word) ? valueAfter(words, word) : undefined);
  const [stopTicks, targetTicks] = [level('stop'), level('target')];
  const isLong = words.includes('long');
  return protectiveOrders({ direction: isLong ? 1 : -1, stopTicks, targetTicks }, testOrder({ id }));
}

function levelsOf(type: string, level: string): Partial<WorkingOrder> {
  if (type === 'limit') return { limitTicks: Number(level) };
  if (type === 'stop') return { stopTicks: Number(level) };
  if (type === 'trailing-stop') return { trail: { kind: 'ticks', ticks: Number(level) } };
  const [stop, limit] = level.split('/').map(Number);
  return type === 'stop-limit' ? { stopTicks: stop, limitTicks: limit } : {};
}

function attachedOf(text: string, firstId: number): WorkingOrder['attached'] {
  const words = text.split(/[ ,]+/);
  return {
    firstId,
    stop: words.includes('stop') ? { ticks: valueAfter(words, 'stop') } : undefined,
    trail: words.includes('trail') ? { kind: 'ticks', ticks: valueAfter(words, 'trail') } : undefined,
    targets: words.includes('target') ? [{ level: { ticks: valueAfter(words, 'target') }, share: 1 }] : [],
  };
}

function valueAfter(words: readonly string[], word: string): number {
  return Number(words[words.indexOf(word) + 1]);
}
