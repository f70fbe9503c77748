import { checkInteger, checkNonEmpty, checkPositive, checkSameLength } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import { MIN_EPOCH_MS } from '@assay/core/time';
import type { InstrumentId } from '../../../market/index.ts';
import { checkAscending, checkKeys, checkKind, checkTimeZone, checkWithin, dateBegin } from '../input-checks.ts';
import type {
  AccrualDay,
  DatedPoints,
  DatedRate,
  FinancingModel,
  FundingTable,
  RolloverModel,
  RolloverRates,
} from './financing-model.ts';
import { NO_FINANCING } from './financing-model.ts';

/** A yearly rate as a user states it: one for all dates, or one from each date on. */
export type AnnualRateInput = number | readonly (Pick<DatedRate, 'from' | 'annual'> & Partial<DatedRate>)[];

/** Rollover rates as a user states them. */
export type RolloverRatesInput =
  | {
      readonly kind: 'points';
      readonly points: readonly (Pick<DatedPoints, 'from' | 'long' | 'short'> & Partial<DatedPoints>)[];
    }
  | {
      readonly kind: 'differential';
      readonly base: AnnualRateInput;
      readonly quote: AnnualRateInput;
      /** @default 0 */
      readonly markup?: number;
    };

/** The roll of a pair as a user states it. */
export interface RolloverInput {
  readonly rates: RolloverRatesInput;
  /** @default 2 */
  readonly spotLag?: number;
  /** @default none */
  readonly holidays?: readonly string[];
}

/** Financing as a user states it: what is absent costs and earns nothing. */
export interface FinancingInput {
  readonly borrow?: AnnualRateInput | undefined;
  readonly borrowByInstrument?: Readonly<Record<InstrumentId, AnnualRateInput>> | undefined;
  readonly marginInterest?: AnnualRateInput | undefined;
  readonly cashInterest?: AnnualRateInput | undefined;
  /** @default 360 */
  readonly dayCount?: 360 | 365 | undefined;
  /** @default 17:00 in New York */
  readonly accrual?: AccrualDay | undefined;
  readonly rolloverByInstrument?: Readonly<Record<InstrumentId, RolloverInput>> | undefined;
  readonly fundingByInstrument?: Readonly<Record<InstrumentId, FundingTable>> | undefined;
}

const KEYS = Object.keys(NO_FINANCING);
/** Date of a rate that holds from the beginning. */
const ALWAYS = '0000-01-01';
const ANY_SIGN = -1;

/**
 * A financing model, checked and filled in.
 *
 * @throws {InvalidArgumentError} if a key is not known or a value is out of its domain.
 *
 * @remarks
 * Source: this project.
 */
export function resolveFinancing(input: FinancingInput): FinancingModel {
  checkKeys('financing', input, KEYS);
  const { dayCount = NO_FINANCING.dayCount, accrual = NO_FINANCING.accrual } = input;
  if (dayCount !== 360 && dayCount !== 365) {
    throw new InvalidArgumentError('financing.dayCount', '360 or 365', dayCount);
  }
  checkKeys('financing.accrual', accrual, ['timeZone', 'hour']);
  checkTimeZone('financing.accrual.timeZone', accrual.timeZone);
  checkInteger('financing.accrual.hour', accrual.hour, 0);
  checkWithin('financing.accrual.hour', accrual.hour, 0, 23);
  const rates = (path: string, given: AnnualRateInput | undefined, least: number): readonly DatedRate[] =>
    resolveRates(`financing.${path}`, given ?? 0, accrual.timeZone, least);
  return {
    borrow: rates('borrow', input.borrow, 0),
    borrowByInstrument: mapRecord(input.borrowByInstrument, (id, one) => rates(`borrowByInstrument.${id}`, one, 0)),
    marginInterest: rates('marginInterest', input.marginInterest, 0),
    cashInterest: rates('cashInterest', input.cashInterest, ANY_SIGN),
    dayCount,
    accrual: { timeZone: accrual.timeZone, hour: accrual.hour },
    rolloverByInstrument: mapRecord(input.rolloverByInstrument, resolveRollover),
    fundingByInstrument: mapRecord(input.fundingByInstrument, resolveFunding),
  };
}

function mapRecord<T, U>(
  record: Readonly<Record<string, T>> | undefined,
  resolve: (id: string, value: T) => U,
): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(record ?? {}).map(([id, value]) => [id, resolve(id, value)]));
}

function resolveRates(path: string, input: AnnualRateInput, timeZone: string, least: number): readonly DatedRate[] {
  if (typeof input === 'number') {
    checkWithin(path, input, least, 10);
    return input === 0 ? [] : [{ from: ALWAYS, annual: input, fromTime: MIN_EPOCH_MS }];
  }
  const rates = input.map((rate, i): DatedRate => {
    const where = `${path}[${i}]`;
    checkKeys(where, rate, ['from', 'annual', 'fromTime']);
    checkWithin(`${where}.annual`, rate.annual, least, 10);
    return { from: rate.from, annual: rate.annual, fromTime: beginOf(`${where}.from`, rate.from, timeZone) };
  });
  const starts = rates.map((rate) => rate.fromTime);
  checkAscending(path, starts);
  return rates;
}

function beginOf(path: string, date: string, timeZone: string): number {
  return date === ALWAYS ? MIN_EPOCH_MS : dateBegin(path, date, timeZone);
}

function resolveRollover(id: string, input: RolloverInput): RolloverModel {
  const path = `financing.rolloverByInstrument.${id}`;
  checkKeys(path, input, ['rates', 'spotLag', 'holidays']);
  const { spotLag = 2, holidays = [] } = input;
  checkInteger(`${path}.spotLag`, spotLag, 1);
  checkWithin(`${path}.spotLag`, spotLag, 1, 2);
  holidays.forEach((date, i) => dateBegin(`${path}.holidays[${i}]`, date, 'UTC'));
  return { rates: resolveRolloverRates(`${path}.rates`, input.rates), spotLag, holidays: [...holidays] };
}

function resolveRolloverRates(path: string, input: RolloverRatesInput): RolloverRates {
  checkKind(path, input, ['points', 'differential']);
  const zone = NO_FINANCING.accrual.timeZone;
  if (input.kind === 'differential') {
    checkKeys(path, input, ['kind', 'base', 'quote', 'markup']);
    const { markup = 0 } = input;
    checkWithin(`${path}.markup`, markup, 0, 1);
    const base = resolveRates(`${path}.base`, input.base, zone, ANY_SIGN);
    return { kind: 'differential', base, quote: resolveRates(`${path}.quote`, input.quote, zone, ANY_SIGN), markup };
  }
  checkKeys(path, input, ['kind', 'points']);
  checkNonEmpty(`${path}.points`, input.points);
  const points = input.points.map((row, i): DatedPoints => {
    const where = `${path}.points[${i}]`;
    checkKeys(where, row, ['from', 'long', 'short', 'fromTime']);
    checkWithin(`${where}.long`, row.long, -Number.MAX_VALUE);
    checkWithin(`${where}.short`, row.short, -Number.MAX_VALUE);
    return { from: row.from, long: row.long, short: row.short, fromTime: beginOf(`${where}.from`, row.from, zone) };
  });
  const starts = points.map((row) => row.fromTime);
  checkAscending(`${path}.points`, starts);
  return { kind: 'points', points };
}

function resolveFunding(id: string, input: FundingTable): FundingTable {
  const path = `financing.fundingByInstrument.${id}`;
  checkKeys(path, input, ['times', 'rates', 'intervalHours', 'fallbackRate']);
  checkNonEmpty(`${path}.times`, input.times);
  checkSameLength(`${path}.rates`, input.rates, input.times.length);
  input.times.forEach((time, i) => checkInteger(`${path}.times[${i}]`, time));
  checkAscending(`${path}.times`, input.times);
  input.rates.forEach((rate, i) => checkWithin(`${path}.rates[${i}]`, rate, -1, 1));
  checkPositive(`${path}.intervalHours`, input.intervalHours);
  if (input.fallbackRate !== undefined) checkWithin(`${path}.fallbackRate`, input.fallbackRate, -1, 1);
  return { ...input, times: [...input.times], rates: [...input.rates] };
}
