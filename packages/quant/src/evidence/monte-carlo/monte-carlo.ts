import { checkPositive } from '@assay/core/checks';
import { createBootstrap } from '@assay/core/inference';
import type { BootstrapScheme } from '@assay/core/inference';
import { createRng } from '@assay/core/random';
import { quantileSorted } from '@assay/core/vector';
import { defined, undefinedBecause } from '../../analysis/index.ts';
import type { Measure, UndefinedReason } from '../../analysis/index.ts';
import { resolveMonteCarlo, schemeOf } from './options.ts';
import type { MonteCarloOptions, TradeSizing } from './options.ts';
import { walkPaths } from './paths.ts';
import type { PathOutcomes } from './paths.ts';

/** What the paths say, each as a fraction. */
export interface MonteCarloFigures {
  /** Median of equity at the end over equity at the start, less 1. */
  readonly medianReturn: Measure;
  /** Its 5 % quantile: one path in twenty ends with less. */
  readonly returnP5: Measure;
  /** 5 %, 50 % and 95 % quantiles of the largest drawdown: one path in twenty falls deeper than the last. */
  readonly drawdownP5: Measure;
  readonly medianDrawdown: Measure;
  readonly drawdownP95: Measure;
  /** Share of the paths whose equity is ever at or below the ruin level. */
  readonly ruinProbability: Measure;
  /** Share of the paths that end above their start. */
  readonly fractionPositive: Measure;
}

/** Quantiles of equity over the trades of a path, for a picture. */
export interface EquityFan {
  /** Numbers of trades, rising from 0. */
  readonly trades: Int32Array;
  /** One band for each level, lowest first: equity over equity at the start after `trades[k]` trades. */
  readonly bands: readonly { readonly level: number; readonly equity: Float64Array }[];
}

/** Outcome of a Monte Carlo run, with all that is needed to repeat it. */
export interface MonteCarloResult {
  readonly figures: MonteCarloFigures;
  /** Undefined where the figures are. */
  readonly fan: EquityFan | undefined;
  readonly nTrades: number;
  readonly horizon: number;
  readonly scheme: BootstrapScheme;
  readonly options: MonteCarloOptions;
}

/** Levels of the fan. */
export const FAN_LEVELS: readonly number[] = Object.freeze([0.05, 0.25, 0.5, 0.75, 0.95]);

/**
 * What the trades of a strategy might have made of an account in another order and with other luck.
 *
 * Each path takes `horizon` trades drawn from the record (`bootstrap`, `blockLength`), starts with equity 1 and is walked
 * trade by trade: equity + p / startEquity (`additive`) or equity · (1 + r) (`compounding`). A path whose equity is
 * at or below `ruinLevel` is ruined, trades no more and keeps that equity.
 *
 * @param trades - shape (n,), oldest first: results after costs, in money (`additive`) or as fractions of the equity before
 * the trade (`compounding`).
 * @param sizing - what the results are measured in.
 * @param declared - the options that differ from `DEFAULT_MONTE_CARLO`.
 * @throws {InvalidArgumentError} if an option is out of its domain.
 *
 * @remarks
 * Causal: works on a finished record.
 * NaN: undefined without a trade (`no-trade`), with one, or with a block as long as the record, whose paths all hold the same
 * trades (`too-few-trades`), and where a result is not finite (`trade-not-finite`).
 * Assumes: the record's trades, one after another, are typical of those to come; nothing outside it can happen.
 * Unrealistic when: trades overlap, are few, or were chosen for their results; `additive` ignores that size follows equity.
 * Numerics: quantiles of type 7; a probability p from B paths has a standard error of √(p(1 - p) / B).
 * Cost: O(paths · horizon); about 8 bytes for each path and point of the fan.
 * Source: this project; B. Efron, Annals of Statistics 7 (1979), and D. N. Politis and J. P. Romano, JASA 89 (1994), for the
 * resampling.
 */
export function monteCarloTrades(
  trades: Float64Array,
  sizing: TradeSizing,
  declared: Partial<MonteCarloOptions> = {},
): MonteCarloResult {
  const options = resolveMonteCarlo(declared);
  if (sizing.kind === 'additive') checkPositive('startEquity', sizing.startEquity);
  const n = trades.length;
  const horizon = options.horizon ?? n;
  const scheme = schemeOf(trades, options);
  const facts = { nTrades: n, horizon, scheme, options };
  const fault = faultOf(trades, scheme);
  if (fault !== undefined) return { ...facts, figures: undefinedFigures(fault), fan: undefined };

  const fanTrades = fanTimes(horizon, options.fanPoints);
  const outcomes = walkPaths(
    {
      steps: sizing.kind === 'additive' ? trades.map((amount) => amount / sizing.startEquity) : trades,
      isCompounding: sizing.kind === 'compounding',
      nPaths: options.paths,
      horizon,
      ruinLevel: options.ruinLevel,
      fanTrades,
    },
    createBootstrap(n, scheme, createRng(options.seed)),
  );
  return { ...facts, ...figuresOfPaths(outcomes, fanTrades) };
}

/** Figures and fan of walked paths; `fanTrades` as in their plan. */
export function figuresOfPaths(
  outcomes: PathOutcomes,
  fanTrades: Int32Array,
): { readonly figures: MonteCarloFigures; readonly fan: EquityFan } {
  return { figures: figuresOf(outcomes), fan: fanOf(outcomes, fanTrades, outcomes.finalEquity.length) };
}

function faultOf(trades: Float64Array, scheme: BootstrapScheme): UndefinedReason | undefined {
  if (trades.length === 0) return 'no-trade';
  if (!trades.every(Number.isFinite)) return 'trade-not-finite';
  if (trades.length === 1 || scheme.blockLength >= trades.length) return 'too-few-trades';
  return undefined;
}

function figuresOf({ finalEquity, maxDrawdowns, nRuined }: PathOutcomes): MonteCarloFigures {
  const returns = finalEquity.map((equity) => equity - 1).sort();
  const drawdowns = maxDrawdowns.slice().sort();
  const nPaths = returns.length;
  return {
    medianReturn: defined(quantileSorted(returns, 0.5)),
    returnP5: defined(quantileSorted(returns, 0.05)),
    drawdownP5: defined(quantileSorted(drawdowns, 0.05)),
    medianDrawdown: defined(quantileSorted(drawdowns, 0.5)),
    drawdownP95: defined(quantileSorted(drawdowns, 0.95)),
    ruinProbability: defined(nRuined / nPaths),
    fractionPositive: defined(returns.filter((value) => value > 0).length / nPaths),
  };
}

function undefinedFigures(reason: UndefinedReason): MonteCarloFigures {
  const none = undefinedBecause(reason);
  return {
    medianReturn: none,
    returnP5: none,
    drawdownP5: none,
    medianDrawdown: none,
    drawdownP95: none,
    ruinProbability: none,
    fractionPositive: none,
  };
}

/** Numbers of trades after which the equity is kept, 0 left out; the last one is the horizon. */
function fanTimes(horizon: number, fanPoints: number): Int32Array {
  const intervals = Math.min(horizon, fanPoints - 1);
  return Int32Array.from({ length: intervals }, (_, k) => Math.round(((k + 1) * horizon) / intervals));
}

function fanOf({ fan }: PathOutcomes, fanTrades: Int32Array, nPaths: number): EquityFan {
  const bands = FAN_LEVELS.map((level) => ({ level, equity: new Float64Array(fanTrades.length + 1).fill(1) }));
  for (let k = 0; k < fanTrades.length; k++) {
    const sorted = fan.slice(k * nPaths, (k + 1) * nPaths).sort();
    for (const { level, equity } of bands) equity[k + 1] = quantileSorted(sorted, level);
  }
  return { trades: Int32Array.of(0, ...fanTrades), bands };
}
