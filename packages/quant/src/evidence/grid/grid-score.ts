import { defined, undefinedBecause } from '../../analysis/index.ts';
import type { Measure } from '../../analysis/index.ts';
import { SUSPICION_LIMITS } from '../rules.ts';
import type { CellFigures } from './cell-figures.ts';

/** Name of the map from figures to score, with and without gates behind the entries. Another map gets another name. */
export const GRID_SCORE_VERSION = 'grid/2';

/** The map for strategies that read no gates: the same parts without the share of real gates. */
export const GRID_SCORE_VERSION_WITHOUT_GATES = 'grid/1-no-gates';

/** Fewest closed trades of a cell that may be shown as the best. */
export const FEWEST_QUALIFYING_TRADES = 10;

/** Share of decisions on derived gates above which a cell is tagged. */
export const MOSTLY_DERIVED_ABOVE = 0.6;

/** A number for each place that evidence comes from: a gate in force, the candles, nowhere. */
export interface EvidenceCounts {
  readonly gate: number;
  readonly derived: number;
  readonly none: number;
}

/** Share of bars by where the gate in force came from, which sum to 1, and how many decisions there were on each. */
export interface GateCoverage extends EvidenceCounts {
  /** Bars at which evidence was admitted. */
  readonly admitted: EvidenceCounts;
  /** Decisions that opened trades. */
  readonly entries: EvidenceCounts;
}

/** A cell as it is scored. */
export interface ScoredCell {
  readonly figures: CellFigures;
  /** Absent where the strategy reads no gates. */
  readonly coverage?: GateCoverage | undefined;
}

/** What speaks against a cell. Each tag takes its points off the score. */
export type CellTag =
  | 'few-trades'
  | 'loss'
  | 'profit-factor-below-1'
  | 'sharpe-not-positive'
  | 'drawdown-above-pnl'
  | 'mostly-derived'
  | 'too-good';

/** One part of a cell's score. */
export interface GridScorePart {
  readonly name: 'sharpe' | 'return' | 'profit-factor' | 'drawdown' | 'depth' | 'coverage';
  /** Share of the whole; the weights sum to 1. */
  readonly weight: number;
  readonly figure: Measure;
  /** The figure mapped to [0, 1], 1 the best; undefined where the figure is. */
  readonly points: Measure;
}

/** A cell's score from 0 to 1, with what it is made of. It orders the cells of one grid; it accepts none. */
export interface GridScore {
  readonly version: typeof GRID_SCORE_VERSION | typeof GRID_SCORE_VERSION_WITHOUT_GATES;
  /** Mean of the points by weight, times the penalty; undefined where a part is. */
  readonly score: Measure;
  readonly parts: readonly GridScorePart[];
  readonly tags: readonly CellTag[];
  /** Π (1 - share) over what the tags speak of. */
  readonly penalty: number;
}

interface PartDefinition {
  readonly name: GridScorePart['name'];
  readonly weight: number;
  /** Figures with 0 points and with 1 point; linear between, held outside. */
  readonly worst: number;
  readonly best: number;
  figure(cell: ScoredCell): Measure;
}

const PARTS: readonly PartDefinition[] = [
  { name: 'sharpe', weight: 0.3, worst: -3, best: 3, figure: ({ figures }) => figures.sharpe },
  { name: 'return', weight: 0.2, worst: -0.3, best: 0.3, figure: ({ figures }) => figures.returnFraction },
  { name: 'profit-factor', weight: 0.15, worst: 0, best: 2, figure: ({ figures }) => figures.profitFactor },
  { name: 'drawdown', weight: 0.15, worst: 0.3, best: 0, figure: ({ figures }) => figures.maxDrawdownFraction },
  // Half the points at 20 trades, all of them never.
  {
    name: 'depth',
    weight: 0.1,
    worst: 0,
    best: 1,
    figure: ({ figures: { trades } }) => defined(trades / (trades + 20)),
  },
];

const COVERAGE: PartDefinition = {
  name: 'coverage',
  weight: 0.1,
  worst: 0,
  best: 1,
  figure: ({ coverage }) => realShareOfEntries(coverage),
};

interface TagDefinition {
  readonly tag: CellTag;
  /** What it speaks of: among tags of one matter the heaviest counts, so that one loss is not charged three times. */
  readonly matter: 'depth' | 'result' | 'source' | 'belief';
  /** Share of the score that it takes. */
  readonly share: number;
  applies(cell: ScoredCell): boolean;
}

const TAGS: readonly TagDefinition[] = [
  {
    tag: 'few-trades',
    matter: 'depth',
    share: 0.4,
    applies: ({ figures }) => figures.trades < FEWEST_QUALIFYING_TRADES,
  },
  { tag: 'loss', matter: 'result', share: 0.4, applies: ({ figures }) => known(figures.pnl) <= 0 },
  {
    tag: 'profit-factor-below-1',
    matter: 'result',
    share: 0.2,
    applies: ({ figures }) => known(figures.profitFactor) < 1,
  },
  {
    tag: 'sharpe-not-positive',
    matter: 'result',
    share: 0.2,
    applies: ({ figures }) => known(figures.sharpePerDay) <= 0,
  },
  {
    tag: 'drawdown-above-pnl',
    matter: 'result',
    share: 0.1,
    applies: ({ figures }) => known(figures.maxDrawdown) > Math.max(0, known(figures.pnl)),
  },
  {
    tag: 'mostly-derived',
    matter: 'source',
    share: 0.2,
    applies: ({ coverage }) => derivedShare(coverage) > MOSTLY_DERIVED_ABOVE,
  },
  { tag: 'too-good', matter: 'belief', share: 0, applies: isTooGood },
];

/**
 * Score of one cell by fixed maps of its own figures, so that no other cell of the grid changes it.
 *
 * Each figure is mapped linearly to points in [0, 1], held outside: annual Sharpe ratio -3 to 3 (weight 0.30), return -30 % to
 * 30 % (0.20), profit factor 0 to 2 (0.15), drawdown 30 % to 0 (0.15), trades n as n / (n + 20) (0.10), and, where the strategy
 * reads gates, the share of real ones behind the decisions that opened trades (0.10). The result of the account counts once, as its return.
 * The score is the mean of the points by weight, times 1 - share of what its tags speak of: fewer than 10 trades 0.4; of the
 * result the heaviest tag alone: no profit 0.4, profit factor below 1 0.2, Sharpe ratio not above 0 0.2, drawdown above the profit
 * 0.1; more than 60 % of those decisions on derived gates 0.2. `too-good` takes nothing: it says that the cell has to be traced before it is believed.
 *
 * @remarks
 * NaN: undefined, for the reason of the first undefined part: a part is never left out or guessed.
 * Source: this project.
 */
export function gridScore(cell: ScoredCell): GridScore {
  const definitions = cell.coverage === undefined ? PARTS : [...PARTS, COVERAGE];
  const whole = definitions.reduce((sum, { weight }) => sum + weight, 0);
  const parts = definitions.map((part): GridScorePart => {
    const figure = part.figure(cell);
    return { name: part.name, weight: part.weight / whole, figure, points: pointsOf(part, figure) };
  });
  const tagged = TAGS.filter((one) => one.applies(cell));
  const penalty = penaltyOf(tagged);
  const missing = parts.find(({ points }) => points.reason !== undefined)?.points.reason;
  const total = parts.reduce((sum, { weight, points }) => sum + weight * points.value, 0);
  return {
    version: cell.coverage === undefined ? GRID_SCORE_VERSION_WITHOUT_GATES : GRID_SCORE_VERSION,
    score: missing === undefined ? defined(Math.min(1, total) * penalty) : undefinedBecause(missing),
    parts,
    tags: tagged.map(({ tag }) => tag),
    penalty,
  };
}

/**
 * Share of decisions on real gates among those that opened trades; where no trade was opened, among the bars at which evidence
 * was admitted; 0 where none was.
 *
 * @returns in [0, 1]; undefined because of `no-observations` where the strategy reads no gates.
 *
 * @remarks
 * Source: this project.
 */
export function realShareOfEntries(coverage: GateCoverage | undefined): Measure {
  if (coverage === undefined) return undefinedBecause('no-observations');
  const decisions = decisionsOf(coverage);
  const total = totalOf(decisions);
  return defined(total > 0 ? decisions.gate / total : 0);
}

/**
 * Share of all bars at which a real gate was in force.
 *
 * @returns in [0, 1]; undefined because of `no-observations` where the strategy reads no gates.
 *
 * @remarks
 * Source: this project.
 */
export function realShareOfBars(coverage: EvidenceCounts | undefined): Measure {
  const total = coverage === undefined ? 0 : totalOf(coverage);
  return coverage !== undefined && total > 0 ? defined(coverage.gate / total) : undefinedBecause('no-observations');
}

function decisionsOf({ entries, admitted }: GateCoverage): EvidenceCounts {
  return totalOf(entries) > 0 ? entries : admitted;
}

function totalOf({ gate, derived, none }: EvidenceCounts): number {
  return gate + derived + none;
}

function penaltyOf(tagged: readonly TagDefinition[]): number {
  const heaviest = new Map<string, number>();
  for (const { matter, share } of tagged) heaviest.set(matter, Math.max(share, heaviest.get(matter) ?? 0));
  return [...heaviest.values()].reduce((left, share) => left * (1 - share), 1);
}

function derivedShare(coverage: GateCoverage | undefined): number {
  const decisions = coverage === undefined ? undefined : decisionsOf(coverage);
  const total = decisions === undefined ? 0 : totalOf(decisions);
  return decisions !== undefined && total > 0 ? decisions.derived / total : 0;
}

function pointsOf({ worst, best }: PartDefinition, figure: Measure): Measure {
  if (figure.reason !== undefined) return undefinedBecause(figure.reason);
  return defined(Math.min(1, Math.max(0, (figure.value - worst) / (best - worst))));
}

/** NaN where undefined: every comparison with it fails, and no tag is given for what is not known. */
function known({ value, reason }: Measure): number {
  return reason === undefined ? value : NaN;
}

function isTooGood({ figures }: ScoredCell): boolean {
  const { annualSharpe, totalReturn, winRate } = SUSPICION_LIMITS;
  return (
    known(figures.sharpe) > annualSharpe ||
    known(figures.returnFraction) > totalReturn ||
    known(figures.winRate) > winRate ||
    figures.profitFactorCapped
  );
}
