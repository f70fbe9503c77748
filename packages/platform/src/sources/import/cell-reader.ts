import type { RecordsLayout } from '../layouts/layout.ts';
import { timeParser } from '../layouts/time-formats.ts';
import { wrong } from './faults.ts';
import type { RowFault } from './faults.ts';
import { numberReader } from './numbers.ts';

/** Reads the cells of values: numbers, or days where the layout says so, with text around them cut off. */
export class CellReader {
  private readonly pattern: RegExp | undefined;
  private readonly parse: (text: string) => number;
  private readonly parseDay: ((text: string) => number | string) | undefined;

  constructor({ cells, decimal }: RecordsLayout) {
    this.parse = numberReader(decimal);
    this.pattern = cells?.pattern === undefined ? undefined : new RegExp(cells.pattern, 'u');
    this.parseDay = cells?.format === undefined ? undefined : timeParser(cells.format);
  }

  /** The value; NaN where the text is no number. */
  read(text: string): number | RowFault {
    const inner = this.pattern === undefined ? text : this.pattern.exec(text)?.[1];
    if (inner === undefined) return wrong(`value '${text}' does not match ${this.pattern?.source ?? ''}`);
    if (this.parseDay === undefined) return this.parse(inner);
    const day = this.parseDay(inner);
    return typeof day === 'string' ? wrong(`value '${text}' ${day}`) : day;
  }
}
