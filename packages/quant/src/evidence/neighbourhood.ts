import { InvalidArgumentError } from '@assay/core/errors';
import type { Parameters, ParameterSpec, StrategyDefinition } from '../strategy/index.ts';

/** How far a parameter is moved, as a fraction of its value. */
export const NEIGHBOUR_DISTANCE = 0.1;

/**
 * The parameter sets next to one: every number moved down and up by 10 %, one at a time.
 *
 * A whole number moves by round(10 %), at least 1. A value of 0 stays: a tenth of nothing is nothing, and 0 often means
 * that something is switched off, as a stop. Moves are clipped to the parameter's limits and rounded to 12 significant
 * digits. Choices, switches and nominal parameters have no neighbours. Sets that equal the centre or one another, and
 * sets that the definition's own `validate` refuses, are left out.
 *
 * @param definition - declared parameters and their joint rule.
 * @param params - the centre: a value for every declared parameter.
 * @returns in the order of declaration, down before up; empty without a numeric parameter.
 * @throws {InvalidArgumentError} if a numeric parameter has no finite value.
 *
 * @remarks
 * Source: this project.
 */
export function neighbourhood(
  definition: Pick<StrategyDefinition, 'parameters' | 'validate'>,
  params: Parameters,
): readonly Parameters[] {
  const found = new Map<string, Parameters>();
  for (const spec of definition.parameters) {
    if (!isMovable(spec)) continue;
    const centre = params[spec.name];
    if (typeof centre !== 'number' || !Number.isFinite(centre)) {
      throw new InvalidArgumentError(spec.name, 'a finite number', centre);
    }
    for (const value of movedValues(spec, centre)) {
      const moved: Parameters = { ...params, [spec.name]: value };
      if ((definition.validate?.(moved) ?? []).length === 0) found.set(`${spec.name}=${value}`, moved);
    }
  }
  return [...found.values()];
}

function isMovable(spec: ParameterSpec): boolean {
  return (spec.type === 'integer' || spec.type === 'number') && spec.nominal !== true;
}

function movedValues(spec: ParameterSpec, centre: number): readonly number[] {
  const distance = distanceFrom(spec, centre);
  const min = spec.min ?? -Infinity;
  const max = spec.max ?? Infinity;
  return [centre - distance, centre + distance]
    .map((value) => Math.min(max, Math.max(min, Number(value.toPrecision(12)))))
    .filter((value) => value !== centre);
}

function distanceFrom(spec: ParameterSpec, centre: number): number {
  const distance = Math.abs(centre) * NEIGHBOUR_DISTANCE;
  return spec.type === 'integer' && centre !== 0 ? Math.max(1, Math.round(distance)) : distance;
}
