import { DataError } from '@assay/core/errors';

const SHOWN = 20;

/** Counts what is wrong with the rows of an import and keeps the first few. */
export class ImportProblems {
  private readonly shown: string[] = [];
  private total = 0;

  /** Notes a problem of a file, or of one of its rows. */
  add(file: string, row: number | undefined, message: string): void {
    this.total++;
    if (this.shown.length < SHOWN) this.shown.push(`  - ${file}${row === undefined ? '' : `:${row}`}: ${message}`);
  }

  /** How many were noted. */
  get count(): number {
    return this.total;
  }

  /** The first of them, as `file:row: message`. */
  get first(): readonly string[] {
    return this.shown.map((line) => line.slice(4));
  }

  /**
   * Ends the import if anything was noted.
   *
   * @throws {DataError} with the number of problems and the first twenty of them, as `file:row: message`.
   */
  throwIfAny(): void {
    if (this.total === 0) return;
    const count = this.total === 1 ? '1 problem' : `${this.total} problems`;
    const more = this.total > SHOWN ? [`  - and ${this.total - SHOWN} more`] : [];
    throw new DataError(`nothing was imported, ${count}:\n${[...this.shown, ...more].join('\n')}`, {
      context: { problems: this.total, shown: this.first },
      hint: 'Correct the files or the layout; rows count from 1, the first below the header.',
    });
  }
}
