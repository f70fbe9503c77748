import { formatIsoTime } from '@assay/core/time';
import { exposureMatchedExcess } from '@assay/quant/analysis';
import { fromTicks, LEDGER_UNITS_PER_CURRENCY_UNIT } from '@assay/quant/market';
import type { Instrument } from '@assay/quant/market';
import type { Trade } from '@assay/quant/orders';
import type { RowSimulations } from '../../research/index.ts';
import { EXPORT_COLUMNS } from './export-columns.ts';
import type { ExportColumn, ExportKind } from './export-columns.ts';

/** A value of a cell; a number that is not finite is an empty cell. Times are ISO texts. */
export type Cell = string | number;

/** Rows with named and typed columns. */
export interface ExportTable {
  readonly columns: readonly Pick<ExportColumn, 'name' | 'type'>[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What is written of one row, by the kind of file: prices in price units, money in currency units. */
export function rowTables(row: RowSimulations): Readonly<Record<ExportKind, ExportTable>> {
  return { trades: tradesTable(row), equity: equityTable(row), returns: returnsTable(row) };
}

function tradesTable({ simulation, instruments, currency }: RowSimulations): ExportTable {
  const terms = new Map(instruments.map((instrument) => [instrument.id, instrument]));
  const rules = new Map(simulation.fills.map((fill) => [fill.id, fill.rule]));
  const cells = (trade: Trade): readonly Cell[] => {
    const instrument = terms.get(trade.instrument) as Instrument;
    return [
      trade.id,
      trade.instrument,
      trade.direction,
      trade.lots,
      formatIsoTime(trade.entryTime),
      formatIsoTime(trade.exitTime),
      fromTicks(instrument, trade.entryTicks),
      fromTicks(instrument, trade.exitTicks),
      trade.barsHeld,
      ...[trade.grossUnits, trade.costUnits, trade.netUnits].map(inCurrency),
      currency,
      trade.entryReason,
      trade.exitReason,
      rules.get(trade.entryFillId) ?? '',
      trade.exitRule,
      trade.contract,
    ];
  };
  return { columns: EXPORT_COLUMNS.trades, rows: simulation.trades.map(cells) };
}

function equityTable({ simulation, currency }: RowSimulations): ExportTable {
  const { times, equityUnits } = simulation;
  const rows = Array.from(times, (time, t) => [formatIsoTime(time), inCurrency(equityUnits[t] as number), currency]);
  return { columns: EXPORT_COLUMNS.equity, rows };
}

/** Net returns, and what is left of them beyond exposure-matched buy and hold: the figures that verdicts rest on. */
function returnsTable({ simulation }: RowSimulations): ExportTable {
  const { times, returns } = simulation;
  const { excess } = exposureMatchedExcess(simulation);
  const rows = Array.from(times, (time, t) => [formatIsoTime(time), returns[t] as number, excess[t] as number]);
  return { columns: EXPORT_COLUMNS.returns, rows };
}

function inCurrency(units: number): number {
  return units / LEDGER_UNITS_PER_CURRENCY_UNIT;
}
