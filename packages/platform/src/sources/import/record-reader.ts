/** Reads records whose rows stand for themselves: quotes, values, chains, actions, instruments by columns. */
import type { RecordColumn } from '@assay/quant/market';
import type { RecordsLayout } from '../layouts/layout.ts';
import { actionRows } from './action-rows.ts';
import { timeInName } from './bar-reader.ts';
import { CellReader } from './cell-reader.ts';
import { contractReader } from './contracts.ts';
import type { ContractReader } from './contracts.ts';
import { wrong } from './faults.ts';
import type { RowFault } from './faults.ts';
import { otherColumns, timeText } from './find-columns.ts';
import type { Intake, MemberColumns, RecordReader } from './intake.ts';
import { momentReader } from './moments.ts';
import type { MomentReader } from './moments.ts';
import { isBlank, numberReader, scaler } from './numbers.ts';
import type { Scaler } from './numbers.ts';
import { columnName, nameIn } from './place.ts';
import type { Place } from './place.ts';
import type { RecordWriter } from './record-writer.ts';
import { slots } from './record-stage.ts';

/** Columns that are prices, and so are divided by the layout's scale. */
const PRICES = ['bid', 'ask', 'last', 'mid', 'underlyingPrice'];
/** Columns that cannot be below zero. */
const NOT_NEGATIVE = [...PRICES, 'bidSize', 'askSize', 'volume', 'openInterest', 'impliedVolatility'];
/** Columns that the identity of a contract gives. */
const IDENTITY = ['root', 'expiry', 'strike', 'right'];

interface Cell extends RecordColumn {
  readonly slot: number;
  readonly isPrice: boolean;
  readonly isNotNegative: boolean;
  readonly isUnknownIfZero: boolean;
}

/** Reads records as rows of tables. */
export class TableReader implements RecordReader {
  private readonly layout: RecordsLayout;
  private readonly intake: Intake;
  private readonly writer: RecordWriter;
  private readonly parse: (text: string) => number;
  private readonly scale: Scaler;
  private readonly readMoment: MomentReader;
  private readonly cells: readonly Cell[];
  private readonly readValue: CellReader;
  private readonly contract: ContractReader | undefined;
  private place: Place | undefined;
  private memberId: string | undefined;
  private nameTime = '';
  private wide:
    { readonly columns: MemberColumns; readonly series: readonly (readonly [number, string])[] } | undefined;

  constructor(layout: RecordsLayout, intake: Intake, writer: RecordWriter) {
    this.layout = layout;
    this.intake = intake;
    this.writer = writer;
    this.parse = numberReader(layout.decimal);
    this.scale = scaler(layout.priceScale);
    this.readMoment = momentReader(layout.time, layout.calendar);
    this.readValue = new CellReader(layout);
    this.contract =
      layout.contract === undefined
        ? undefined
        : contractReader(layout.contract, layout.calendar, numberReader(layout.decimal));
    this.cells = cellsOf(layout);
  }

  begin(place: Place): void {
    this.place = place;
    this.memberId = nameIn(this.layout.subject, place);
    this.nameTime = timeInName(this.layout.timeFromName, place);
    this.contract?.begin(place);
    this.wide = undefined;
  }

  record(fields: readonly string[], row: number, columns: MemberColumns): void {
    const fault = this.isWide ? this.wideRecord(fields, row, columns) : this.plainRecord(fields, row, columns);
    if (fault !== undefined) this.intake.passOver(row, fault);
  }

  end(): void {
    this.place = undefined;
  }

  private get isWide(): boolean {
    return this.layout.subject.from === 'column-name';
  }

  private plainRecord(fields: readonly string[], row: number, columns: MemberColumns): RowFault | undefined {
    const { places } = columns;
    const id = this.memberId ?? columnName(this.layout.subject, fields[places['instrument'] as number] ?? '');
    if (places['dividend'] !== undefined || places['split'] !== undefined)
      return this.actionRecord(fields, row, { columns, id });
    return this.open(fields, row, columns) ?? this.finish(fields, columns, id);
  }

  private open(fields: readonly string[], row: number, { places }: MemberColumns): RowFault | undefined {
    const eventTime = this.readMoment(timeText(fields, places, this.nameTime));
    if (typeof eventTime !== 'number') return eventTime;
    const known = places['availableAt'];
    return this.writer.begin(this.place as Place, {
      row,
      eventTime,
      known: known === undefined ? '' : (fields[known] ?? ''),
    });
  }

  private finish(fields: readonly string[], { places }: MemberColumns, id: string): RowFault | undefined {
    const identity = this.contract?.read(fields, places, id);
    if (identity !== undefined && 'fault' in identity) return identity;
    if (identity !== undefined) {
      this.writer.text(this.writer.slot('root'), identity.root);
      this.writer.number(this.writer.slot('expiry'), identity.expiry);
      this.writer.number(this.writer.slot('strike'), identity.strike);
      this.writer.text(this.writer.slot('right'), identity.right);
    }
    for (const cell of this.cells) {
      const place = places[cell.name];
      const fault = place === undefined ? this.withoutColumn(cell) : this.readCell(cell, fields[place] ?? '');
      if (fault !== undefined) return fault;
    }
    this.writer.end(id);
    return undefined;
  }

  private withoutColumn({ name, type, slot }: Cell): undefined {
    if (type === 'text') this.writer.text(slot, this.layout.terms[name] ?? '');
    return undefined;
  }

  private readCell(cell: Cell, text: string): RowFault | undefined {
    const { name, type, slot } = cell;
    const blank = isBlank(text);
    if (blank && cell.isRequired) return { fault: `${name} is '${text}'`, policy: 'blank' };
    if (type === 'text') this.writer.text(slot, blank ? '' : text);
    else if (type === 'time' && !blank) return this.readTimeCell(cell, text);
    else if (!blank) return this.readNumber(cell, text);
    return undefined;
  }

  private readNumber(cell: Cell, text: string): RowFault | undefined {
    const { name, slot } = cell;
    const isValue = name === 'value' && this.layout.kind === 'values';
    const number = isValue ? this.readValue.read(text) : this.parse(text);
    if (typeof number !== 'number') return number;
    if (Number.isNaN(number)) return wrong(`${name} '${text}' is not a number`);
    const value = cell.isPrice ? this.scale(number, text) : number;
    if (!Number.isFinite(value) || (value < 0 && cell.isNotNegative))
      return { fault: `${name} ${text} cannot be`, policy: 'invalid' };
    this.writer.number(slot, value === 0 && cell.isUnknownIfZero ? NaN : value);
    return undefined;
  }

  private readTimeCell({ slot }: Cell, text: string): RowFault | undefined {
    const moment = this.readMoment(text);
    if (typeof moment !== 'number') return moment;
    this.writer.number(slot, moment);
    return undefined;
  }

  /** A record that holds one value for each of many series. */
  private wideRecord(fields: readonly string[], row: number, columns: MemberColumns): RowFault | undefined {
    if (this.wide?.columns !== columns) {
      const others = otherColumns(columns.names ?? [], Object.values(columns.places), this.layout.except);
      const series = others.map(([place, name]) => [place, columnName(this.layout.subject, name)] as const);
      this.wide = { columns, series };
    }
    const fault = this.open(fields, row, columns);
    if (fault !== undefined) return fault;
    const cell = this.cells[0] as Cell;
    for (const [place, id] of this.wide.series) {
      const wrongCell = this.readCell(cell, fields[place] ?? '');
      if (wrongCell === undefined) this.writer.end(id);
      else this.intake.passOver(row, { ...wrongCell, fault: `${id}: ${wrongCell.fault}` });
    }
    return undefined;
  }

  private actionRecord(
    fields: readonly string[],
    row: number,
    { columns, id }: { readonly columns: MemberColumns; readonly id: string },
  ): RowFault | undefined {
    const actions = actionRows(fields, columns.places, this.parse);
    if ('fault' in actions) return actions;
    for (const { type, value } of actions) {
      const fault = this.open(fields, row, columns);
      if (fault !== undefined) return fault;
      this.writer.text(this.writer.slot('type'), type);
      this.writer.number(this.writer.slot('value'), value);
      this.writer.text(this.writer.slot('text'), '');
      this.writer.end(id);
    }
    return undefined;
  }
}

function cellsOf(layout: RecordsLayout): readonly Cell[] {
  const own = slots(layout.kind).filter(({ name }) => layout.kind !== 'chain' || !IDENTITY.includes(name));
  const isPriced = (name: string): boolean => PRICES.includes(name) || (name === 'value' && layout.kind === 'values');
  return own.map((column) => ({
    ...column,
    isPrice: isPriced(column.name),
    isNotNegative: NOT_NEGATIVE.includes(column.name),
    isUnknownIfZero: layout.unknownIfZero.includes(column.name),
  }));
}
