import type { MeasureDefinition } from '../definition.ts';
import { undefinedBecause } from '../measure.ts';
import type { Measure } from '../measure.ts';
import type { TradeFacts } from './facts.ts';

/** A measure of closed trades before what is common to all of them is added. */
export interface TradeMeasure extends Omit<MeasureDefinition, 'level' | 'reasons' | 'usesOrder' | 'of'> {
  /** True if it says something of no trade at all. @default false */
  readonly isSum?: boolean;
  /** @default false */
  readonly usesOrder?: boolean;
  /** @default none */
  readonly reasons?: MeasureDefinition['reasons'];
  readonly of: (trades: TradeFacts) => Measure;
}

/**
 * The definition of a measure of closed trades, undefined where none was given or, unless it is a sum, none was closed.
 *
 * Source: this project.
 */
export function tradeMeasure(measure: TradeMeasure): MeasureDefinition {
  const { isSum = false, usesOrder = false, reasons = [], of, ...words } = measure;
  return {
    ...words,
    level: 'trade',
    usesOrder,
    reasons: isSum ? reasons : [...reasons, 'no-trade'],
    of: ({ trades }) => {
      if (trades === undefined) return undefinedBecause('trades-not-given');
      return trades.n === 0 && !isSum ? undefinedBecause('no-trade') : of(trades);
    },
  };
}
