import { PlatformError } from '@assay/core/errors';
import type { AccountHandle, CurrencyAccounts, FractionalLot, Ledger, Position } from '../../orders/index.ts';
import type { SeriesColumns } from '../columns.ts';
import type { Converter } from '../conversion.ts';
import type { Valuation } from '../valuation.ts';
import type { BookTotals } from './book-totals.ts';

/** The books of an account, with the records that they are compared with. */
export interface HeldBooks {
  readonly ledger: Ledger;
  /** Per currency. */
  readonly books: readonly CurrencyAccounts[];
  /** Per series. */
  readonly holdings: readonly AccountHandle[];
  readonly positions: readonly Position[];
  readonly fractions: readonly (FractionalLot | undefined)[];
  readonly totals: BookTotals;
  readonly market: Valuation;
}

/** Compares the ledger of an account with the records of positions and events behind it, to the unit. */
export class BookCheck {
  private readonly columns: readonly SeriesColumns[];
  private readonly converter: Converter;
  private readonly held: HeldBooks;

  constructor(columns: readonly SeriesColumns[], converter: Converter, held: HeldBooks) {
    this.columns = columns;
    this.converter = converter;
    this.held = held;
  }

  /** Equity in every currency. */
  equity(): void {
    const { ledger, books, totals, market } = this.held;
    const { flows, openCost, claims } = totals;
    for (let c = 0; c < books.length; c++) {
      const worth = market.totals[c] + claims[c];
      const equity = ledger.balance(books[c].cash) + worth;
      const expected = flows[c] + worth - openCost[c];
      if (equity !== expected && !this.agreesExactly(c)) {
        fail(`equity in ${this.converter.currencies[c]}`, equity, expected);
      }
    }
  }

  /** Equity, every account, and the trial balance. */
  all(): void {
    this.equity();
    const { ledger, totals, books, holdings, positions, fractions } = this.held;
    ledger.checkTrialBalance();
    this.columns.forEach(({ id }, s) => {
      const held = positions[s].costUnits + (fractions[s]?.costUnits ?? 0);
      compare(`holdings:${id}`, ledger.balance(holdings[s]), held);
    });
    books.forEach((book, c) => {
      const name = this.converter.currencies[c];
      compare(`capital:${name}`, -ledger.balance(book.capital), totals.capital[c]);
      compare(`realized:${name}`, -ledger.balance(book.realized), totals.realized[c]);
      compare(`commission:${name}`, ledger.balance(book.commission), totals.commission[c]);
      compare(`rounding:${name}`, -ledger.balance(book.rounding), totals.rounding[c]);
      compare(`exchange:${name}`, -ledger.balance(book.exchange), totals.exchanged[c]);
    });
    this.income();
  }

  private income(): void {
    const { ledger, totals } = this.held;
    const { fees, dividends, financing } = totals;
    for (const { name, units } of ledger.accounts()) {
      const [kind, currency] = name.split(':');
      const c = this.converter.currencies.indexOf(currency);
      if (kind === 'fees') compare(name, units, fees[c]);
      if (kind === 'dividends') compare(name, -units, dividends[c]);
      if (kind === 'financing') compare(name, -units, financing[c]);
    }
  }

  /** The comparison in wide integers: sums on the way may pass 2^53 where their result does not. */
  private agreesExactly(c: number): boolean {
    const { ledger, books, totals } = this.held;
    return BigInt(ledger.balance(books[c].cash)) === totals.cashOf(c);
  }
}

function compare(name: string, inLedger: number, recorded: number): void {
  if (inLedger !== recorded) fail(`account '${name}'`, inLedger, recorded);
}

function fail(what: string, inLedger: number, recorded: number): never {
  const difference = inLedger - recorded;
  throw new PlatformError(
    'LEDGER_UNBALANCED',
    `ledger: ${what} is off by ${difference} ledger units from its records`,
    {
      context: { what, inLedger, recorded, difference },
      hint: 'This is a defect of Assay: please report it.',
    },
  );
}
