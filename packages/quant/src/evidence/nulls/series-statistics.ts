import { haarDetailShare } from '@assay/core/spectral';
import {
  bitCoherence,
  efficiencyRatio,
  flipRate,
  permutationEntropy,
  rescaledRangeHurst,
} from '../../features/index.ts';
import { cusumAlarms, regimeSeries } from '../../regimes/index.ts';
import type { TriedStatistic } from './tried-statistic.ts';

const CUSUM_LENGTH = 1_000;
const CUSUM_RUN_LENGTH = 1_000;
const REGIME_LENGTH = 500;
const REGIME_SHUFFLES = 19;

/** Thresholds that are in use elsewhere on statistics of returns or prices, and what our own detectors state of themselves. */
export const SERIES_STATISTICS: readonly TriedStatistic[] = [
  {
    name: 'permutation-entropy-5/120',
    definition: 'permutation entropy of returns, order 5, 120 returns, normalised by ln 5!',
    length: 120,
    compute: (x) => permutationEntropy(x, 5),
    thresholds: [
      { meaning: 'elsewhere: too random', value: 0.9, side: 'above' },
      { meaning: 'elsewhere: too random', value: 0.95, side: 'above' },
    ],
  },
  {
    name: 'permutation-entropy-3/64',
    definition: 'permutation entropy of returns, order 3, 64 returns, normalised by ln 3!',
    length: 64,
    compute: (x) => permutationEntropy(x, 3),
    thresholds: [{ meaning: 'elsewhere: too random', value: 0.999, side: 'above' }],
  },
  hurst(252),
  hurst(64),
  {
    name: 'haar-detail-share/64',
    definition: 'share of the energy of 64 returns in three levels of Haar details',
    length: 64,
    compute: (x) => haarDetailShare(x, 3),
    thresholds: [{ meaning: 'elsewhere: turbulent', value: 0.7, side: 'above' }],
  },
  {
    name: 'efficiency-ratio/120',
    definition: "Kaufman's efficiency ratio of a price over 120 steps",
    length: 120,
    compute: (x) => efficiencyRatio(levelsOf(x)),
    thresholds: [
      { meaning: 'elsewhere: no trend', value: 0.1, side: 'below' },
      { meaning: 'elsewhere: no trend', value: 0.05, side: 'below' },
    ],
  },
  {
    name: 'flip-rate/512',
    definition: 'share of neighbours of other direction among 512 directions',
    length: 512,
    compute: (x) => flipRate(bitsOf(x)),
    thresholds: [{ meaning: 'elsewhere: rupture', value: 0.4, side: 'above' }],
  },
  {
    name: 'coherence/512',
    definition: 'one less the entropy of 512 directions, in bits',
    length: 512,
    compute: (x) => bitCoherence(bitsOf(x)),
    thresholds: [{ meaning: 'elsewhere: coherent', value: 0.7, side: 'above' }],
  },
  {
    name: `cusum-alarms/${CUSUM_LENGTH}`,
    definition: `alarms of the CUSUM of the level in ${CUSUM_LENGTH} returns, at one false alarm in ${CUSUM_RUN_LENGTH}`,
    length: CUSUM_LENGTH,
    compute: (x) => cusumAlarms(x, { averageRunLength: CUSUM_RUN_LENGTH }).alarm.filter((alarm) => alarm !== 0).length,
    // Times to an alarm are nearly exponential, so that a stretch has one with probability 1 - exp(-length / run length).
    thresholds: [
      {
        meaning: 'our change-point alarm: number of alarms',
        value: 0,
        side: 'above',
        level: 1 - Math.exp(-CUSUM_LENGTH / CUSUM_RUN_LENGTH),
        holdsOn: ['iid'],
      },
    ],
  },
  {
    name: `regimes/${REGIME_LENGTH}`,
    definition: `whether a fit of ${REGIME_LENGTH} returns is taken for two regimes of volatility (1) or not (0)`,
    length: REGIME_LENGTH,
    compute: (x) => Number(hasRegimes(x)),
    everyNth: 10,
    thresholds: [
      {
        meaning: 'our regimes: two are seen, 1 for yes,',
        value: 0,
        side: 'above',
        level: 1 / (REGIME_SHUFFLES + 1),
        holdsOn: ['iid'],
      },
    ],
  },
];

function hurst(length: number): TriedStatistic {
  return {
    name: `hurst/${length}`,
    definition: `Hurst exponent of ${length} returns by the rescaled range`,
    length,
    compute: rescaledRangeHurst,
    thresholds: [
      { meaning: 'elsewhere: trending', value: 0.55, side: 'above' },
      { meaning: 'elsewhere: reverting', value: 0.45, side: 'below' },
    ],
  };
}

function levelsOf(increments: Float64Array): Float64Array {
  const levels = new Float64Array(increments.length + 1);
  for (let t = 0; t < increments.length; t++) levels[t + 1] = levels[t] + increments[t];
  return levels;
}

function bitsOf(increments: Float64Array): Uint8Array {
  return Uint8Array.from(increments, (value) => Number(value > 0));
}

function hasRegimes(returns: Float64Array): boolean {
  // One fit, in force at the last return.
  const series = regimeSeries(returns, { minHistory: returns.length - 1, nShuffles: REGIME_SHUFFLES });
  return series.fits.some((fit) => fit.unusable === undefined);
}
