import { checkSameLength } from '@assay/core/checks';
import { monteCarloTrades } from '../monte-carlo/monte-carlo.ts';
import type { MonteCarloOptions } from '../monte-carlo/options.ts';
import type { StressedTrades } from './stress-evidence.ts';

/** The trades of a record, oldest first. */
export interface TradeResults {
  /** shape (n,): results after costs, in money. */
  readonly net: Float64Array;
  /** shape (n,): equity when each trade was entered, in the same unit; > 0. */
  readonly equityAtEntry: Float64Array;
  /** Equity at the start; > 0. */
  readonly startEquity: number;
  /** True where sizes follow the account: its paths are judged, the others stand beside. */
  readonly isCompounding: boolean;
}

/**
 * Resamples trades both ways: with sizes that follow the account, and as amounts of money. Both see the same draws.
 *
 * @throws {InvalidArgumentError} if an option or the equity is out of its domain.
 *
 * @remarks
 * Causal: works on a finished record.
 * NaN: as `monteCarloTrades`.
 * Source: this project.
 */
export function stressedTrades(trades: TradeResults, declared: Partial<MonteCarloOptions> = {}): StressedTrades {
  const { net, equityAtEntry, startEquity, isCompounding } = trades;
  checkSameLength('equityAtEntry', equityAtEntry, net.length);
  const fractions = net.map((amount, i) => amount / equityAtEntry[i]);
  const compounding = monteCarloTrades(fractions, { kind: 'compounding' }, declared);
  // A block length that was chosen from the fractions serves both, so that the paths differ in sizing alone.
  const { blockLength } = compounding.scheme;
  const same = { ...declared, ...(compounding.scheme.kind === 'iid' || net.length === 0 ? {} : { blockLength }) };
  const additive = monteCarloTrades(net, { kind: 'additive', startEquity }, same);
  const [judged, other] = isCompounding ? [compounding, additive] : [additive, compounding];
  const { figures, scheme, options } = judged;
  return {
    paths: options.paths,
    method: scheme.kind,
    blockLength: scheme.blockLength,
    trades: net.length,
    ruinLevel: options.ruinLevel,
    sizing: isCompounding ? 'compounding' : 'additive',
    medianReturn: figures.medianReturn,
    p5Return: figures.returnP5,
    p5Drawdown: figures.drawdownP5,
    medianDrawdown: figures.medianDrawdown,
    p95Drawdown: figures.drawdownP95,
    ruinProbability: figures.ruinProbability,
    fractionPositive: figures.fractionPositive,
    fan: judged.fan,
    otherSizing: other.figures,
  };
}
