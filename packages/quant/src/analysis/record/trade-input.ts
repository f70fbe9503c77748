import { checkSameLength } from '@assay/core/checks';
import type { Currency } from '../../market/index.ts';
import type { SimulationResult } from '../../simulation/index.ts';
import type { TradeFigures } from '../trade-measures.ts';
import type { TradeInput } from '../trades/facts.ts';
import type { RecordContext } from './record-context.ts';

/** A closed trade's figures in the account's currency, with its part of dividends and financing. */
export interface RecordedTrade extends TradeFigures {
  readonly incomeUnits: number;
}

type Recorded = Pick<SimulationResult, 'trades' | 'tradeColumns'>;

/**
 * The figures of the closed trades in ledger units of the account's currency: costs and income at the rate of the entry, the net
 * result at the rate of the exit, the gross result what is between them.
 *
 * gross = net + costs - income, so that it holds what exchange rates made of the result. In the account's own currency the figures
 * are those of the trades.
 *
 * @param simulation - trades with their columns.
 *
 * @remarks
 * Source: this project; docs/methods/records.md for the parts.
 */
export function recordedTrades({ trades, tradeColumns }: Recorded): readonly RecordedTrade[] {
  const { price, spread, slippage, commission, fees, dividends, financing, fx, rounding } = tradeColumns;
  return trades.map(({ barsHeld, exitRule }, i) => {
    const costUnits = 0 - spread[i] - slippage[i] - commission[i] - fees[i];
    const incomeUnits = dividends[i] + financing[i];
    const grossUnits = price[i] + fx[i] + rounding[i];
    return { grossUnits, costUnits, incomeUnits, netUnits: grossUnits - costUnits + incomeUnits, barsHeld, exitRule };
  });
}

/**
 * Closed trades as their measures read them, with excursions and initial risk, all in the account's currency at the rate of the
 * entry.
 *
 * @throws {InvalidArgumentError} if the initial risk is not as long as the trades.
 *
 * @remarks
 * NaN: initial risk of a trade whose entry had no stop.
 * Source: this project.
 */
export function tradeInput(simulation: Recorded, context: RecordContext): TradeInput {
  const { trades, tradeColumns } = simulation;
  const { initialRiskUnits = tradeColumns.initialRiskUnits } = context;
  checkSameLength('initialRiskUnits', initialRiskUnits, trades.length);
  return {
    trades: recordedTrades(simulation),
    initialRiskUnits,
    adverseUnits: tradeColumns.adverseUnits,
    favourableUnits: tradeColumns.favourableUnits,
  };
}

/**
 * Account currency per unit of an instrument's currency at a moment: 1 where they are the same, or where nothing is known of the
 * instrument and nothing converts; NaN without a rate.
 *
 * Source: this project.
 */
export function rateFinder(context: RecordContext): (instrument: string, time: number) => number {
  const { series, conversion, currency } = context;
  const currencyOf = new Map<string, Currency>(
    series?.map(({ instrument }) => [instrument.id, instrument.currency] as const),
  );
  return (instrument, time) => {
    const own = currencyOf.get(instrument) ?? currency;
    return own === currency ? 1 : (conversion?.rate(own, currency, time) ?? NaN);
  };
}
