import { checkSameLength } from '@assay/core/checks';
import { once } from '../lazy.ts';
import { signCounts } from '../periods/sign-counts.ts';
import type { SignCounts } from '../periods/sign-counts.ts';
import { tradeMeasures } from '../trade-measures.ts';
import type { TradeFigures, TradeMeasures } from '../trade-measures.ts';

/** Closed trades, in the order in which they were closed, with what is known of their course. */
export interface TradeInput {
  /** All in one currency. */
  readonly trades: readonly TradeFigures[];
  /** shape (trades,): loss at the first stop in ledger units, > 0; NaN where there was no stop. */
  readonly initialRiskUnits?: Float64Array | undefined;
  /** shape (trades,): largest loss while open, before costs, in ledger units, ≥ 0; NaN where it is not known. */
  readonly adverseUnits?: Float64Array | undefined;
  /** shape (trades,): largest gain while open, before costs, in ledger units, ≥ 0; NaN where it is not known. */
  readonly favourableUnits?: Float64Array | undefined;
}

/** Trades whose excursions are known. */
export interface Excursions {
  /** shape (k,): result before costs. */
  readonly gross: Float64Array;
  /** shape (k,): result after costs. */
  readonly net: Float64Array;
  /** shape (k,): largest loss while open, ≥ 0. */
  readonly adverse: Float64Array;
  /** shape (k,): largest gain while open, ≥ 0. */
  readonly favourable: Float64Array;
}

/** Closed trades and what several of their measures share, each computed when first asked for. */
export interface TradeFacts {
  readonly n: number;
  readonly basic: () => TradeMeasures;
  /** shape (n,): results after costs. */
  readonly net: () => Float64Array;
  /** shape (n,). */
  readonly barsHeld: () => Float64Array;
  readonly signs: () => SignCounts;
  /** shape (k,): net result over initial risk, of the trades whose risk is known. */
  readonly multiples: () => Float64Array;
  /** The trades whose excursions are known; empty where there is none. */
  readonly excursions: () => Excursions;
}

/**
 * Facts about closed trades that their measures share.
 *
 * @throws {InvalidArgumentError} if a column is not as long as the trades.
 *
 * @remarks
 * Source: this project.
 */
export function tradeFacts(input: TradeInput): TradeFacts {
  const { trades } = input;
  for (const name of ['initialRiskUnits', 'adverseUnits', 'favourableUnits'] as const) {
    const column = input[name];
    if (column !== undefined) checkSameLength(name, column, trades.length);
  }
  const net = once(() => Float64Array.from(trades, ({ netUnits }) => netUnits));
  return {
    n: trades.length,
    basic: once(() => tradeMeasures(trades)),
    net,
    barsHeld: once(() => Float64Array.from(trades, ({ barsHeld }) => barsHeld)),
    signs: once(() => signCounts(net())),
    multiples: once(() => multiplesOf(net(), input.initialRiskUnits)),
    excursions: once(() => excursionsOf(input)),
  };
}

function multiplesOf(net: Float64Array, risk: Float64Array | undefined): Float64Array {
  if (risk === undefined) return new Float64Array(0);
  return net.map((value, i) => (risk[i] > 0 ? value / risk[i] : NaN)).filter(Number.isFinite);
}

function excursionsOf({ trades, adverseUnits, favourableUnits }: TradeInput): Excursions {
  const isKnown = (_: unknown, i: number): boolean =>
    adverseUnits !== undefined && favourableUnits !== undefined && adverseUnits[i] >= 0 && favourableUnits[i] >= 0;
  const known = trades.filter(isKnown);
  return {
    gross: Float64Array.from(known, ({ grossUnits }) => grossUnits),
    net: Float64Array.from(known, ({ netUnits }) => netUnits),
    adverse: (adverseUnits ?? new Float64Array(0)).filter(isKnown),
    favourable: (favourableUnits ?? new Float64Array(0)).filter(isKnown),
  };
}
