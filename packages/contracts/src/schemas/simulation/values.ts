import { z } from 'zod';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A civil date. */
export const isoDate: z.ZodString = z.string().regex(DATE, 'must be a date such as 2006-01-31');

/** A moment with its offset from UTC. */
export const isoMoment: z.ZodISODateTime = z.iso.datetime({
  offset: true,
  error: 'must be a moment such as 2024-03-05T08:00:00Z',
});

/** Any finite number. */
export const finite: z.ZodNumber = z.number();
/** ≥ 0. */
export const nonNegative: z.ZodNumber = finite.min(0);
/** > 0. */
export const positive: z.ZodNumber = finite.positive();
/** In [0, 1]. */
export const fraction: z.ZodNumber = finite.min(0).max(1);
/** In (0, 1]. */
export const share: z.ZodNumber = finite.gt(0).max(1);
/** In (0, 1). */
export const innerFraction: z.ZodNumber = finite.gt(0).lt(1);
/** Basis points of a price: a sale must leave something of it. */
export const bps: z.ZodNumber = finite.min(0).lt(10_000);

/** Money that is counted in whole millionths. */
const MOST_MONEY = 9_000_000_000;

/** An amount of money in currency units, ≥ 0. */
export const money: z.ZodNumber = finite.min(0).max(MOST_MONEY);

/** Symbol of an instrument. */
export const symbol: z.ZodString = z.string().min(1);
/** Code of a currency. */
export const currencyCode: z.ZodString = z.string().min(3);
