import { checkSameLength } from '@assay/core/checks';
import type { SimulationResult } from '../../simulation/index.ts';

/** The columns of a record that say what each instrument brought. */
export type HeldRecord = Pick<SimulationResult, 'returns' | 'exposure' | 'instrumentReturns' | 'instruments'>;

/**
 * What each instrument brought in each period, as a fraction of equity before it; the rows add up to the returns.
 *
 * An account with one instrument has its own returns. Otherwise an instrument brings exposure times its return, and what
 * is left of the period's return (costs, prices inside a bar, interest) is shared by what was held around the period: the absolute
 * exposures of the period, the one before and the one after; equally where nothing was held.
 *
 * @returns shape (p, instruments), row-major.
 *
 * @remarks
 * Causal: works on a finished record.
 * Source: this project.
 */
export function periodContributions({ returns, exposure, instrumentReturns, instruments }: HeldRecord): Float64Array {
  const width = instruments.length;
  if (width === 1) return returns.slice();
  checkSameLength('exposure', exposure, returns.length * width);
  const out = new Float64Array(returns.length * width);
  const weights = new Float64Array(width);
  for (let t = 0; t < returns.length; t++) {
    let rest = returns[t];
    let total = 0;
    for (let s = 0; s < width; s++) {
      const cell = t * width + s;
      const moved = instrumentReturns[cell];
      out[cell] = Number.isNaN(moved) ? 0 : exposure[cell] * moved;
      rest -= out[cell];
      weights[s] = around(exposure, cell, width);
      total += weights[s];
    }
    for (let s = 0; s < width; s++) out[t * width + s] += rest * (total > 0 ? weights[s] / total : 1 / width);
  }
  return out;
}

function around(exposure: Float64Array, cell: number, width: number): number {
  return Math.abs(exposure[cell - width] ?? 0) + Math.abs(exposure[cell]) + Math.abs(exposure[cell + width] ?? 0);
}
