import type { ReportTrade } from '@assay/contracts/schemas';
import { recordedTrades } from '@assay/quant/analysis';
import type { RecordedTrade } from '@assay/quant/analysis';
import { fromTicks, LEDGER_UNITS_PER_CURRENCY_UNIT } from '@assay/quant/market';
import type { Instrument } from '@assay/quant/market';
import type { Trade } from '@assay/quant/orders';
import type { SimulationResult } from '@assay/quant/simulation';

/** More trades than this are counted in a report, and exported whole. */
export const LISTED_TRADES = 200;

/** True if one of the trades that a report lists paid anything. */
export function hasListedCosts({ trades, tradeColumns }: Pick<SimulationResult, 'trades' | 'tradeColumns'>): boolean {
  return recordedTrades({ trades: trades.slice(0, LISTED_TRADES), tradeColumns }).some(
    ({ costUnits }) => costUnits > 0,
  );
}

/** A trade as pages list it: prices in price units, money in the account's currency. */
export function listedTrade(trade: Trade, figures: RecordedTrade, instrument: Instrument): ReportTrade {
  const money = (units: number): number => units / LEDGER_UNITS_PER_CURRENCY_UNIT;
  return {
    id: trade.id,
    instrument: trade.instrument,
    direction: trade.direction,
    lots: trade.lots,
    entryTime: trade.entryTime,
    exitTime: trade.exitTime,
    entryPrice: fromTicks(instrument, trade.entryTicks),
    exitPrice: fromTicks(instrument, trade.exitTicks),
    gross: money(figures.grossUnits),
    costs: money(figures.costUnits),
    net: money(figures.netUnits),
    entryReason: trade.entryReason,
    exitReason: trade.exitReason,
    exitRule: trade.exitRule,
  };
}
