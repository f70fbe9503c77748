import type { BarsLayout } from '../layouts/layout.ts';
import { BAR, hasRange, priceColumns } from './bar-stage.ts';
import { stampReader } from './bar-stamps.ts';
import type { BarStamp, StampReader } from './bar-stamps.ts';
import { TermsTable } from './bar-terms.ts';
import type { BarTerms } from './bar-terms.ts';
import { wrong } from './faults.ts';
import type { RowFault } from './faults.ts';
import { otherColumns, timeText } from './find-columns.ts';
import type { Intake, MemberColumns, RecordReader } from './intake.ts';
import { availabilityReader } from './moments.ts';
import type { AvailabilityReader } from './moments.ts';
import { isBlank, numberReader, scaler } from './numbers.ts';
import type { Scaler } from './numbers.ts';
import { columnName, innerStem, nameIn } from './place.ts';
import type { Place } from './place.ts';

const WIDEST = BAR.ask + 4;

/** Reads records as bars. */
export class BarReader implements RecordReader {
  /** Price units between the prices of the files and the ticks they were snapped to, at most. */
  residual = 0;
  /** The instruments found. */
  readonly terms: TermsTable;
  private readonly layout: BarsLayout;
  private readonly intake: Intake;
  private readonly prices: readonly { readonly name: string; readonly slot: number }[];
  private readonly hasRange: boolean;
  private readonly parse: (text: string) => number;
  private readonly scale: Scaler;
  private readonly readStamp: StampReader;
  private readonly readAvailable: AvailabilityReader;
  private readonly stamp: BarStamp = { openTime: NaN, eventTime: NaN };
  private readonly values = new Float64Array(WIDEST).fill(NaN);
  private place: Place | undefined;
  private memberId: string | undefined;
  private nameTime = '';
  private side = 0;
  private wide:
    { readonly columns: MemberColumns; readonly series: readonly (readonly [number, string])[] } | undefined;

  constructor(layout: BarsLayout, intake: Intake) {
    this.layout = layout;
    this.intake = intake;
    this.terms = new TermsTable(layout, intake);
    this.prices = priceColumns(layout);
    this.hasRange = hasRange(layout);
    this.parse = numberReader(layout.decimal);
    this.scale = scaler(layout.priceScale);
    this.readStamp = stampReader(layout);
    this.readAvailable = availabilityReader(layout, layout.instrument.calendar);
  }

  begin(place: Place): void {
    this.place = place;
    this.memberId = nameIn(this.layout.instrument, place);
    this.nameTime = timeInName(this.layout.timeFromName, place);
    this.side = this.layout.side === 'from-name' ? this.sideIn(place) : 0;
    this.wide = undefined;
    this.values[BAR.side] = this.side;
    this.values[BAR.file] = place.source;
  }

  record(fields: readonly string[], row: number, columns: MemberColumns): void {
    this.values[BAR.row] = row;
    if (this.layout.instrument.from === 'column-name') return this.wideRecord(fields, row, columns);
    const id =
      this.memberId ?? columnName(this.layout.instrument, fields[columns.places['instrument'] as number] ?? '');
    const terms = this.terms.of(id, row);
    if (terms === undefined) return;
    const fault =
      this.readPrices(fields, columns) ?? this.readMoments(fields, columns) ?? this.readRest(fields, columns, terms);
    if (fault === undefined) this.add(terms);
    else this.intake.passOver(row, fault);
  }

  end(): void {
    this.place = undefined;
  }

  private add({ subject }: BarTerms): void {
    subject.sides |= 1 << this.side;
    this.intake.add(subject, this.values, this.values[BAR.openTime] as number, this.values[BAR.eventTime] as number);
  }

  private sideIn(place: Place): number {
    const { sidePattern } = this.layout;
    const found = new RegExp(sidePattern ?? '', 'u').exec(innerStem(place))?.[1]?.toLowerCase();
    if (found !== 'bid' && found !== 'ask')
      this.intake.problem(undefined, `'${innerStem(place)}' does not say bid or ask, as sidePattern expects`);
    return found === 'ask' ? 1 : 0;
  }

  /** Numbers as they stand; what is no number is kept as NaN and told later, after the faults of time. */
  private readPrices(fields: readonly string[], { places }: MemberColumns): RowFault | undefined {
    for (const { name, slot } of this.prices) {
      const text = fields[places[name] as number] ?? '';
      const value = this.parse(text);
      if (Number.isNaN(value) && isBlank(text)) return { fault: `${name} is '${text}'`, policy: 'blank' };
      this.values[slot] = value;
    }
    return undefined;
  }

  private readMoments(fields: readonly string[], { places }: MemberColumns): RowFault | undefined {
    const fault = this.readStamp(timeText(fields, places, this.nameTime), this.stamp);
    if (fault !== undefined) return fault;
    const { openTime, eventTime } = this.stamp;
    const known = places['availableAt'];
    const available = this.readAvailable(eventTime, known === undefined ? '' : (fields[known] ?? ''));
    if (typeof available !== 'number') return available;
    // A bar that knows its close only has no beginning.
    this.values[BAR.openTime] = this.hasRange ? openTime : eventTime;
    this.values[BAR.eventTime] = eventTime;
    this.values[BAR.availableAt] = available;
    return undefined;
  }

  private readRest(fields: readonly string[], { places }: MemberColumns, terms: BarTerms): RowFault | undefined {
    const { values } = this;
    const volume = places['volume'];
    if (volume !== undefined) {
      const text = fields[volume] ?? '';
      values[BAR.volume] = this.parse(text);
      if (!isVolume(values[BAR.volume]) && !isBlank(text)) return volumeFault(text, values[BAR.volume]);
    }
    for (const { name, slot } of this.prices) {
      const text = fields[places[name] as number] ?? '';
      const fault = this.finishPrice(terms, slot, text);
      if (fault !== undefined) return { ...fault, fault: `${name} ${fault.quoted(text)}` };
    }
    values[BAR.series] = terms.subject.index;
    if (!this.hasRange) return undefined;
    return (
      rangeFault(values, BAR.open, '') ?? (this.prices.length > 4 ? rangeFault(values, BAR.ask, 'ask ') : undefined)
    );
  }

  private finishPrice(terms: BarTerms, slot: number, text: string): PriceFault | undefined {
    const raw = this.values[slot] as number;
    if (Number.isNaN(raw)) return { policy: undefined, quoted: (text) => `'${text}' is not a number` };
    const value = this.scale(raw, text);
    const isPossible = Number.isFinite(value) && (value > 0 || !terms.mustBePositive);
    if (!isPossible) return { policy: 'invalid', quoted: (text) => `${text} is no possible price` };
    if (!this.layout.snapToTick) {
      this.values[slot] = value;
      return undefined;
    }
    const snapped = terms.snap(value);
    const { tickSize } = terms.instrument;
    if (Number.isNaN(snapped) || (snapped <= 0 && terms.mustBePositive))
      return { policy: undefined, quoted: (text) => `${text} is not near a multiple of the tick ${tickSize}` };
    this.values[slot] = snapped;
    this.residual = Math.max(this.residual, Math.abs(snapped - value));
    return undefined;
  }

  /** A record that holds one close for each of many instruments. */
  private wideRecord(fields: readonly string[], row: number, columns: MemberColumns): void {
    if (this.wide?.columns !== columns) this.wide = { columns, series: this.seriesOf(columns) };
    const fault = this.readMoments(fields, columns);
    if (fault !== undefined) return this.intake.passOver(row, fault);
    for (const [place, id] of this.wide.series) {
      const text = fields[place] ?? '';
      const value = this.parse(text);
      this.values[BAR.close] = value;
      if (Number.isNaN(value) && isBlank(text)) {
        this.intake.passOver(row, { fault: `${id} is '${text}'`, policy: 'blank' });
        continue;
      }
      const terms = this.terms.of(id, row);
      if (terms === undefined) continue;
      this.values[BAR.series] = terms.subject.index;
      const priceFault = this.finishPrice(terms, BAR.close, text);
      if (priceFault === undefined) this.add(terms);
      else this.intake.passOver(row, { ...priceFault, fault: `${id} ${priceFault.quoted(text)}` });
    }
  }

  private seriesOf({ names = [], places }: MemberColumns): readonly (readonly [number, string])[] {
    const { except, instrument } = this.layout;
    const others = otherColumns(names, Object.values(places), except);
    return others.map(([place, name]) => [place, columnName(instrument, name)] as const);
  }
}

interface PriceFault {
  readonly policy: RowFault['policy'];
  readonly quoted: (text: string) => string;
}

/** The time that a file's name holds, where the layout says so. */
export function timeInName(pattern: string | undefined, place: Place): string {
  return pattern === undefined ? '' : (new RegExp(pattern, 'u').exec(innerStem(place))?.[1] ?? '');
}

function isVolume(value: number | undefined): boolean {
  return value !== undefined && value >= 0 && value < Infinity;
}

function volumeFault(text: string, value: number | undefined): RowFault {
  return wrong(Number.isNaN(value) ? `volume '${text}' is not a number` : `volume ${text} is no possible volume`);
}

function rangeFault(values: Float64Array, at: number, side: string): RowFault | undefined {
  const [open, high, low, close] = [values[at], values[at + 1], values[at + 2], values[at + 3]] as [
    number,
    number,
    number,
    number,
  ];
  if (open <= high && open >= low && close <= high && close >= low) return undefined;
  const range = `low ${low} and high ${high}`;
  const fault =
    high < low
      ? `high ${high} is below low ${low}`
      : open > high || open < low
        ? `open ${open} lies outside ${range}`
        : `close ${close} lies outside ${range}`;
  return { fault: `${side}${fault}`, policy: 'invalid' };
}
