import { sampleMatrix } from '@assay/core/inference';
import type { Rng } from '@assay/core/random';
import { mean } from '@assay/core/vector';
import { backtestOverfitting } from '../backtest-overfitting.ts';
import type { KillPolicy } from '../kill-policy.ts';
import { MONTE_CARLO_RULES } from '../monte-carlo/limits.ts';
import { monteCarloTrades } from '../monte-carlo/monte-carlo.ts';
import { realityChecks } from '../reality-checks.ts';
import { SUSPICION_LIMITS } from '../rules.ts';
import { inferSharpe } from '../row-evidence.ts';
import { sharpeStatistics } from '../sharpe-inference.ts';
import type { TriedStatistic } from './tried-statistic.ts';

const YEAR = 252;
const RECORD = 2 * YEAR;
const SETS = 10;
const HOLDING = 5;
const FEW_TRADES = 20;
const WINDOWS = 8;
const MONTE_CARLO_PATHS = 200;

/**
 * What verdicts are made of, on the returns of strategies that hold the noise long, short or not at all, for five periods each,
 * by chance.
 *
 * @param policy - the limits that are tried.
 * @param rng - draws the positions.
 *
 * @remarks
 * Causal: positions are drawn without a look at the noise.
 * Source: this project.
 */
export function verdictStatistics(policy: KillPolicy, rng: Rng): readonly TriedStatistic[] {
  const strategy = (increments: Float64Array): Float64Array => heldByChance(increments, rng);
  return [
    ...sharpeRules(policy, strategy),
    ...sweepRules(policy, strategy),
    ...recordRules(policy, strategy),
    ...suspicions(strategy),
  ];
}

type Strategy = (increments: Float64Array) => Float64Array;

function sharpeRules(policy: KillPolicy, strategy: Strategy): readonly TriedStatistic[] {
  return [
    {
      name: `deflated-sharpe/${RECORD}`,
      definition:
        'the smaller of the two probabilities of the deflated Sharpe ratio, with the strategy as its only trial',
      length: RECORD,
      compute: (x) => {
        const statistics = sharpeStatistics(strategy(x));
        const trials = { count: 1, sharpeVariance: 1 / (statistics.n - 1) };
        const inference = inferSharpe({ excessSharpe: statistics, trials, periodsPerYear: YEAR }, policy);
        return Math.min(inference.deflatedSharpe.value, inference.deflatedSharpeAtNull.value);
      },
      thresholds: [
        { meaning: 'our verdict: passes', value: policy.confidence, side: 'above', level: 1 - policy.confidence },
      ],
    },
  ];
}

function sweepRules(policy: KillPolicy, strategy: Strategy): readonly TriedStatistic[] {
  const sweep = (x: Float64Array): ReturnType<typeof sampleMatrix> =>
    sampleMatrix(Array.from({ length: SETS }, () => strategy(x)));
  return [
    {
      name: `reality-checks/${RECORD}`,
      definition: `the larger p-value of reality check and superior ability, of a sweep of ${SETS} sets`,
      length: RECORD,
      everyNth: 4,
      compute: (x) => {
        const { realityCheck, superiorAbility } = realityChecks(sweep(x), { replications: 499 });
        return Math.max(realityCheck.value, superiorAbility.consistent.value);
      },
      thresholds: [
        { meaning: 'our verdict: passes', value: policy.maxSpaPValue, side: 'below', level: policy.maxSpaPValue },
      ],
    },
    {
      name: `backtest-overfitting/${RECORD}`,
      definition: `probability of backtest overfitting of a sweep of ${SETS} sets`,
      length: RECORD,
      everyNth: 4,
      compute: (x) => backtestOverfitting(sweep(x), { blocks: 10 }).probabilityOfBacktestOverfitting.value,
      thresholds: [{ meaning: 'our verdict: killed', value: policy.maxPbo, side: 'above' }],
    },
  ];
}

function recordRules(policy: KillPolicy, strategy: Strategy): readonly TriedStatistic[] {
  const decade = 10 * YEAR;
  return [
    {
      name: `max-drawdown/${decade}`,
      definition: 'largest fall below the running peak, compounded, over ten years',
      length: decade,
      compute: (x) => maxDrawdown(strategy(x)),
      thresholds: [{ meaning: 'our verdict: killed', value: policy.maxDrawdown, side: 'above' }],
    },
    {
      name: `walk-forward-loss/${RECORD}`,
      definition: `share of ${WINDOWS} test windows that lost`,
      length: RECORD,
      compute: (x) => losingShare(strategy(x)),
      thresholds: [{ meaning: 'our verdict: killed', value: policy.maxWalkForwardLoss, side: 'above' }],
    },
    ...MONTE_CARLO_RULES.map(({ name, figure, limit, comparison }): TriedStatistic => ({
      name: `${name}/${RECORD}`,
      definition: `${figure} of resampled trades of ${HOLDING} periods`,
      length: RECORD,
      everyNth: 4,
      compute: (x) => {
        const trades = tradesOf(strategy(x));
        const { figures } = monteCarloTrades(trades, { kind: 'compounding' }, { paths: MONTE_CARLO_PATHS });
        return figures[figure].value;
      },
      thresholds: [
        {
          meaning: 'our verdict: killed',
          value: policy[limit],
          side: comparison === '<=' ? 'above' : 'below',
        },
      ],
    })),
  ];
}

function suspicions(strategy: Strategy): readonly TriedStatistic[] {
  const few = FEW_TRADES * HOLDING;
  const suspicious = (value: number): TriedStatistic['thresholds'] => [
    { meaning: 'our verdict: suspicious', value, side: 'above' },
  ];
  return [
    {
      name: `annual-sharpe/${YEAR}`,
      definition: 'annual Sharpe ratio of one year',
      length: YEAR,
      compute: (x) => sharpeStatistics(strategy(x)).sharpe * Math.sqrt(YEAR),
      thresholds: suspicious(SUSPICION_LIMITS.annualSharpe),
    },
    {
      name: `win-rate/${few}`,
      definition: `share of ${FEW_TRADES} trades that gained`,
      length: few,
      compute: (x) => tradesOf(x).filter((trade) => trade > 0).length / FEW_TRADES,
      thresholds: suspicious(SUSPICION_LIMITS.winRate),
    },
    {
      name: `profit-factor/${few}`,
      definition: `gains over losses of ${FEW_TRADES} trades`,
      length: few,
      compute: (x) => profitFactor(tradesOf(x)),
      thresholds: suspicious(SUSPICION_LIMITS.profitFactor),
    },
  ];
}

function heldByChance(increments: Float64Array, rng: Rng): Float64Array {
  let position = 0;
  return increments.map((value, t) => {
    if (t % HOLDING === 0) position = rng.nextInt(3) - 1;
    return position === 0 ? 0 : position * value;
  });
}

/** Sums of the increments of each trade; one that is cut off at the end is left out. */
function tradesOf(returns: Float64Array): Float64Array {
  const trades = new Float64Array(Math.floor(returns.length / HOLDING));
  for (let t = 0; t < trades.length * HOLDING; t++) trades[Math.floor(t / HOLDING)] += returns[t];
  return trades;
}

function profitFactor(trades: Float64Array): number {
  let [gains, losses] = [0, 0];
  for (const trade of trades) {
    if (trade > 0) gains += trade;
    else losses -= trade;
  }
  return losses > 0 ? gains / losses : NaN;
}

function maxDrawdown(returns: Float64Array): number {
  let [wealth, peak, deepest] = [1, 1, 0];
  for (const value of returns) {
    wealth *= 1 + value;
    peak = Math.max(peak, wealth);
    deepest = Math.max(deepest, 1 - wealth / peak);
  }
  return deepest;
}

function losingShare(returns: Float64Array): number {
  const length = Math.floor(returns.length / WINDOWS);
  let losing = 0;
  for (let window = 0; window < WINDOWS; window++) {
    if (mean(returns.subarray(window * length, (window + 1) * length)) < 0) losing += 1;
  }
  return losing / WINDOWS;
}
