import { dayOfWeek, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@assay/core/time';
import { parseTimeframe } from '@assay/quant/market';
import type { Timeframe } from '@assay/quant/market';
import type { PeekedRecords } from '../../files/index.ts';
import { BUILT_IN_LAYOUTS } from '../built-in.ts';
import type { BarsLayout, Layout } from '../layout.ts';
import { understand } from './understand.ts';
import type { UnderstoodRow } from './understand.ts';

/** A built-in layout that takes the first records of a file without a fault. */
export interface Fit {
  readonly name: string;
  readonly layout: Layout;
  readonly rows: readonly UnderstoodRow[];
  /** How much speaks for it. */
  readonly score: number;
}

const SATURDAY = 6;
/** How much bars without weekends speak against a market that is always open. */
const ODD_CALENDAR = 6;

/** Prices of currency pairs lie here, in units of the quoted currency; yen apart. */
const PAIR_RANGE = [0.01, 60] as const;
const YEN_RANGE = [20, 400] as const;

/** The built-in layouts that fit, the likeliest first. */
export async function fittingLayouts(path: string, peeked: PeekedRecords): Promise<readonly Fit[]> {
  const fits: Fit[] = [];
  for (const [name, layout] of Object.entries(BUILT_IN_LAYOUTS)) {
    if (!hasForm(layout, peeked)) continue;
    const { rows, problems } = await understand(layout, path, peeked);
    if (problems.length > 0 || rows.length === 0) continue;
    if (layout.kind === 'bars' && !isPlausible(layout, rows)) continue;
    if (isWide(layout) && wordsIn(name, path) === 0) continue;
    fits.push({ name, layout, rows, score: scoreOf(name, layout, { path, rows }) });
  }
  return fits.sort((a, b) => b.score - a.score);
}

/** Format, header, separator and number of columns. */
function hasForm(layout: Layout, { format, header, records }: PeekedRecords): boolean {
  if (format.format !== 'csv') return layout.format === format.format && layout.jsonPath === format.jsonPath;
  if ((layout.format ?? 'csv') !== 'csv' || layout.header !== (header !== undefined)) return false;
  if (layout.separator !== format.separator) return false;
  if (layout.header) return true;
  const last = Math.max(...Object.values(layout.columns).map(Number));
  const width = records[0]?.length ?? 0;
  return width === last || width === last + 1;
}

/** Is the step between bars the timeframe's, and do the prices look like such prices? */
function isPlausible(layout: BarsLayout, rows: readonly UnderstoodRow[]): boolean {
  const step = medianStep(rows);
  const [least, most] = stepRange(layout.timeframe);
  if (step !== undefined && (step < least || step > most)) return false;
  const id = rows[0]?.id ?? '';
  const prices = rows.map(({ values }) => values['close'] as number);
  return isOnTicks(layout, id, prices) && (layout.instrument.kind !== 'currency-pair' || isRate(id, prices));
}

function isOnTicks({ instrument }: BarsLayout, id: string, prices: readonly number[]): boolean {
  const tick = Number(instrument.overrides[id]?.tickSize ?? instrument.tickSize);
  const offTick = prices.filter((price) => Math.abs(price / tick - Math.round(price / tick)) > 1e-3).length;
  return offTick <= prices.length / 10;
}

function isRate(id: string, prices: readonly number[]): boolean {
  const [low, high] = id.endsWith('JPY') ? YEN_RANGE : PAIR_RANGE;
  return prices.every((price) => price >= low && price <= high);
}

/** Median of the times between one row and the next of the same instrument. */
export function medianStep(rows: readonly Pick<UnderstoodRow, 'id' | 'eventTime'>[]): number | undefined {
  const steps = rows.slice(1).flatMap((row, index) => {
    const before = rows[index];
    return before?.id === row.id && row.eventTime > before.eventTime ? [row.eventTime - before.eventTime] : [];
  });
  return steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)];
}

function stepRange(timeframe: Timeframe): readonly [number, number] {
  const { unit, count } = parseTimeframe(timeframe);
  const length =
    { m: MS_PER_MINUTE, h: MS_PER_HOUR, d: MS_PER_DAY, w: 7 * MS_PER_DAY, mo: 30 * MS_PER_DAY }[unit] * count;
  return unit === 'm' || unit === 'h' ? [length, 1.5 * length] : [0.8 * length, 1.5 * length];
}

/** Days after which a market that is open at weekends has shown one. */
const WEEKENDS_SEEN = 10 * MS_PER_DAY;

/** True if the rows cover weekends and hold none. */
function isWithoutWeekends(rows: readonly UnderstoodRow[]): boolean {
  const times = rows.map(({ openTime, eventTime }) => openTime ?? eventTime);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined || last - first < WEEKENDS_SEEN) return false;
  return !times.some((time) => dayOfWeek(time) === SATURDAY);
}

/** What of a layout's name stands in the path, and how much of the file it reads by name. */
function scoreOf(
  name: string,
  layout: Layout,
  { path, rows }: { readonly path: string; readonly rows: readonly UnderstoodRow[] },
): number {
  const named = Object.values(layout.columns).filter((column) => typeof column === 'string').length;
  const calendar = layout.kind === 'bars' ? layout.instrument.calendar : undefined;
  const isOdd = calendar === 'continuous' && isWithoutWeekends(rows);
  return 2 * wordsIn(name, path) + named + (calendar === 'us-equity' ? 1 : 0) - (isOdd ? ODD_CALENDAR : 0);
}

/** Wide files fit by their time column alone, so that the path must speak for them. */
function isWide(layout: Layout): boolean {
  return (layout.kind === 'bars' ? layout.instrument : layout.subject).from === 'column-name';
}

function wordsIn(name: string, path: string): number {
  const place = path.toLowerCase();
  return name.split('-').filter((word) => place.includes(word)).length;
}
