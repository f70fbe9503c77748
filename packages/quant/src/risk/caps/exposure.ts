import type { Currency, Instrument, InstrumentId } from '../../market/index.ts';
import type { Cap } from './cap.ts';

/** A currency in which an instrument is an exposure: 1 for the worth of a long position, -1 against it. */
export interface CurrencySide {
  readonly currency: Currency;
  readonly sign: 1 | -1;
}

/** An instrument as the caps see it. */
export interface CapSubject {
  readonly instrument: InstrumentId;
  readonly currencies: readonly CurrencySide[];
}

/** A held position. */
export interface CapPosition extends CapSubject {
  /** Signed worth in ledger units of the account's currency; whole. */
  readonly worthUnits: number;
}

/**
 * The currencies in which a position in an instrument is exposed: a pair is long its base and short the currency it is
 * quoted in, everything else is long the currency it is settled in.
 *
 * @remarks
 * Source: this project.
 */
export function currencySides(instrument: Instrument): readonly CurrencySide[] {
  const quoted = instrument.currency;
  if (instrument.kind !== 'currency-pair') return [{ currency: quoted, sign: 1 }];
  return [
    { currency: instrument.baseCurrency, sign: 1 },
    { currency: quoted, sign: -1 },
  ];
}

/** One figure that a cap limits, before and with openings; signed where the cap is on a net sum. */
export interface CappedFigure {
  readonly cap: Cap;
  /** Adds a position of that worth to the figure, or takes it out with its sign turned. */
  readonly weigh: (subject: CapSubject, worthUnits: number) => number;
}

/**
 * The figures that a list of caps puts on positions, one per cap, or one per instrument or currency where a cap is on
 * each of them. Order caps have none.
 */
export function cappedFigures(
  caps: readonly Cap[],
  accountCurrency: Currency,
  subjects: readonly CapSubject[],
): readonly CappedFigure[] {
  return caps.flatMap((cap): readonly CappedFigure[] => {
    switch (cap.kind) {
      case 'instrument':
        return distinct(subjects.map((subject) => subject.instrument))
          .filter((id) => cap.instruments?.includes(id) ?? true)
          .map((id) => ({ cap, weigh: (subject, worth) => (subject.instrument === id ? Math.abs(worth) : 0) }));
      case 'currency':
        return currenciesOf(cap.currency, accountCurrency, subjects).map((currency) => ({
          cap,
          weigh: (subject, worth) => worth * netSign(subject, currency),
        }));
      case 'group': {
        const members = new Set(cap.instruments);
        const size = cap.measure === 'gross' ? Math.abs : (worth: number): number => worth;
        return [{ cap, weigh: (subject, worth) => (members.has(subject.instrument) ? size(worth) : 0) }];
      }
      case 'gross':
        return [{ cap, weigh: (_, worth) => Math.abs(worth) }];
      case 'net':
        return [{ cap, weigh: (_, worth) => worth }];
      case 'order-notional':
      case 'order-lots':
        return [];
    }
  });
}

function currenciesOf(
  named: Currency | undefined,
  accountCurrency: Currency,
  subjects: readonly CapSubject[],
): readonly Currency[] {
  if (named !== undefined) return [named];
  const all = subjects.flatMap((subject) => subject.currencies.map((side) => side.currency));
  return distinct(all).filter((currency) => currency !== accountCurrency);
}

function netSign(subject: CapSubject, currency: Currency): number {
  let sign = 0;
  for (const side of subject.currencies) if (side.currency === currency) sign += side.sign;
  return sign;
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
