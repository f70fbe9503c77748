/** For each failed rule the value at which it turns, everything else as it is; each checked by evaluating the rule there. */
import { exposureMatchedExcess, returnMeasures } from '@assay/quant/analysis';
import type { RankingRow, VerdictExplanation } from '@assay/contracts/schemas';
import { deflatedSharpeAtNull, deflatedSharpeRatio, sharpeStatistics } from '@assay/quant/evidence';
import type { SharpeStatistics } from '@assay/quant/evidence';
import type { SimulationResult } from '@assay/quant/simulation';

type Check = RankingRow['checks'][number];

/** A value at which a rule turns. */
export type Counterfactual = VerdictExplanation['counterfactuals'][number];

/** What counterfactuals are worked out from. */
export interface CounterfactualInput {
  readonly row: RankingRow;
  readonly simulation: SimulationResult;
  readonly periodsPerYear: number;
  /** The row once more at a multiple of its costs; undefined where it cannot be repeated. */
  readonly atCosts: ((multiple: number) => Promise<SimulationResult>) | undefined;
}

const MOST_TRIALS = 1e9;
const MOST_PERIODS = 1e9;
const MOST_COSTS = 64;
/** Steps of a cost multiple that are told apart. */
const COST_STEP = 0.01;

/** The counterfactuals of a row's failed rules, in the order of the rules. */
export async function counterfactuals(input: CounterfactualInput): Promise<readonly Counterfactual[]> {
  const found: Counterfactual[] = [];
  for (const check of input.row.checks.filter(({ passed }) => !passed)) {
    if (check.rule === 'deflated-sharpe' || check.rule === 'deflated-sharpe-at-null')
      found.push(...ofDeflation(check, input));
    else if (check.rule === 'stressed-costs-mean' || check.rule === 'stressed-costs-sharpe')
      found.push(...(await ofCosts(check, input)));
    else if (check.rule === 'min-trades' || check.rule === 'minimum-track-record') found.push(...ofCount(check));
    found.push(...ofLimit(check));
  }
  return found;
}

/** True where a value passes a limit. */
export function passes({ comparison }: Pick<Check, 'comparison'>, value: number, limit: number): boolean {
  if (comparison === '>') return value > limit;
  return comparison === '<=' ? value <= limit : value >= limit;
}

/** The limit that the value would have passed. */
function ofLimit(check: Check): readonly Counterfactual[] {
  const { rule, value, limit } = check;
  if (value === null || limit === null || GATES.has(rule)) return [];
  const isStrict = check.comparison === '>';
  const side = check.comparison === '<=' ? 'at or above' : isStrict ? 'below' : 'at or below';
  const step = Math.max(Math.abs(value), 1e-12) * 1e-9;
  const beyond = check.comparison === '<=' ? value - step : value + step;
  const inside = isStrict ? value - step : value;
  return [
    {
      rule,
      quantity: 'limit',
      actual: limit,
      needed: value,
      sentence: `it would pass with a limit ${side} ${figure(value)}; the limit is ${figure(limit)}`,
      checked: passes(check, value, inside) && !passes(check, value, beyond),
    },
  ];
}

/** Rules that find something or do not: no other limit makes sense. */
const GATES: ReadonlySet<string> = new Set([
  'strategy-failed',
  'leak',
  'no-trades',
  'nondeterministic',
  'leak-test-failed',
  'stress-failed',
]);

function ofCount(check: Check): readonly Counterfactual[] {
  const { rule, value, limit } = check;
  if (value === null || limit === null) return [];
  const [what, quantity] =
    rule === 'min-trades' ? (['trades ended by a decision', 'trades'] as const) : (['periods', 'periods'] as const);
  const more = limit - value;
  return [
    {
      rule,
      quantity,
      actual: value,
      needed: limit,
      sentence: `${more} more ${what} would do: ${value} are on record, ${limit} are asked for`,
      checked: passes(check, limit, limit) && !passes(check, limit - 1, limit),
    },
  ];
}

/** Trials, Sharpe ratio and periods at which the deflated Sharpe ratio would pass, one at a time. */
function ofDeflation(
  check: Check,
  { row, simulation, periodsPerYear }: CounterfactualInput,
): readonly Counterfactual[] {
  const { rule, limit, value } = check;
  const variance = row.metrics['trialSharpeVariance'];
  if (limit === null || value === null || typeof variance !== 'number') return [];
  const own = sharpeStatistics(exposureMatchedExcess(simulation).excess);
  const deflated = rule === 'deflated-sharpe' ? deflatedSharpeRatio : deflatedSharpeAtNull;
  const at = (statistics: SharpeStatistics, nTrials: number): number =>
    deflated(statistics, { nTrials, trialSharpeVariance: variance }).value;
  // What cannot be found again is not argued from.
  if (Math.abs(at(own, row.trials) - value) > 1e-9) return [];
  const ok = (probability: number): boolean => passes(check, probability, limit);
  const annual = Math.sqrt(periodsPerYear);
  const byTrials = (n: number): boolean => ok(at(own, n));
  const bySharpe = (sharpe: number): boolean => ok(at({ ...own, sharpe: sharpe / annual }, row.trials));
  const byPeriods = (n: number): boolean => ok(at({ ...own, n }, row.trials));
  return [
    trialsNeeded(rule, row.trials, byTrials),
    sharpeNeeded(rule, own.sharpe * annual, bySharpe),
    periodsNeeded(rule, own.n, byPeriods),
  ];
}

function trialsNeeded(rule: string, actual: number, isPassed: (n: number) => boolean): Counterfactual {
  const base = { rule, quantity: 'trials', actual };
  if (!isPassed(1)) {
    const sentence = `fewer trials alone would not do: it fails as the only trial, and ${actual} are counted`;
    return { ...base, needed: null, sentence, checked: !isPassed(1) && !isPassed(actual) };
  }
  const needed = lastTrue(1, Math.min(actual, MOST_TRIALS), isPassed);
  const sentence = `it would pass among at most ${needed} trials; ${actual} are counted`;
  return { ...base, needed, sentence, checked: isPassed(needed) && !isPassed(needed + 1) };
}

function sharpeNeeded(rule: string, actual: number, isPassed: (sharpe: number) => boolean): Counterfactual {
  const step = 0.001;
  const most = 1e5;
  const base = { rule, quantity: 'annual excess Sharpe ratio', actual };
  const from = Math.ceil(actual / step);
  if (!isPassed((from + most) * step)) {
    return {
      ...base,
      needed: null,
      sentence: 'no Sharpe ratio would do with this record and these trials',
      checked: true,
    };
  }
  const needed = firstTrue(from, from + most, (k) => isPassed(k * step)) * step;
  return {
    ...base,
    needed,
    sentence: `it would pass with an annual excess Sharpe ratio of ${needed.toFixed(3)}; it has ${actual.toFixed(3)}`,
    checked: isPassed(needed) && !isPassed(needed - step),
  };
}

function periodsNeeded(rule: string, actual: number, isPassed: (n: number) => boolean): Counterfactual {
  const base = { rule, quantity: 'periods', actual };
  if (!isPassed(MOST_PERIODS)) {
    const sentence =
      'no longer record would do at the same Sharpe ratio: it is not above what luck finds among the trials';
    return { ...base, needed: null, sentence, checked: !isPassed(MOST_PERIODS) };
  }
  const needed = firstTrue(actual, MOST_PERIODS, isPassed);
  return {
    ...base,
    needed,
    sentence: `it would pass after ${needed - actual} more periods at the same Sharpe ratio, ${needed} in all`,
    checked: isPassed(needed) && !isPassed(needed - 1),
  };
}

/** The multiple of the costs up to which the rule passes, found by simulating the row at others. */
async function ofCosts(
  check: Check,
  { row, periodsPerYear, atCosts }: CounterfactualInput,
): Promise<readonly Counterfactual[]> {
  const { limit, rule, note } = check;
  const actual = Number(/costs-times-([\d.]+)/u.exec(note ?? '')?.[1] ?? NaN);
  if (atCosts === undefined || limit === null || Number.isNaN(actual)) return [];
  const known = new Map<number, boolean>();
  const isPassed = async (hundredths: number): Promise<boolean> => {
    const before = known.get(hundredths);
    if (before !== undefined) return before;
    const { returns } = await atCosts(hundredths * COST_STEP);
    const { meanReturn, sharpeRatio } = returnMeasures(returns, { periodsPerYear, riskFreePerPeriod: 0 });
    const figure = rule === 'stressed-costs-mean' ? meanReturn.value : sharpeRatio.value;
    const passed = passes(check, figure, limit);
    known.set(hundredths, passed);
    return passed;
  };
  const base = { rule, quantity: 'multiple of the costs', actual };
  if (!(await isPassed(0))) {
    const sentence = `no costs would be low enough: it fails without any; it is judged at ${actual} times the costs`;
    return [{ ...base, needed: null, sentence, checked: !(await isPassed(0)) }];
  }
  let [good, bad] = [0, Math.min(MOST_COSTS, actual) / COST_STEP];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (await isPassed(middle)) good = middle;
    else bad = middle;
  }
  const needed = good * COST_STEP;
  const checked = (await isPassed(good)) && !(await isPassed(good + 1));
  const words = `it would pass at ${needed.toFixed(2)} times the costs of ${row.id}; it is judged at ${actual} times`;
  return [{ ...base, needed: Number(needed.toFixed(2)), sentence: words, checked }];
}

/** The last whole number up to which a condition holds that holds at `from`. */
function lastTrue(from: number, to: number, holds: (n: number) => boolean): number {
  let [good, bad] = [from, to];
  if (holds(bad)) return bad;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/** The first whole number from which a condition holds that holds at `to`. */
function firstTrue(from: number, to: number, holds: (n: number) => boolean): number {
  let [bad, good] = [from - 1, to];
  while (good - bad > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

function figure(value: number): string {
  return String(Number(value.toPrecision(6)));
}
