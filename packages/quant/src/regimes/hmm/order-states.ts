import { checkSameLength } from '@assay/core/checks';
import type { GaussianHmm } from './hidden-markov-model.ts';

/**
 * The same model with its states in ascending order of a statistic, so that state 0 means the same whatever start a fit
 * came from.
 *
 * @param statistic - shape (k,): the number that orders the states; equal ones keep their order.
 * @throws {InvalidArgumentError} if `statistic` does not have one number for each state.
 *
 * @remarks
 * Source: this project.
 */
export function orderStates(model: GaussianHmm, statistic: readonly number[]): GaussianHmm {
  checkSameLength('statistic', statistic, model.start.length);
  const order = statistic.map((_, i) => i).sort((a, b) => statistic[a] - statistic[b] || a - b);
  const inOrder = (values: readonly number[]): number[] => order.map((i) => values[i]);
  return {
    start: inOrder(model.start),
    transition: order.map((i) => inOrder(model.transition[i])),
    emission: {
      kind: 'gaussian',
      means: inOrder(model.emission.means),
      variances: inOrder(model.emission.variances),
    },
  };
}
