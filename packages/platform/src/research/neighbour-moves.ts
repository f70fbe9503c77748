/**
 * The ±10 % neighbourhood of a row: the row is the walk-forward record of what each fold chose, and a neighbour is the same
 * record with one parameter of every fold's choice moved. So nothing is measured on windows that helped to choose it.
 */
import { neighbourhood } from '@assay/quant/evidence';
import type { Fold } from '@assay/quant/evidence';
import type { Parameters } from '@assay/quant/strategy';
import type { PlannedStrategy } from './plan-strategies.ts';
import { chosenSegments } from './select.ts';
import type { PlannedTrial } from './settings.ts';

/** One parameter moved one way, whatever a fold chose. Known before anything is evaluated. */
export interface NeighbourMove {
  readonly parameter: string;
  readonly direction: 'down' | 'up';
}

/** A neighbour of a row, ready to be evaluated. */
export interface PlannedNeighbour {
  readonly move: NeighbourMove;
  readonly trial: PlannedTrial;
}

/** Every move that a strategy's parameters allow in principle. */
export function neighbourMoves(strategy: Pick<PlannedStrategy, 'parameters'>): readonly NeighbourMove[] {
  return strategy.parameters
    .filter((spec) => (spec.type === 'integer' || spec.type === 'number') && spec.nominal !== true)
    .flatMap(({ name }) => [
      { parameter: name, direction: 'down' as const },
      { parameter: name, direction: 'up' as const },
    ]);
}

/**
 * The neighbours of a row. A fold whose choice cannot be moved that way keeps its choice; a move that changes no fold is
 * left out.
 */
export async function plannedNeighbours(
  strategy: PlannedStrategy,
  chosen: readonly Parameters[],
  folds: readonly Fold[],
): Promise<readonly PlannedNeighbour[]> {
  const neighbours: PlannedNeighbour[] = [];
  for (const move of neighbourMoves(strategy)) {
    const candidates = chosen.map((params) => moved(strategy, params, move));
    const asked = candidates.filter((params) => params !== undefined);
    const problems = asked.length === 0 ? [] : await strategy.problemsOf(asked);
    const allowed = new Set(asked.filter((_, index) => (problems[index]?.length ?? 0) === 0));
    if (allowed.size === 0) continue;
    const choices = candidates.map((params, fold) =>
      params !== undefined && allowed.has(params) ? params : (chosen[fold] as Parameters),
    );
    const params = choices.at(-1) as Parameters;
    neighbours.push({ move, trial: { params, segments: chosenSegments(folds, choices) } });
  }
  return neighbours;
}

function moved(
  { parameters }: Pick<PlannedStrategy, 'parameters'>,
  params: Parameters,
  { parameter, direction }: NeighbourMove,
): Parameters | undefined {
  const centre = Number(params[parameter]);
  const spec = parameters.filter(({ name }) => name === parameter);
  return neighbourhood({ parameters: spec }, params).find((near) => {
    const value = Number(near[parameter]);
    return direction === 'down' ? value < centre : value > centre;
  });
}
