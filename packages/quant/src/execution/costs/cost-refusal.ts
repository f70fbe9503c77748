import { DataError } from '@assay/core/errors';
import type { CostContext, CostRefusal, PriceRequest } from './cost-context.ts';
import type { CostModel, ProfileSpread, SlippageModel, SpreadModel } from './cost-model.ts';
import { feeRefusal } from './fee-schedule.ts';
import { hasQuote, isAtLeastZero, needsMinute } from './spread.ts';

/**
 * Why a fill cannot be priced: an input that the model needs is not known and the model has no fallback, or a fee's
 * rate is not known for the date; undefined where it can be priced.
 *
 * @remarks
 * Causal: the context only.
 * Source: this project.
 */
export function costRefusal(
  costs: CostModel,
  context: CostContext,
  request: Pick<PriceRequest, 'side'>,
): CostRefusal | undefined {
  const refusal = spreadRefusal(costs.spread, context) ?? slippageRefusal(costs.slippage, context);
  if (refusal !== undefined) return refusal;
  if (costs.commission.kind === 'tiered' && !isAtLeastZero(context.monthQuantity)) return 'no-month-quantity';
  if (costs.fees.length === 0) return undefined;
  const { time, kind, currency } = context;
  const base = { event: 'trade', side: request.side, time, kind, currency } as const;
  return feeRefusal(costs.fees, base) === undefined ? undefined : 'no-fee-rate';
}

/**
 * The error of a fill that was priced although `costRefusal` refuses it.
 *
 * Source: this project.
 */
export function missingInput(costs: CostModel, context: CostContext, request: PriceRequest): DataError {
  const reason = costRefusal(costs, context, request) ?? 'no-price';
  return new DataError(`a fill cannot be priced: ${reason}`, {
    code: 'DATA_UNFIT',
    context: { reason, time: context.time },
    hint: 'Give the cost model a fallback (fallbackBps), or refuse such fills first with costRefusal.',
  });
}

function spreadRefusal(spread: SpreadModel, context: CostContext): CostRefusal | undefined {
  if (spread.kind !== 'quoted' && spread.kind !== 'profile') return undefined;
  if (spread.fallbackBps !== undefined) return undefined;
  const isIncluded = context.isSpreadIncluded === true;
  if (spread.kind === 'quoted') {
    const isNeeded = !isIncluded || spread.factor > 1;
    return isNeeded && !hasQuote(context) ? 'no-quote' : undefined;
  }
  return isIncluded ? undefined : profileRefusal(spread, context);
}

function profileRefusal(spread: ProfileSpread, context: CostContext): CostRefusal | undefined {
  if (needsMinute(spread) && context.sessionMinute === undefined) return 'no-session-minute';
  return spread.perVolatility > 0 && !isAtLeastZero(context.dailyVolatility) ? 'no-volatility' : undefined;
}

function slippageRefusal(slippage: SlippageModel, context: CostContext): CostRefusal | undefined {
  if (slippage.kind === 'bps' || slippage.kind === 'ticks' || slippage.fallbackBps !== undefined) return undefined;
  if (slippage.kind === 'volume-share') return isAtLeastZero(context.barVolume) ? undefined : 'no-bar-volume';
  if (!isAtLeastZero(context.dailyVolatility)) return 'no-volatility';
  const volume = context.averageDailyVolume;
  return isAtLeastZero(volume) && volume > 0 ? undefined : 'no-average-volume';
}
