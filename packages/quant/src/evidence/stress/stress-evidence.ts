/** What a row's stress found. Undefined figures are NaN with a reason, as everywhere; `judgedStress` picks what rules read. */
import type { FillVariant } from '../../execution/index.ts';
import type { Measure } from '../../analysis/index.ts';
import type { MonteCarloFigures, MonteCarloResult } from '../monte-carlo/monte-carlo.ts';
import type { RegimeDependence } from './regime-dependence.ts';
import type { LeaveOutSensitivity, StartDateSensitivity } from '../period-sensitivity.ts';

/** What a record comes to under other terms. */
export interface StressedFigures {
  readonly totalReturn: Measure;
  /** Mean return of a period. */
  readonly meanReturn: Measure;
  /** Annual Sharpe ratio, idle money at 0. */
  readonly sharpe: Measure;
}

/** The record with everything that broker and market take multiplied. */
export interface StressedCosts extends StressedFigures {
  readonly multiple: number;
}

/** The record under another variant of its fill contract. */
export interface StressedFills extends StressedFigures {
  readonly variant: FillVariant;
}

/** The stretches of one regime simulated by themselves: each starts flat, ends flat, and shares no bar with another. */
export interface ResimulatedRegime {
  readonly label: string;
  readonly segments: number;
  readonly periods: number;
  readonly trades: number;
  readonly totalReturn: Measure;
  /** Annual. */
  readonly sharpe: Measure;
}

/** What a record earned in one regime. */
export interface RegimeFigures {
  readonly label: string;
  /** Periods in which at least one instrument was in it. */
  readonly periods: number;
  /** Stretches of such periods without a gap. */
  readonly segments: number;
  /** Trades that were entered in it, by the regime of their own instrument. */
  readonly trades: number;
  readonly meanReturn: Measure;
  /** Compounded over its periods; the regimes of an account with one instrument multiply to the whole. */
  readonly totalReturn: Measure;
  /** Annual; undefined where there are too few periods. */
  readonly sharpe: Measure;
  /** |sum of its results| over the sum of that over all labels. */
  readonly shareOfAbsPnl: Measure;
  /** Its part of all instruments' periods. */
  readonly shareOfPeriods: Measure;
}

/** Resampled trades, in the sizing that is judged, with the picture. */
export interface StressedTrades {
  readonly paths: number;
  readonly method: MonteCarloResult['scheme']['kind'];
  readonly blockLength: number;
  readonly trades: number;
  readonly ruinLevel: number;
  /** `compounding`: a trade's size follows the account; `additive`: it is an amount of money. */
  readonly sizing: 'additive' | 'compounding';
  readonly medianReturn: Measure;
  readonly p5Return: Measure;
  readonly p5Drawdown: Measure;
  readonly medianDrawdown: Measure;
  readonly p95Drawdown: Measure;
  readonly ruinProbability: Measure;
  readonly fractionPositive: Measure;
  readonly fan: MonteCarloResult['fan'];
  /** The same paths under the other sizing. */
  readonly otherSizing: MonteCarloFigures;
}

/** The model behind the regimes: what a strategy that depends on them has to keep. */
export interface RegimeModelVersions {
  /** Method and options. */
  readonly definition: string;
  /** One for each instrument: how many fits there are, and the version of the newest. */
  readonly instruments: readonly {
    readonly instrument: string;
    readonly fits: number;
    readonly newest: string | null;
  }[];
}

/** Everything a row's stress found. */
export interface StressEvidence extends RegimeDependence {
  /** `stress_failed`: it ended with an error, and there are no figures. */
  readonly state: 'done' | 'stress_failed';
  /** The error's text. */
  readonly reason?: string | undefined;
  /** Rising from 1. */
  readonly costs: readonly StressedCosts[];
  readonly fills: readonly StressedFills[];
  /** One for each label that occurs, in a fixed order, `unknown` last; empty where regimes are off. */
  readonly regimes: readonly RegimeFigures[];
  readonly resimulated: readonly ResimulatedRegime[];
  readonly model: RegimeModelVersions | undefined;
  /** 1 - min(CV, 1) of the known regimes' mean returns. */
  readonly consistency: Measure;
  readonly monteCarlo?: StressedTrades | undefined;
  readonly startDates?: StartDateSensitivity | undefined;
  readonly leaveOneOut?: LeaveOutSensitivity | undefined;
}
