import { allowedExposure, DIRECTION_PARAMETER } from '../direction.ts';
import { numberOf } from '../parameters.ts';
import { perInstrument } from '../per-instrument.ts';
import type { Wish } from '../per-instrument.ts';
import type { Parameters, StrategyDefinition, StrategyInstance } from '../strategy.ts';

const Z_SCORE = 0;

/** Buys a close far below its recent mean, sells one far above, and leaves once it has come back. */
export const meanReversion: StrategyDefinition = {
  name: 'mean-reversion',
  summary: 'Buys a close far below its recent mean, sells one far above, and leaves once it has come back.',
  source: 'J. Bollinger, Bollinger on Bollinger Bands (2001), with the sample deviation',
  parameters: [
    {
      name: 'window',
      type: 'integer',
      description: 'Bars of the mean and the deviation.',
      default: 20,
      min: 2,
      max: 1000,
    },
    {
      name: 'entryZ',
      type: 'number',
      description: 'Deviations from the mean at which it enters.',
      default: 2,
      min: 0.1,
      max: 10,
    },
    {
      name: 'exitZ',
      type: 'number',
      description: 'Deviations from the mean at which it leaves; below entryZ.',
      default: 0.5,
      min: 0,
      max: 10,
    },
    DIRECTION_PARAMETER,
  ],
  validate: (params) => {
    const [entry, exit] = [numberOf(params, 'entryZ'), numberOf(params, 'exitZ')];
    return exit < entry ? [] : [`exitZ must be below entryZ, was ${exit} and ${entry}`];
  },
  terms: (params) => [{ term: 'zscore', field: 'close', window: numberOf(params, 'window') }],
  create: (params) => createReversion(params),
};

function createReversion(params: Parameters): StrategyInstance {
  const { long, short } = allowedExposure(params);
  const [entry, exit] = [numberOf(params, 'entryZ'), numberOf(params, 'exitZ')];
  const buy: Wish = { exposure: long, reason: `close more than ${entry} deviations below its mean` };
  const sell: Wish = { exposure: short, reason: `close more than ${entry} deviations above its mean` };
  const leave: Wish = { exposure: 0, reason: `close back within ${exit} deviations of its mean` };
  return perInstrument((view, instrument, held) => {
    const z = view.term(instrument, Z_SCORE);
    if (z < -entry) return buy;
    if (z > entry) return sell;
    const isBack = (held > 0 && z >= -exit) || (held < 0 && z <= exit);
    return isBack ? leave : undefined;
  });
}
