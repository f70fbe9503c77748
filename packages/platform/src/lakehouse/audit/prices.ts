import { parsePositiveDecimal } from '@assay/quant/market';
import type { Instrument } from '@assay/quant/market';
import { valueAt } from '../columns.ts';
import { findingCounter } from './finding.ts';
import type { AuditInput } from './finding.ts';
import type { AuditFinding } from './report.ts';

/** Ticks that a price may lie from its tick for the noise of a double. */
const TICK_NOISE = 1e-6;

const PRICES = ['open', 'high', 'low', 'close'] as const;

/** Kinds of instrument whose price can be zero or negative. */
const KINDS_WITHOUT_FLOOR: readonly Instrument['kind'][] = ['future', 'commodity', 'contract-for-difference', 'option'];

/** Values: prices that cannot be, bars whose high and low do not enclose them, volumes below zero, prices off the tick. */
export function auditPrices(input: AuditInput): readonly AuditFinding[] {
  const { series } = input;
  const badPrice = findingCounter(input, 'bad-price', 'error');
  const badOhlc = findingCounter(input, 'bad-ohlc', 'error');
  const badVolume = findingCounter(input, 'bad-volume', 'error');
  for (let i = 0; i < series.length; i++) {
    const price = priceFault(input, i);
    if (price !== undefined) badPrice.addBar(i, price);
    const shape = price === undefined && series.shape === 'ohlc' ? ohlcFault(input, i) : undefined;
    if (shape !== undefined) badOhlc.addBar(i, shape);
    const volume = valueAt(series.volume, i);
    if (volume < 0 || volume === Infinity) badVolume.addBar(i, `volume ${volume}`);
  }
  const faults = [...badPrice.findings(), ...badOhlc.findings(), ...badVolume.findings()];
  return [...faults, ...auditTicks(input)];
}

function priceFault({ series }: AuditInput, i: number): string | undefined {
  const columns = series.shape === 'ohlc' ? PRICES : (['close'] as const);
  const hasFloor = !KINDS_WITHOUT_FLOOR.includes(series.instrument.kind);
  for (const name of columns) {
    const value = valueAt(series[name], i);
    if (!Number.isFinite(value) || (hasFloor && value <= 0)) return `${name} ${value}`;
  }
  return undefined;
}

function ohlcFault({ series }: AuditInput, i: number): string | undefined {
  const [open, high, low, close] = [series.open, series.high, series.low, series.close].map((column) =>
    valueAt(column, i),
  ) as [number, number, number, number];
  if (high < low) return `high ${high} below low ${low}`;
  if (open > high || open < low) return `open ${open} outside ${low} to ${high}`;
  return close > high || close < low ? `close ${close} outside ${low} to ${high}` : undefined;
}

function auditTicks(input: AuditInput): readonly AuditFinding[] {
  const { series } = input;
  // Adjusted prices leave the tick by design.
  const counter = findingCounter(input, 'off-tick', series.adjustment === 'raw' ? 'warning' : 'info');
  const { units, decimals } = parsePositiveDecimal('tickSize', series.instrument.tickSize);
  const perUnit = 10 ** decimals;
  for (let i = 0; i < series.length; i++) {
    for (const name of PRICES) {
      const price = valueAt(series[name], i);
      const ticks = (price * perUnit) / units;
      if (!Number.isFinite(price) || Math.abs(ticks - Math.round(ticks)) <= TICK_NOISE) continue;
      counter.addBar(i, `${name} ${price} is no multiple of the tick ${series.instrument.tickSize}`);
      break;
    }
  }
  return counter.findings();
}
