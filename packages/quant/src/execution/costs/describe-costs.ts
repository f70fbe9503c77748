import { isCostFree } from './cost-content.ts';
import type { BpsCommission, CommissionModel, CostModel, SlippageModel, SpreadModel } from './cost-model.ts';
import type { FeeSchedule } from './fee-schedule.ts';
import { describeFinancing } from './financing/describe-financing.ts';

/**
 * What a cost model charges, as clauses that a trader can check, without a full stop at the end.
 *
 * Source: this project.
 */
export function describeCosts(model: CostModel): string {
  const holding = describeFinancing(model.financing);
  const clauses = isCostFree(model) ? ['trading is free of costs'] : tradingClauses(model);
  if (holding !== undefined) clauses.push(holding);
  return clauses.join('; ');
}

function tradingClauses(model: CostModel): string[] {
  const parts = [describeSpread(model.spread), describeSlippage(model.slippage), describeCommission(model.commission)];
  const clauses = [`each fill pays ${parts.join(', ')}`];
  if (model.fees.length === 0) return [...clauses, 'a target pays commission only'];
  return [...clauses, `fees: ${model.fees.map(describeFee).join(', ')}`, 'a target pays commission and fees only'];
}

function describeSpread(spread: SpreadModel): string {
  switch (spread.kind) {
    case 'bps':
      return `${spread.half} bps of half spread`;
    case 'ticks':
      return `${spread.half} ticks of half spread`;
    case 'quoted':
      return `${spread.factor} times the quoted half spread (${fallback(spread, 'without a quote')})`;
    case 'profile': {
      const volatile = spread.perVolatility === 0 ? '' : ` plus ${spread.perVolatility} times daily volatility`;
      const steps = spread.byMinute.map((step) => `${step.factor} from minute ${step.from}`);
      const times =
        steps.length === 0 ? '' : `, times ${steps.join(', ')}, ${spread.outsideFactor} outside the session`;
      const missing = steps.length === 0 && volatile === '' ? '' : ` (${fallback(spread, 'without its inputs')})`;
      return `a half spread of ${spread.halfBps} bps${volatile}${times}${missing}`;
    }
  }
}

function describeSlippage(slippage: SlippageModel): string {
  switch (slippage.kind) {
    case 'bps':
      return `${slippage.value} bps of slippage`;
    case 'ticks':
      return `${slippage.value} ticks of slippage`;
    case 'volume-share': {
      const { coefficient, cap, exponent } = slippage;
      const share = `its share of the bar's volume (at most ${cap}) to the power ${exponent}`;
      return `slippage of ${coefficient} times ${share} (${fallback(slippage, 'without volume')})`;
    }
    case 'square-root': {
      const impact = `${slippage.coefficient} times daily volatility times the root of its share of a day's volume`;
      return `slippage of ${impact} (${fallback(slippage, 'without volatility or volume')})`;
    }
  }
}

function beside({ perOrderUnits, decimals }: BpsCommission): string {
  const amount = perOrderUnits === undefined ? '' : ` and ${perOrderUnits / 1e6} currency units an order`;
  return decimals === undefined ? amount : ` rounded to ${decimals} decimals of the currency${amount}`;
}

function describeCommission(commission: CommissionModel): string {
  const least =
    commission.minimumUnits > 0 ? `, at least ${commission.minimumUnits / 1e6} currency units an order` : '';
  switch (commission.kind) {
    case 'bps':
      return `${commission.value} bps of commission${beside(commission)}${least}`;
    case 'maker-taker':
      return `${commission.makerBps} bps of commission where it gives liquidity and ${commission.takerBps} where it takes${least}`;
    case 'per-contract':
      return `${commission.perContract} a contract of commission${least}`;
    case 'per-share':
      return `${commission.perShare} a share of commission${least}${most(commission)}`;
    case 'tiered': {
      const tiers = commission.tiers.map((tier) => `${tier.perUnit} above ${tier.above}`);
      return `commission a unit by the month's quantity (${tiers.join(', ')})${least}${most(commission)}`;
    }
  }
}

function most(commission: { readonly maximumFraction?: number }): string {
  return commission.maximumFraction === undefined ? '' : `, at most ${commission.maximumFraction} of the notional`;
}

function fallback(model: { readonly fallbackBps?: number }, when: string): string {
  return model.fallbackBps === undefined ? `${when} it is refused` : `${when} ${model.fallbackBps} bps`;
}

const PER: Readonly<Record<FeeSchedule['per'], string>> = {
  million: 'a million of notional',
  unit: 'a share or contract',
  fill: 'a fill',
};

function describeFee(fee: FeeSchedule): string {
  const last = fee.rates[fee.rates.length - 1];
  const event = fee.event === 'trade' ? '' : ` on ${fee.event}`;
  const payer = fee.payer === 'both' ? '' : ` by the ${fee.payer}`;
  const since = `since ${last.from}, known through ${fee.knownThrough}`;
  return `${fee.name} by date (${last.rate} ${fee.currency} ${PER[fee.per]}${event}${payer} ${since})`;
}
