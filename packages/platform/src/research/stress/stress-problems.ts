import type { StressConfig } from '@assay/contracts/schemas';
import { PlatformError } from '@assay/core/errors';
import type { ConfigProblem } from '@assay/core/errors';
import { resolveRegimeOptions } from '@assay/quant/regimes';
import { regimeOptions } from './regime-labels.ts';

/** Any length of a year will do where options are only checked. */
const YEAR = 252;

/** What is wrong with a stress block beside what its schema says. */
export function stressProblems(
  { regimes, costs, fills }: StressConfig,
  instruments: readonly string[],
): readonly ConfigProblem[] {
  const path = 'experiment.stress';
  const problems: ConfigProblem[] = [];
  try {
    resolveRegimeOptions(regimeOptions(regimes, YEAR));
  } catch (error) {
    if (!PlatformError.is(error)) throw error;
    problems.push({ path: `${path}.regimes`, message: error.message });
  }
  for (const symbol of Object.keys(regimes.versions)) {
    if (instruments.includes(symbol)) continue;
    const message = `names '${symbol}', which no pack holds; they hold ${instruments.slice(0, 12).join(', ')}`;
    problems.push({ path: `${path}.regimes.versions`, message });
  }
  const repeated = (values: readonly unknown[]): boolean => new Set(values).size < values.length;
  if (repeated(costs.multiples)) problems.push({ path: `${path}.costs.multiples`, message: 'names a multiple twice' });
  if (repeated(fills)) problems.push({ path: `${path}.fills`, message: 'names a variant twice' });
  return problems;
}
