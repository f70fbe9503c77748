import { calendarById } from '../market/index.ts';
import { createEdgeEstimator, createVolatilityEstimator } from '../risk/index.ts';
import type { EdgeEstimate, EdgeEstimator, SizingPolicy, VolatilityEstimator } from '../risk/index.ts';
import type { BarRestatements } from './actions/bar-restatements.ts';
import { CloseReturns } from './close-returns.ts';
import type { SeriesColumns } from './columns.ts';

/** What a strategy last asked for of a series. */
interface AskedSide {
  /** -1, 0 or 1. */
  side: number;
  /** What its change costs, as a fraction of notional; taken off the next return. */
  costs: number;
}

/**
 * What sizing policies estimate, from bars that have become available.
 *
 * Volatility is that of close-to-close returns. The edge is that of what the strategy asks for: the side of its last
 * exposure times the close-to-close returns that follow, less what each change of side costs; whatever was traded, so that
 * an edge can show before anything is held. Bars while nothing is asked for are no observations.
 *
 * Causal: what was pushed so far.
 */
export class SizingEstimates {
  private readonly volatilities: readonly VolatilityEstimator[] | undefined;
  private readonly edges: readonly EdgeEstimator[] | undefined;
  private readonly asked: readonly AskedSide[];
  private readonly returns: CloseReturns;
  /** Per series: bars taken in. */
  private readonly followed: Int32Array;

  constructor(
    columns: readonly SeriesColumns[],
    policy: SizingPolicy,
    restatements: readonly (BarRestatements | undefined)[],
  ) {
    this.returns = new CloseReturns(columns, restatements);
    this.followed = new Int32Array(columns.length);
    this.asked = columns.map(() => ({ side: 0, costs: 0 }));
    this.volatilities =
      policy.kind === 'volatility-target'
        ? columns.map(({ series }) => {
            const periodsPerYear = calendarById(series.instrument.calendar).periodsPerYear(series.timeframe);
            return createVolatilityEstimator(policy.estimator, periodsPerYear);
          })
        : undefined;
    this.edges = policy.kind === 'kelly' ? columns.map(() => createEdgeEstimator(policy.estimator)) : undefined;
  }

  /** True if anything is estimated. */
  get isOn(): boolean {
    return this.volatilities !== undefined || this.edges !== undefined;
  }

  /** Takes the bars of series `s` in that have become available: `bars` of them so far. */
  follow(s: number, bars: number): void {
    for (; this.followed[s] < bars; this.followed[s]++) this.push(s, this.followed[s]);
  }

  private push(s: number, i: number): void {
    const change = this.returns.push(s, i);
    if (Number.isNaN(change)) return;
    this.volatilities?.[s].push(change);
    if (this.edges === undefined) return;
    const asked = this.asked[s];
    if (asked.side === 0 && asked.costs === 0) return;
    this.edges[s].push(asked.side * change - asked.costs);
    asked.costs = 0;
  }

  /** Notes what is asked for of series `s` from now on; `costs` is what one change by one side costs, as a fraction. */
  noteAsked(s: number, exposure: number, costs: number): void {
    const asked = this.asked[s];
    const side = Math.sign(exposure);
    asked.costs += Math.abs(side - asked.side) * costs;
    asked.side = side;
  }

  /** Annual volatility; undefined where it is not estimated. */
  volatility(s: number): number | undefined {
    return this.volatilities?.[s].value;
  }

  /** Edge of one unit of exposure; undefined where it is not estimated, or not known yet. */
  edge(s: number): EdgeEstimate | undefined {
    const estimate = this.edges?.[s].value;
    return estimate === undefined || estimate.n === 0 ? undefined : estimate;
  }

  /** True if edges are estimated. */
  get hasEdges(): boolean {
    return this.edges !== undefined;
  }
}
