import { checkInteger } from '@assay/core/checks';
import { createRollingMean, createRollingStd } from '@assay/core/rolling';
import { calendarById, LEDGER_UNITS_PER_CURRENCY_UNIT, ledgerScale } from '../../market/index.ts';
import type { BarSeries } from '../../market/index.ts';
import type { SimulationResult } from '../../simulation/index.ts';
import type { CapacityInput } from '../capacity.ts';
import { CAPACITY_OPTIONS } from './record-context.ts';
import type { CapacityOptions, RecordContext } from './record-context.ts';
import { rateFinder, recordedTrades } from './trade-input.ts';

type Recorded = Pick<SimulationResult, 'fills' | 'trades' | 'tradeColumns' | 'initialUnits'>;

/**
 * What the capacity of a simulated strategy is estimated from: its fills, and the daily value traded and volatility of their
 * instruments before each.
 *
 * Over the bars of the last days before a fill: mean of close · volume · multiplier, and standard deviation of close-to-close
 * returns · √(bars a day). A fill before so many bars have closed takes the first estimate there is: this measures a finished record.
 *
 * @returns undefined without bars, or where the account starts with nothing.
 * @throws {InvalidArgumentError} if an option is out of its domain.
 *
 * @remarks
 * NaN: volume and volatility of a fill whose instrument has no volumes, or no rate into the account's currency.
 * Cost: O(bars) time for each instrument that was traded.
 * Source: this project.
 */
export function capacityInput(simulation: Recorded, context: RecordContext): CapacityInput | undefined {
  const { fills, initialUnits } = simulation;
  if (context.series === undefined || !(initialUnits > 0)) return undefined;
  const options: CapacityOptions = { ...CAPACITY_OPTIONS, ...context.capacity };
  checkInteger('days', options.days, 2);
  const markets = new Map(context.series.map((bars) => [bars.instrument.id, lazily(bars, options.days)]));
  const rateOf = rateFinder(context);
  const valueUnits = new Float64Array(fills.length);
  const dailyVolumeUnits = new Float64Array(fills.length).fill(NaN);
  const dailyVolatility = new Float64Array(fills.length).fill(NaN);
  fills.forEach((fill, i) => {
    const market = markets.get(fill.instrument)?.();
    if (market === undefined) return;
    const rate = rateOf(fill.instrument, fill.time);
    const at = market.at(fill.barIndex - 1);
    valueUnits[i] = Math.abs(fill.referenceTicks) * fill.lots * market.unitsPerTickLot * rate;
    dailyVolumeUnits[i] = at.valueUnits * rate;
    dailyVolatility[i] = at.volatility;
  });
  const grossUnits = recordedTrades(simulation).reduce((total, trade) => total + trade.grossUnits, 0);
  const { coefficient, shareOfGross } = options;
  return {
    accountUnits: initialUnits,
    grossUnits,
    valueUnits,
    dailyVolumeUnits,
    dailyVolatility,
    coefficient,
    shareOfGross,
  };
}

interface DailyMarket {
  readonly unitsPerTickLot: number;
  /** What was known of a day's trading when bar `i` had closed. */
  at(i: number): { readonly valueUnits: number; readonly volatility: number };
}

function lazily(bars: BarSeries, days: number): () => DailyMarket {
  let market: DailyMarket | undefined;
  return () => (market ??= dailyMarket(bars, days));
}

function dailyMarket({ instrument, timeframe, length, close, volume }: BarSeries, days: number): DailyMarket {
  const calendar = calendarById(instrument.calendar);
  const barsPerDay = calendar.periodsPerYear(timeframe) / calendar.periodsPerYear('1d');
  const window = Math.max(2, Math.min(Math.max(days, Math.round(days * barsPerDay)), length - 1));
  const unitsPerValue = Number(instrument.multiplier) * LEDGER_UNITS_PER_CURRENCY_UNIT * barsPerDay;
  const means = createRollingMean(window);
  const deviations = createRollingStd(window, 1);
  const values = new Float64Array(length);
  const volatilities = new Float64Array(length);
  let [value, volatility, before] = [NaN, NaN, NaN];
  for (let i = 0; i < length; i++) {
    const traded = Math.abs(close[i]) * volume[i];
    const change = close[i] / before - 1;
    if (Number.isFinite(traded)) value = means.push(traded) * unitsPerValue;
    if (Number.isFinite(change)) volatility = deviations.push(change) * Math.sqrt(barsPerDay);
    if (Number.isFinite(close[i])) before = close[i];
    values[i] = value;
    volatilities[i] = volatility;
  }
  const { numerator, denominator } = ledgerScale(instrument);
  const firstValue = values.find((one) => one > 0) ?? NaN;
  const firstVolatility = volatilities.find((one) => one >= 0) ?? NaN;
  return {
    unitsPerTickLot: numerator / denominator,
    at: (i) => ({
      valueUnits: values[i] > 0 ? values[i] : firstValue,
      volatility: volatilities[i] >= 0 ? volatilities[i] : firstVolatility,
    }),
  };
}
