import type { RiskConfig } from '@assay/contracts/schemas';
import type { BreakerAction, BreakerSpec, Cap, CapLimit } from '@assay/quant/risk';
import { moneyAsUnits } from './money-as-units.ts';

type CapConfig = RiskConfig['caps'][number];
type BreakerConfig = RiskConfig['breakers'][number];
type ActionConfig = Extract<BreakerConfig, { readonly kind: 'exposure-change' }>['action'];

/** A cap as the engine takes it. */
export function capOf(cap: CapConfig): Cap {
  switch (cap.kind) {
    case 'order-lots':
      return { kind: cap.kind, lots: cap.maxLots };
    case 'instrument': {
      const { kind, instruments } = cap;
      return { kind, limit: limitOf(cap), ...(instruments === undefined ? {} : { instruments }) };
    }
    case 'currency': {
      const { kind, currency } = cap;
      return { kind, limit: limitOf(cap), ...(currency === undefined ? {} : { currency }) };
    }
    case 'group': {
      const { kind, name, instruments, measure } = cap;
      return { kind, name, instruments, measure, limit: limitOf(cap) };
    }
    case 'gross':
    case 'net':
    case 'order-notional':
      return { kind: cap.kind, limit: limitOf(cap) };
  }
}

function limitOf({ maxWeight, maxAmount }: Exclude<CapConfig, { readonly kind: 'order-lots' }>): CapLimit {
  return maxWeight === undefined ? { units: moneyAsUnits(maxAmount ?? NaN) } : { weight: maxWeight };
}

/** A circuit breaker as the engine takes it. */
export function breakerOf(breaker: BreakerConfig): BreakerSpec {
  switch (breaker.kind) {
    case 'daily-loss':
    case 'weekly-loss':
    case 'monthly-loss':
    case 'exposure-change':
      return { ...breaker, action: actionOf(breaker.action) };
    case 'drawdown':
      return { ...breaker, action: actionOf(breaker.action), reset: drawdownReset(breaker.reset) };
    case 'losing-streak':
      return { ...breaker, action: actionOf(breaker.action), reset: streakReset(breaker.reset) };
    case 'external-scale':
      return breaker;
  }
}

function actionOf(action: ActionConfig): BreakerAction {
  return typeof action === 'string' ? { kind: action } : { kind: 'scale', factor: action.scale };
}

function drawdownReset(
  reset: Extract<BreakerConfig, { readonly kind: 'drawdown' }>['reset'],
): Extract<BreakerSpec, { readonly kind: 'drawdown' }>['reset'] {
  if (reset === 'never') return { kind: 'never' };
  if ('sessions' in reset) return { kind: 'sessions', count: reset.sessions };
  return { kind: 'recovery', drawdown: reset.recovery };
}

function streakReset(
  reset: Extract<BreakerConfig, { readonly kind: 'losing-streak' }>['reset'],
): Extract<BreakerSpec, { readonly kind: 'losing-streak' }>['reset'] {
  return reset === 'win' ? { kind: 'win' } : { kind: 'sessions', count: reset.sessions };
}
