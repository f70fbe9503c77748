import { checkOneOf } from '@assay/core/checks';
import { DataError, InvalidArgumentError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import { parseTimeframe, textAt } from '../../market/index.ts';
import type { BarSeries, RecordTable } from '../../market/index.ts';
import { firstAtOrAfter } from '../columns.ts';
import type { SeriesColumns } from '../columns.ts';
import type { ActionEffect, PlannedAction } from './planned-action.ts';
import { shareTerms, writtenShares } from './share-terms.ts';
import { splitRatioOf } from './split-ratio.ts';

/** A record of an action in all its versions, as they became known. */
interface ActionRecord {
  readonly type: string;
  readonly exTime: number;
  readonly versions: readonly ActionVersion[];
}

interface ActionVersion {
  readonly availableAt: number;
  readonly value: number;
  readonly text: string | undefined;
}

/** Types in the order in which actions of one moment take effect: dividends and spin-offs are per share held before. */
const TYPES = ['cash-dividend', 'spin-off', 'split', 'rename', 'merger', 'expiry', 'delisting'];

/**
 * Lays the actions of a simulation's instruments out on their bars, in order of time, then of type, then of declaration.
 *
 * 1. An action takes effect at its `eventTime`, the opening of the ex-day; where the first bar that closes after it opens
 *    earlier, at that bar's open, for its prices are in the terms after the action.
 * 2. Of several versions the one known last by then counts, or the first to become known where none was.
 * 3. A dividend is paid when it takes effect, or when it becomes known where that is later; a later version pays the
 *    difference when it becomes known.
 * 4. A delisting or merger is settled when it takes effect, or when it becomes known where that is later.
 *
 * @throws {InvalidArgumentError} if a table is not of actions or of no instrument of the simulation, two are of the same,
 *   or the series has been adjusted: its prices hold splits and dividends already.
 * @throws {DataError} if a type is not known, a value is out of its domain, shares are of no instrument of the simulation,
 *   or a split lies inside a bar of weeks or months.
 *
 * @remarks
 * Source: docs/methods/corporate-actions.md.
 */
export function planActions(series: readonly BarSeries[], tables: readonly RecordTable[]): readonly PlannedAction[] {
  const planned: PlannedAction[] = [];
  const seen = new Set<string>();
  for (const table of tables) {
    const s = series.findIndex(({ instrument }) => instrument.id === table.id);
    checkTable(table, series[s], seen);
    for (const record of recordsOf(table)) planned.push(plan(series, s, record));
  }
  const rank = ({ effect }: PlannedAction): number => TYPES.indexOf(effect.kind);
  return planned.sort((a, b) => a.time - b.time || rank(a) - rank(b) || a.s - b.s);
}

function checkTable(table: RecordTable, series: BarSeries | undefined, seen: Set<string>): void {
  checkOneOf(`actions of '${table.id}'`, table.kind, ['actions']);
  if (series === undefined) throw new InvalidArgumentError('actions', 'of instruments of the simulation', table.id);
  if (seen.has(table.id))
    throw new InvalidArgumentError('actions', 'one table for each instrument', `'${table.id}' twice`);
  seen.add(table.id);
  if (table.length > 0 && table.unit !== series.instrument.currency) {
    throw new InvalidArgumentError(`actions of '${table.id}'`, `in ${series.instrument.currency}`, table.unit);
  }
}

/** The records of a table, their versions put together. */
function recordsOf(table: RecordTable): readonly ActionRecord[] {
  const found = new Map<string, { type: string; exTime: number; versions: ActionVersion[] }>();
  for (let row = 0; row < table.length; row++) {
    const type = textAt(table, 'type', row) ?? '';
    const exTime = table.eventTime[row];
    if (!TYPES.includes(type)) {
      throw actionError(
        table.id,
        type,
        exTime,
        `is of a type that is not known: it must be one of ${TYPES.join(', ')}`,
      );
    }
    const key = `${exTime} ${type}`;
    const record = found.get(key) ?? { type, exTime, versions: [] };
    const text = textAt(table, 'text', row);
    record.versions.push({ availableAt: table.availableAt[row], value: table.numbers['value'][row], text });
    found.set(key, record);
  }
  return [...found.values()];
}

function plan(all: readonly BarSeries[], s: number, record: ActionRecord): PlannedAction {
  const { type, exTime } = record;
  const series = all[s];
  const { id } = series.instrument;
  const changesPrices = type === 'split' || type === 'cash-dividend' || type === 'spin-off';
  if (changesPrices && series.adjustment !== 'raw') {
    const rule = `raw where its splits, dividends and spin-offs are given: they would count twice (series '${id}')`;
    throw new InvalidArgumentError('series', rule, series.adjustment);
  }
  const bar = firstClosingAfter(series, exTime);
  const opens = bar < series.length ? series.openTime[bar] : Infinity;
  if (type === 'split' && opens < exTime && ['w', 'mo'].includes(parseTimeframe(series.timeframe).unit)) {
    throw actionError(id, type, exTime, `lies inside the bar that opens ${formatIsoTime(opens)}: use daily bars`);
  }
  const time = Math.min(exTime, opens);
  const effect = isPaidInShares(record, time) ? shareEffect(all, s, record, time) : effectOf(id, record, time);
  const isEnd = isEndOfTrading(effect);
  return { s, time: isEnd ? Math.max(time, inForceAt(record, time).availableAt) : time, bar, effect };
}

function effectOf(id: string, record: ActionRecord, time: number): ActionEffect {
  const { type, exTime, versions } = record;
  const known = versions.filter(({ availableAt }) => availableAt <= time);
  const inForce = inForceAt(record, time);
  switch (type) {
    case 'split': {
      const ratio = inForce.value > 0 && inForce.value < Infinity ? splitRatioOf(inForce.value) : undefined;
      if (ratio === undefined)
        throw actionError(id, type, exTime, `has the value ${inForce.value}: no ratio of shares`);
      return { kind: type, ratio };
    }
    case 'cash-dividend': {
      const later = versions.filter(({ availableAt }) => availableAt > time);
      const payments = [...known.slice(-1), ...later].map(({ availableAt, value }) => {
        if (!(value > 0 && value < Infinity))
          throw actionError(id, type, exTime, `has the value ${value}: not above zero`);
        return { time: Math.max(time, availableAt), value };
      });
      return { kind: type, payments };
    }
    case 'merger':
    case 'expiry':
    case 'delisting': {
      const { value } = inForce;
      const isFitting = value >= 0 || (type === 'delisting' && Number.isNaN(value));
      if (!isFitting) throw actionError(id, type, exTime, `has the value ${value}: no price`);
      return { kind: type, value, tradedUntil: time };
    }
    default:
      return { kind: 'rename' };
  }
}

function isEndOfTrading(effect: ActionEffect): effect is Extract<ActionEffect, { readonly tradedUntil: number }> {
  return effect.kind === 'delisting' || effect.kind === 'merger' || effect.kind === 'expiry';
}

/** True for a spin-off, and for a merger that names shares. */
function isPaidInShares(record: ActionRecord, time: number): boolean {
  const { text } = inForceAt(record, time);
  return record.type === 'spin-off' || (record.type === 'merger' && text !== undefined);
}

function shareEffect(all: readonly BarSeries[], s: number, record: ActionRecord, time: number): ActionEffect {
  const { type, exTime } = record;
  const { value, text = '' } = inForceAt(record, time);
  const { id } = all[s].instrument;
  const what = actionError(id, type, exTime, '').message.trim();
  if (type === 'spin-off') {
    const shares = shareTerms(all, s, { value, instrument: text }, what);
    return { kind: 'spin-off', shares, worth: value * firstPrice(all[shares.to], time) };
  }
  const written = writtenShares(text);
  if (written === undefined) {
    throw actionError(
      id,
      type,
      exTime,
      `has the text '${text}': shares are written as '0.55 ACQ', how many for one share and of which`,
    );
  }
  if (value < 0) throw actionError(id, type, exTime, `has the value ${value}: no price`);
  const shares = shareTerms(all, s, written, what);
  return { kind: 'merger', value: Number.isNaN(value) ? 0 : value, tradedUntil: time, shares };
}

/** The first price of a series from a moment on; 0 where there is none. */
function firstPrice({ open, close, openTime, eventTime, shape, length }: BarSeries, time: number): number {
  const isCloseOnly = shape === 'close-only';
  const [prices, times] = isCloseOnly ? [close, eventTime] : [open, openTime];
  for (let i = 0; i < length; i++) if (times[i] >= time && !Number.isNaN(prices[i])) return prices[i];
  return 0;
}

/** The version known last by a moment, or the first to become known where none was. */
function inForceAt({ versions }: ActionRecord, time: number): ActionRecord['versions'][number] {
  return versions.findLast(({ availableAt }) => availableAt <= time) ?? versions[0];
}

function firstClosingAfter({ eventTime, length }: BarSeries, time: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (eventTime[middle] > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

function actionError(instrument: string, type: string, exTime: number, fault: string): DataError {
  const when = formatIsoTime(exTime);
  return new DataError(`actions of '${instrument}': the ${type} of ${when} ${fault}`, {
    context: { instrument, type, eventTime: when },
  });
}

/**
 * The actions that a simulation has to settle: those after the prices that are known when it begins.
 *
 * @param from - its first moment.
 *
 * @remarks
 * Source: this project.
 */
export function actionsFrom(
  columns: readonly SeriesColumns[],
  planned: readonly PlannedAction[],
  from: number,
): readonly PlannedAction[] {
  return planned.filter(({ s, time }) => {
    const known = firstAtOrAfter(columns[s].availableAt, from) - 1;
    return time >= (known < 0 ? from : columns[s].closeTime[known]);
  });
}

/**
 * When trading ends by a delisting or merger, per series; undefined where none is given.
 *
 * Source: this project.
 */
export function endsOfTrading(nSeries: number, planned: readonly PlannedAction[]): readonly (number | undefined)[] {
  const ends = new Array<number | undefined>(nSeries).fill(undefined);
  for (const { s, effect } of planned) {
    if (isEndOfTrading(effect)) ends[s] ??= effect.tradedUntil;
  }
  return ends;
}

/**
 * The columns of the series, with the end of trading that a delisting or merger brings.
 *
 * Source: this project.
 */
export function withDelistings(
  columns: readonly SeriesColumns[],
  planned: readonly PlannedAction[],
): readonly SeriesColumns[] {
  const ends = endsOfTrading(columns.length, planned);
  return columns.map((one) => {
    const end = ends[one.index];
    return end === undefined ? one : { ...one, delistedAt: Math.min(one.delistedAt ?? Infinity, end) };
  });
}
