import { tickWorth } from './tick-worth.ts';
import type { PassedSplit } from './excursions.ts';
import type { FoundIncome, RecomputeInput } from './found-account.ts';
import { MoneyBook } from './money-book.ts';
import { OpenLots } from './open-lots.ts';
import type { FoundFraction } from './open-lots.ts';
import type { Sides } from './reference-price.ts';
import { tickBars } from './tick-bars.ts';
import type { TickBars } from './tick-bars.ts';

/** What an account holds at a moment, and what it is worth: cash, open lots, marks, parts of lots that wait to be cashed. */
export class HeldAccount {
  readonly input: RecomputeInput;
  readonly bars: readonly TickBars[];
  readonly lots: readonly OpenLots[];
  /** Per series: the newest mark, whole ticks. */
  readonly marks: number[];
  readonly book: MoneyBook;
  readonly income: FoundIncome[] = [];
  readonly splits: readonly PassedSplit[][];
  readonly fractions: (FoundFraction | undefined)[];

  constructor(input: RecomputeInput) {
    const { series, record, currency, rateAt } = input;
    this.input = input;
    this.bars = series.map(tickBars);
    this.lots = series.map(({ instrument }) => new OpenLots(tickWorth(instrument)));
    this.marks = series.map(() => NaN);
    this.splits = series.map(() => []);
    this.fractions = series.map(() => undefined);
    this.book = new MoneyBook(currency, record.initialUnits, rateAt);
  }

  indexOf(instrument: string): number {
    return this.input.series.findIndex((one) => one.instrument.id === instrument);
  }

  currencyOf(s: number): string {
    return this.input.series[s].instrument.currency;
  }

  mark(s: number, i: number): void {
    const bars = this.bars[s];
    const bid = bars.ticks('close', i);
    const both = bars.sides('close', i);
    if (both !== undefined) this.markSides(s, both);
    else if (!Number.isNaN(bid)) this.marks[s] = bid;
  }

  /** Where both sides are known a position is worth what the contract says, whatever was just traded. */
  markSides(s: number, { bid, ask }: Sides): void {
    const isShort = this.lots[s].lots < 0;
    if (this.input.contract.marks === 'liquidation') this.marks[s] = isShort ? ask : bid;
    else this.marks[s] = isShort ? Math.ceil((bid + ask) / 2) : Math.floor((bid + ask) / 2);
  }

  worthOf(s: number): number {
    const held = this.lots[s].lots;
    return held === 0 ? 0 : this.bars[s].worth.units(this.marks[s], held);
  }

  /** Cash and positions at their marks, each currency exchanged as one sum. */
  equityAt(time: number): number {
    const { book } = this;
    const held = new Map<string, number>(book.currencies.map((currency) => [currency, book.cashIn(currency)]));
    this.lots.forEach((_, s) => {
      const currency = this.currencyOf(s);
      held.set(currency, (held.get(currency) ?? 0) + this.worthOf(s) + (this.fractions[s]?.paid ?? 0));
    });
    return [...held].reduce((sum, [currency, units]) => sum + book.inHome(currency, units, time), 0);
  }

  /** What positions of a currency have cost: money that is tied up in them. */
  tiedIn(currency: string): number {
    return this.lots.reduce((sum, own, s) => {
      return this.currencyOf(s) === currency ? sum + own.costUnits + (this.fractions[s]?.paid ?? 0) : sum;
    }, 0);
  }

  receive(s: number, kind: string, units: number, at: { time: number; arithmetic: string; isHeld: boolean }): void {
    if (units === 0) return;
    const currency = this.currencyOf(s);
    const group = kind === 'dividends' ? 'dividends' : 'financing';
    const { id } = this.input.series[s].instrument;
    this.income.push({
      kind,
      time: at.time,
      instrument: id,
      currency,
      lots: this.lots[s].lots,
      units,
      arithmetic: at.arithmetic,
    });
    this.book.post(at.time, { [`cash:${currency}`]: units, [`${group}:${currency}`]: -units }, `${kind} of ${id}`);
    if (at.isHeld) this.lots[s].receive(group, units);
    this.book.exchange(currency, this.tiedIn(currency), at.time);
  }

  /** Cash that is taken off what the open lots of a series cost. */
  returnCapital(s: number, units: number, at: { readonly time: number; readonly bar: number }): void {
    if (units === 0) return;
    const { instrument } = this.input.series[s];
    const amounts = { [`cash:${instrument.currency}`]: units, [`holdings:${instrument.id}`]: -units };
    this.book.post(at.time, amounts, `shares received for ${instrument.id}`);
    const own = this.lots[s];
    own.returnCapital(units);
    const paidTicks = (units * 1e6) / (own.lots * this.bars[s].worth.units(1e6, 1));
    this.splits[s].push({ ...at, ratio: 1, paidTicks });
  }

  cashFraction(s: number, ticks: number, time: number): void {
    const left = this.fractions[s];
    if (left === undefined) return;
    this.fractions[s] = undefined;
    const { instrument } = this.input.series[s];
    const currency = this.currencyOf(s);
    const units = tickWorth(instrument).part(ticks * left.direction, left.numerator, left.denominator);
    this.book.post(
      time,
      {
        [`cash:${currency}`]: units,
        [`holdings:${instrument.id}`]: -left.paid,
        [`realized:${currency}`]: left.paid - units,
      },
      `part of a lot of ${instrument.id}, ${left.numerator}/${left.denominator}, cashed at ${ticks} ticks`,
    );
    this.book.exchange(currency, this.tiedIn(currency), time);
  }
}
