import type { PerformanceModel } from '@assay/contracts/schemas';
import { orderMeasures } from '@assay/quant/analysis';
import { ACCOUNT_EVENT_KINDS } from '@assay/quant/simulation';
import type { SimulationResult } from '@assay/quant/simulation';
import { finiteOrNull, inCurrency } from './measure-values.ts';
import type { PerformanceContext } from './performance-context.ts';

/** Most events of circuit breakers that a model lists. */
const LISTED_BREAKER_EVENTS = 50;

type OrderRecord = Pick<PerformanceModel, 'orders' | 'breakerEvents' | 'breakerEventsTotal' | 'accountEvents'>;

/** What became of orders, and what happened to the account beside fills. */
export function orderRecord(simulation: SimulationResult, context: PerformanceContext): OrderRecord {
  const { fills, orderEvents, refusals, breakerEvents, decisions } = simulation;
  const { nFilled, nRefused } = orderMeasures(simulation);
  return {
    orders: {
      decisions,
      fills: fills.length,
      filledOrders: nFilled,
      refusedOrders: nRefused,
      fillsByRule: counted(fills.map(({ rule }) => rule)).map(([rule, count]) => ({ rule, count })),
      events: counted(orderEvents.map(({ event, reason }) => `${event}\n${reason}`)).map(([text, count]) => {
        const [event = '', reason = ''] = text.split('\n');
        return { event, reason, count };
      }),
      refusals: counted(refusals.map(({ reason }) => reason)).map(([reason, count]) => ({ reason, count })),
    },
    breakerEvents: breakerEvents.slice(0, LISTED_BREAKER_EVENTS).map((one) => ({
      time: one.time,
      breaker: one.breaker,
      event: one.event,
      action: one.action,
      scale: one.scale,
      measured: finiteOrNull(one.measured),
      limit: finiteOrNull(one.limit),
    })),
    breakerEventsTotal: breakerEvents.length,
    accountEvents: accountEvents(simulation, context),
  };
}

/** How often each text occurs: most frequent first, then by name. */
function counted(texts: readonly string[]): (readonly [text: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
}

function accountEvents(
  { accountEvents: events }: SimulationResult,
  { series, currency }: PerformanceContext,
): PerformanceModel['accountEvents'] {
  const kinds = ACCOUNT_EVENT_KINDS.map((kind, code) => ({ kind, rows: rowsOf(events.kind, code) }));
  return kinds
    .filter(({ rows }) => rows.length > 0)
    .map(({ kind, rows }) => {
      const isOwn = (row: number): boolean => {
        const bars = series[events.series[row] as number];
        return bars === undefined || bars.instrument.currency === currency;
      };
      const times = rows.map((row) => events.time[row] as number);
      const units = rows.reduce((total, row) => total + (events.units[row] as number), 0);
      return {
        kind,
        count: rows.length,
        cash: rows.every(isOwn) ? inCurrency(units) : null,
        firstTime: times[0] as number,
        lastTime: times.at(-1) as number,
      };
    });
}

function rowsOf(kinds: Float64Array, code: number): readonly number[] {
  const rows: number[] = [];
  kinds.forEach((kind, row) => {
    if (kind === code) rows.push(row);
  });
  return rows;
}
