import type { DatedRate, FinancingModel } from './financing-model.ts';
import { isFinancingFree } from './roll-times.ts';

/**
 * What holding costs and earns, as a clause; undefined where it is free.
 *
 * Source: this project.
 */
export function describeFinancing(financing: FinancingModel): string | undefined {
  if (isFinancingFree(financing)) return undefined;
  const { borrowByInstrument, rolloverByInstrument, fundingByInstrument, accrual } = financing;
  const own = Object.keys(borrowByInstrument);
  const rolled = Object.keys(rolloverByInstrument);
  const funded = Object.keys(fundingByInstrument);
  const parts = [
    rateText('a borrow fee', financing.borrow),
    own.length === 0 ? '' : `borrow fees of their own for ${own.join(', ')}`,
    rateText('margin interest', financing.marginInterest),
    rateText('interest on idle cash', financing.cashInterest),
    rolled.length === 0 ? '' : `rollover at 17:00 New York for ${rolled.join(', ')}`,
    funded.length === 0 ? '' : `funding as paid for ${funded.join(', ')}`,
  ].filter((part) => part !== '');
  const day = `${String(accrual.hour).padStart(2, '0')}:00 ${accrual.timeZone}`;
  return `holding: ${parts.join(', ')}; days end at ${day}, a year has ${financing.dayCount}`;
}

function rateText(name: string, rates: readonly DatedRate[]): string {
  if (rates.length === 0) return '';
  const yearly = rates.map((rate) => `${rate.annual}${rates.length === 1 ? '' : ` from ${rate.from}`}`);
  return `${name} of ${yearly.join(', ')} a year`;
}
