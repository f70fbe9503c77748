/** One trade of a row as a document: from the rows of its source files to the change of equity. */
import { InvalidArgumentError } from '@assay/core/errors';
import { formatIsoTime } from '@assay/core/time';
import type { TradeExplanation } from '@assay/contracts/schemas';
import { ATTRIBUTION_PART_NAMES, differencesOf } from '@assay/quant/evidence';
import type { ExplainedTrade } from '@assay/quant/evidence';
import { fromTicks } from '@assay/quant/market';
import type { BarSeries } from '@assay/quant/market';
import { ACCOUNT_EVENT_KINDS } from '@assay/quant/simulation';
import { explainDecision } from './explain-decision.ts';
import { explainFill } from './explain-fill.ts';
import { postingsOf } from './explain-postings.ts';
import type { TracedRow } from './trace-row.ts';

/** Bars before and after an entry or exit that are shown. */
const AROUND = 2;
/** Most bars of a held position that a document lists. */
const MOST_MARKS = 5000;

/**
 * Explains trade `number` of a traced row.
 *
 * @throws {InvalidArgumentError} if the row has no such trade.
 */
export function explainTrade(row: TracedRow, number: number): TradeExplanation {
  const { record, run, terms, found } = row;
  const { trades } = record.simulation;
  if (!(Number.isInteger(number) && number >= 0 && number < trades.length)) {
    const has = trades.length === 0 ? 'has no trade' : `has ${trades.length} trades, 0 to ${trades.length - 1}`;
    throw new InvalidArgumentError('trade', `the number of a trade: row '${record.rowId}' ${has}`, number);
  }
  const trade = found.trades[number] as ExplainedTrade;
  const bars = record.series.find(({ instrument }) => instrument.id === trade.instrument) as BarSeries;
  const [entry, exit] = [trade.entry.fill, trade.exit.fill];
  const { tickSize, lotSize, multiplier, currency } = bars.instrument;
  const own = differencesOf(trade, number, row.differences);
  const attribution = Object.fromEntries(ATTRIBUTION_PART_NAMES.map((part) => [part, trade.attribution[part]]));
  const net = ATTRIBUTION_PART_NAMES.reduce((sum, part) => sum + trade.attribution[part], 0);
  return {
    ...{ runId: run.runId, row: record.rowId, trade: number, trades: trades.length },
    ...{ instrument: trade.instrument, direction: trade.direction, lots: trade.lots, currency, tickSize },
    accountCurrency: terms.account.currency,
    unitsPerTickLot: `${tickSize} · ${lotSize} · ${multiplier} · 1000000`,
    dataset: row.origins.bars,
    contract: { name: terms.contract.name, description: terms.contract.description },
    bars: { entry: barsAround(row, bars, entry.barIndex), exit: barsAround(row, bars, exit.barIndex) },
    decision: row.repeated === undefined ? null : explainDecision(row, bars, entry),
    decisionNote: row.note,
    refusals: refusalsOf(row, trade),
    entry: explainFill(row, trade.entry.fill.id, bars),
    exit: explainFill(row, trade.exit.fill.id, bars),
    postings: postingsOf(row, trade),
    marks: marksOf(row, trade, bars),
    income: incomeOf(row, trade),
    actions: actionsOf(row, trade),
    attribution: { ...attribution, net } as TradeExplanation['attribution'],
    largestLossWhileOpen: trade.excursion.adverse,
    largestGainWhileOpen: trade.excursion.favourable,
    comparison: {
      equal: own.length === 0,
      compared: comparedNumbers(row, trade),
      differences: own.map(({ what, recorded, found: other }) => ({ what, recorded, found: other })),
      taken: takenFor(row, trade),
      elsewhere: row.differences.length - own.length,
    },
  };
}

function takenFor({ found }: TracedRow, { entry, exit }: ExplainedTrade): string[] {
  const own = [entry, exit].flatMap(({ fill }) => found.fills.get(fill.id)?.costs.taken ?? []);
  return [...new Set(own)];
}

/** How many numbers of the record were held against what was found for this trade. */
function comparedNumbers(row: TracedRow, trade: ExplainedTrade): number {
  const perFill = 7;
  const perTrade = 12 + ATTRIBUTION_PART_NAMES.length;
  const { time: from } = trade.entry.fill;
  const { time: to } = trade.exit.fill;
  const rows = row.record.simulation.times.reduce((n, time) => (time >= from && time <= to ? n + 1 : n), 0);
  return 2 * perFill + perTrade + postingsOf(row, trade).length + rows;
}

function barsAround(row: TracedRow, bars: BarSeries, index: number): TradeExplanation['bars']['entry'] {
  const shown: TradeExplanation['bars']['entry'] = [];
  for (let i = Math.max(0, index - AROUND); i <= Math.min(bars.length - 1, index + AROUND); i++)
    shown.push(explainedBar(row, bars, i));
  return shown;
}

function explainedBar({ names }: TracedRow, bars: BarSeries, i: number): TradeExplanation['bars']['entry'][number] {
  const number = (column: Float64Array): number | null => orNull(column[i]);
  const file = bars.source.files[bars.source.file[i] ?? -1];
  return {
    index: i,
    openTime: formatIsoTime(bars.openTime[i] as number),
    closeTime: formatIsoTime(bars.eventTime[i] as number),
    availableAt: formatIsoTime(bars.availableAt[i] as number),
    ...{ open: number(bars.open), high: number(bars.high), low: number(bars.low), close: number(bars.close) },
    volume: number(bars.volume),
    ask: bars.ask === undefined ? null : { open: number(bars.ask.open), close: number(bars.ask.close) },
    source: file === undefined ? null : { file, name: names.get(file) ?? null, row: bars.source.row[i] as number },
  };
}

function orNull(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}

function refusalsOf({ record }: TracedRow, { instrument, entry, exit }: ExplainedTrade): TradeExplanation['refusals'] {
  const from = entry.fill.decisionTime;
  return record.simulation.refusals
    .filter((one) => one.instrument === instrument && one.time >= from && one.time <= exit.fill.time)
    .map(({ time, reason }) => ({ time: formatIsoTime(time), reason }));
}

function marksOf(row: TracedRow, trade: ExplainedTrade, bars: BarSeries): TradeExplanation['marks'] {
  const { times } = row.record.simulation;
  const [from, to] = [trade.entry.fill.time, trade.exit.fill.time];
  const marks: TradeExplanation['marks'] = [];
  times.forEach((time, k) => {
    if (time < from || time > to || marks.length >= MOST_MARKS) return;
    const bar = bars.eventTime.findLastIndex((closed) => closed <= time);
    const close = orNull(bars.close[bar]);
    const held = trade.direction === 'long' ? trade.lots : -trade.lots;
    const { lotSize, multiplier } = bars.instrument;
    const worth = close === null ? null : close * held * Number(lotSize) * Number(multiplier);
    marks.push({ time: formatIsoTime(time), close, lots: held, worth, equity: row.found.equityUnits[k] as number });
  });
  return marks;
}

function incomeOf({ found }: TracedRow, trade: ExplainedTrade): TradeExplanation['income'] {
  const [from, to] = [trade.entry.fill.time, trade.exit.fill.time];
  return found.income
    .filter(({ instrument, time }) => instrument === trade.instrument && time >= from && time <= to)
    .map(({ time, kind, units, currency, arithmetic }) => ({
      ...{ time: formatIsoTime(time), kind, units, currency, arithmetic },
    }));
}

function actionsOf({ record }: TracedRow, trade: ExplainedTrade): TradeExplanation['actions'] {
  const { kind, time, series, lots, detail } = record.simulation.accountEvents;
  const [from, to] = [trade.entry.fill.time, trade.exit.fill.time];
  const shown: TradeExplanation['actions'] = [];
  kind.forEach((one, k) => {
    const at = time[k] as number;
    const isOwn = record.series[series[k] as number]?.instrument.id === trade.instrument;
    if (!isOwn || at < from || at > to) return;
    const name = ACCOUNT_EVENT_KINDS[one] ?? '?';
    const more = Number.isNaN(detail[k]) ? '' : `, ${detail[k]}`;
    shown.push({ time: formatIsoTime(at), kind: name, detail: `${lots[k]} lots held${more}` });
  });
  return shown;
}

/** A price of an instrument in price units. */
export function priceOf({ instrument }: BarSeries, ticks: number): number {
  return fromTicks(instrument, ticks);
}
