import type { OrderState, OrderType, WorkingOrder } from '../../../orders/index.ts';
import type { BarWalk, CloseBar, PathBar } from '../path-types.ts';
import { protectiveOrders } from '../protective-orders.ts';
import { testOrder } from '../../../orders/testing/index.ts';
import { testBar } from './orders.ts';

/** A drawn candle with the orders that wait for it. */
export interface DrawnScene {
  readonly situation: string;
  readonly bar: PathBar | CloseBar;
  readonly orders: readonly WorkingOrder[];
  readonly position: number;
}

/** One row of the table of drawn candles. */
export interface DrawnRow extends DrawnScene {
  /** By variant: what happens, in the table's words. */
  readonly outcomes: Readonly<Record<'base' | 'pessimistic' | 'optimistic', string>>;
}

/** One row of the table of options: what the base contract does, and what it does with the option. */
export interface DrawnOptionRow extends DrawnScene {
  readonly options: Readonly<Record<string, string>>;
  readonly without: string;
  readonly under: string;
}

const BEGIN = '<!-- drawn candles: begin -->';
const END = '<!-- drawn candles: end -->';
const OPTIONS_BEGIN = '<!-- drawn options: begin -->';
const OPTIONS_END = '<!-- drawn options: end -->';
/** Cancellations that only follow from a fill are not drawn. */
export const CONSEQUENCES: readonly string[] = ['oco', 'sibling-filled', 'position-closed'];

/** The rows of the table in a document. */
export function drawnRows(markdown: string): readonly DrawnRow[] {
  return tableBetween(markdown, BEGIN, END).map(rowOf);
}

/** The rows of the table of options in a document. */
export function drawnOptionRows(markdown: string): readonly DrawnOptionRow[] {
  return tableBetween(markdown, OPTIONS_BEGIN, OPTIONS_END).map((cells) => {
    const [option = '', without = '', under = ''] = cells.slice(4);
    const [name = '', value = ''] = option.split(' ');
    return { ...sceneOf(cells), options: { [name]: value }, without, under: under === 'as without' ? without : under };
  });
}

function tableBetween(markdown: string, begin: string, end: string): readonly (readonly string[])[] {
  const [from, to] = [markdown.indexOf(begin), markdown.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the document has no table between ${begin} and ${end}`);
  const lines = markdown.slice(from + begin.length, to).split('\n');
  const cells = lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1));
  return cells.slice(2).map((row) => row.map((cell) => cell.trim().replaceAll('`', '')));
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
  const [base = '', pessimistic = '', optimistic = ''] = cells.slice(4);
  const orBase = (outcome: string): string => (outcome === 'as base' ? base : outcome);
  return {
    ...sceneOf(cells),
    outcomes: { base, pessimistic: orBase(pessimistic), optimistic: orBase(optimistic) },
  };
}

function sceneOf(cells: readonly string[]): DrawnScene {
  const [situation = '', bar = '', orders = '', position = ''] = cells;
  if (cells.length !== 7) throw new Error(`row '${situation}' has ${cells.length} cells, not 7`);
  return {
    situation,
    bar: barOf(bar),
    orders: orders.split(';').flatMap((text, k) => ordersOf(text.trim(), 10 * (k + 1))),
    position: Number(position),
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
    state: stateOf(rest),
  });
  return [attached === undefined ? order : { ...order, attached: attachedOf(attached, id + 1) }];
}

function stateOf(words: readonly string[]): OrderState {
  if (words.includes('triggered')) return 'triggered';
  return words.includes('new') ? 'accepted' : 'working';
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
