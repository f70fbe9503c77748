import { checkFinite } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { CommissionModel, CostModel, SlippageModel, SpreadModel } from './cost-model.ts';
import type { DatedRate, FinancingModel, RolloverModel } from './financing/financing-model.ts';
import { deepFreeze } from './input-checks.ts';
import { checkTogether } from './resolve-cost-model.ts';

/** The factors of the cost stress that every report shows beside its figures. */
export const COST_STRESS_FACTORS: readonly number[] = Object.freeze([1.25, 1.5, 2]);

/**
 * A cost model with everything that the trader's broker and the market take multiplied by a factor.
 *
 * Scaled: spread, slippage (with their fallbacks), commission with its minimum and amount per order (up to whole units) and maximum, borrow
 * fees, margin interest and the markup of a rollover. Not scaled, because no broker sets them: fees by law or venue,
 * interest on cash, tom-next points, interest rates of currencies, funding payments.
 *
 * @param factor - ≥ 0: 1.25, 1.5 and 2 for stress, 2 for the pessimistic contract, 0.5 for the optimistic one.
 * @throws {InvalidArgumentError} if the factor is out of its domain, or a sale would leave nothing of the price.
 *
 * @remarks
 * Source: this project.
 */
export function scaleCosts(model: CostModel, factor: number): CostModel {
  checkFinite('factor', factor);
  if (factor < 0) throw new InvalidArgumentError('factor', '>= 0', factor);
  const scaled: CostModel = {
    spread: scaledSpread(model.spread, factor),
    slippage: scaledSlippage(model.slippage, factor),
    commission: scaledCommission(model.commission, factor),
    fees: model.fees,
    financing: scaledFinancing(model.financing, factor),
  };
  checkTogether(scaled);
  return deepFreeze(scaled);
}

function scaledSpread(spread: SpreadModel, factor: number): SpreadModel {
  switch (spread.kind) {
    case 'bps':
    case 'ticks':
      return { ...spread, half: spread.half * factor };
    case 'quoted':
      return { ...spread, factor: spread.factor * factor, ...scaledFallback(spread, factor) };
    case 'profile': {
      const { halfBps, perVolatility } = spread;
      const scaled = { halfBps: halfBps * factor, perVolatility: perVolatility * factor };
      return { ...spread, ...scaled, ...scaledFallback(spread, factor) };
    }
  }
}

function scaledSlippage(slippage: SlippageModel, factor: number): SlippageModel {
  switch (slippage.kind) {
    case 'bps':
    case 'ticks':
      return { ...slippage, value: slippage.value * factor };
    case 'volume-share':
    case 'square-root':
      return { ...slippage, coefficient: slippage.coefficient * factor, ...scaledFallback(slippage, factor) };
  }
}

function scaledFallback(model: { readonly fallbackBps?: number }, factor: number): { readonly fallbackBps?: number } {
  return model.fallbackBps === undefined ? {} : { fallbackBps: model.fallbackBps * factor };
}

function scaledCommission(commission: CommissionModel, factor: number): CommissionModel {
  const minimumUnits = Math.ceil(commission.minimumUnits * factor);
  switch (commission.kind) {
    case 'bps':
      return { ...commission, value: commission.value * factor, minimumUnits, ...scaledPerOrder(commission, factor) };
    case 'maker-taker': {
      const { makerBps, takerBps } = commission;
      return { ...commission, makerBps: makerBps * factor, takerBps: takerBps * factor, minimumUnits };
    }
    case 'per-contract':
      return { ...commission, perContract: commission.perContract * factor, minimumUnits };
    case 'per-share': {
      const perShare = commission.perShare * factor;
      return { ...commission, perShare, minimumUnits, ...scaledMaximum(commission, factor) };
    }
    case 'tiered': {
      const tiers = commission.tiers.map((tier) => ({ above: tier.above, perUnit: tier.perUnit * factor }));
      return { ...commission, tiers, minimumUnits, ...scaledMaximum(commission, factor) };
    }
  }
}

function scaledPerOrder(
  { perOrderUnits }: { readonly perOrderUnits?: number },
  factor: number,
): { readonly perOrderUnits?: number } {
  return perOrderUnits === undefined ? {} : { perOrderUnits: Math.ceil(perOrderUnits * factor) };
}

function scaledMaximum(
  commission: { readonly maximumFraction?: number },
  factor: number,
): { readonly maximumFraction?: number } {
  const { maximumFraction } = commission;
  return maximumFraction === undefined ? {} : { maximumFraction: Math.min(1, maximumFraction * factor) };
}

function scaledFinancing(financing: FinancingModel, factor: number): FinancingModel {
  const rates = (given: readonly DatedRate[]): readonly DatedRate[] =>
    given.map((rate) => ({ ...rate, annual: rate.annual * factor }));
  const { borrow, borrowByInstrument, marginInterest, rolloverByInstrument } = financing;
  const rollovers = Object.entries(rolloverByInstrument).map(([id, one]) => [id, scaledRollover(one, factor)] as const);
  return {
    ...financing,
    borrow: rates(borrow),
    borrowByInstrument: Object.fromEntries(Object.entries(borrowByInstrument).map(([id, one]) => [id, rates(one)])),
    marginInterest: rates(marginInterest),
    rolloverByInstrument: Object.fromEntries(rollovers),
  };
}

function scaledRollover(model: RolloverModel, factor: number): RolloverModel {
  if (model.rates.kind === 'points') return model;
  return { ...model, rates: { ...model.rates, markup: model.rates.markup * factor } };
}
