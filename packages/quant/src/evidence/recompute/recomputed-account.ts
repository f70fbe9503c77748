/**
 * An account that is gone through a second time, without the engine: bars, corporate actions, rates and the words of the fill
 * contract go in, and of the record only which orders filled when. Everything else is found anew.
 *
 * 1. Every fill, financing due, corporate action and close is put in the order of docs/methods/accounts.md.
 * 2. Each fill gets its price from its bar and rule, its costs from the cost model, and is matched first in, first out.
 * 3. Each due is worked out on what is held then; what is free in another currency is exchanged.
 * 4. At each close the account is worth its cash and its positions at their marks.
 */
import { calendarById } from '../../market/index.ts';
import type { BarSeries } from '../../market/index.ts';
import type { Fill } from '../../orders/index.ts';
import { tickWorth } from './tick-worth.ts';
import { actionDues, runningMaximum } from './action-dues.ts';
import type { ActionDue } from './action-dues.ts';
import { chargeFinancing } from './charge-financing.ts';
import { excursionOf } from './excursions.ts';
import { fillCosts, monthOf } from './fill-costs.ts';
import type { CostState, RecomputedCosts } from './fill-costs.ts';
import { momentOfFill, STEPS } from './fill-moments.ts';
import type { FillMoment } from './fill-moments.ts';
import { financingDues } from './financing-dues.ts';
import type { ExplainedFill, ExplainedTrade, RecomputedAccount, RecomputeInput } from './found-account.ts';
import { HeldAccount } from './held-account.ts';
import type { FoundTrade } from './open-lots.ts';
import { referencePrice } from './reference-price.ts';
import type { ReferencePrice, Sides } from './reference-price.ts';
import { asDecimal, deliveryMoment, isDelivery, ShareDeliveries } from './share-deliveries.ts';
import type { SharesDue } from './share-deliveries.ts';
import { firstFrom, ticksOf } from './tick-bars.ts';

/** Rules that close everything of an instrument, a part of a lot included. */
const FORCED = /^(segment-end|ruined|delisted|merged|expired)/u;

/** More series than an account can have: a share of a step for each. */
const MOST_SERIES = 1e6;

interface Happening {
  readonly time: number;
  readonly step: number;
  run(): void;
}

/**
 * Goes through an account a second time.
 *
 * @remarks
 * Numerics: money in wide integers where a product is rounded; one rounding for each amount.
 * Source: docs/methods/fill-contract.md, costs.md, accounts.md, records.md, corporate-actions.md.
 */
export function recomputeAccount(input: RecomputeInput): RecomputedAccount {
  return new Recomputation(input).run();
}

class Recomputation {
  private readonly input: RecomputeInput;
  private readonly held: HeldAccount;
  private readonly fills: Map<number, ExplainedFill> = new Map();
  private readonly trades: ExplainedTrade[] = [];
  private readonly taken: Set<string> = new Set();
  private readonly missing: Set<string> = new Set();
  private readonly equity: Float64Array;
  private readonly progress: Map<number, { quantity: number; notionalUnits: number; commissionUnits: number }> =
    new Map();
  private month: { of: number; quantity: number } = { of: NaN, quantity: 0 };
  private readonly agenda: Happening[] = [];
  /** Position in the agenda. */
  private at: number = 0;
  private readonly deliveries: ShareDeliveries;
  private readonly intents: ReadonlySet<number>;
  private readonly stated: (number | undefined)[];

  constructor(input: RecomputeInput) {
    const { series, record } = input;
    this.input = input;
    this.held = new HeldAccount(input);
    this.deliveries = new ShareDeliveries(this.held, {
      book: (s, found) => this.bookDelivery(s, found),
      missing: (what) => void this.missing.add(what),
    });
    this.stated = series.map(() => undefined);
    this.equity = new Float64Array(record.times.length).fill(NaN);
    this.intents = new Set(record.orderEvents.filter(({ tag }) => tag === 'intent').map(({ orderId }) => orderId));
  }

  run(): RecomputedAccount {
    this.plan();
    // The agenda grows while it is gone through.
    for (this.at = 0; this.at < this.agenda.length; this.at++) this.agenda[this.at]?.run();
    const { fills, trades, taken, missing, equity: equityUnits } = this;
    const { income, book } = this.held;
    const { transactions } = book;
    return { fills, trades, transactions, income, equityUnits, taken: [...taken], missing: [...missing] };
  }

  /** The agenda: what is known to happen before anything does. */
  private plan(): void {
    const { record, series, contract, actions } = this.input;
    const { times } = record;
    if (times.length === 0) return;
    const span = { from: firstDecision(series, times[0]), to: times.at(-1) as number };
    const at = (time: number, step: number, run: () => void): void => void this.agenda.push({ time, step, run });
    for (const fill of record.fills) {
      if (isDelivery(fill)) continue;
      const s = this.held.indexOf(fill.instrument);
      const moment = momentOfFill(fill, series[s], contract.latencyMs);
      const isEnding = fill.rule.startsWith('segment-end');
      if (isEnding) at(fill.time, this.endingStep(s, fill.time), () => this.takeFill(s, fill, moment));
      else if (fill.rule.startsWith('liquidated-at-next-'))
        at(moment.time, servedStep(moment, s), () => this.takeFill(s, fill, moment));
      else at(moment.time, moment.step, () => this.takeFill(s, fill, moment));
    }
    series.forEach(({ eventTime }, s) => {
      for (let i = firstFrom(eventTime, span.from); i < eventTime.length && eventTime[i] <= span.to; i++)
        at(eventTime[i], STEPS.marks, () => this.held.mark(s, i));
    });
    times.forEach((time, row) => at(time, STEPS.row, () => this.closeRow(row, time)));
    const flatAt = this.input.flatAt ?? [span.to];
    for (const time of flatAt) {
      series.forEach((_, s) =>
        at(time, this.endingStep(s, time), () => this.held.cashFraction(s, this.held.marks[s], time)),
      );
    }
    const ids = series.map(({ instrument }) => instrument.id);
    for (const due of financingDues(contract.costs.financing, ids, span))
      at(due.time, STEPS.due, () => chargeFinancing(this.held, due));
    for (const due of actionDues(series, actions, span.from)) {
      if (due.time < span.to) at(due.time, STEPS.due, () => this.takeAction(due));
    }
    this.agenda.sort(byMoment);
  }

  /** Where a stretch ends flat, what closes there is closed first; each in declared order. */
  private endingStep(s: number, time: number): number {
    const { eventTime } = this.input.series[s];
    const closes = eventTime[firstFrom(eventTime, time)] === time;
    return STEPS.ending + (closes ? 0 : 0.5) + s / MOST_SERIES;
  }

  /** Puts something in that has come up on the way. */
  private later(time: number, step: number, run: () => void): void {
    const one = { time, step, run };
    let k = this.at + 1;
    while (k < this.agenda.length && byMoment(this.agenda[k], one) <= 0) k++;
    this.agenda.splice(k, 0, one);
  }

  private takeFill(s: number, fill: Fill, moment: FillMoment): void {
    const bars = this.held.bars[s];
    if (FORCED.test(fill.rule)) this.held.cashFraction(s, this.stated[s] ?? this.held.marks[s], fill.time);
    if (fill.rule.startsWith('ruined')) this.cashAll(s, fill.time);
    const price = referencePrice(fill, bars, {
      levels: this.input.levelsOf?.(fill),
      markTicks: this.held.marks[s],
      statedTicks: this.stated[s],
      quote: this.quoteAt(s, fill.time),
      isThrough: this.input.contract.limitFill === 'through',
    });
    const isFound = price !== undefined && !Number.isNaN(price.ownTicks);
    if (!isFound) this.missing.add(`fill ${fill.id}: its bar has no price that the rule '${fill.rule}' gives`);
    const found: ReferencePrice = isFound
      ? price
      : {
          ownTicks: fill.referenceTicks,
          limitTicks: fill.priceTicks,
          from: 'the record',
          taken: `the price of '${fill.rule}'`,
        };
    const costs = fillCosts(fill, found, bars, {
      ...{ model: this.input.contract.costs, state: this.costState(s, fill, moment) },
    });
    costs.taken.forEach((what) => this.taken.add(what));
    const explained: ExplainedFill = { fill, costs, price: found, moment };
    this.fills.set(fill.id, explained);
    this.noteProgress(s, fill, costs);
    this.bookFill(s, explained);
    this.held.marks[s] = costs.referenceTicks;
    if (found.sides !== undefined) this.held.markSides(s, found.sides);
    if (this.isWorkingAtClose(fill, moment)) this.held.mark(s, fill.barIndex);
  }

  /** The equity of a row; where it is used up, parts of lots are cashed too, though nothing else was held. */
  private closeRow(row: number, time: number): void {
    if (this.held.equityAt(time) <= 0)
      this.input.series.forEach((_, s) => this.held.cashFraction(s, this.held.marks[s], time));
    this.equity[row] = this.held.equityAt(time);
  }

  /** Where an account is ruined, parts of lots are cashed instrument by instrument with the positions. */
  private cashAll(upTo: number, time: number): void {
    const cash = (s: number): void => this.held.cashFraction(s, this.held.marks[s], time);
    for (let s = 0; s <= upTo; s++) cash(s);
    this.later(time, STEPS.close + 0.5, () => this.input.series.forEach((_, s) => cash(s)));
  }

  /** Orders that fill at a close are followed by the bar's own mark; what intents have queued is not. */
  private isWorkingAtClose({ orderId, rule }: Fill, { step }: FillMoment): boolean {
    if (step !== STEPS.close || rule.startsWith('segment-end') || rule.startsWith('ruined')) return false;
    return !(orderId !== undefined && this.intents.has(orderId)) && !rule.startsWith('liquidated');
  }

  private bookFill(s: number, found: ExplainedFill): void {
    const { fill, costs } = found;
    const { book } = this.held;
    const currency = this.held.currencyOf(s);
    const own = this.held.lots[s];
    const change = own.take(found);
    const charged = costs.commissionUnits + costs.feeUnits;
    const signed = fill.side === 'buy' ? fill.lots : -fill.lots;
    const cash = -this.held.bars[s].worth.units(costs.priceTicks, signed) - charged;
    const left = cash + change.costChangeUnits - change.realizedUnits + charged;
    const about = `fill ${fill.id}: ${fill.side} ${fill.lots} ${fill.instrument}`;
    const amounts = {
      [`cash:${currency}`]: cash,
      [`holdings:${fill.instrument}`]: change.costChangeUnits,
      [`realized:${currency}`]: -change.realizedUnits,
      [`commission:${currency}`]: costs.commissionUnits,
      [`rounding:${currency}`]: -left,
      [`fees:${currency}`]: costs.feeUnits,
    };
    book.post(fill.time, amounts, about, fill.id);
    for (const trade of change.trades) this.trades.push(this.explained(s, trade));
    book.exchange(currency, this.held.tiedIn(currency), fill.time);
  }

  /** A trade with its parts at the rate of its entry; what the rate has done since is `fx`. */
  private explained(s: number, trade: FoundTrade): ExplainedTrade {
    const { book } = this.held;
    const currency = this.held.currencyOf(s);
    const [entered, left] = [trade.entry.fill.time, trade.exit.fill.time];
    const at = (units: number): number => book.inHome(currency, units, entered);
    const { price, spread, slippage, commission, fees, dividends, financing, rounding } = trade.parts;
    const known = {
      ...{ price: at(price), spread: at(spread), slippage: at(slippage), commission: at(commission), fees: at(fees) },
      ...{ dividends: at(dividends), financing: at(financing), rounding: at(rounding) },
    };
    const sum = Object.values(known).reduce((total, units) => total + units, 0);
    const fx = currency === book.home ? 0 : book.inHome(currency, trade.netUnits, left) - sum;
    const moments = [trade.entry.fill.id, trade.exit.fill.id].map((id) => this.fills.get(id)?.moment.part ?? 'close');
    const [entry = 'close', exit = 'close'] = moments;
    const seen = excursionOf(trade, this.held.bars[s], { entry, exit }, this.held.splits[s]);
    const excursion = { adverse: at(seen.adverse), favourable: at(seen.favourable) };
    return { ...trade, attribution: { ...known, fx }, excursion };
  }

  private costState(s: number, fill: Fill, { part, step }: FillMoment): CostState {
    const { calendar } = this.input.series[s].instrument;
    const month = monthOf(fill.time, calendarById(calendar).timeZone);
    const split = this.held.splits[s].find(({ bar }) => bar === fill.barIndex);
    return {
      before: fill.orderId === undefined ? undefined : this.progress.get(fill.orderId),
      monthQuantity: this.month.of === month ? this.month.quantity : 0,
      // What is forced at an open that only the close of its bar proves is priced with the bar.
      part:
        step === STEPS.open || (step === STEPS.quote && part !== 'close') ? 'open' : part === 'open' ? 'inside' : part,
      volumeRatio: split?.ratio ?? 1,
    };
  }

  private noteProgress(s: number, fill: Fill, { notionalUnits, commissionUnits }: RecomputedCosts): void {
    const { instrument } = this.input.series[s];
    const quantity = fill.lots * Number(instrument.lotSize);
    const month = monthOf(fill.time, calendarById(instrument.calendar).timeZone);
    this.month = { of: month, quantity: (this.month.of === month ? this.month.quantity : 0) + quantity };
    if (fill.orderId === undefined) return;
    const before = this.progress.get(fill.orderId);
    this.progress.set(fill.orderId, {
      quantity: (before?.quantity ?? 0) + quantity,
      notionalUnits: (before?.notionalUnits ?? 0) + notionalUnits,
      commissionUnits: (before?.commissionUnits ?? 0) + commissionUnits,
    });
  }

  private quoteAt(s: number, time: number): Sides | undefined {
    const { quotes, series } = this.input;
    const { instrument } = series[s];
    const own = quotes?.find((one) => one.instrument === instrument.id);
    if (own === undefined) return undefined;
    const i = firstFrom(own.availableAt, time + 1) - 1;
    if (i < 0) return undefined;
    const toWhole = ticksOf(instrument);
    const tick = Number(instrument.tickSize);
    const against = (price: number, side: 1 | -1): number => {
      const ticks = toWhole(price);
      return (price / tick - ticks) * side > 1e-9 * Math.abs(ticks) ? ticks + side : ticks;
    };
    return { bid: against(own.bid[i], -1), ask: against(own.ask[i], 1) };
  }

  private takeAction(due: ActionDue): void {
    const { s } = due;
    switch (due.kind) {
      case 'rename':
        return;
      case 'end':
        this.stated[s] = Number.isNaN(due.value) ? undefined : ticksOf(this.input.series[s].instrument)(due.value);
        return;
      case 'in-shares':
        return this.takeShares(due);
      case 'split':
        return this.takeSplit(due);
      case 'cash-dividend':
        this.takeDividend(due);
    }
  }

  /** What pays in shares waits for their first price. */
  private takeShares(due: SharesDue): void {
    const { s, time, shares } = due;
    if (shares === 'merger') this.held.cashFraction(s, this.held.marks[s], time);
    const lots = this.held.lots[s].lots;
    const to = this.held.indexOf(due.of);
    const at = to < 0 || lots === 0 ? undefined : deliveryMoment(this.held, to, time);
    const last = this.input.record.times.at(-1) ?? NaN;
    if (at === undefined || at.time >= last) return;
    this.later(at.time, at.step + (to + 0.25) / MOST_SERIES, () => this.deliveries.deliver({ due, to, lots }, at));
  }

  private bookDelivery(s: number, found: ExplainedFill): void {
    this.fills.set(found.fill.id, found);
    this.bookFill(s, found);
    this.held.marks[s] = found.costs.referenceTicks;
  }

  private takeDividend({ s, time, payments }: Extract<ActionDue, { readonly kind: 'cash-dividend' }>): void {
    const held = this.held.lots[s].lots;
    if (held === 0) return;
    const { lotSize, multiplier } = this.input.series[s].instrument;
    const last = this.input.record.times.at(-1) ?? NaN;
    let paid = 0;
    for (const payment of payments) {
      const whole = tickWorth({ tickSize: asDecimal(payment.value), lotSize, multiplier }).units(1, held);
      const units = whole - paid;
      const arithmetic = `${held} lots · ${payment.value} a share`;
      const pay = (isHeld: boolean): void =>
        this.held.receive(s, 'dividends', units, { time: payment.time, arithmetic, isHeld });
      if (payment.time === time) pay(true);
      else if (payment.time <= last) this.later(payment.time, STEPS.due, () => pay(false));
      paid = whole;
    }
  }

  private takeSplit({ s, time, bar, now, before }: Extract<ActionDue, { readonly kind: 'split' }>): void {
    this.held.cashFraction(s, this.held.marks[s], time);
    const left = this.held.lots[s].split(now, before);
    this.held.splits[s].push({ time, bar, ratio: now / before });
    this.held.marks[s] = Math.round(this.held.marks[s] / (now / before));
    if (left === undefined) return;
    this.held.fractions[s] = left;
    const bars = this.held.bars[s];
    const { openTime, eventTime, length } = bars.series;
    const times = bars.isCloseOnly ? eventTime : openTime;
    const field = bars.isCloseOnly ? ('close' as const) : ('open' as const);
    for (let i = firstFrom(times, time); i < length; i++) {
      const ticks = bars.ticks(field, i);
      if (Number.isNaN(ticks) || (bars.isCloseOnly && times[i] <= time)) continue;
      const at = times[i];
      this.later(at, (bars.isCloseOnly ? STEPS.cashedAtClose : STEPS.cashed) + s / MOST_SERIES, () =>
        this.held.cashFraction(s, ticks, at),
      );
      return;
    }
  }
}

/** Where positions are closed by margin: instrument by instrument, after a part of a lot of it was cashed. */
function servedStep({ part }: FillMoment, s: number): number {
  return (part === 'open' ? STEPS.cashed : STEPS.cashedAtClose) + (s + 0.5) / MOST_SERIES;
}

function byMoment(a: Happening, b: Happening): number {
  return a.time - b.time || a.step - b.step;
}

/** The first moment: the last one before the first row at which a bar became known; the first from there on where there is none. */
function firstDecision(series: readonly BarSeries[], firstRow: number): number {
  const known = series.map(({ availableAt }) => {
    const latest = runningMaximum(availableAt);
    return latest[firstFrom(latest, firstRow) - 1] ?? -Infinity;
  });
  const last = Math.max(...known);
  return last === -Infinity ? firstRow : last;
}
