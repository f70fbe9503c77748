import { InvalidArgumentError } from '@assay/core/errors';
import { COST_MEASURES } from './cost-definitions.ts';
import type { MeasureDefinition, MeasureLevel } from './definition.ts';
import { EXPOSURE_MEASURES } from './exposure-definitions.ts';
import { analysisFacts } from './facts.ts';
import type { AnalysisInput } from './facts.ts';
import type { Measure, UndefinedReason } from './measure.ts';
import { ORDER_MEASURES } from './order-definitions.ts';
import { BENCHMARK_MEASURES } from './periods/benchmark-definitions.ts';
import { DRAWDOWN_MEASURES } from './periods/drawdown-definitions.ts';
import { PATH_RATIO_MEASURES } from './periods/path-ratio-definitions.ts';
import { RATIO_MEASURES } from './periods/ratio-definitions.ts';
import { RETURN_MEASURES } from './periods/return-definitions.ts';
import { TAIL_MEASURES } from './periods/tail-definitions.ts';
import { TRADE_DURATION_MEASURES } from './trades/duration-definitions.ts';
import { TRADE_EXCURSION_MEASURES } from './trades/excursion-definitions.ts';
import { TRADE_ODDS_MEASURES } from './trades/odds-definitions.ts';
import { TRADE_RESULT_MEASURES } from './trades/result-definitions.ts';

/** Measures that are read together. */
export interface MeasureGroup {
  readonly title: string;
  readonly measures: readonly MeasureDefinition[];
}

/** The measures by what they tell, in the order of a report. */
export const MEASURE_GROUPS: readonly MeasureGroup[] = [
  { title: 'Returns', measures: RETURN_MEASURES },
  { title: 'Return over risk', measures: [...RATIO_MEASURES, ...PATH_RATIO_MEASURES] },
  { title: 'Drawdowns', measures: DRAWDOWN_MEASURES },
  { title: 'Tails', measures: TAIL_MEASURES },
  { title: 'Against the benchmark', measures: BENCHMARK_MEASURES },
  { title: 'Exposure', measures: EXPOSURE_MEASURES },
  { title: 'Costs and capacity', measures: COST_MEASURES },
  { title: 'Trades', measures: TRADE_RESULT_MEASURES },
  { title: 'Odds', measures: TRADE_ODDS_MEASURES },
  { title: 'Time in a trade', measures: TRADE_DURATION_MEASURES },
  { title: 'While a trade was open', measures: TRADE_EXCURSION_MEASURES },
  { title: 'Orders', measures: ORDER_MEASURES },
];

/** Every measure of a strategy's record, in the order of a report. Their ids are unique. */
export const MEASURES: readonly MeasureDefinition[] = MEASURE_GROUPS.flatMap(({ measures }) => measures);

/** Why any measure of a level may be undefined; `reasons` of a definition are beside these. */
export const REASONS_OF_LEVEL: Readonly<Record<MeasureLevel, readonly UndefinedReason[]>> = {
  period: ['no-observations', 'return-not-finite', 'overflow'],
  benchmark: ['benchmark-not-given', 'no-observations', 'return-not-finite', 'overflow'],
  exposure: ['exposure-not-given', 'no-observations', 'return-not-finite', 'overflow'],
  cost: ['overflow'],
  trade: ['trades-not-given', 'overflow'],
  order: ['orders-not-given'],
};

const BY_ID: ReadonlyMap<string, MeasureDefinition> = new Map(MEASURES.map((one) => [one.id, one]));

/**
 * The definition of a measure.
 *
 * @throws {InvalidArgumentError} if there is none of that name.
 *
 * @remarks
 * Source: this project.
 */
export function measureById(id: string): MeasureDefinition {
  const found = BY_ID.get(id);
  if (found === undefined) throw new InvalidArgumentError('id', 'the id of a measure in MEASURES', id);
  return found;
}

/**
 * Measures of a record by their ids.
 *
 * @param input - returns and whatever else is known.
 * @param measures - which, in which order. @default MEASURES
 * @returns a finite value or a reason for each.
 * @throws {InvalidArgumentError} if an option is out of its domain or columns do not fit each other.
 *
 * @remarks
 * Causal: not causal: a measure is of a finished record.
 * Cost: O(n log n) time; what several measures share is computed once.
 * Source: this project.
 */
export function analyse(
  input: AnalysisInput,
  measures: readonly MeasureDefinition[] = MEASURES,
): Readonly<Record<string, Measure>> {
  const facts = analysisFacts(input);
  return Object.fromEntries(measures.map(({ id, of }) => [id, of(facts)]));
}
