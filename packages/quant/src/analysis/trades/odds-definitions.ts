import { mean } from '@assay/core/vector';
import type { MeasureDefinition } from '../definition.ts';
import { defined, undefinedBecause } from '../measure.ts';
import type { Measure } from '../measure.ts';
import { meanAndDeviation, overDeviation } from '../spread.ts';
import type { TradeFacts } from './facts.ts';
import { tradeMeasure } from './trade-measure.ts';
import { wilsonInterval } from './wilson.ts';

const CONFIDENCE = 0.95;

/** How often trades win, how sure that is, and what to stake on it. */
export const TRADE_ODDS_MEASURES: readonly MeasureDefinition[] = [
  tradeMeasure({
    id: 'winRate',
    name: 'Win rate',
    unit: 'fraction',
    definition: 'p = #(w > 0) / n',
    of: (trades) => trades.basic().winRate,
  }),
  tradeMeasure({
    id: 'winRateLower95',
    name: 'Win rate, lower end of its 95 % interval',
    unit: 'fraction',
    definition: '(p + z² / 2n - z · √(p(1 - p) / n + z² / 4n²)) / (1 + z² / n), z = Φ⁻¹(0.975)',
    of: (trades) => defined(wilsonInterval(trades.signs().nAbove, trades.n, CONFIDENCE).lower),
  }),
  tradeMeasure({
    id: 'winRateUpper95',
    name: 'Win rate, upper end of its 95 % interval',
    unit: 'fraction',
    definition: '(p + z² / 2n + z · √(p(1 - p) / n + z² / 4n²)) / (1 + z² / n), z = Φ⁻¹(0.975)',
    of: (trades) => defined(wilsonInterval(trades.signs().nAbove, trades.n, CONFIDENCE).upper),
  }),
  tradeMeasure({
    id: 'kellyFraction',
    name: 'Kelly fraction of the observed trades',
    unit: 'fraction',
    definition: 'q - (1 - q) / payoffRatio, q = #(w > 0) / #(w ≠ 0)',
    reasons: ['no-winning-trade', 'no-losing-trade', 'beyond-exact-range'],
    of: kelly,
  }),
  tradeMeasure({
    id: 'tradeDeviationUnits',
    name: 'Standard deviation of the net results',
    unit: 'ledger units',
    definition: '√(Σ (w - mean)² / (n - 1))',
    reasons: ['too-few-observations'],
    of: (trades) => (trades.n < 2 ? undefinedBecause('too-few-observations') : spread(trades.net())),
  }),
  tradeMeasure({
    id: 'tradeTStatistic',
    name: 't statistic of the net results',
    unit: 'ratio',
    definition: '√n · mean w / tradeDeviationUnits',
    reasons: ['too-few-observations', 'zero-variance'],
    of: (trades) => tStatistic(trades.net()),
  }),
  tradeMeasure({
    id: 'nWithInitialRisk',
    name: 'Trades with a known initial risk',
    unit: 'count',
    definition: 'trades with a stop from the start',
    isSum: true,
    of: (trades) => defined(trades.multiples().length),
  }),
  tradeMeasure({
    id: 'expectancyR',
    name: 'Expectancy in multiples of the initial risk',
    unit: 'initial risk',
    definition: 'mean R, R = w / initial risk',
    reasons: ['initial-risk-not-given'],
    of: ofMultiples((multiples) => defined(mean(multiples))),
  }),
  tradeMeasure({
    id: 'systemQualityNumber',
    name: 'System quality number',
    unit: 'ratio',
    definition: '√k · mean R / standard deviation of R, over the k trades with a known initial risk',
    reasons: ['initial-risk-not-given', 'too-few-observations', 'zero-variance'],
    of: ofMultiples(tStatistic),
  }),
  tradeMeasure({
    id: 'longestWinningTrades',
    name: 'Most winning trades in a row',
    unit: 'count',
    definition: 'longest run of w > 0',
    usesOrder: true,
    of: (trades) => defined(trades.signs().longestAbove),
  }),
  tradeMeasure({
    id: 'longestLosingTrades',
    name: 'Most losing trades in a row',
    unit: 'count',
    definition: 'longest run of w < 0',
    usesOrder: true,
    of: (trades) => defined(trades.signs().longestBelow),
  }),
];

function kelly(trades: TradeFacts): Measure {
  const { payoffRatio } = trades.basic();
  if (payoffRatio.reason !== undefined) return payoffRatio;
  const { nAbove, nBelow } = trades.signs();
  const odds = nAbove / (nAbove + nBelow);
  return defined(odds - (1 - odds) / payoffRatio.value);
}

function spread(values: Float64Array): Measure {
  return defined(meanAndDeviation(values).standardDeviation);
}

function tStatistic(values: Float64Array): Measure {
  if (values.length < 2) return undefinedBecause('too-few-observations');
  const moments = meanAndDeviation(values);
  const ratio = overDeviation(moments.mean, moments.standardDeviation);
  return ratio.reason === undefined ? defined(Math.sqrt(values.length) * ratio.value) : ratio;
}

function ofMultiples(compute: (multiples: Float64Array) => Measure): (trades: TradeFacts) => Measure {
  return (trades) => {
    const multiples = trades.multiples();
    return multiples.length === 0 ? undefinedBecause('initial-risk-not-given') : compute(multiples);
  };
}
