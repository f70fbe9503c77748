import type { Rng } from '@assay/core/random';
import type { InstrumentId } from '../../market/index.ts';
import { allowedExposure, DIRECTION_PARAMETER } from '../direction.ts';
import type { AllowedExposure } from '../direction.ts';
import { numberOf } from '../parameters.ts';
import { perInstrument } from '../per-instrument.ts';
import type { Parameters, StrategyContext, StrategyDefinition, StrategyInstance } from '../strategy.ts';

/**
 * Enters by chance and leaves after a fixed number of bars: a strategy without an edge, to judge the judges.
 *
 * The draws at a bar depend on the run's random stream, the seed, the instrument and the number of bars it has had,
 * never on a price or on what was held before.
 */
export const randomEntry: StrategyDefinition = {
  name: 'random-entry',
  summary: 'Enters by chance and leaves after a fixed number of bars; it has no edge by construction.',
  source: 'this project: the null strategy',
  parameters: [
    {
      name: 'seed',
      type: 'integer',
      description: 'Which random sequence is used.',
      default: 1,
      min: 0,
      max: 2 ** 31 - 1,
      nominal: true,
    },
    {
      name: 'entryProbability',
      type: 'number',
      description: 'Chance of entering at a bar while flat.',
      default: 0.05,
      min: 0.0001,
      max: 1,
    },
    {
      name: 'holdBars',
      type: 'integer',
      description: 'Bars from the entry decision to the exit decision.',
      default: 5,
      min: 1,
      max: 1000,
    },
    DIRECTION_PARAMETER,
  ],
  terms: () => [],
  create: createRandomEntry,
};

function createRandomEntry(params: Parameters, context: StrategyContext): StrategyInstance {
  const [probability, holdBars] = [numberOf(params, 'entryProbability'), numberOf(params, 'holdBars')];
  const allowed = allowedExposure(params);
  const draws = drawsByBar(context.rng.fork(`random-entry/${numberOf(params, 'seed')}`));
  const exitAt = new Map<InstrumentId, number>();
  return perInstrument((view, instrument, held) => {
    const bars = view.barCount(instrument);
    const { chance, side } = draws(instrument, bars);
    if (held !== 0) {
      const due = exitAt.get(instrument) ?? bars + holdBars;
      exitAt.set(instrument, due);
      return bars >= due ? { exposure: 0, reason: `held for ${holdBars} bars` } : undefined;
    }
    exitAt.delete(instrument);
    if (chance >= probability) return undefined;
    exitAt.set(instrument, bars + holdBars);
    return { exposure: sideOf(allowed, side), reason: 'entry by chance' };
  });
}

function sideOf(allowed: AllowedExposure, side: number): number {
  if (allowed.long !== 0 && allowed.short !== 0) return side < 0.5 ? allowed.long : allowed.short;
  return allowed.long + allowed.short;
}

/** Two uniform numbers that belong to one bar. */
interface Draw {
  readonly chance: number;
  readonly side: number;
}

/** The draws of an instrument's n-th bar are the n-th pair of its own stream, from wherever the questions start. */
function drawsByBar(rng: Rng): (instrument: InstrumentId, bars: number) => Draw {
  const streams = new Map<InstrumentId, { readonly rng: Rng; bars: number; draw: Draw }>();
  return (instrument, bars) => {
    let stream = streams.get(instrument);
    if (stream === undefined) {
      stream = { rng: rng.fork(instrument), bars: 0, draw: { chance: NaN, side: NaN } };
      streams.set(instrument, stream);
    }
    for (; stream.bars < bars; stream.bars++)
      stream.draw = { chance: stream.rng.nextFloat(), side: stream.rng.nextFloat() };
    return stream.draw;
  };
}
