/** What an instrument has to reach in the grid of a week to stay on the roster. */
export interface RosterPolicy {
  /** Fewest closed trades. */
  readonly minTrades: number;
  /** Annual Sharpe ratio and profit factor that must be exceeded. */
  readonly minSharpe: number;
  readonly minProfitFactor: number;
  /** Failing weeks in a row after which an instrument is disabled. */
  readonly failuresToDisable: number;
  /** Weeks in a row without a cell within its settings after which an instrument is not in use. */
  readonly untestedToLeave: number;
  /** By how much a borderline week lowers the hazard cap, and where that ends. */
  readonly hazardStep: number;
  readonly lowestHazard: number;
  /** How far repetitions may be raised once the hazard cap is at its lowest. */
  readonly mostRepetitions: number;
}

/** 20 trades, Sharpe ratio above 0.5, profit factor above 1.2; two failing weeks in a row disable, two untested ones suspend. */
export const DEFAULT_ROSTER_POLICY: RosterPolicy = Object.freeze({
  minTrades: 20,
  minSharpe: 0.5,
  minProfitFactor: 1.2,
  failuresToDisable: 2,
  untestedToLeave: 2,
  hazardStep: 0.02,
  lowestHazard: 0.06,
  mostRepetitions: 3,
});

/** Figures of the cell that an instrument is judged by in the grid of a week; null where undefined. */
export interface WeeklyFigures {
  readonly trades: number;
  readonly sharpe: number | null;
  readonly profitFactor: number | null;
}

/** What a week says of an instrument. */
export type WeekOutcome = 'pass' | 'borderline' | 'fail' | 'hold';

/** A criterion of the policy. */
export type RosterCriterion = 'trades' | 'sharpe' | 'profit-factor';

/** A week judged by the policy. */
export interface JudgedWeek {
  readonly outcome: WeekOutcome;
  /** The criteria that were missed. */
  readonly missed: readonly RosterCriterion[];
}

/**
 * Judges the figures of one week: all three criteria met is `pass`, exactly one missed `borderline`, two or three `fail`. A
 * missing week, a grid without a cell within the settings, a null Sharpe ratio and a null profit factor are `hold`: what is not
 * known is no failure.
 *
 * @param figures - undefined where the week is missing, or its grid does not hold the instrument; `untested` where no cell of it lies
 *   within the settings.
 *
 * @remarks
 * Source: this project.
 */
export function judgeWeek(
  figures: WeeklyFigures | 'untested' | undefined,
  policy: RosterPolicy = DEFAULT_ROSTER_POLICY,
): JudgedWeek {
  if (figures === undefined || figures === 'untested' || figures.sharpe === null || figures.profitFactor === null)
    return { outcome: 'hold', missed: [] };
  const missed: RosterCriterion[] = [];
  if (figures.trades < policy.minTrades) missed.push('trades');
  if (!(figures.sharpe > policy.minSharpe)) missed.push('sharpe');
  if (!(figures.profitFactor > policy.minProfitFactor)) missed.push('profit-factor');
  if (missed.length === 0) return { outcome: 'pass', missed };
  return { outcome: missed.length === 1 ? 'borderline' : 'fail', missed };
}
