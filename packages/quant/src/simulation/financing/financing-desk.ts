import {
  borrowUnits,
  cashInterestUnits,
  fundingUnits,
  isFinancingFree,
  rolloverUnits,
  rollTimes,
} from '../../execution/index.ts';
import type { FinancingModel, FinancingMoment } from '../../execution/index.ts';
import type { Account } from '../account.ts';
import type { SeriesColumns } from '../columns.ts';
import type { AccountEventKind } from '../records/account-events.ts';
import type { IncomeKind } from '../records/attribution.ts';
import { quantityPerLot } from '../quantity-per-lot.ts';

const EVENT_OF: Readonly<Record<Exclude<IncomeKind, 'dividends'>, AccountEventKind>> = {
  borrow: 'borrow',
  marginInterest: 'margin-interest',
  cashInterest: 'cash-interest',
  rollover: 'rollover',
  funding: 'funding',
};

/**
 * What holding costs and earns, posted when it falls due, for what is held then, at the newest marks.
 *
 * 1. Borrow fees on each short position; interest on cash in each currency, on a debt or on what is idle.
 * 2. Cash that is collateral of short positions earns and pays nothing. Futures, currency pairs and whatever rolls or
 *    is funded take up no cash: their worth is neither borrowed nor idle money.
 * 3. Rollover of currency pairs and funding of perpetual contracts.
 */
export class FinancingDesk {
  /** When something falls due next; Infinity where nothing does. */
  nextTime: number;
  private readonly columns: readonly SeriesColumns[];
  private readonly model: FinancingModel;
  private readonly account: Account;
  private readonly moments: readonly FinancingMoment[];
  private readonly indexOf: ReadonlyMap<string, number>;
  /** Per series: true if holding it takes up cash. */
  private readonly takesCash: readonly boolean[];
  private next: number = 0;

  /** @param span - what falls due in (from, to] is posted. */
  constructor(
    columns: readonly SeriesColumns[],
    model: FinancingModel,
    account: Account,
    span: { readonly from: number; readonly to: number },
  ) {
    this.columns = columns;
    this.model = model;
    this.account = account;
    this.indexOf = new Map(columns.map(({ id, index }) => [id, index]));
    this.moments = isFinancingFree(model) ? [] : rollTimes(this.ofSimulation(model), span.from, span.to);
    this.takesCash = columns.map(({ id, series }) => {
      const isMargined = ['future', 'currency-pair'].includes(series.instrument.kind);
      return (
        !isMargined && !Object.hasOwn(model.rolloverByInstrument, id) && !Object.hasOwn(model.fundingByInstrument, id)
      );
    });
    this.nextTime = this.moments.length > 0 ? this.moments[0].time : Infinity;
  }

  /** Everything that falls due at `nextTime`. */
  settleNext(): void {
    const { moments } = this;
    const time = this.nextTime;
    for (; this.next < moments.length && moments[this.next].time === time; this.next++) {
      const moment = moments[this.next];
      if (moment.kind === 'interest') this.chargeInterest(time);
      else this.chargeInstrument(moment);
    }
    this.nextTime = this.next < moments.length ? moments[this.next].time : Infinity;
  }

  private chargeInterest(time: number): void {
    const { account, columns, model } = this;
    const { market } = account;
    const collateral = new Float64Array(account.converter.currencies.length);
    const unpaid = new Float64Array(collateral.length);
    for (let s = 0; s < columns.length; s++) {
      if (account.lots(s) === 0) continue;
      const c = account.currency(s);
      if (!this.takesCash[s]) unpaid[c] += account.openCostUnits(s);
      else if (market.values[s] < 0) collateral[c] -= market.values[s];
      const hasRate = this.takesCash[s] || Object.hasOwn(model.borrowByInstrument, columns[s].id);
      if (hasRate) this.post('borrow', c, { time, s }, borrowUnits(model, columns[s].id, market.values[s], time));
    }
    for (let c = 0; c < collateral.length; c++) {
      const cash = account.cashIn(c) + unpaid[c] - collateral[c];
      const kind = cash < 0 ? 'marginInterest' : 'cashInterest';
      if (cash !== 0) this.post(kind, c, { time, s: -1 }, cashInterestUnits(model, cash, time));
    }
  }

  private chargeInstrument(moment: Exclude<FinancingMoment, { readonly kind: 'interest' }>): void {
    const { account, columns } = this;
    const { time, instrument } = moment;
    const s = this.indexOf.get(instrument) ?? -1;
    const lots = account.lots(s);
    if (lots === 0) return;
    const notionalUnits = account.market.values[s];
    const c = account.currency(s);
    if (moment.kind === 'funding') {
      this.post('funding', c, { time, s, detail: moment.rate }, fundingUnits(notionalUnits, moment.rate));
      return;
    }
    const baseQuantity = lots * quantityPerLot(columns[s].series.instrument);
    const model = this.model.rolloverByInstrument[instrument];
    const units = rolloverUnits(model, { baseQuantity, notionalUnits }, moment);
    this.post('rollover', c, { time, s, detail: moment.days }, units);
  }

  private post(
    kind: Exclude<IncomeKind, 'dividends'>,
    c: number,
    at: { readonly time: number; readonly s: number; readonly detail?: number },
    units: number,
  ): void {
    if (units === 0) return;
    const { account } = this;
    account.postIncome(kind, c, units, at);
    const lots = at.s < 0 ? 0 : account.lots(at.s);
    account.events.add({ kind: EVENT_OF[kind], ...at, lots, units, detail: at.detail ?? NaN });
  }

  /** The model with the instruments of the simulation only, in declared order. */
  private ofSimulation(model: FinancingModel): FinancingModel {
    const own = <T>(table: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
      Object.fromEntries(this.columns.filter(({ id }) => Object.hasOwn(table, id)).map(({ id }) => [id, table[id]]));
    return {
      ...model,
      rolloverByInstrument: own(model.rolloverByInstrument),
      fundingByInstrument: own(model.fundingByInstrument),
    };
  }
}
