import { formatIsoTime } from '@assay/core/time';
import { exposureMatchedExcess } from '@assay/quant/analysis';
import { fromTicks, LEDGER_UNITS_PER_CURRENCY_UNIT } from '@assay/quant/market';
import type { Instrument } from '@assay/quant/market';
import type { Trade } from '@assay/quant/orders';
import type { RowSimulations } from '../../research/index.ts';

/** Type of a column, as the database calls it. */
export type ColumnType = 'BIGINT' | 'DOUBLE' | 'TIMESTAMP' | 'VARCHAR';

/** A value of a cell; a number that is not finite is an empty cell. Times are ISO texts. */
export type Cell = string | number;

/** Rows with named and typed columns. */
export interface ExportTable {
  readonly columns: readonly (readonly [name: string, type: ColumnType])[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What is written of one row, by the kind of file: prices in price units, money in currency units. */
export function rowTables(row: RowSimulations): Readonly<Record<'trades' | 'equity' | 'returns', ExportTable>> {
  return { trades: tradesTable(row), equity: equityTable(row), returns: returnsTable(row) };
}

function tradesTable({ simulation, instruments, currency }: RowSimulations): ExportTable {
  const terms = new Map(instruments.map((instrument) => [instrument.id, instrument]));
  const rules = new Map(simulation.fills.map((fill) => [fill.id, fill.rule]));
  const columns = [
    ['trade', 'BIGINT'],
    ['instrument', 'VARCHAR'],
    ['direction', 'VARCHAR'],
    ['lots', 'DOUBLE'],
    ['entry_time', 'TIMESTAMP'],
    ['exit_time', 'TIMESTAMP'],
    ['entry_price', 'DOUBLE'],
    ['exit_price', 'DOUBLE'],
    ['bars_held', 'BIGINT'],
    ['gross', 'DOUBLE'],
    ['costs', 'DOUBLE'],
    ['net', 'DOUBLE'],
    ['currency', 'VARCHAR'],
    ['entry_reason', 'VARCHAR'],
    ['exit_reason', 'VARCHAR'],
    ['entry_rule', 'VARCHAR'],
    ['exit_rule', 'VARCHAR'],
    ['fill_contract', 'VARCHAR'],
  ] as const;
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
  return { columns, rows: simulation.trades.map(cells) };
}

function equityTable({ simulation, currency }: RowSimulations): ExportTable {
  const { times, equityUnits } = simulation;
  const columns = [
    ['time', 'TIMESTAMP'],
    ['equity', 'DOUBLE'],
    ['currency', 'VARCHAR'],
  ] as const;
  const rows = Array.from(times, (time, t) => [formatIsoTime(time), inCurrency(equityUnits[t] as number), currency]);
  return { columns, rows };
}

/** Net returns, and what is left of them beyond exposure-matched buy and hold: the figures that verdicts rest on. */
function returnsTable({ simulation }: RowSimulations): ExportTable {
  const { times, returns } = simulation;
  const { excess } = exposureMatchedExcess(simulation);
  const columns = [
    ['time', 'TIMESTAMP'],
    ['return', 'DOUBLE'],
    ['excess_return', 'DOUBLE'],
  ] as const;
  const rows = Array.from(times, (time, t) => [formatIsoTime(time), returns[t] as number, excess[t] as number]);
  return { columns, rows };
}

function inCurrency(units: number): number {
  return units / LEDGER_UNITS_PER_CURRENCY_UNIT;
}
