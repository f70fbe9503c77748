import { fromTicks, toTicks } from '@assay/quant/market';
import type { Instrument } from '@assay/quant/market';
import type { BarsLayout } from '../layouts/layout.ts';
import { hasFloor, instrumentOf } from './instruments.ts';
import type { Intake, Subject } from './intake.ts';

/** Ticks that a price may lie from its tick where the layout says to snap. */
const SNAP_TOLERANCE = 0.1;

/** An instrument of the import, and what its prices must keep. */
export interface BarTerms {
  readonly subject: Subject;
  readonly instrument: Instrument;
  readonly mustBePositive: boolean;
  /** The price on the nearest tick; NaN if that is too far away. */
  readonly snap: (value: number) => number;
}

/** The instruments of an import, by id; undefined for those that the layout has no terms for. */
export class TermsTable {
  private readonly layout: BarsLayout;
  private readonly intake: Intake;
  private readonly known = new Map<string, BarTerms | undefined>();

  constructor(layout: BarsLayout, intake: Intake) {
    this.layout = layout;
    this.intake = intake;
  }

  /** The terms of an id; undefined where it has none, with a problem noted for the row. */
  of(id: string, row: number): BarTerms | undefined {
    const before = this.known.get(id);
    if (before !== undefined) return before;
    const instrument = instrumentOf(this.layout, id);
    if (typeof instrument === 'string') {
      this.intake.problem(row, instrument);
      return undefined;
    }
    const subject = this.intake.subject(id, row);
    if (subject === undefined) return undefined;
    const terms = { subject, instrument, mustBePositive: hasFloor(instrument), snap: snapper(instrument) };
    this.known.set(id, terms);
    return terms;
  }
}

function snapper(instrument: Instrument): (value: number) => number {
  const tick = Number(instrument.tickSize);
  const perUnit = Math.round(1 / tick);
  // A quotient of whole numbers is the double nearest to the decimal that it stands for.
  const isDecimal = perUnit >= 1 && 1 / perUnit === tick;
  return (value) => {
    if (Math.abs(value) / tick >= 2 ** 52) return NaN;
    const snapped = isDecimal
      ? Math.round(value * perUnit) / perUnit
      : fromTicks(instrument, toTicks(instrument, value));
    return Math.abs(snapped - value) <= SNAP_TOLERANCE * tick ? snapped : NaN;
  };
}
