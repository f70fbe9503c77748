import { dayOfInterest, rateInForce, rolled } from './financing-dues.ts';
import type { FinancingDue } from './financing-dues.ts';
import type { HeldAccount } from './held-account.ts';

/** Books what falls due. */
export function chargeFinancing(held: HeldAccount, due: FinancingDue): void {
  if (due.kind === 'interest') return chargeInterest(held, due.time);
  const s = held.indexOf(due.instrument);
  const { lots } = held.lots[s];
  if (lots === 0) return;
  const { financing } = held.input.contract.costs;
  const worthUnits = held.worthOf(s);
  if (due.kind === 'funding') {
    const units = dayOfInterest(-worthUnits, due.rate, 1);
    return held.receive(s, 'funding', units, {
      time: due.time,
      arithmetic: `-${worthUnits} · ${due.rate}`,
      isHeld: true,
    });
  }
  const { lotSize, multiplier } = held.input.series[s].instrument;
  const pair = financing.rolloverByInstrument[due.instrument];
  if (pair === undefined) return;
  const units = rolled(pair, { baseQuantity: lots * (Number(lotSize) * Number(multiplier)), worthUnits }, due);
  held.receive(s, 'rollover', units, {
    time: due.time,
    arithmetic: `${due.days} days of value on ${lots} lots`,
    isHeld: true,
  });
}

function chargeInterest(held: HeldAccount, time: number): void {
  const { book, input } = held;
  const { financing } = input.contract.costs;
  const collateral = new Map<string, number>();
  const unpaid = new Map<string, number>();
  const add = (sums: Map<string, number>, currency: string, units: number): void =>
    void sums.set(currency, (sums.get(currency) ?? 0) + units);
  const perYear = financing.dayCount;
  input.series.forEach(({ instrument: { id, kind } }, s) => {
    const own = held.lots[s];
    if (own.lots === 0) return;
    const [worth, currency] = [held.worthOf(s), held.currencyOf(s)];
    const isCarried =
      Object.hasOwn(financing.rolloverByInstrument, id) || Object.hasOwn(financing.fundingByInstrument, id);
    const takesCash = kind !== 'future' && kind !== 'currency-pair' && !isCarried;
    if (!takesCash) add(unpaid, currency, own.costUnits);
    else if (worth < 0) add(collateral, currency, -worth);
    const hasOwn = Object.hasOwn(financing.borrowByInstrument, id);
    if (worth >= 0 || !(takesCash || hasOwn)) return;
    const rate = rateInForce((hasOwn ? financing.borrowByInstrument[id] : undefined) ?? financing.borrow, time);
    const arithmetic = `${worth} · ${rate} / ${perYear}`;
    held.receive(s, 'borrow', dayOfInterest(worth, rate, perYear), { time, arithmetic, isHeld: true });
  });
  const currencies = [...new Set([book.home, ...input.series.map((_, s) => held.currencyOf(s))])];
  for (const currency of currencies) {
    const cash = book.cashIn(currency) + (unpaid.get(currency) ?? 0) - (collateral.get(currency) ?? 0);
    const isDebt = cash < 0;
    const rate = rateInForce(isDebt ? financing.marginInterest : financing.cashInterest, time);
    const units = cash === 0 ? 0 : dayOfInterest(cash, rate, perYear);
    if (units === 0) continue;
    const kind = isDebt ? 'margin interest' : 'cash interest';
    held.income.push({
      kind,
      time,
      instrument: '',
      currency,
      lots: 0,
      units,
      arithmetic: `${cash} · ${rate} / ${perYear}`,
    });
    book.post(time, { [`cash:${currency}`]: units, [`financing:${currency}`]: -units }, `${kind} on ${currency}`);
    book.exchange(currency, held.tiedIn(currency), time);
  }
}
