import { textOf } from './parameters.ts';
import type { Parameters, ParameterSpec } from './strategy.ts';

/** The parameter by which a strategy is kept to one side of the market. */
export const DIRECTION_PARAMETER: ParameterSpec = {
  name: 'direction',
  type: 'choice',
  description: 'Which side of the market it may hold; the other side becomes flat.',
  default: 'long-only',
  choices: ['long-only', 'short-only', 'long-short'],
};

/** Exposures that a direction allows. */
export interface AllowedExposure {
  /** 1 where long positions are allowed, else 0. */
  readonly long: number;
  /** -1 where short positions are allowed, else 0. */
  readonly short: number;
}

/** What the direction of a resolved parameter set allows. */
export function allowedExposure(params: Parameters): AllowedExposure {
  const direction = textOf(params, DIRECTION_PARAMETER.name);
  return { long: direction === 'short-only' ? 0 : 1, short: direction === 'long-only' ? 0 : -1 };
}
