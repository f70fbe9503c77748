import type { AnalysisFacts } from './facts.ts';
import type { Measure, UndefinedReason } from './measure.ts';

/** What a measure is about: single periods or a path of them, a benchmark, holdings, costs, closed trades, or orders. */
export type MeasureLevel = 'period' | 'benchmark' | 'exposure' | 'cost' | 'trade' | 'order';

/** Unit of a measure's value. A `fraction` of 0.01 is one percent. */
export type MeasureUnit =
  | 'fraction'
  | 'fraction a year'
  | 'ratio'
  | 'ratio, annual'
  | 'multiple a year'
  | 'count'
  | 'count a year'
  | 'periods'
  | 'bars'
  | 'initial risk'
  | 'ledger units';

/** One measure: what it is called, what it means, and how it is computed. */
export interface MeasureDefinition {
  /** Key in every table of measures. */
  readonly id: string;
  /** In words. */
  readonly name: string;
  readonly level: MeasureLevel;
  readonly unit: MeasureUnit;
  /** The formula; docs/methods/measures.md explains the symbols. */
  readonly definition: string;
  /** Why it may be undefined, beside the reasons that every measure of its level has. */
  readonly reasons: readonly UndefinedReason[];
  /** True if it changes when the periods or trades change places. */
  readonly usesOrder: boolean;
  /** Its value, or the reason why there is none. */
  readonly of: (facts: AnalysisFacts) => Measure;
}
