import type { BarSeries, RecordTable } from '@assay/quant/market';
import type { BarsLayout, Layout, RecordsLayout } from '../../../src/sources/index.ts';
import { isMomentOf, plainNumber, plainScaled } from './oracle.ts';
import type { PlainRows } from './oracle.ts';

const SIDES = [
  ['open', 'bidOpen', 'askOpen'],
  ['high', 'bidHigh', 'askHigh'],
  ['low', 'bidLow', 'askLow'],
  ['close', 'bidClose', 'askClose'],
] as const;

/** Why the bars of one member are not what its rows say; undefined if they are. */
export function faultOfBars(
  series: BarSeries,
  indices: readonly number[],
  rows: PlainRows,
  layout: BarsLayout,
): string | undefined {
  for (const index of indices) {
    const row = series.source.row[index] as number;
    const at = { series, index, layout, field: fieldOf(rows, row, layout) };
    const fault = faultOfTime(at) ?? faultOfPrices(at) ?? faultOfRest(at);
    if (fault !== undefined) return `row ${row}: ${fault}`;
  }
  return undefined;
}

function fieldOf(rows: PlainRows, row: number, { columns }: BarsLayout): BarAt['field'] {
  return (name) => {
    const reference = columns[name];
    return reference === undefined ? undefined : rows.field(row, reference);
  };
}

interface BarAt {
  readonly series: BarSeries;
  readonly index: number;
  readonly layout: BarsLayout;
  readonly field: (name: string) => string | undefined;
}

function faultOfTime({ series, index, layout, field }: BarAt): string | undefined {
  const time = field('time') ?? '';
  const moments = { openTime: series.openTime[index] as number, eventTime: series.eventTime[index] as number };
  if (!isMomentOf(time, layout, moments)) return `'${time}' became ${JSON.stringify(moments)}`;
  return (series.availableAt[index] as number) < moments.eventTime ? 'known before it happened' : undefined;
}

function faultOfPrices({ series, index, layout, field }: BarAt): string | undefined {
  const { columns, priceScale } = layout;
  const value = (name: string): number => plainScaled(field(name), layout, priceScale);
  for (const [name, bid, ask] of SIDES) {
    const whole = columns[name] === undefined && columns[bid] === undefined ? 'close' : name;
    const said = value(columns[bid] === undefined ? whole : bid);
    if (!isPrice(series[name][index] as number, said, layout)) return `${name} ${said} became ${series[name][index]}`;
    const other = series.ask?.[name][index];
    if (other !== undefined && !isPrice(other, value(ask), layout)) return `${ask} became ${other}`;
  }
  return undefined;
}

function faultOfRest({ series, index, layout, field }: BarAt): string | undefined {
  const volume = plainNumber(field('volume'), layout);
  const found = series.volume[index] as number;
  if (!isSame(found, volume)) return `volume ${volume} became ${found}`;
  if (layout.instrument.from !== 'column' || field('instrument') === series.instrument.id) return undefined;
  return `a row of '${field('instrument')}' became one of '${series.instrument.id}'`;
}

/** Why the records of one member are not what its rows say. */
export function faultOfRecords(
  table: RecordTable,
  indices: readonly number[],
  rows: PlainRows,
  layout: RecordsLayout,
): string | undefined {
  for (const index of indices) {
    const row = table.source.row[index] as number;
    for (const [name, numbers] of Object.entries(table.numbers)) {
      const reference = layout.columns[name];
      if (reference === undefined || name === 'expiry') continue;
      const said = plainScaled(rows.field(row, reference), layout, name === 'value' ? layout.priceScale : 1);
      const isUnknown = said === 0 && layout.unknownIfZero.includes(name);
      if (!isUnknown && !isSame(numbers[index] as number, said))
        return `row ${row}: ${name} ${said} became ${numbers[index]}`;
    }
  }
  return undefined;
}

function isPrice(found: number, said: number, layout: Layout): boolean {
  if (layout.kind === 'bars' && layout.snapToTick) return Math.abs(found - said) <= Math.abs(said) * 1e-3;
  return isSame(found, said);
}

/** -0 is written as 0. */
function isSame(found: number, said: number): boolean {
  return Number.isNaN(said) ? Number.isNaN(found) : found === said;
}
