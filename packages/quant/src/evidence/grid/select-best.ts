import type { Measure } from '../../analysis/index.ts';
import { FEWEST_QUALIFYING_TRADES } from './grid-score.ts';
import type { GridScore, ScoredCell } from './grid-score.ts';

/** Why a cell may not be shown as the best. */
export type DisqualifiedBecause = 'insufficient_data' | 'no-score' | 'loses';

/** A cell of a grid with its score. */
export interface RankedCell extends ScoredCell {
  /** Names it among all cells: what ties are broken by last. */
  readonly key: string;
  readonly score: GridScore;
}

/** The best cells of one instrument. */
export interface BestCells<Cell> {
  /** Best of the qualified ones; undefined where none is: nothing is shown then. */
  readonly shown: Cell | undefined;
  /** Best of all by score, whether it qualifies or not, for research; undefined where no cell has a score. */
  readonly logged: Cell | undefined;
}

/**
 * Whether a cell may be shown as the best: undefined where it may.
 *
 * `insufficient_data`: fewer than 10 trades. `no-score`: a figure of its score is undefined. `loses`: its closed trades come to no
 * profit or its account to no return, so that the least bad of a losing grid is never shown as its best.
 *
 * @remarks
 * Source: this project.
 */
export function disqualified({
  figures,
  score,
}: Pick<RankedCell, 'figures' | 'score'>): DisqualifiedBecause | undefined {
  if (figures.trades < FEWEST_QUALIFYING_TRADES) return 'insufficient_data';
  if (score.score.reason !== undefined) return 'no-score';
  const isPositive = ({ value, reason }: Measure): boolean => reason === undefined && value > 0;
  return [figures.pnl, figures.returnFraction].every(isPositive) ? undefined : 'loses';
}

/**
 * The best cells by score; ties by profit, then profit factor, then Sharpe ratio, then key, so that the order of the cells
 * changes nothing.
 *
 * @remarks
 * NaN: an undefined figure stands below every number.
 * Source: this project.
 */
export function bestCells<Cell extends RankedCell>(cells: readonly Cell[]): BestCells<Cell> {
  const ranked = rankCells(cells);
  return {
    shown: ranked.find((cell) => disqualified(cell) === undefined),
    logged: ranked.find(({ score }) => score.score.reason === undefined),
  };
}

/**
 * Cells from best to worst, in the order that `bestCells` chooses by.
 *
 * @remarks
 * Source: this project.
 */
export function rankCells<Cell extends RankedCell>(cells: readonly Cell[]): readonly Cell[] {
  return cells.toSorted((one, other) => {
    for (const figure of ORDER) {
      const difference = orderable(figure(other)) - orderable(figure(one));
      if (difference !== 0 && !Number.isNaN(difference)) return difference;
    }
    return one.key < other.key ? -1 : Number(one.key > other.key);
  });
}

const ORDER: readonly ((cell: RankedCell) => Measure)[] = [
  ({ score }) => score.score,
  ({ figures }) => figures.pnl,
  ({ figures }) => figures.profitFactor,
  ({ figures }) => figures.sharpe,
];

function orderable({ value, reason }: Measure): number {
  return reason === undefined ? value : -Infinity;
}
