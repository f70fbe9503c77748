import type { Instrument } from '@assay/quant/market';
import type { BarsLayout } from '../layouts/layout.ts';

/** Kinds of instrument whose price can be zero or negative. */
const KINDS_WITHOUT_FLOOR = ['commodity', 'contract-for-difference'];
const PAIR = /^[^A-Za-z]*([A-Za-z]{3})[^A-Za-z]?([A-Za-z]{3})$/u;

/** The instrument with that id, by the terms of a layout; a text that says what is wrong where there is none. */
export function instrumentOf(layout: BarsLayout, id: string): Instrument | string {
  const { overrides, ...shared } = layout.instrument;
  const terms = { ...shared, ...(Object.hasOwn(overrides, id) ? overrides[id] : {}) };
  const { kind, tickSize, lotSize, multiplier, calendar } = terms;
  const [, base, quote] = PAIR.exec(id) ?? [];
  const from = (given: string | undefined, part: string | undefined): string | undefined =>
    given === 'from-id' ? part?.toUpperCase() : given;
  const [currency, baseCurrency] = [from(terms.currency, quote), from(terms.baseCurrency, base)];
  if (currency === undefined) return `'${id}' is no pair of two currencies, of which its terms could be told`;
  const common = { id, currency, tickSize, lotSize, multiplier, calendar };
  return kind === 'currency-pair' ? { ...common, kind, baseCurrency: baseCurrency ?? '' } : { ...common, kind };
}

/** True if a price of this instrument must be > 0. */
export function hasFloor({ kind }: Instrument): boolean {
  return !KINDS_WITHOUT_FLOOR.includes(kind);
}
