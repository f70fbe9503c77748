import type { InstrumentId } from '../../market/index.ts';
import { allowedExposure, DIRECTION_PARAMETER } from '../direction.ts';
import { numberOf } from '../parameters.ts';
import { perInstrument } from '../per-instrument.ts';
import type { Parameters, StrategyDefinition, StrategyInstance } from '../strategy.ts';

const PAST_RETURN = 0;

/**
 * Follows the sign of an instrument's own past return, looked at every so many bars.
 *
 * The first look is at the first bar where the past return exists; between looks nothing is decided.
 */
export const timeSeriesMomentum: StrategyDefinition = {
  name: 'time-series-momentum',
  summary: 'Holds each instrument in the direction of its own past return, looked at every so many bars.',
  source:
    'T. J. Moskowitz, Y. H. Ooi and L. H. Pedersen, Journal of Financial Economics 104 (2012) 228, without volatility scaling',
  parameters: [
    { name: 'lookback', type: 'integer', description: 'Bars of the past return.', default: 252, min: 1, max: 2000 },
    {
      name: 'rebalanceBars',
      type: 'integer',
      description: 'Bars from one look to the next.',
      default: 21,
      min: 1,
      max: 1000,
    },
    {
      name: 'threshold',
      type: 'number',
      description: 'Size of past return up to which it stays flat.',
      default: 0,
      min: 0,
      max: 0.5,
    },
    DIRECTION_PARAMETER,
  ],
  terms: (params) => [{ term: 'return', field: 'close', lag: numberOf(params, 'lookback') }],
  create: (params) => createMomentum(params),
};

function createMomentum(params: Parameters): StrategyInstance {
  const { long, short } = allowedExposure(params);
  const [every, threshold] = [numberOf(params, 'rebalanceBars'), numberOf(params, 'threshold')];
  const past = `return over ${numberOf(params, 'lookback')} bars`;
  const firstLook = new Map<InstrumentId, number>();
  return perInstrument((view, instrument) => {
    const pastReturn = view.term(instrument, PAST_RETURN);
    if (Number.isNaN(pastReturn)) return undefined;
    const bars = view.barCount(instrument);
    const start = firstLook.get(instrument) ?? bars;
    firstLook.set(instrument, start);
    if ((bars - start) % every !== 0) return undefined;
    if (pastReturn > threshold) return { exposure: long, reason: `${past} above ${threshold}` };
    if (pastReturn < -threshold) return { exposure: short, reason: `${past} below ${-threshold}` };
    return { exposure: 0, reason: `${past} within ${threshold} of zero` };
  });
}
