/** What corporate actions do, and when: docs/methods/corporate-actions.md. */
import { textAt } from '../../market/index.ts';
import type { BarSeries, RecordTable } from '../../market/index.ts';
import { firstFrom } from './tick-bars.ts';

/** What an action does when it takes effect. */
export type ActionDue = {
  readonly s: number;
  readonly time: number;
  /** First bar in the terms after it. */
  readonly bar: number;
} & (
  | { readonly kind: 'cash-dividend'; readonly payments: readonly { readonly time: number; readonly value: number }[] }
  | { readonly kind: 'split'; readonly now: number; readonly before: number }
  | { readonly kind: 'end'; readonly value: number }
  | {
      readonly kind: 'in-shares';
      readonly shares: 'merger' | 'spin-off';
      /** Id of what is received. */
      readonly of: string;
      /** Lots of it for `before` lots. */
      readonly now: number;
      readonly before: number;
      /** Currency units beside, for one share. */
      readonly cash: number;
    }
  | { readonly kind: 'rename' }
);

const ORDER = ['cash-dividend', 'spin-off', 'split', 'rename', 'merger', 'expiry', 'delisting'];

interface Version {
  readonly availableAt: number;
  readonly value: number;
  readonly text: string | undefined;
}

/**
 * The actions of an account's instruments in the order in which they take effect.
 *
 * @param from - first moment: what took effect before prices known then is in them.
 *
 * @remarks
 * Source: docs/methods/corporate-actions.md.
 */
export function actionDues(
  series: readonly BarSeries[],
  tables: readonly RecordTable[],
  from: number,
): readonly ActionDue[] {
  const found: { readonly rank: number; readonly due: ActionDue }[] = [];
  for (const table of tables) {
    const s = series.findIndex(({ instrument }) => instrument.id === table.id);
    const bars = series[s];
    if (bars === undefined) continue;
    const known = firstFrom(runningMaximum(bars.availableAt), from) - 1;
    const since = known < 0 ? from : bars.eventTime[known];
    for (const { type, exTime, versions } of records(table)) {
      const due = dueOf(series, s, { type, exTime, versions });
      if (due.time >= since) found.push({ rank: ORDER.indexOf(type), due });
    }
  }
  found.sort((a, b) => a.due.time - b.due.time || a.rank - b.rank || a.due.s - b.due.s);
  return found.map(({ due }) => due);
}

/** The latest `availableAt` so far: a bar is known once all before it are. */
export function runningMaximum(times: Float64Array): Float64Array {
  let latest = -Infinity;
  return times.map((time) => (latest = Math.max(latest, time)));
}

interface ActionRecord {
  readonly type: string;
  readonly exTime: number;
  readonly versions: readonly Version[];
}

function records(table: RecordTable): readonly ActionRecord[] {
  const found = new Map<string, { type: string; exTime: number; versions: Version[] }>();
  for (let row = 0; row < table.length; row++) {
    const type = textAt(table, 'type', row) ?? '';
    const exTime = table.eventTime[row];
    const own = found.get(`${exTime} ${type}`) ?? { type, exTime, versions: [] };
    found.set(`${exTime} ${type}`, own);
    own.versions.push({
      availableAt: table.availableAt[row],
      value: table.numbers['value']?.[row] ?? NaN,
      text: textAt(table, 'text', row),
    });
  }
  return [...found.values()];
}

function dueOf(series: readonly BarSeries[], s: number, { type, exTime, versions }: ActionRecord): ActionDue {
  const bars = series[s];
  const bar = firstFrom(bars.eventTime, exTime + 1);
  const time = Math.min(exTime, bars.openTime[bar] ?? Infinity);
  const inForce = versions.findLast(({ availableAt }) => availableAt <= time) ?? versions[0];
  const place = { s, time, bar };
  if (type === 'cash-dividend') {
    const known = versions.filter(({ availableAt }) => availableAt <= time).slice(-1);
    const later = versions.filter(({ availableAt }) => availableAt > time);
    const payments = [...known, ...later].map(({ availableAt, value }) => ({
      time: Math.max(time, availableAt),
      value,
    }));
    return { ...place, kind: type, payments };
  }
  if (type === 'split') return { ...place, kind: type, ...wholeRatio(inForce.value) };
  if (type === 'spin-off' || (type === 'merger' && inForce.text !== undefined))
    return sharesDue(series, place, type, inForce);
  if (type === 'rename') return { ...place, kind: type };
  return { ...place, time: Math.max(time, inForce.availableAt), kind: 'end', value: inForce.value };
}

/** What pays in shares: a spin-off names the instrument, a merger how many of which, with cash beside where there is some. */
function sharesDue(
  series: readonly BarSeries[],
  place: { readonly s: number; readonly time: number; readonly bar: number },
  shares: 'merger' | 'spin-off',
  { value, text = '', availableAt }: Version,
): ActionDue {
  const { s, time } = place;
  if (shares === 'spin-off')
    return { ...place, kind: 'in-shares', shares, of: text, ...ratioInLots(series, s, { value, of: text }), cash: 0 };
  const [, count = '', of = ''] = /^(\S+)\s+(.*)$/u.exec(text.trim()) ?? [];
  const ratio = ratioInLots(series, s, { value: Number(count), of });
  const cash = Number.isNaN(value) ? 0 : value;
  return { ...place, time: Math.max(time, availableAt), kind: 'in-shares', shares, of, ...ratio, cash };
}

/** Lots of another instrument for lots of an own one, from shares for shares. */
function ratioInLots(
  series: readonly BarSeries[],
  s: number,
  { value, of }: { readonly value: number; readonly of: string },
): { readonly now: number; readonly before: number } {
  const ratio = wholeRatio(value);
  const other = series.find(({ instrument }) => instrument.id === of)?.instrument;
  if (other === undefined || Number.isNaN(ratio.now)) return { now: NaN, before: NaN };
  const [own, its] = [series[s].instrument.lotSize, other.lotSize];
  const decimals = Math.max(...[own, its].map((text) => text.split('.')[1]?.length ?? 0));
  const scaled = (text: string): number => Math.round(Number(text) * 10 ** decimals);
  return { now: ratio.now * scaled(own), before: ratio.before * scaled(its) };
}

/** The fraction of whole shares nearest to a published ratio: the one with the fewest old shares within 2e-7 of it. */
function wholeRatio(value: number): { readonly now: number; readonly before: number } {
  for (let before = 1; before <= 1_000_000; before++) {
    const now = Math.round(value * before);
    if (now > 0 && Math.abs(now / before / value - 1) <= 2e-7) return { now, before };
  }
  return { now: NaN, before: NaN };
}
