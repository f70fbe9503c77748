import { checkInteger, checkNonEmpty, checkOneOf } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { DatedFeeRate, FeeRate, FeeSchedule, FeeScheduleInput } from './fee-schedule.ts';
import { checkAscending, checkKeys, checkTimeZone, checkUnits, checkWithin, dateBegin } from './input-checks.ts';

const KEYS = [
  'name',
  'event',
  'payer',
  'per',
  'currency',
  'kinds',
  'timeZone',
  'rates',
  'knownThrough',
  'outside',
  'roundUpUnits',
  'knownBefore',
];

/**
 * Fee schedules, checked, with the moments of their dates.
 *
 * @throws {InvalidArgumentError} if a key is not known, a value is out of its domain, dates do not ascend, or two
 * schedules have one name.
 *
 * @remarks
 * Source: this project.
 */
export function resolveFees(input: readonly FeeScheduleInput[]): readonly FeeSchedule[] {
  const fees = input.map((fee, i) => resolveFee(`fees[${i}]`, fee));
  fees.forEach((fee, i) => {
    const isTwice = fees.findIndex((other) => other.name === fee.name) < i;
    if (isTwice) throw new InvalidArgumentError(`fees[${i}].name`, 'unique', fee.name);
  });
  return fees;
}

function resolveFee(path: string, input: FeeScheduleInput): FeeSchedule {
  checkKeys(path, input, KEYS);
  checkNonEmpty(`${path}.name`, input.name);
  checkNonEmpty(`${path}.currency`, input.currency);
  checkNonEmpty(`${path}.kinds`, input.kinds);
  checkNonEmpty(`${path}.rates`, input.rates);
  checkOneOf(`${path}.event`, input.event, ['trade', 'exercise', 'assignment']);
  checkOneOf(`${path}.payer`, input.payer, ['buyer', 'seller', 'both']);
  checkOneOf(`${path}.per`, input.per, ['million', 'unit', 'fill']);
  checkOneOf(`${path}.outside`, input.outside, ['refuse', 'nearest']);
  checkTimeZone(`${path}.timeZone`, input.timeZone);
  if (input.roundUpUnits !== undefined) checkInteger(`${path}.roundUpUnits`, input.roundUpUnits, 1);
  const rates = input.rates.map((rate, i) => resolveRate(`${path}.rates[${i}]`, rate, input.timeZone));
  const starts = rates.map((rate) => rate.fromTime);
  checkAscending(`${path}.rates`, starts);
  const knownBefore = dateBegin(`${path}.knownThrough`, input.knownThrough, input.timeZone, 1);
  if (knownBefore <= starts[starts.length - 1]) {
    throw new InvalidArgumentError(`${path}.knownThrough`, 'on or after the last rate’s date', input.knownThrough);
  }
  return { ...input, kinds: [...input.kinds], rates, knownBefore };
}

function resolveRate(path: string, input: FeeRate, timeZone: string): DatedFeeRate {
  checkKeys(path, input, ['from', 'rate', 'maximumUnits', 'source', 'fromTime']);
  checkWithin(`${path}.rate`, input.rate, 0);
  checkNonEmpty(`${path}.source`, input.source);
  if (input.maximumUnits !== undefined) checkUnits(`${path}.maximumUnits`, input.maximumUnits);
  return { ...input, fromTime: dateBegin(`${path}.from`, input.from, timeZone) };
}
