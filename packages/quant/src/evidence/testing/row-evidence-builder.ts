import { defined, undefinedBecause } from '../../analysis/index.ts';
import type { Measure, ReturnMeasures, TradeMeasures } from '../../analysis/index.ts';
import type { StressFigures } from '../judged-figures.ts';
import type { RowEvidence } from '../row-evidence.ts';

/** Changes to single figures of the evidence that `rowEvidence` builds. */
export interface EvidenceChanges extends Partial<Omit<RowEvidence, 'absolute' | 'excess' | 'trades' | 'excessSharpe'>> {
  readonly absolute?: Partial<ReturnMeasures>;
  readonly excess?: Partial<ReturnMeasures>;
  readonly trades?: Partial<TradeMeasures>;
  readonly excessSharpe?: Partial<RowEvidence['excessSharpe']>;
}

/**
 * Evidence of a row that passes every rule of the default policy with room to spare: six years of days, annual excess
 * Sharpe ratio 1.9, 120 trades, ten trials, all of them sets of its own sweep; a stress with two regimes and Monte Carlo.
 *
 * Source: this project.
 */
export function rowEvidence(changes: EvidenceChanges = {}): RowEvidence {
  const { absolute, excess, trades, excessSharpe, ...rest } = changes;
  return {
    periodsPerYear: 252,
    rejectRate: defined(0.02),
    fragility: defined(0.1),
    trials: { count: 10, sharpeVariance: 1 / 1511 },
    leakTest: 'clean',
    ...sweepFigures(),
    walkForward: { loss: defined(0.2), windows: 6 },
    stress: stressFigures(),
    ...rest,
    absolute: { ...returnFigures(1.7), ...absolute },
    excess: { ...returnFigures(1.9), ...excess },
    excessSharpe: { sharpe: 0.12, n: 1512, skewness: -0.3, kurtosis: 5, ...excessSharpe },
    trades: { ...tradeFigures(), ...trades },
  };
}

/**
 * Figures of a stress that pass every rule of the default policy.
 *
 * Source: this project.
 */
export function stressFigures(changes: Partial<StressFigures> = {}): StressFigures {
  return {
    state: 'done',
    costs: [1, 1.25, 1.5, 2].map((multiple) => ({
      multiple,
      meanReturn: defined(0.001 - 0.0002 * multiple),
      sharpe: defined(2.1 - 0.4 * multiple),
    })),
    regimes: [
      { label: 'calm', totalReturn: defined(0.8) },
      { label: 'volatile', totalReturn: defined(0.3) },
    ],
    dependency: defined(0.6),
    consistency: defined(0.7),
    monteCarlo: { p5Return: defined(0.2), p95Drawdown: defined(0.25), ruinProbability: defined(0) },
    ...changes,
  };
}

function sweepFigures(): Required<Pick<RowEvidence, 'overfitting' | 'realityCheck' | 'effectiveTrials'>> {
  return {
    overfitting: { pbo: defined(0.2), splits: 12_870, sets: 10 },
    realityCheck: { superiorAbility: defined(0.01), realityCheck: defined(0.02), sets: 10 },
    effectiveTrials: defined(4),
  };
}

function returnFigures(sharpe: number): ReturnMeasures {
  const figures: Record<Exclude<keyof ReturnMeasures, 'nObservations'>, Measure> = {
    meanReturn: defined(0.0008),
    standardDeviation: defined(0.007),
    totalReturn: defined(1.4),
    annualisedReturn: defined(0.16),
    annualisedVolatility: defined(0.11),
    sharpeRatio: defined(sharpe),
    sortinoRatio: defined(2.2),
    calmarRatio: defined(1.1),
    maxDrawdown: defined(0.14),
    longestDrawdownPeriods: defined(120),
    valueAtRisk5: defined(0.011),
    expectedShortfall5: defined(0.016),
    skewness: defined(-0.3),
    kurtosis: defined(5),
    bestPeriod: defined(0.04),
    worstPeriod: defined(-0.05),
  };
  return { nObservations: 1512, ...figures };
}

function tradeFigures(): TradeMeasures {
  return {
    nTrades: 120,
    nDecidedTrades: 120,
    nWinning: 66,
    nLosing: 54,
    winRate: defined(0.55),
    profitFactor: defined(1.6),
    expectancyUnits: defined(1e6),
    payoffRatio: defined(1.3),
    averageBarsHeld: defined(6),
    largestWinUnits: defined(9e6),
    largestLossUnits: defined(6e6),
    grossUnits: defined(1.3e8),
    costUnits: defined(1e7),
    netUnits: defined(1.2e8),
  };
}

/**
 * Evidence of a row that never traded: what the measures give for it.
 *
 * Source: this project.
 */
export function tradelessEvidence(): RowEvidence {
  const none = undefinedBecause('no-trade');
  return rowEvidence({
    trades: {
      nTrades: 0,
      nDecidedTrades: 0,
      nWinning: 0,
      nLosing: 0,
      winRate: none,
      profitFactor: none,
      expectancyUnits: none,
    },
    excessSharpe: { sharpe: NaN, skewness: NaN, kurtosis: NaN, reason: 'zero-variance' },
    rejectRate: undefinedBecause('no-order'),
    fragility: undefinedBecause('no-sharpe'),
  });
}
