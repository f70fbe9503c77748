import { moneyUnits } from '../market/index.ts';
import { applyCaps, currencySides, refusingCap } from '../risk/index.ts';
import type { Cap, CapOrder, CapPosition, CapState, CurrencySide } from '../risk/index.ts';
import type { Account } from './account.ts';
import type { ProposedFill } from './proposed-fill.ts';
import type { SeriesColumns } from './columns.ts';

/** The caps of a simulation, judged at the prices of the fills they are asked about. */
export class CapDesk {
  readonly isOn: boolean;
  private readonly columns: readonly SeriesColumns[];
  private readonly caps: readonly Cap[];
  private readonly account: Account;
  private readonly currencies: readonly (readonly CurrencySide[])[];

  constructor(columns: readonly SeriesColumns[], caps: readonly Cap[], account: Account) {
    this.isOn = caps.length > 0;
    this.columns = columns;
    this.caps = caps;
    this.account = account;
    this.currencies = columns.map(({ series }) => currencySides(series.instrument));
  }

  /** How many opening lots of a single fill the caps leave, and which cap took most off. */
  allowance(
    one: ProposedFill,
    equityUnits: number,
    now: number,
  ): { readonly opening: number; readonly cap: string | undefined } {
    const { lots, cap } = applyCaps(this.caps, this.state([one], equityUnits, now), this.orderOf(one, now));
    return { opening: Math.abs(lots) - one.closing, cap };
  }

  /** The cap that refuses a set of fills that happen together; undefined where none does. */
  refusal(set: readonly ProposedFill[], equityUnits: number, now: number): string | undefined {
    const orders = set.map((one) => this.orderOf(one, now));
    return refusingCap(this.caps, this.state(set, equityUnits, now), orders);
  }

  private state(set: readonly ProposedFill[], equityUnits: number, now: number): CapState {
    const { account, columns } = this;
    const positions: CapPosition[] = [];
    for (let s = 0; s < columns.length; s++) {
      const asked = set.find(({ place }) => place.s === s);
      const worthUnits =
        asked === undefined
          ? this.inAccountCurrency(s, account.market.values[s], now)
          : this.worthOf(asked, asked.held, now);
      if (worthUnits !== 0) positions.push({ instrument: columns[s].id, currencies: this.currencies[s], worthUnits });
    }
    return { accountCurrency: account.converter.currencies[0], equityUnits, positions };
  }

  private orderOf(one: ProposedFill, now: number): CapOrder {
    const { s } = one.place;
    return {
      instrument: this.columns[s].id,
      currencies: this.currencies[s],
      lots: one.sign * (one.closing + one.opening),
      heldLots: one.held,
      worthUnits: (lots) => this.worthOf(one, lots, now),
    };
  }

  private worthOf(one: ProposedFill, lots: number, now: number): number {
    const { s } = one.place;
    if (lots === 0) return 0;
    return this.inAccountCurrency(s, moneyUnits(this.columns[s].scale, one.referenceTicks, lots), now);
  }

  private inAccountCurrency(s: number, units: number, now: number): number {
    return this.account.converter.toAccount(this.account.currency(s), units, now);
  }
}
