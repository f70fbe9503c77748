import { allowedExposure, DIRECTION_PARAMETER } from '../direction.ts';
import { numberOf } from '../parameters.ts';
import { perInstrument } from '../per-instrument.ts';
import type { Parameters, StrategyDefinition } from '../strategy.ts';

const FAST = 0;
const SLOW = 1;

/**
 * Long while a fast simple moving average of the close is above a slow one, short while it is below.
 *
 * It follows the state, not the moment of crossing: it enters at the first bar where both averages exist. Where they
 * are equal it keeps what it holds.
 */
export const movingAverageCrossover: StrategyDefinition = {
  name: 'moving-average-crossover',
  summary: 'Long while the fast average of the close is above the slow one, short or flat while it is below.',
  source:
    'W. Brock, J. Lakonishok and B. LeBaron, Journal of Finance 47 (1992) 1731, variable-length moving average without band',
  parameters: [
    { name: 'fast', type: 'integer', description: 'Bars of the fast average.', default: 20, min: 1, max: 1000 },
    {
      name: 'slow',
      type: 'integer',
      description: 'Bars of the slow average; above fast.',
      default: 50,
      min: 2,
      max: 2000,
    },
    DIRECTION_PARAMETER,
  ],
  validate: (params) => {
    const [fast, slow] = [numberOf(params, 'fast'), numberOf(params, 'slow')];
    return fast < slow ? [] : [`fast must be below slow, was ${fast} and ${slow}`];
  },
  terms: (params) => [
    { term: 'sma', field: 'close', window: numberOf(params, 'fast') },
    { term: 'sma', field: 'close', window: numberOf(params, 'slow') },
  ],
  create: (params) => createCrossover(params),
};

function createCrossover(params: Parameters): ReturnType<StrategyDefinition['create']> {
  const { long, short } = allowedExposure(params);
  const names = `${numberOf(params, 'fast')}-bar average %s ${numberOf(params, 'slow')}-bar average`;
  const above = { exposure: long, reason: names.replace('%s', 'above') };
  const below = { exposure: short, reason: names.replace('%s', 'below') };
  return perInstrument((view, instrument) => {
    const gap = view.term(instrument, FAST) - view.term(instrument, SLOW);
    if (gap > 0) return above;
    if (gap < 0) return below;
    return undefined;
  });
}
